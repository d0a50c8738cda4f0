#pragma once

#include "k8s/base/clock.h"
#include "k8s/base/result.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace zdtp::k8s {

/// The bearer token of a connection. A token in a file is read again when it is older than a minute or was refused:
/// projected tokens rotate. When the file cannot be read, the last good token stays in use.
class TokenSource
{
public:
    TokenSource(QByteArray token, QString file, Clock &clock);

    /// Empty when there is none.
    Result<QByteArray> token();
    /// The server answered 401 to the token.
    void refused();

private:
    QByteArray m_token;
    QString m_file;
    Clock *m_clock;
    std::optional<std::chrono::milliseconds> m_readAt;
};

} // namespace zdtp::k8s
