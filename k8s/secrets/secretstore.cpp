#include "k8s/secrets/secretstore.h"

#include <QCoreApplication>
#include <QObject>
#include <QPointer>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::SecretStore)
};

/// Calls once, from the event loop.
class Later final : public QObject, public Call
{
public:
    explicit Later(std::function<void()> then)
    {
        QMetaObject::invokeMethod(this, std::move(then), Qt::QueuedConnection);
    }
};

/// Steps one after the other. `next` starts a step and gives its handle, or nullptr when all are done.
class Sequence final : public QObject, public Call
{
public:
    using Step = std::function<CallHandle(Sequence &)>;
    explicit Sequence(Step next) : m_next(std::move(next)) { go(); }

    void go()
    {
        QMetaObject::invokeMethod(
            this,
            [this] {
                const QPointer<Sequence> self(this); // the last step may destroy it
                const Step next = m_next;
                CallHandle step = next(*this);
                if (self)
                    m_step = std::move(step);
            },
            Qt::QueuedConnection);
    }

private:
    Step m_next;
    CallHandle m_step;
};

} // namespace

MemorySecretStore::~MemorySecretStore()
{
    for (QByteArray &secret : m_secrets)
        secret.fill('\0');
}

QString MemorySecretStore::words() const
{
    return m_why.isEmpty()
               ? Words::tr("secrets are kept in memory, for this session only")
               : Words::tr("there is no keychain (%1): secrets are kept in memory, for this session only").arg(m_why);
}

CallHandle MemorySecretStore::read(const QString &key, ReadFunction done)
{
    const auto found = m_secrets.constFind(key);
    std::optional<QByteArray> value;
    if (found != m_secrets.cend())
        value = *found;
    return std::make_unique<Later>([done = std::move(done), value] { done(value); });
}

CallHandle MemorySecretStore::write(const QString &key, const QByteArray &value, DoneFunction done)
{
    m_secrets.insert(key, value);
    return std::make_unique<Later>([done = std::move(done)] { done({}); });
}

CallHandle MemorySecretStore::remove(const QString &key, DoneFunction done)
{
    m_secrets.remove(key);
    return std::make_unique<Later>([done = std::move(done)] { done({}); });
}

CallHandle readSecrets(SecretStore &store, const QStringList &keys,
                       std::function<void(Result<QHash<QString, QByteArray>>)> done)
{
    struct State
    {
        QStringList left;
        QHash<QString, QByteArray> found;
    };
    auto state = std::make_shared<State>(State{keys, {}});
    return std::make_unique<Sequence>([&store, state, done = std::move(done)](Sequence &sequence) -> CallHandle {
        if (state->left.isEmpty()) {
            const auto tell = done; // may destroy the sequence
            tell(std::move(state->found));
            return {};
        }
        const QString key = state->left.takeFirst();
        return store.read(key, [&sequence, state, key, done](Result<std::optional<QByteArray>> value) {
            if (!value) {
                const auto tell = done;
                return tell(fail(value.error()));
            }
            if (*value)
                state->found.insert(key, **value);
            sequence.go();
        });
    });
}

CallHandle writeSecrets(SecretStore &store, const QMap<QString, QByteArray> &secrets, SecretStore::DoneFunction done)
{
    auto left = std::make_shared<QMap<QString, QByteArray>>(secrets);
    return std::make_unique<Sequence>([&store, left, done = std::move(done)](Sequence &sequence) -> CallHandle {
        if (left->isEmpty()) {
            const auto tell = done;
            tell({});
            return {};
        }
        const QString key = left->firstKey();
        const QByteArray value = left->take(key);
        return store.write(key, value, [&sequence, done](Result<void> written) {
            const auto tell = done;
            if (!written)
                return tell(std::move(written));
            sequence.go();
        });
    });
}

CallHandle removeSecrets(SecretStore &store, const QStringList &keys, SecretStore::DoneFunction done)
{
    auto left = std::make_shared<QStringList>(keys);
    return std::make_unique<Sequence>([&store, left, done = std::move(done)](Sequence &sequence) -> CallHandle {
        if (left->isEmpty()) {
            const auto tell = done;
            tell({});
            return {};
        }
        return store.remove(left->takeFirst(), [&sequence, done](Result<void> removed) {
            const auto tell = done;
            if (!removed)
                return tell(std::move(removed));
            sequence.go();
        });
    });
}

} // namespace zdtp::k8s
