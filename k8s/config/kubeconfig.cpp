#include "k8s/config/kubeconfig.h"

#include "k8s/config/yamlreader.h"
#include "k8s/rest/tls.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QSet>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Kubeconfig)
};

constexpr qint64 maxFile = 8 * 1024 * 1024;

Result<QByteArray> readFile(const QString &path, const QString &what, const QString &remedy)
{
    QFile file(path);
    if (QFileInfo(path).isDir())
        return fail(Words::tr("%1 is a folder, not a file").arg(what), remedy, Place{path, 0, 0});
    if (!file.open(QIODevice::ReadOnly))
        return fail(Words::tr("%1 cannot be read: %2").arg(what, file.errorString()), remedy, Place{path, 0, 0});
    if (file.size() > maxFile)
        return fail(Words::tr("%1 is larger than 8 MiB").arg(what), remedy, Place{path, 0, 0});
    return file.readAll();
}

} // namespace

struct Kubeconfig::Cluster
{
    QString name, server, tlsServerName, caFile, proxy;
    QByteArray caData;
    bool insecure = false, disableCompression = false;
    Place place;
};

struct Kubeconfig::User
{
    QString name, certificateFile, keyFile, token, tokenFile, userName;
    QByteArray certificateData, keyData;
    bool hasPassword = false;
    QString execCommand;  ///< empty: no exec plugin
    QString authProvider; ///< empty: none
    bool hasExec = false, hasAuthProvider = false;
    QString impersonateUser, impersonateUid;
    QStringList impersonateGroups;
    QMap<QString, QStringList> impersonateExtra;
    Place place;
};

struct Kubeconfig::Data
{
    QList<Cluster> clusters;
    QList<User> users;
    QList<Context> contexts;
    QHash<QString, Place> contextPlaces;
    QString current;
    QStringList looked; ///< files that were asked for

    template <typename T>
    static const T *find(const QList<T> &list, const QString &name)
    {
        for (const T &item : list) {
            if (item.name == name)
                return &item;
        }
        return nullptr;
    }
    /// The first file that names a thing wins whole.
    template <typename T>
    static void merge(QList<T> &into, const QList<T> &from)
    {
        for (const T &item : from) {
            if (!find(into, item.name))
                into.append(item);
        }
    }
    static QString authenticationOf(const User *user);
};

QString Kubeconfig::Data::authenticationOf(const User *user)
{
    if (!user)
        return Words::tr("none");
    if (user->hasExec)
        return Words::tr("exec plugin %1").arg(user->execCommand);
    if (user->hasAuthProvider)
        return Words::tr("auth provider %1").arg(user->authProvider);
    QStringList ways;
    if (!user->certificateFile.isEmpty() || !user->certificateData.isEmpty())
        ways.append(Words::tr("client certificate"));
    if (!user->tokenFile.isEmpty())
        ways.append(Words::tr("token file"));
    else if (!user->token.isEmpty())
        ways.append(Words::tr("token"));
    if (!user->userName.isEmpty() || user->hasPassword)
        ways.append(Words::tr("password"));
    return ways.isEmpty() ? Words::tr("none") : ways.join(QStringLiteral(", "));
}

namespace {

/// Reads one file. Relative paths are resolved against its folder.
class Parser
{
public:
    explicit Parser(const QString &file) : m_reader(file), m_folder(QFileInfo(file).absolutePath()) {}

    const YamlReader &reader() const { return m_reader; }

    /// Calls `read` with the name and the inner map of every entry of a list such as `clusters: [{name, cluster: {}}]`.
    template <typename Function>
    Result<void> entries(const YamlNode *root, const char *list, const char *inner, Function read)
    {
        const YamlNode *items = YamlReader::at(root, list);
        if (!items)
            return {};
        if (items->kind != YamlNode::Kind::Sequence)
            return fail(Words::tr("%1 must be a list").arg(QString::fromLatin1(list)), {}, m_reader.place(items));
        QSet<QString> names;
        for (const auto &owned : items->items) {
            const YamlNode *item = owned.get();
            if (item->kind != YamlNode::Kind::Map)
                return fail(Words::tr("an entry of %1 must have a name and a %2")
                                .arg(QString::fromLatin1(list), QString::fromLatin1(inner)),
                            {}, m_reader.place(item));
            const auto name = m_reader.string(item, "name");
            if (!name)
                return fail(name.error());
            if (names.contains(*name))
                return fail(Words::tr("the name \"%1\" stands twice in %2").arg(*name, QString::fromLatin1(list)),
                            Words::tr("Rename or remove one of the two."),
                            m_reader.place(YamlReader::at(item, "name")));
            names.insert(*name);
            const YamlNode *value = YamlReader::at(item, inner);
            if (value && value->kind != YamlNode::Kind::Map)
                return fail(Words::tr("%1 must be a map").arg(QString::fromLatin1(inner)), {}, m_reader.place(value));
            if (auto done = read(*name, value, m_reader.place(item)); !done)
                return done;
        }
        return {};
    }

