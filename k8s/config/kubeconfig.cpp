#include "k8s/config/kubeconfig.h"

#include "k8s/config/kubeconfigchoice.h"
#include "k8s/config/kubeconfigfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Kubeconfig)
};

using Severity = ConfigFinding::Severity;

constexpr qint64 maxFile = 64 * 1024 * 1024; // some thousand contexts with certificates

template <typename T>
const T *find(const QList<T> &list, const QString &name)
{
    for (const T &item : list) {
        if (item.name == name)
            return &item;
    }
    return nullptr;
}

/// The first file that names a thing wins whole.
template <typename T>
void merge(QList<T> &into, const QList<T> &from, QHash<QString, qsizetype> &known)
{
    for (const T &item : from) {
        if (known.contains(item.name))
            continue;
        known.insert(item.name, into.size());
        into.append(item);
    }
}

} // namespace

struct Kubeconfig::Data
{
    QList<ClusterEntry> clusters;
    QList<UserEntry> users;
    QList<ContextEntry> contexts;
    QHash<QString, qsizetype> clusterAt, userAt, contextAt;
    QString current;
    QStringList looked; ///< files that were asked for

    void add(const KubeconfigFile &file)
    {
        merge(clusters, file.clusters, clusterAt);
        merge(users, file.users, userAt);
        merge(contexts, file.contexts, contextAt);
        if (current.isEmpty())
            current = file.current;
    }
    const ClusterEntry *cluster(const QString &name) const
    {
        const auto at = clusterAt.constFind(name);
        return at == clusterAt.cend() ? nullptr : &clusters.at(*at);
    }
    const UserEntry *user(const QString &name) const
    {
        const auto at = userAt.constFind(name);
        return at == userAt.cend() ? nullptr : &users.at(*at);
    }
};

Kubeconfig::Kubeconfig() : m_data(std::make_unique<Data>()) {}
Kubeconfig::~Kubeconfig() = default;
Kubeconfig::Kubeconfig(Kubeconfig &&) noexcept = default;
Kubeconfig &Kubeconfig::operator=(Kubeconfig &&) noexcept = default;

Result<Kubeconfig> Kubeconfig::parse(const QByteArray &bytes, const QString &file)
{
    const KubeconfigFile content = readKubeconfig(bytes, file);
    if (hasErrors(content.findings))
        return fail(aggregate(content.findings));
    Kubeconfig config;
    config.m_data->looked.append(file);
    config.m_data->add(content);
    return config;
}

Kubeconfig::Loaded Kubeconfig::loadAll(const QString &explicitFile)
{
    QStringList files{explicitFile};
    const bool isExplicit = !explicitFile.isEmpty();
    if (!isExplicit) {
        files = qEnvironmentVariable("KUBECONFIG").split(QDir::listSeparator(), Qt::SkipEmptyParts);
        if (files.isEmpty())
            files.append(QDir::homePath() + QStringLiteral("/.kube/config"));
        files.removeDuplicates();
    }
    Loaded loaded;
    Data &data = *loaded.config.m_data;
    data.looked = files;
    bool anyThere = false;
    for (const QString &path : std::as_const(files)) {
        if (!QFileInfo::exists(path)) {
            if (isExplicit)
                loaded.findings.append(
                    ConfigFinding{Severity::Error, Error{Words::tr("there is no such kubeconfig"),
                                                         Words::tr("Check --kubeconfig."), Place{path, 0, 0}}});
            continue;
        }
        anyThere = true;
        const auto bytes =
            readWhole(path, Words::tr("the kubeconfig"), Words::tr("Check KUBECONFIG and the file's rights."), maxFile);
        if (!bytes) {
            loaded.findings.append(ConfigFinding{Severity::Error, bytes.error()});
            continue;
        }
        const KubeconfigFile content = readKubeconfig(*bytes, path);
        loaded.findings += content.findings;
        if (!hasErrors(content.findings))
            data.add(content);
    }
    // A list may name files that come and go; that nothing is there at all is worth a word.
    if (!anyThere && !isExplicit && qEnvironmentVariableIsSet("KUBECONFIG"))
        loaded.findings.append(ConfigFinding{
            Severity::Warning,
            Error{
                Words::tr("none of the files that KUBECONFIG names is there: %1").arg(files.join(QStringLiteral(", "))),
                Words::tr("Check KUBECONFIG."),
                {}}});
    return loaded;
}

