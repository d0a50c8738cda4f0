#include "k8s/config/kubeconfigvault.h"

#include "k8s/base/json.h"
#include "k8s/config/kubeconfigfile.h"
#include "k8s/rest/proxyenvironment.h"
#include "k8s/rest/tls.h"
#include "k8s/yaml/emitter.h"

#include <QCoreApplication>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Kubeconfig)
};

/// Takes one file apart.
class Parcel
{
public:
    explicit Parcel(const QString &id) : m_id(id) {}

    ParcelledKubeconfig take(const KubeconfigFile &content)
    {
        Json root = {{"apiVersion", "v1"}, {"kind", "Config"}};
        Json clusters = Json::array();
        for (const ClusterEntry &cluster : content.clusters)
            clusters.push_back({{"name", cluster.name}, {"cluster", of(cluster)}});
        Json users = Json::array();
        for (const UserEntry &user : content.users)
            users.push_back({{"name", user.name}, {"user", of(user)}});
        Json contexts = Json::array();
        for (const ContextEntry &context : content.contexts) {
            Json inner = Json::object();
            put(inner, "cluster", context.cluster);
            put(inner, "user", context.user);
            put(inner, "namespace", context.nameSpace);
            contexts.push_back({{"name", context.name}, {"context", std::move(inner)}});
        }
        root["clusters"] = std::move(clusters);
        root["users"] = std::move(users);
        root["contexts"] = std::move(contexts);
        put(root, "current-context", content.current);
        m_result.yaml = toYaml(root);
        return std::move(m_result);
    }

private:
    static void put(Json &into, const char *key, const QString &value)
    {
        if (!value.isEmpty())
            into[key] = value;
    }
    void hide(Json &references, const QString &owner, const char *slot, const QByteArray &value)
    {
        if (value.isEmpty())
            return;
        const QString key = m_id + u'/' + owner + u'/' + QLatin1String(slot);
        m_result.secrets.insert(key, value);
        references[slot] = key;
    }
    static void refer(Json &into, Json references)
    {
        if (references.empty())
            return;
        Json extension = {{"name", keychainExtension}, {"extension", std::move(references)}};
        into["extensions"] = Json::array({std::move(extension)});
    }

    Json of(const ClusterEntry &cluster)
    {
        const QString owner = QStringLiteral("clusters/") + cluster.name;
        Json inner = Json::object();
        Json references = Json::object();
        const QUrl server(cluster.server);
        put(inner, "server", server.userInfo().isEmpty() ? cluster.server : server.toString(QUrl::RemoveUserInfo));
        put(inner, "tls-server-name", cluster.tlsServerName);
        if (cluster.insecure)
            inner["insecure-skip-tls-verify"] = true;
        put(inner, "certificate-authority", cluster.caFile);
        put(inner, "certificate-authority-data", QString::fromLatin1(cluster.caData.toBase64()));
        const QUrl proxy(cluster.proxy);
        put(inner, "proxy-url", proxy.userInfo().isEmpty() ? cluster.proxy : proxy.toString(QUrl::RemoveUserInfo));
        if (!proxy.userInfo().isEmpty())
            hide(references, owner, "proxy-url", cluster.proxy.toUtf8());
        if (cluster.disableCompression)
            inner["disable-compression"] = true;
        hide(references, owner, "exec-extension", cluster.execExtension);
        refer(inner, std::move(references));
        return inner;
    }

    Json of(const UserEntry &user)
    {
        const QString owner = QStringLiteral("users/") + user.name;
        Json inner = Json::object();
        Json references = Json::object();
        put(inner, "client-certificate", user.certificateFile);
        put(inner, "client-key", user.keyFile);
        put(inner, "tokenFile", user.tokenFile);
        put(inner, "username", user.userName);
        put(inner, "as", user.impersonateUser);
        put(inner, "as-uid", user.impersonateUid);
        if (!user.impersonateGroups.isEmpty()) {
            Json groups = Json::array();
            for (const QString &group : user.impersonateGroups)
                groups.push_back(group);
            inner["as-groups"] = std::move(groups);
        }
        for (auto extra = user.impersonateExtra.cbegin(); extra != user.impersonateExtra.cend(); ++extra) {
            Json values = Json::array();
            for (const QString &value : *extra)
                values.push_back(value);
            inner["as-user-extra"][extra.key().toStdString()] = std::move(values);
        }
        if (user.hasAuthProvider)
            inner["auth-provider"] = {{"name", user.authProvider}};
        hide(references, owner, "token", user.token.toUtf8());
        hide(references, owner, "password", user.password.toUtf8());
        hide(references, owner, "client-certificate-data", user.certificateData);
        hide(references, owner, "client-key-data", user.keyData);
        if (user.exec) {
            const ExecPlugin &exec = *user.exec;
            Json plugin = Json::object();
            put(plugin, "apiVersion", exec.apiVersion);
            put(plugin, "command", exec.command);
            put(plugin, "installHint", exec.installHint);
            put(plugin, "interactiveMode", user.interactiveMode);
            if (exec.provideClusterInfo)
                plugin["provideClusterInfo"] = true;
            inner["exec"] = std::move(plugin);
            if (!exec.args.isEmpty() || !exec.env.isEmpty()) {
                Json args = Json::array();
                for (const QString &argument : exec.args)
                    args.push_back(argument);
                Json env = Json::array();
                for (const ExecPlugin::Variable &variable : exec.env)
                    env.push_back({{"name", variable.name}, {"value", variable.value}});
                hide(references, owner, "exec", jsonBytes({{"args", std::move(args)}, {"env", std::move(env)}}));
            }
        }
        refer(inner, std::move(references));
        return inner;
    }