    // Each of these keeps the first error and reads on with empty values.
    void text(const YamlNode *map, std::string_view key, QString &into) { keep(m_reader.string(map, key), into); }
    void flag(const YamlNode *map, std::string_view key, bool &into) { keep(m_reader.boolean(map, key), into); }
    void data(const YamlNode *map, std::string_view key, QByteArray &into) { keep(m_reader.base64(map, key), into); }
    void texts(const YamlNode *map, std::string_view key, QStringList &into) { keep(m_reader.strings(map, key), into); }
    void path(const YamlNode *map, std::string_view key, QString &into)
    {
        text(map, key, into);
        if (!into.isEmpty())
            into = QDir::cleanPath(QDir(m_folder).absoluteFilePath(into));
    }
    Result<void> outcome()
    {
        if (m_error)
            return fail(*m_error);
        return {};
    }

private:
    template <typename T>
    void keep(Result<T> result, T &into)
    {
        if (result)
            into = std::move(*result);
        else if (!m_error)
            m_error = result.error();
    }

    YamlReader m_reader;
    QString m_folder;
    std::optional<Error> m_error;
};

} // namespace

Kubeconfig::Kubeconfig() : m_data(std::make_unique<Data>()) {}
Kubeconfig::~Kubeconfig() = default;
Kubeconfig::Kubeconfig(Kubeconfig &&) noexcept = default;
Kubeconfig &Kubeconfig::operator=(Kubeconfig &&) noexcept = default;

Result<Kubeconfig> Kubeconfig::parse(const QByteArray &bytes, const QString &file)
{
    Kubeconfig config;
    Data &data = *config.m_data;
    data.looked.append(file);
    Parser parser(file);
    const auto root = parser.reader().load(bytes);
    if (!root)
        return fail(root.error());
    if (!*root)
        return config;
    if ((*root)->kind != YamlNode::Kind::Map)
        return fail(Words::tr("this is not a kubeconfig"),
                    Words::tr("A kubeconfig holds clusters, users and contexts."), parser.reader().place(root->get()));
    const auto kind = parser.reader().string(root->get(), "kind");
    if (!kind)
        return fail(kind.error());
    if (!kind->isEmpty() && *kind != QLatin1String("Config"))
        return fail(Words::tr("this is not a kubeconfig but a %1").arg(*kind),
                    Words::tr("A kubeconfig holds clusters, users and contexts."),
                    parser.reader().place(YamlReader::at(root->get(), "kind")));

    auto clusters = parser.entries(root->get(), "clusters", "cluster",
                                   [&](const QString &name, const YamlNode *node, const Place &place) {
                                       Cluster cluster;
                                       cluster.name = name;
                                       cluster.place = place;
                                       parser.text(node, "server", cluster.server);
                                       parser.text(node, "tls-server-name", cluster.tlsServerName);
                                       parser.flag(node, "insecure-skip-tls-verify", cluster.insecure);
                                       parser.path(node, "certificate-authority", cluster.caFile);
                                       parser.data(node, "certificate-authority-data", cluster.caData);
                                       parser.text(node, "proxy-url", cluster.proxy);
                                       parser.flag(node, "disable-compression", cluster.disableCompression);
                                       data.clusters.append(cluster);
                                       return parser.outcome();
                                   });
    if (!clusters)
        return fail(clusters.error());

    auto users =
        parser.entries(root->get(), "users", "user",
                       [&](const QString &name, const YamlNode *node, const Place &place) -> Result<void> {
                           User user;
                           user.name = name;
                           user.place = place;
                           parser.path(node, "client-certificate", user.certificateFile);
                           parser.data(node, "client-certificate-data", user.certificateData);
                           parser.path(node, "client-key", user.keyFile);
                           parser.data(node, "client-key-data", user.keyData);
                           parser.text(node, "token", user.token);
                           parser.path(node, "tokenFile", user.tokenFile);
                           parser.text(node, "username", user.userName);
                           QString password;
                           parser.text(node, "password", password);
                           user.hasPassword = !password.isEmpty();
                           parser.text(node, "as", user.impersonateUser);
                           parser.text(node, "as-uid", user.impersonateUid);
                           parser.texts(node, "as-groups", user.impersonateGroups);
                           if (const YamlNode *extra = YamlReader::at(node, "as-user-extra")) {
                               for (const YamlNode::Entry &entry : extra->entries)
                                   parser.texts(extra, entry.key->text, user.impersonateExtra[entry.key->string()]);
                           }
                           const YamlNode *exec = YamlReader::at(node, "exec");
                           user.hasExec = exec != nullptr;
                           parser.text(exec, "command", user.execCommand);
                           const YamlNode *provider = YamlReader::at(node, "auth-provider");
                           user.hasAuthProvider = provider != nullptr;
                           parser.text(provider, "name", user.authProvider);
                           data.users.append(user);
                           return parser.outcome();
                       });
    if (!users)
        return fail(users.error());

    auto contexts = parser.entries(root->get(), "contexts", "context",
                                   [&](const QString &name, const YamlNode *node, const Place &place) {
                                       Context context;
                                       context.name = name;
                                       context.file = file;
                                       parser.text(node, "cluster", context.cluster);
                                       parser.text(node, "user", context.user);
                                       parser.text(node, "namespace", context.nameSpace);
                                       data.contexts.append(context);
                                       data.contextPlaces.insert(name, place);
                                       return parser.outcome();
                                   });
    if (!contexts)
        return fail(contexts.error());
    parser.text(root->get(), "current-context", data.current);
    if (auto outcome = parser.outcome(); !outcome)
        return fail(outcome.error());
    return config;
}

