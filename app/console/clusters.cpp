#include "app/console/clusters.h"

#include "ui/base/workspace.h"
#include "ui/theme/tokens.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSslCertificate>

namespace zdtp::console {

namespace {

const QString &local()
{
    static const QString name = QLatin1String(places::localContext);
    return name;
}

/// The one that was chosen; else the same context has the same colour at every start, and the local machine is blue.
int colourOf(const QString &context, const ContextSettings &settings)
{
    if (const qsizetype chosen = ClusterSettings::colours().indexOf(settings.colour); chosen >= 0)
        return int(chosen);
    if (context == local())
        return int(ui::ContextColour::Blue);
    uint sum = 0;
    for (const QChar c : context)
        sum = sum * 31 + c.unicode();
    static constexpr ui::ContextColour others[] = {ui::ContextColour::Orange, ui::ContextColour::Violet,
                                                   ui::ContextColour::Green, ui::ContextColour::Grey};
    return int(others[sum % std::size(others)]);
}

/// A program that was started from a desktop's menu does not have the folders of the login shell.
k8s::ExecHostOptions hostOptions()
{
    k8s::ExecHostOptions options;
    options.loginPath = true;
    return options;
}

QByteArray hashOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(&file);
    return hash.result();
}

} // namespace

Clusters::Clusters(QString kubeconfig, QString context, QString nameSpace, const EngineCatalog &engines, Clock &clock,
                   QObject *parent)
    : ClusterDirectory(parent)
    , m_kubeconfigFile(std::move(kubeconfig))
    , m_context(std::move(context))
    , m_nameSpace(std::move(nameSpace))
    , m_engines(engines)
    , m_clock(clock)
    , m_settings(places::clusterSettings())
    , m_consents(places::execConsents())
    , m_exec(m_consents, clock, hostOptions())
{
    connect(&m_exec, &k8s::ExecHost::started, this, &Clusters::signInStarted);
    connect(&m_exec, &k8s::ExecHost::said, this, &Clusters::signInSaid);
    connect(&m_exec, &k8s::ExecHost::ended, this, &Clusters::signInEnded);
    // Editors and kubectl replace the file: its folder tells of that, the file itself of a change in place.
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &Clusters::lookAtFiles);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &Clusters::lookAtFiles);
    readFiles();
}

Clusters::~Clusters()
{
    close();
}

void Clusters::readFiles()
{
    m_settingsProblem.clear();
    if (const auto loaded = m_settings.load(); !loaded)
        m_settingsProblem = loaded.error().toLine();
    m_filesProblem.clear();
    m_known = places::KnownClusters::load(m_kubeconfigFile, m_settings.files());
    if (m_known.problem)
        m_filesProblem = m_known.problem->toLine();
    watchFiles();
}

void Clusters::watchFiles()
{
    QStringList files;
    if (!m_kubeconfigFile.isEmpty())
        files.append(QFileInfo(m_kubeconfigFile).absoluteFilePath());
    else if (const QString list = qEnvironmentVariable("KUBECONFIG"); !list.isEmpty())
        files += list.split(QDir::listSeparator(), Qt::SkipEmptyParts);
    else
        files.append(QDir::homePath() + QStringLiteral("/.kube/config"));
    files += m_settings.files();
    files.append(places::localKubeconfig());
    m_read.clear();
    m_changed.clear();
    if (const QStringList old = m_watcher.files() + m_watcher.directories(); !old.isEmpty())
        m_watcher.removePaths(old);
    for (const QString &file : std::as_const(files)) {
        m_read.insert(file, hashOf(file));
        const QString folder = QFileInfo(file).absolutePath();
        if (QFileInfo::exists(file))
            m_watcher.addPath(file);
        if (QFileInfo::exists(folder))
            m_watcher.addPath(folder);
    }
}

void Clusters::lookAtFiles()
{
    QStringList changed;
    for (auto file = m_read.cbegin(); file != m_read.cend(); ++file) {
        if (hashOf(file.key()) != file.value())
            changed.append(file.key());
        if (QFileInfo::exists(file.key()) && !m_watcher.files().contains(file.key()))
            m_watcher.addPath(file.key());
    }
    changed.sort();
    if (changed == m_changed)
        return;
    m_changed = changed;
    emit clustersChanged();
}

QStringList Clusters::changedFiles() const
{
    return m_changed;
}

