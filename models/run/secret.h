#pragma once

#include "models/run/runoperation.h"

#include <QMap>

namespace zdtp {

/// A Secret to write: typed once, sent to the cluster, forgotten. Moved along, not copied.
struct SecretOrder
{
    QString name;
    QMap<QString, QByteArray> values; ///< by key, as typed (not base64)
    bool replaceKeys = false;         ///< keys that are there already may be given another value
    bool dryRun = false;              ///< the server checks it; nothing is written
};

/// Creates a Secret, or adds keys to one that is there. Reads it first: a key that exists is never overwritten unless
/// the order says so, keys that nobody spoke of stay. The values are overwritten in memory once they were sent; neither
/// journal nor messages name them.
class WriteSecretOperation final : public RunOperation
{
    Q_OBJECT

public:
    WriteSecretOperation(RunContext context, SecretOrder order, QObject *parent);
    ~WriteSecretOperation() override;

    QString title() const override;
    /// Keys that were there already and why nothing was written; empty otherwise.
    QStringList existingKeys() const { return m_existing; }

protected:
    Async<Outcome> perform() override;

private:
    Async<Outcome> write();
    Json data() const;
    bool holds(const Json &secret) const;
    void forget();

    SecretOrder m_order;
    QStringList m_existing;
};

} // namespace zdtp