Result<Kubeconfig> Kubeconfig::load(const QString &explicitFile)
{
    const QString remedy = Words::tr("Check the path, and that you may read it.");
    const auto read = [&remedy](const QString &path) -> Result<Kubeconfig> {
        const auto bytes = readFile(path, Words::tr("the kubeconfig"), remedy);
        if (!bytes)
            return fail(bytes.error());
        return parse(*bytes, path);
    };
    if (!explicitFile.isEmpty()) {
        if (!QFileInfo::exists(explicitFile))
            return fail(Words::tr("there is no such kubeconfig"), Words::tr("Check the path given with --kubeconfig."),
                        Place{explicitFile, 0, 0});
        return read(explicitFile);
    }

    QStringList files = qEnvironmentVariable("KUBECONFIG").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    if (files.isEmpty())
        files.append(QDir::homePath() + QStringLiteral("/.kube/config"));
    files.removeDuplicates();
    Kubeconfig merged;
    merged.m_data->looked = files;
    for (const QString &path : std::as_const(files)) {
        if (!QFileInfo::exists(path))
            continue;
        auto one = read(path);
        if (!one)
            return one;
        Data::merge(merged.m_data->clusters, one->m_data->clusters);
        Data::merge(merged.m_data->users, one->m_data->users);
        Data::merge(merged.m_data->contexts, one->m_data->contexts);
        for (auto place = one->m_data->contextPlaces.cbegin(); place != one->m_data->contextPlaces.cend(); ++place) {
            if (!merged.m_data->contextPlaces.contains(place.key()))
                merged.m_data->contextPlaces.insert(place.key(), place.value());
        }
        if (merged.m_data->current.isEmpty())
            merged.m_data->current = one->m_data->current;
    }
    return merged;
}

QList<Kubeconfig::Context> Kubeconfig::contexts() const
{
    QList<Context> contexts = m_data->contexts;
    for (Context &context : contexts) {
        if (const Cluster *cluster = Data::find(m_data->clusters, context.cluster))
            context.server = cluster->server;
        context.authentication = Data::authenticationOf(Data::find(m_data->users, context.user));
    }
    return contexts;
}

QString Kubeconfig::currentContext() const
{
    return m_data->current;
}

bool Kubeconfig::isEmpty() const
{
    return m_data->contexts.isEmpty() && m_data->clusters.isEmpty() && m_data->users.isEmpty();
}