    QString m_id;
    ParcelledKubeconfig m_result;
};

/// False when the bytes are not what was once written.
bool fillExec(ExecPlugin &plugin, const QByteArray &bytes)
{
    const Json stored = Json::parse(bytes.toStdString(), nullptr, false);
    const Json *args = jsonAt(stored, {"args"});
    const Json *env = jsonAt(stored, {"env"});
    if (!args || !args->is_array() || !env || !env->is_array())
        return false;
    for (const Json &argument : *args) {
        if (!argument.is_string())
            return false;
        plugin.args.append(argument.get<QString>());
    }
    for (const Json &variable : *env)
        plugin.env.append({jsonString(variable, {"name"}), jsonString(variable, {"value"})});
    return true;
}

Result<RestConfig> filled(RestConfig config, const QHash<QString, QByteArray> &secrets)
{
    const auto unusable = [&config](const QString &slot) {
        return fail(Words::tr("%1 of the context \"%2\" is no longer in the keychain").arg(slot, config.contextName),
                    Words::tr("Add the kubeconfig again."), Place{config.file, 0, 0});
    };
    const auto keychain = std::exchange(config.keychain, {});
    for (auto reference = keychain.cbegin(); reference != keychain.cend(); ++reference) {
        const QString &slot = reference.key();
        const auto value = secrets.constFind(*reference);
        if (value == secrets.cend())
            return unusable(slot);
        if (slot == QLatin1String("token"))
            config.token = *value;
        else if (slot == QLatin1String("password"))
            config.basicPassword = *value;
        else if (slot == QLatin1String("client-certificate-data"))
            config.clientCertificatePem = *value;
        else if (slot == QLatin1String("client-key-data"))
            config.clientKeyPem = *value;
        else if (slot == QLatin1String("proxy-url"))
            config.proxy = parseProxyUrl(QString::fromUtf8(*value)).value_or(config.proxy);
        else if (slot == QLatin1String("exec-extension") && config.exec)
            config.exec->clusterExtension = *value;
        else if (slot == QLatin1String("exec") && config.exec && !fillExec(*config.exec, *value))
            return unusable(slot);
    }
    if (const auto tls = tlsConfiguration(config); !tls)
        return fail(tls.error().what, tls.error().remedy, Place{config.file, 0, 0});
    return config;
}

/// Answers once, later, while its handle lives.
class Resolving final : public QObject, public Call
{
public:
    Resolving(const RestConfig &config, SecretStore &store, std::function<void(Result<RestConfig>)> done)
    {
        m_reading = readSecrets(store, config.keychain.values(),
                                [config, done = std::move(done)](Result<QHash<QString, QByteArray>> secrets) {
                                    if (secrets)
                                        done(filled(config, *secrets));
                                    else
                                        done(fail(secrets.error()));
                                });
    }

private:
    CallHandle m_reading;
};

} // namespace

Result<ParcelledKubeconfig> takeSecretsOut(const QByteArray &bytes, const QString &file, const QString &id)
{
    const KubeconfigFile content = readKubeconfig(bytes, file);
    if (hasErrors(content.findings))
        return fail(aggregate(content.findings));
    return Parcel(id).take(content);
}

QStringList secretKeysOf(const QByteArray &yaml, const QString &file)
{
    const KubeconfigFile content = readKubeconfig(yaml, file);
    QStringList keys;
    for (const ClusterEntry &cluster : content.clusters)
        keys += cluster.keychain.values();
    for (const UserEntry &user : content.users)
        keys += user.keychain.values();
    return keys;
}

CallHandle resolveSecrets(const RestConfig &config, SecretStore &store, std::function<void(Result<RestConfig>)> done)
{
    return std::make_unique<Resolving>(config, store, std::move(done));
}

} // namespace zdtp::k8s
