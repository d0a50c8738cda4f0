#include "k8s/config/kubeconfigfile.h"

#include "k8s/base/json.h"
#include "k8s/config/yamlreader.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSet>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Kubeconfig)
};

using Kind = YamlNode::Kind;
using Severity = ConfigFinding::Severity;

constexpr auto execExtensionName = "client.authentication.k8s.io/exec";

/// Reads one file. Relative paths are resolved against its folder.
class Parser
{
public:
    Parser(const QString &file, KubeconfigFile &into)
        : m_reader(file, into.findings), m_folder(QFileInfo(file).absolutePath()), m_into(into)
    {
    }

    void read(const QByteArray &bytes)
    {
        const YamlTree tree = m_reader.load(bytes);
        if (!tree)
            return;
        const YamlNode *root = tree.get();
        if (root->kind != Kind::Map)
            return m_reader.wrong(Words::tr("this is not a kubeconfig"), isOne(), m_reader.place(root));
        const QString kind = m_reader.text(root, "kind");
        if (!kind.isEmpty() && kind != QLatin1String("Config"))
            return m_reader.wrong(Words::tr("this is not a kubeconfig but a %1").arg(kind.left(80)), isOne(),
                                  m_reader.place(YamlReader::at(root, "kind")));
        const QString version = m_reader.text(root, "apiVersion");
        if (!version.isEmpty() && version != QLatin1String("v1"))
            m_reader.wrong(Words::tr("apiVersion \"%1\" of a kubeconfig is not known").arg(version.left(80)),
                           Words::tr("Only v1 is."), m_reader.place(YamlReader::at(root, "apiVersion")));
        m_reader.know(root, {"apiVersion", "kind", "preferences", "clusters", "users", "contexts", "current-context",
                             "extensions"});
        entries(root, "clusters", "cluster", [this](const QString &name, const YamlNode *node, const YamlNode *entry) {
            m_into.clusters.append(cluster(name, node, entry));
        });
        entries(root, "users", "user", [this](const QString &name, const YamlNode *node, const YamlNode *entry) {
            m_into.users.append(user(name, node, entry));
        });
        entries(root, "contexts", "context", [this](const QString &name, const YamlNode *node, const YamlNode *entry) {
            m_into.contexts.append(context(name, node, entry));
        });
        extensions(root);
        m_into.current = m_reader.text(root, "current-context");
        m_into.currentPlace = m_reader.placeOf(root, "current-context");
    }

private:
    static QString isOne() { return Words::tr("A kubeconfig holds clusters, users and contexts."); }

    /// Calls `take` with the name, the inner map and the entry of a list such as `clusters: [{name, cluster: {}}]`.
    template <typename Function>
    void entries(const YamlNode *root, const char *list, const char *inner, Function take)
    {
        const YamlNode *items = m_reader.list(root, list);
        if (!items)
            return;
        QSet<QString> names;
        for (const auto &owned : items->items) {
            const YamlNode *item = owned.get();
            if (item->kind == Kind::Null)
                continue;
            if (item->kind != Kind::Map) {
                m_reader.wrong(Words::tr("an entry of %1 must have a name and a %2")
                                   .arg(QString::fromLatin1(list), QString::fromLatin1(inner)),
                               {}, m_reader.place(item));
                continue;
            }
            m_reader.know(item, {"name", inner});
            const QString name = m_reader.text(item, "name");
            if (names.contains(name)) {
                m_reader.wrong(Words::tr("the name \"%1\" stands twice in %2").arg(name, QString::fromLatin1(list)),
                               Words::tr("Rename or remove one of the two."),
                               m_reader.place(YamlReader::at(item, "name")));
                continue;
            }
            names.insert(name);
            take(name, m_reader.map(item, inner), item);
        }
    }

    /// The extensions by name, as JSON. Those that nobody knows are fine: they are made for that.
    QHash<QString, Json> extensions(const YamlNode *of)
    {
        QHash<QString, Json> all;
        const YamlNode *items = m_reader.list(of, "extensions");
        if (!items)
            return all;
        for (const auto &item : items->items) {
            if (item->kind != Kind::Map) {
                m_reader.wrong(Words::tr("an entry of extensions must have a name and an extension"), {},
                               m_reader.place(item.get()));
                continue;
            }
            const QString name = m_reader.text(item.get(), "name");
            if (all.contains(name)) {
                m_reader.wrong(Words::tr("the name \"%1\" stands twice in %2").arg(name, QStringLiteral("extensions")),
                               Words::tr("Rename or remove one of the two."), m_reader.place(item.get()));
                continue;
            }
            const YamlNode *extension = YamlReader::at(item.get(), "extension");
            all.insert(name, extension ? toJson(*extension) : Json());
        }
        return all;
    }

    static SecretReferences references(const QHash<QString, Json> &extensions)
    {
        SecretReferences all;
        const Json names = extensions.value(QLatin1String(keychainExtension));
        if (!names.is_object())
            return all;
        for (const auto &entry : names.items()) {
            if (entry.value().is_string())
                all.insert(QString::fromStdString(entry.key()), entry.value().get<QString>());
        }
        return all;
    }

    EntryPlaces places(const YamlNode *node, const YamlNode *entry) const
    {
        EntryPlaces all;
        all.entry = m_reader.place(entry);
        if (node) {
            for (const YamlNode::Entry &field : node->entries)
                all.fields.insert(field.key->string(), m_reader.place(field.key.get()));
        }
        return all;
    }

    QString path(const YamlNode *map, std::string_view key)
    {
        const QString written = m_reader.text(map, key);
        return written.isEmpty() ? written : QDir::cleanPath(QDir(m_folder).absoluteFilePath(written));
    }