tables::ContextLine Clusters::lineOf(const QString &context) const
{
    const ContextSettings kept = settings(context);
    tables::ContextLine line;
    line.context = context;
    line.title = context;
    line.colour = colourOf(context, kept);
    line.readOnly = kept.readOnly;
    line.isProtected = kept.isProtected;
    line.current = context == m_context;
    line.connection = State::Stopped;
    line.connectionWord = tr("Not connected");
    if (line.current && m_session) {
        const k8s::Freshness freshness = m_session->freshness();
        line.connection = ui::FreshnessLabel::stateOf(ui::freshnessOf(freshness));
        line.connectionWord = freshness.isLive() ? tr("Connected") : ui::freshnessWord(freshness);
        line.version = m_session->serverVersion();
        line.since = m_since;
    } else if (line.current && !m_problem.isEmpty()) {
        line.connection = State::Failed;
        line.connectionWord = tr("Cannot be opened");
    } else if (const auto tested = m_tested.constFind(context); tested != m_tested.cend()) {
        line.connection = tested->state;
        line.connectionWord = tested->word;
        line.version = tested->version;
        line.since = tested->at;
    }
    return line;
}

QList<tables::ContextLine> Clusters::clusters() const
{
    QList<tables::ContextLine> lines;
    bool definesLocal = false;
    const auto contexts = m_known.contexts();
    for (const auto &context : contexts) {
        tables::ContextLine line = lineOf(context.name);
        line.server = context.server;
        line.authentication = context.authentication;
        line.file = context.file;
        line.nameSpace = context.nameSpace;
        line.insecure = context.insecure;
        line.removable = m_settings.files().contains(context.file);
        definesLocal |= context.name == local();
        lines.append(line);
    }
    if (!definesLocal) {
        tables::ContextLine line = lineOf(local());
        line.title = tr("Local machine");
        line.file = places::localKubeconfig();
        line.authentication = tr("token");
        if (const auto file = k8s::Kubeconfig::load(line.file); file && !file->contexts().isEmpty()) {
            const auto context = file->contexts().constFirst();
            line.server = context.server;
            line.nameSpace = context.nameSpace;
            if (!context.authentication.isEmpty())
                line.authentication = context.authentication;
        }
        lines.append(line);
    }
    return lines;
}

ContextSettings Clusters::settings(const QString &context) const
{
    ContextSettings kept = m_settings.of(context);
    // Guards that cannot be read are taken for the strictest.
    if (!m_settingsProblem.isEmpty())
        kept.readOnly = true;
    return kept;
}

Result<void> Clusters::setSettings(const QString &context, const ContextSettings &now)
{
    const ContextSettings before = settings(context);
    const auto kept = m_settings.set(context, now);
    if (!kept)
        return kept;
    m_settingsProblem.clear();
    if (context == m_context && m_session) {
        if (now.nameSpace != before.nameSpace || now.tlsServerName != before.tlsServerName) {
            m_nameSpace.clear();
            open({});
            return {};
        }
        m_session->setGuards(now.readOnly, now.isProtected);
    }
    emit clustersChanged();
    return {};
}

Result<k8s::RestConfig> Clusters::configOf(const QString &context) const
{
    if (!m_filesProblem.isEmpty())
        return fail(m_filesProblem);
    auto config = places::chooseCluster(m_kubeconfigFile, context, m_settings.files());
    if (config)
        apply(settings(context), *config);
    return config;
}