namespace {

/// Bytes that may stand in the kubeconfig or in a file beside it; never in both.
Result<QByteArray> dataOrFile(const QByteArray &data, const QString &file, const QString &key, const Place &place)
{
    if (!data.isEmpty() && !file.isEmpty())
        return fail(Words::tr("%1 and %1-data are both set").arg(key), Words::tr("Remove one of the two."), place);
    if (file.isEmpty())
        return data;
    return readFile(file, Words::tr("the file of %1").arg(key),
                    Words::tr("Check %1 in %2.").arg(key, place.toString()));
}

} // namespace

Result<RestConfig> Kubeconfig::restConfig(const QString &wanted) const
{
    const QString files = m_data->looked.join(QStringLiteral(", "));
    if (isEmpty())
        return fail(Words::tr("no cluster is configured (looked at %1)").arg(files),
                    Words::tr("Give a kubeconfig with --kubeconfig, or start the local cluster."));
    const QString name = wanted.isEmpty() ? m_data->current : wanted;
    QStringList names;
    for (const Context &context : std::as_const(m_data->contexts))
        names.append(context.name);
    const QString known = names.isEmpty() ? Words::tr("There are none.")
                                          : Words::tr("There are: %1.").arg(names.join(QStringLiteral(", ")));
    if (name.isEmpty())
        return fail(Words::tr("no context is chosen and the kubeconfig has no current-context"),
                    Words::tr("Choose one with --context. %1").arg(known), Place{files, 0, 0});
    const Context *context = Data::find(m_data->contexts, name);
    if (!context)
        return fail(Words::tr("there is no context \"%1\"").arg(name), known, Place{files, 0, 0});
    const Place contextPlace = m_data->contextPlaces.value(name);
    const Cluster *cluster = Data::find(m_data->clusters, context->cluster);
    if (!cluster)
        return fail(
            Words::tr("the context \"%1\" names the cluster \"%2\", which is not there").arg(name, context->cluster),
            Words::tr("Add it to clusters, or correct the context."), contextPlace);
    const User *user = Data::find(m_data->users, context->user);
    if (!user && !context->user.isEmpty())
        return fail(Words::tr("the context \"%1\" names the user \"%2\", which is not there").arg(name, context->user),
                    Words::tr("Add it to users, or correct the context."), contextPlace);

    RestConfig config;
    config.contextName = name;
    config.nameSpace = context->nameSpace.isEmpty() ? QStringLiteral("default") : context->nameSpace;
    config.userName = context->user;
    config.tlsServerName = cluster->tlsServerName;
    config.insecureSkipTlsVerify = cluster->insecure;
    config.disableCompression = cluster->disableCompression;

    if (cluster->server.isEmpty())
        return fail(Words::tr("the cluster \"%1\" has no server").arg(cluster->name),
                    Words::tr("Add server: https://HOST:PORT."), cluster->place);
    QString server = cluster->server;
    if (!server.contains(QLatin1String("://"))) {
        const bool tls = !cluster->caFile.isEmpty() || !cluster->caData.isEmpty() || cluster->insecure ||
                         (user && (!user->certificateFile.isEmpty() || !user->certificateData.isEmpty()));
        server.prepend(tls ? QLatin1String("https://") : QLatin1String("http://"));
    }
    config.server = QUrl(server, QUrl::StrictMode);
    const QString scheme = config.server.scheme();
    if (!config.server.isValid() || config.server.host().isEmpty() ||
        (scheme != QLatin1String("https") && scheme != QLatin1String("http")))
        return fail(Words::tr("\"%1\" is no address of a server").arg(cluster->server),
                    Words::tr("It must look like https://HOST:PORT."), cluster->place);
    config.server.setQuery(QString());
    config.server.setFragment({});
    if (!cluster->proxy.isEmpty()) {
        config.proxy = QUrl(cluster->proxy, QUrl::StrictMode);
        const QString proxyScheme = config.proxy.scheme();
        if (config.proxy.host().isEmpty() ||
            (proxyScheme != QLatin1String("http") && proxyScheme != QLatin1String("socks5")))
            return fail(Words::tr("proxy-url of the cluster \"%1\" cannot be used").arg(cluster->name),
                        Words::tr("It must begin with http:// or socks5:// and name a host."), cluster->place);
    }
    if (scheme == QLatin1String("http"))
        return config; // credentials never travel in the clear

    if (cluster->insecure && (!cluster->caFile.isEmpty() || !cluster->caData.isEmpty()))
        return fail(
            Words::tr("the cluster \"%1\" has a certificate authority and insecure-skip-tls-verify").arg(cluster->name),
            Words::tr("Remove one of the two."), cluster->place);
    auto ca = dataOrFile(cluster->caData, cluster->caFile, QStringLiteral("certificate-authority"), cluster->place);
    if (!ca)
        return fail(ca.error());
    config.caPem = *ca;

    if (user) {
        if (user->hasExec)
            return fail(Words::tr("the user \"%1\" logs in with the plugin \"%2\", which this version cannot run yet")
                            .arg(user->name, user->execCommand),
                        Words::tr("Use a context with a token or a client certificate, such as a service account's."),
                        user->place);
        if (user->hasAuthProvider)
            return fail(Words::tr("the user \"%1\" logs in with the auth provider \"%2\", which is not supported")
                            .arg(user->name, user->authProvider),
                        Words::tr("Use a context with a token or a client certificate."), user->place);
        if (!user->userName.isEmpty() || user->hasPassword)
            return fail(
                Words::tr("the user \"%1\" logs in with a name and a password, which Kubernetes no longer takes")
                    .arg(user->name),
                Words::tr("Use a context with a token or a client certificate."), user->place);
        if (user->impersonateUser.isEmpty() && (!user->impersonateUid.isEmpty() || !user->impersonateGroups.isEmpty() ||
                                                !user->impersonateExtra.isEmpty()))
            return fail(Words::tr("the user \"%1\" has as-uid, as-groups or as-user-extra without as").arg(user->name),
                        Words::tr("Add as: USER."), user->place);
        bool manyValues = user->impersonateGroups.size() > 1;
        for (const QStringList &values : user->impersonateExtra)
            manyValues = manyValues || values.size() > 1;
        if (manyValues)
            return fail(Words::tr("the user \"%1\" acts in several groups (as-groups), which this version cannot send")
                            .arg(user->name),
                        Words::tr("Name one group, or use a user of its own."), user->place);

        auto certificate =
            dataOrFile(user->certificateData, user->certificateFile, QStringLiteral("client-certificate"), user->place);
        if (!certificate)
            return fail(certificate.error());
        auto key = dataOrFile(user->keyData, user->keyFile, QStringLiteral("client-key"), user->place);
        if (!key)
            return fail(key.error());
        if (!certificate->isEmpty() && key->isEmpty())
            return fail(Words::tr("the user \"%1\" has a client certificate without its key").arg(user->name),
                        Words::tr("Add client-key-data or client-key."), user->place);
        if (!certificate->isEmpty()) { // a key alone is ignored, as kubectl does
            config.clientCertificatePem = *certificate;
            config.clientKeyPem = *key;
        }
        config.token = user->token.trimmed().toUtf8();
        config.tokenFile = user->tokenFile;
        if (!user->tokenFile.isEmpty() && config.token.isEmpty()) {
            const auto token = readFile(user->tokenFile, Words::tr("the token file"),
                                        Words::tr("Check tokenFile of the user \"%1\".").arg(user->name));
            if (!token)
                return fail(token.error());
            config.token = token->trimmed();
            if (config.token.isEmpty())
                return fail(Words::tr("the token file is empty"),
                            Words::tr("Check tokenFile of the user \"%1\".").arg(user->name),
                            Place{user->tokenFile, 0, 0});
        }
        config.impersonateUser = user->impersonateUser;
        config.impersonateUid = user->impersonateUid;
        config.impersonateGroups = user->impersonateGroups;
        config.impersonateExtra = user->impersonateExtra;
    }

    // What cannot work is said now, with its place, not at the first request.
    RestConfig authority;
    authority.caPem = config.caPem;
    if (const auto tls = tlsConfiguration(authority); !tls) {
        const Place place = cluster->caFile.isEmpty() ? cluster->place : Place{cluster->caFile, 0, 0};
        return fail(tls.error().what, tls.error().remedy, place);
    }
    if (const auto tls = tlsConfiguration(config); !tls) {
        const Place place = user->certificateFile.isEmpty() ? user->place : Place{user->certificateFile, 0, 0};
        return fail(tls.error().what, tls.error().remedy, place);
    }
    return config;
}

} // namespace zdtp::k8s