    ClusterEntry cluster(const QString &name, const YamlNode *node, const YamlNode *entry)
    {
        m_reader.know(node, {"server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority",
                             "certificate-authority-data", "proxy-url", "disable-compression", "extensions"});
        ClusterEntry cluster;
        cluster.name = name;
        cluster.places = places(node, entry);
        cluster.server = m_reader.text(node, "server");
        cluster.tlsServerName = m_reader.text(node, "tls-server-name");
        cluster.insecure = m_reader.flag(node, "insecure-skip-tls-verify");
        cluster.caFile = path(node, "certificate-authority");
        cluster.caData = m_reader.data(node, "certificate-authority-data");
        cluster.proxy = m_reader.text(node, "proxy-url");
        cluster.disableCompression = m_reader.flag(node, "disable-compression");
        const auto all = extensions(node);
        if (const auto found = all.constFind(QLatin1String(execExtensionName)); found != all.cend())
            cluster.execExtension = jsonBytes(*found);
        cluster.keychain = references(all);
        return cluster;
    }

    UserEntry user(const QString &name, const YamlNode *node, const YamlNode *entry)
    {
        m_reader.know(node, {"client-certificate", "client-certificate-data", "client-key", "client-key-data", "token",
                             "tokenFile", "username", "password", "as", "as-uid", "as-groups", "as-user-extra", "exec",
                             "auth-provider", "extensions"});
        UserEntry user;
        user.name = name;
        user.places = places(node, entry);
        user.certificateFile = path(node, "client-certificate");
        user.certificateData = m_reader.data(node, "client-certificate-data");
        user.keyFile = path(node, "client-key");
        user.keyData = m_reader.data(node, "client-key-data");
        user.token = m_reader.text(node, "token");
        user.tokenFile = path(node, "tokenFile");
        user.userName = m_reader.text(node, "username");
        user.password = m_reader.text(node, "password");
        user.impersonateUser = m_reader.text(node, "as");
        user.impersonateUid = m_reader.text(node, "as-uid");
        user.impersonateGroups = m_reader.texts(node, "as-groups");
        if (const YamlNode *extra = m_reader.map(node, "as-user-extra")) {
            for (const YamlNode::Entry &field : extra->entries)
                user.impersonateExtra[field.key->string()] = m_reader.texts(extra, field.key->text);
        }
        if (const YamlNode *provider = m_reader.map(node, "auth-provider")) {
            m_reader.know(provider, {"name", "config"});
            user.hasAuthProvider = true;
            user.authProvider = m_reader.text(provider, "name");
        }
        if (const YamlNode *exec = m_reader.map(node, "exec"))
            user.exec = plugin(exec, user);
        user.keychain = references(extensions(node));
        return user;
    }

    ExecPlugin plugin(const YamlNode *node, UserEntry &user)
    {
        m_reader.know(node,
                      {"apiVersion", "command", "args", "env", "installHint", "interactiveMode", "provideClusterInfo"});
        ExecPlugin plugin;
        plugin.apiVersion = m_reader.text(node, "apiVersion");
        plugin.command = m_reader.text(node, "command");
        if (plugin.command.contains(u'/'))
            plugin.command = QDir::cleanPath(QDir(m_folder).absoluteFilePath(plugin.command));
        plugin.args = m_reader.texts(node, "args");
        if (const YamlNode *variables = m_reader.list(node, "env")) {
            for (const auto &item : variables->items) {
                if (item->kind != Kind::Map) {
                    m_reader.wrong(Words::tr("an entry of env must have a name and a value"), {},
                                   m_reader.place(item.get()));
                    continue;
                }
                plugin.env.append({m_reader.text(item.get(), "name"), m_reader.text(item.get(), "value")});
            }
        }
        plugin.installHint = cleanText(m_reader.text(node, "installHint"), 1000);
        plugin.provideClusterInfo = m_reader.flag(node, "provideClusterInfo");
        user.interactiveMode = m_reader.text(node, "interactiveMode");
        if (user.interactiveMode.isEmpty() && plugin.apiVersion.endsWith(QLatin1String("/v1beta1")))
            user.interactiveMode = QStringLiteral("IfAvailable");
        plugin.interactive = user.interactiveMode == QLatin1String("Never")    ? ExecPlugin::Interactive::Never
                             : user.interactiveMode == QLatin1String("Always") ? ExecPlugin::Interactive::Always
                                                                               : ExecPlugin::Interactive::IfAvailable;
        plugin.userName = user.name;
        plugin.origin = m_reader.placeOf(node, "command");
        for (const YamlNode::Entry &field : node->entries)
            user.places.fields.insert(QStringLiteral("exec.") + field.key->string(), m_reader.place(field.key.get()));
        return plugin;
    }

    ContextEntry context(const QString &name, const YamlNode *node, const YamlNode *entry)
    {
        m_reader.know(node, {"cluster", "user", "namespace", "extensions"});
        ContextEntry context;
        context.name = name;
        context.file = m_reader.file();
        context.places = places(node, entry);
        context.cluster = m_reader.text(node, "cluster");
        context.user = m_reader.text(node, "user");
        context.nameSpace = m_reader.text(node, "namespace");
        extensions(node);
        return context;
    }

    YamlReader m_reader;
    QString m_folder;
    KubeconfigFile &m_into;
};

} // namespace

KubeconfigFile readKubeconfig(const QByteArray &bytes, const QString &file)
{
    KubeconfigFile content;
    Parser(file, content).read(bytes);
    return content;
}

} // namespace zdtp::k8s