Result<Kubeconfig> Kubeconfig::load(const QString &explicitFile)
{
    Loaded loaded = loadAll(explicitFile);
    if (hasErrors(loaded.findings))
        return fail(aggregate(loaded.findings));
    return std::move(loaded.config);
}

QList<Kubeconfig::Context> Kubeconfig::contexts() const
{
    QList<Context> contexts;
    contexts.reserve(m_data->contexts.size());
    for (const ContextEntry &entry : std::as_const(m_data->contexts)) {
        const UserEntry *user = m_data->user(entry.user);
        Context context;
        context.name = entry.name;
        context.cluster = entry.cluster;
        context.user = entry.user;
        context.nameSpace = entry.nameSpace;
        context.file = entry.file;
        if (const ClusterEntry *cluster = m_data->cluster(entry.cluster)) {
            const QUrl server(cluster->server);
            context.server = server.userInfo().isEmpty() ? cluster->server : server.toString(QUrl::RemoveUserInfo);
            context.insecure = cluster->insecure;
        }
        context.authentication = authenticationOf(user);
        context.needsConsent = user && user->exec && !user->hasToken() && user->tokenFile.isEmpty() &&
                               !user->hasPassword() && !user->hasCertificate();
        contexts.append(context);
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

QStringList Kubeconfig::files() const
{
    return m_data->looked;
}

Kubeconfig::Choice Kubeconfig::choose(const QString &wanted) const
{
    const QString files = m_data->looked.join(QStringLiteral(", "));
    const auto refuse = [](const QString &what, const QString &remedy, const Place &place) {
        Choice choice;
        choice.findings.append(ConfigFinding{Severity::Error, Error{what, remedy, place}});
        return choice;
    };
    if (isEmpty())
        return refuse(Words::tr("no cluster is configured (looked at %1)").arg(files),
                      Words::tr("Give a kubeconfig with --kubeconfig, or start the local cluster."), {});
    const QString name = wanted.isEmpty() ? m_data->current : wanted;
    QStringList names;
    for (const ContextEntry &context : std::as_const(m_data->contexts))
        names.append(context.name);
    if (names.size() > 20)
        names = names.mid(0, 20) + QStringList{QStringLiteral("…")};
    const QString known = names.isEmpty() ? Words::tr("There are none.")
                                          : Words::tr("There are: %1.").arg(names.join(QStringLiteral(", ")));
    if (name.isEmpty())
        return refuse(Words::tr("no context is chosen and the kubeconfig has no current-context"),
                      Words::tr("Choose one with --context. %1").arg(known), Place{files, 0, 0});
    const ContextEntry *context = find(m_data->contexts, name);
    if (!context)
        return refuse(Words::tr("there is no context \"%1\"").arg(name), known, Place{files, 0, 0});
    const ClusterEntry *cluster = m_data->cluster(context->cluster);
    const UserEntry *user = m_data->user(context->user);
    Choice missing;
    if (!cluster)
        missing = refuse(
            Words::tr("the context \"%1\" names the cluster \"%2\", which is not there").arg(name, context->cluster),
            Words::tr("Add it to clusters, or correct the context."), context->places.of(QStringLiteral("cluster")));
    if (!user && !context->user.isEmpty()) // kubectl goes on without credentials, and asks for a name and a password
        missing.findings +=
            refuse(Words::tr("the context \"%1\" names the user \"%2\", which is not there").arg(name, context->user),
                   Words::tr("Add it to users, or correct the context."), context->places.of(QStringLiteral("user")))
                .findings;
    if (!missing.findings.isEmpty())
        return missing;
    return chooseEntries(*context, *cluster, user);
}

Result<RestConfig> Kubeconfig::restConfig(const QString &context) const
{
    Choice choice = choose(context);
    if (!choice.config)
        return fail(aggregate(choice.findings));
    return std::move(*choice.config);
}

} // namespace zdtp::k8s
