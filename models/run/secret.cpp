#include "models/run/secret.h"

#include "k8s/rest/objectclient.h"
#include "models/connection/secrecy.h"
#include "models/plan/plan.h"

#include <QCoreApplication>

#include <openssl/crypto.h>

namespace zdtp {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::WriteSecretOperation)
};

constexpr int Tries = 3; ///< when somebody else changes it at the same time, or no answer comes

/// Overwrites the strings of a manifest that held values.
void wipeStrings(Json &json)
{
    if (json.is_string()) {
        auto &text = json.get_ref<std::string &>();
        OPENSSL_cleanse(text.data(), text.size());
    } else if (json.is_structured()) {
        for (Json &part : json)
            wipeStrings(part);
    }
}

QStringList keysOf(const Json &secret)
{
    QStringList keys;
    if (const Json *data = jsonAt(secret, {"data"}); data && data->is_object()) {
        for (const auto &[key, value] : data->items())
            keys.append(QString::fromStdString(key));
    }
    return keys;
}

} // namespace

WriteSecretOperation::WriteSecretOperation(RunContext context, SecretOrder order, QObject *parent)
    : RunOperation(std::move(context), parent), m_order(std::move(order))
{
}

WriteSecretOperation::~WriteSecretOperation()
{
    forget();
}

void WriteSecretOperation::forget()
{
    for (QByteArray &value : m_order.values)
        wipe(value);
}

QString WriteSecretOperation::title() const
{
    return Words::tr("Write Secret %1").arg(m_order.name);
}

Json WriteSecretOperation::data() const
{
    Json values = Json::object();
    for (auto value = m_order.values.cbegin(); value != m_order.values.cend(); ++value) {
        QByteArray encoded = value->toBase64();
        values[value.key().toStdString()] = encoded.toStdString();
        wipe(encoded);
    }
    return values;
}

bool WriteSecretOperation::holds(const Json &secret) const
{
    for (auto value = m_order.values.cbegin(); value != m_order.values.cend(); ++value) {
        const QByteArray there = jsonString(secret, {"data", value.key().toUtf8().constData()}).toLatin1();
        if (QByteArray::fromBase64(there) != *value)
            return false;
    }
    return true;
}

Async<Outcome> WriteSecretOperation::perform()
{
    const QString keys = QStringList(m_order.values.keys()).join(QStringLiteral(", "));
    setSteps({{QStringLiteral("secret"),
               Words::tr("Write Secret %1").arg(m_order.name),
               Words::tr("keys: %1").arg(keys),
               {},
               Step::Status::Running}});
    Outcome outcome = co_await write();
    forget();
    co_return outcome;
}

Async<Outcome> WriteSecretOperation::write()
{
    const Requests requests(*this);
    const QString name = m_order.name;
    const k8s::GroupVersionResource secrets = k8s::resources::secrets();
    const QString keys = QStringList(m_order.values.keys()).join(QStringLiteral(", "));
    for (auto value = m_order.values.cbegin(); value != m_order.values.cend(); ++value) {
        if (value->isEmpty())
            co_return Outcome{Outcome::Kind::Invalid,
                              Words::tr("The value of %1 is empty: nothing was written.").arg(value.key())};
    }
    Outcome outcome;
    for (int tried = 0; tried < Tries; ++tried) {
        ObjectResult found = co_await requests.read(secrets, name);
        if (!found && !found.error().isNotFound())
            co_return Outcome::of(found.error(), Words::tr("Secret %1 was not read").arg(name));
        if (tried > 0 && found && holds(*found)) // the answer was lost, and it was carried out
            co_return Outcome::done(Words::tr("Secret %1 has the keys: %2.").arg(name, keys));
        Json manifest;
        if (found) {
            m_existing.clear();
            const QStringList there = keysOf(*found);
            for (auto value = m_order.values.cbegin(); value != m_order.values.cend(); ++value) {
                if (there.contains(value.key()))
                    m_existing.append(value.key());
            }
            if (!m_existing.isEmpty() && !m_order.replaceKeys)
                co_return Outcome{Outcome::Kind::Refused,
                                  Words::tr("Secret %1 has these keys already: %2. Nothing was written; to give them "
                                            "another value, say so.")
                                      .arg(name, m_existing.join(QStringLiteral(", ")))};
            const Json *immutable = jsonAt(*found, {"immutable"});
            if (immutable && immutable->is_boolean() && immutable->get<bool>())
                co_return Outcome{Outcome::Kind::Refused,
                                  Words::tr("Secret %1 is immutable. Use another name in the document.").arg(name)};
            // Only our keys; and only if nobody has changed it since it was read.
            manifest = {{"metadata", {{"resourceVersion", jsonString(*found, {"metadata", "resourceVersion"})}}},
                        {"data", data()}};
        } else {
            manifest = {
                {"apiVersion", "v1"},
                {"kind", "Secret"},
                {"metadata",
                 {{"name", name},
                  {"namespace", context().nameSpace},
                  {"labels", {{names::managedBy, names::managedByValue}, {"app.kubernetes.io/part-of", "zdtp"}}}}},
                {"type", "Opaque"},
                {"data", data()}};
        }
        const bool exists = found.has_value();
        if (exists)
            wipeStrings(*found);
        const Answer<ObjectResult>::Send patch = [objects = context().objects(), secrets, space = context().nameSpace,
                                                  name, dryRun = m_order.dryRun,
                                                  &manifest](std::function<void(ObjectResult)> done) {
            return objects.mergePatch(secrets, space, name, manifest, std::move(done), dryRun);
        };
        ObjectResult answer = fail(k8s::ApiError{});
        if (exists)
            answer = co_await Answer<ObjectResult>(patch);
        else
            answer = co_await requests.create(secrets, manifest, m_order.dryRun);
        wipeStrings(manifest);
        if (answer) {
            const QString uid = jsonString(*answer, {"metadata", "uid"});
            wipeStrings(*answer);
            if (m_order.dryRun)
                co_return Outcome::done(
                    exists ? Words::tr("Secret %1 would get the keys: %2. Nothing was changed.").arg(name, keys)
                           : Words::tr("Secret %1 would be created with the keys: %2. Nothing was changed.")
                                 .arg(name, keys));
            const QString what =
                exists ? Words::tr("changed, keys: %1").arg(keys) : Words::tr("created, keys: %1").arg(keys);
            const JournalEntry said = entry(QStringLiteral("secret"), QStringLiteral("Secret ") + name, uid, what);
            tell(said);
            co_return Outcome::done(exists ? Words::tr("Secret %1 now has the keys: %2.").arg(name, keys)
                                           : Words::tr("Secret %1 is created with the keys: %2.").arg(name, keys));
        }
        outcome = Outcome::of(answer.error(), Words::tr("Secret %1 was not written").arg(name));
        const bool again =
            answer.error().isConflict() || answer.error().isAlreadyExists() || answer.error().isAmbiguous();
        if (!again)
            break;
    }
    co_return outcome;
}

} // namespace zdtp
