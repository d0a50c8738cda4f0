#pragma once

#include <QByteArray>
#include <QStringList>

#include <memory>

namespace zdtp::test {

/// A certificate with its key, as PEM.
struct Identity
{
    QByteArray certificate;
    QByteArray key;
};

/// A certificate authority made for one test run.
class Authority
{
public:
    enum class Key { Rsa, Ec, Ed25519 };
    Authority();
    ~Authority();
    Q_DISABLE_COPY_MOVE(Authority)

    QByteArray pem() const;
    /// `names`: host names and IP addresses; `fromDays`, `toDays`: validity counted from now.
    Identity issue(const QString &commonName, const QStringList &names, Key key = Key::Ec, int fromDays = -1,
                   int toDays = 1) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace zdtp::test