QList<QPair<QString, QString>> Clusters::facts(const QString &context) const
{
    QList<QPair<QString, QString>> facts;
    const QList<tables::ContextLine> lines = clusters();
    const auto line = std::find_if(lines.cbegin(), lines.cend(),
                                   [&context](const tables::ContextLine &one) { return one.context == context; });
    if (line == lines.cend())
        return facts;
    QString file = line->file;
    if (file.startsWith(QDir::homePath() + u'/'))
        file.replace(0, QDir::homePath().size(), QStringLiteral("~"));
    facts << qMakePair(tr("File"), file) << qMakePair(tr("Server"), line->server);
    const auto config = configOf(context);
    if (config) {
        QString authority = tr("those of this machine");
        if (const auto known = QSslCertificate::fromData(config->caPem); !known.isEmpty()) {
            const QString until = known.constFirst().expiryDate().toUTC().toString(QStringLiteral("yyyy-MM-dd"));
            authority = known.size() == 1 ? tr("1 certificate, valid to %1").arg(until)
                                          : tr("%1 certificates, the first valid to %2").arg(known.size()).arg(until);
        }
        facts << qMakePair(tr("CA"), config->insecureSkipTlsVerify ? tr("not checked") : authority)
              << qMakePair(tr("User"), config->userName);
        if (!config->impersonateUser.isEmpty())
            facts << qMakePair(tr("Acts as"), config->impersonateUser);
        facts << qMakePair(tr("Proxy"), config->proxy.isEmpty()
                                            ? tr("as the environment says")
                                            : config->proxy.toString(QUrl::RemoveUserInfo | QUrl::RemovePath));
    } else {
        facts << qMakePair(tr("Trouble"), config.error().toLine());
    }
    facts << qMakePair(tr("Signs in by"), line->authentication) << qMakePair(tr("Version"), line->version);
    if (line->since.isValid())
        facts << qMakePair(
            line->connectionWord,
            tr("since %1").arg(line->since.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"))));
    return facts;
}

Result<std::unique_ptr<k8s::ConnectionTest>> Clusters::connectionTest(const QString &context)
{
    const auto config = configOf(context);
    if (!config)
        return fail(config.error());
    k8s::ConnectionTest::Options options;
    options.context = context;
    const QList<tables::ContextLine> lines = clusters();
    for (const tables::ContextLine &line : lines) {
        if (line.context == context)
            options.authentication = line.authentication;
    }
    options.client = [this](const k8s::RestConfig &with) {
        k8s::RestClientOptions clientOptions;
        clientOptions.exec = &m_exec;
        return std::make_unique<k8s::RestClient>(with, clientOptions);
    };
    options.secrets = [this](const k8s::RestConfig &with, std::function<void(Result<k8s::RestConfig>)> done) {
        m_vault.resolve(with, std::move(done));
    };
    return std::make_unique<k8s::ConnectionTest>(*config, options, m_clock);
}

void Clusters::noteTest(const QString &context, const k8s::ConnectionReport &report)
{
    Tested tested;
    tested.at = report.startedAt;
    tested.version = report.version;
    const auto failed = report.failedAt();
    // What was true a while ago is not shown as if it were true now: grey, with its time.
    tested.state = failed ? State::Failed : State::Stopped;
    tested.word = failed ? k8s::wordOf(*failed)
                         : tr("Reachable %1").arg(report.startedAt.toLocalTime().toString(QStringLiteral("HH:mm")));
    m_tested.insert(context, tested);
    emit clustersChanged();
}

Result<QString> Clusters::addFile(const QString &path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const auto read = k8s::Kubeconfig::load(absolute);
    if (!read)
        return fail(read.error());
    if (read->isEmpty() || read->contexts().isEmpty())
        return fail(tr("%1 names no context").arg(absolute),
                    tr("Choose a kubeconfig: it has clusters, users, contexts"));
    QStringList taken;
    const auto contexts = read->contexts();
    for (const auto &context : contexts) {
        const auto known = m_known.contexts();
        for (const auto &other : known) {
            if (other.name == context.name && other.file != absolute)
                taken.append(tr("Context %1 is known already from %2; that one counts.").arg(other.name, other.file));
        }
    }
    if (const auto kept = m_settings.addFile(absolute); !kept)
        return fail(kept.error());
    readFiles();
    emit clustersChanged();
    return taken.join(u' ');
}

void Clusters::askSecretStore(std::function<void(bool, const QString &)> done)
{
    m_vault.withStore([done = std::move(done)](k8s::SecretStore &store) { done(store.isLasting(), store.words()); });
}

QStringList Clusters::pastedNames() const
{
    QStringList names;
    const QStringList files = QDir(places::pasted()).entryList({QStringLiteral("*.yaml")}, QDir::Files);
    for (const QString &file : files)
        names.append(file.chopped(5));
    return names;
}

void Clusters::addPasted(const QString &name, const QByteArray &kubeconfig, std::function<void(Result<QString>)> done)
{
    const QString file = places::pasted() + u'/' + name + QStringLiteral(".yaml");
    m_vault.keep(kubeconfig, file, [this, file, done = std::move(done)](Result<void> kept) {
        if (!kept)
            return done(fail(kept.error()));
        done(addFile(file));
    });
}

Result<void> Clusters::removeFile(const QString &path)
{
    if (QFileInfo(path).absolutePath() == QFileInfo(places::pasted()).absoluteFilePath())
        m_vault.forget(path, [](const Result<void> &) {}); // what the keychain still refuses to forget is of no use
    if (const auto kept = m_settings.removeFile(path); !kept)
        return kept;
    readFiles();
    if (m_session && m_context != local() && !m_known.defines(m_context)) {
        // The window must not go on with what is no longer in the list.
        m_context.clear();
        open({});
        return {};
    }
    emit clustersChanged();
    return {};
}

void Clusters::close()
{
    if (!m_session)
        return;
    emit sessionClosing();
    m_session.reset(); // before its client
    m_client.reset();
}

void Clusters::noteFreshness()
{
    const QString word = m_session ? ui::FreshnessLabel::wordOf(ui::freshnessOf(m_session->freshness())) : QString();
    if (word != m_freshnessWord) {
        m_freshnessWord = word;
        m_since = m_clock.now();
    }
    emit clustersChanged();
}

void Clusters::refuse(const QString &problem)
{
    m_problem = problem;
    emit clustersChanged();
    emit sessionChanged();
}

void Clusters::askConsent(const k8s::RestConfig &config)
{
    // The window is told at once where it stands; looking the program up may take the login shell.
    refuse(tr("Looking for the program that signs in to %1").arg(m_context));
    m_resolving = m_exec.resolve(*config.exec, [this, config](Result<k8s::ExecRequest> request) {
        const k8s::CallHandle over = std::move(m_resolving);
        if (!request)
            return refuse(request.error().toLine());
        if (m_consents.isGiven(*request)) {
            m_problem.clear();
            return connectTo(config);
        }
        m_wanted = *request;
        refuse(tr("%1 signs in by running %2; that was not agreed to.").arg(m_context, request->program));
        emit consentWanted();
    });
}

Result<void> Clusters::giveConsent()
{
    if (!m_wanted)
        return {};
    const k8s::ExecRequest request = *std::exchange(m_wanted, std::nullopt);
    if (const auto given = m_consents.give(request, m_clock.now()); !given) {
        refuse(given.error().toLine());
        return given;
    }
    open({});
    return {};
}

void Clusters::refuseConsent()
{
    m_wanted.reset();
}

void Clusters::open(const QString &context)
{
    close();
    m_resolving.reset();
    m_wanted.reset();
    ++m_opening;
    if (!context.isEmpty() && context != m_context) {
        m_context = context;
        m_nameSpace.clear();
    }
    m_problem.clear();
    readFiles();
    auto config = places::chooseCluster(m_kubeconfigFile, m_context, m_settings.files());
    if (!config) {
        m_problem = config.error().toLine();
        if (m_context.isEmpty() && m_filesProblem.isEmpty())
            m_context = local();
        emit clustersChanged();
        emit sessionChanged();
        return;
    }
    // The local cluster's own kubeconfig may call its context something else.
    const bool known = m_known.defines(config->contextName);
    m_context = known && m_context != local() ? config->contextName : m_context.isEmpty() ? local() : m_context;
    apply(settings(m_context), *config);
    if (config->keychain.isEmpty())
        return openResolved(*config);
    refuse(tr("Getting the secrets of %1").arg(m_context));
    m_vault.resolve(*config, [this, number = m_opening](Result<k8s::RestConfig> resolved) {
        if (number != m_opening)
            return;
        if (!resolved)
            return refuse(resolved.error().toLine());
        m_problem.clear();
        openResolved(*resolved);
    });
}

void Clusters::openResolved(const k8s::RestConfig &config)
{
    if (config.usesExec())
        askConsent(config);
    else
        connectTo(config);
}

void Clusters::connectTo(const k8s::RestConfig &config)
{
    const ContextSettings kept = settings(m_context);
    ClusterIdentity identity;
    identity.context = m_context;
    identity.title = m_context == local() && !m_known.defines(m_context) ? tr("Local machine") : m_context;
    identity.server = config.server.toString();
    identity.nameSpace = m_nameSpace.isEmpty() ? config.nameSpace : m_nameSpace;
    identity.readOnly = kept.readOnly;
    identity.isProtected = kept.isProtected;
    identity.insecure = config.insecureSkipTlsVerify;
    k8s::RestClientOptions options;
    options.exec = &m_exec;
    m_client = std::make_unique<k8s::RestClient>(config, options);
    m_session = std::make_unique<ClusterSession>(*m_client, identity, m_engines, m_clock, places::journal());
    m_freshnessWord.clear();
    connect(m_session.get(), &ClusterSession::freshnessChanged, this, &Clusters::noteFreshness);
    connect(m_session.get(), &ClusterSession::identityKnown, this, &Clusters::clustersChanged);
    noteFreshness();
    emit sessionChanged();
    m_session->start();
}

} // namespace zdtp::console
