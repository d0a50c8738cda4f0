#include "app/console/clusters.h"

#include "app/common/places.h"
#include "ui/base/workspace.h"
#include "ui/theme/tokens.h"

#include <QFileInfo>

namespace zdtp::console {

namespace {

const QString &local()
{
    static const QString name = QLatin1String(places::localContext);
    return name;
}

/// The same context has the same colour at every start; the local machine is blue.
int colourOf(const QString &context)
{
    if (context == local())
        return int(ui::ContextColour::Blue);
    uint sum = 0;
    for (const QChar c : context)
        sum = sum * 31 + c.unicode();
    static constexpr ui::ContextColour others[] = {ui::ContextColour::Orange, ui::ContextColour::Violet,
                                                   ui::ContextColour::Green, ui::ContextColour::Grey};
    return int(others[sum % std::size(others)]);
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
{
    readFiles();
}

Clusters::~Clusters()
{
    close();
}

void Clusters::readFiles()
{
    m_filesProblem.clear();
    auto loaded = k8s::Kubeconfig::load(m_kubeconfigFile);
    if (loaded) {
        m_kubeconfig = std::move(*loaded);
    } else {
        m_kubeconfig = {};
        m_filesProblem = loaded.error().toLine();
    }
}

QList<tables::ContextLine> Clusters::clusters() const
{
    QList<tables::ContextLine> lines;
    const auto stateOf = [this](tables::ContextLine &line) {
        line.colour = colourOf(line.context);
        line.current = line.context == m_context;
        line.connection = State::NotTried;
        line.connectionWord = tr("Not connected");
        if (!line.current || !m_session) {
            if (line.current && !m_problem.isEmpty()) {
                line.connection = State::Failed;
                line.connectionWord = tr("Cannot be opened");
            }
            return;
        }
        const k8s::Freshness freshness = m_session->freshness();
        line.connection = ui::FreshnessLabel::stateOf(ui::freshnessOf(freshness));
        line.connectionWord = freshness.isLive() ? tr("Connected") : ui::freshnessWord(freshness);
        line.version = m_session->serverVersion();
        line.server = m_session->identity().server;
        line.nameSpace = m_session->identity().nameSpace;
    };
    bool definesLocal = false;
    const auto contexts = m_kubeconfig.contexts();
    for (const auto &context : contexts) {
        tables::ContextLine line;
        line.context = context.name;
        line.title = context.name;
        line.server = context.server;
        line.authentication = context.authentication;
        line.file = context.file;
        line.nameSpace = context.nameSpace;
        definesLocal |= context.name == local();
        stateOf(line);
        lines.append(line);
    }
    if (!definesLocal) {
        tables::ContextLine line;
        line.context = local();
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
        stateOf(line);
        lines.append(line);
    }
    return lines;
}

void Clusters::close()
{
    if (!m_session)
        return;
    emit sessionClosing();
    m_session.reset(); // before its client
    m_client.reset();
}

void Clusters::open(const QString &context)
{
    close();
    if (!context.isEmpty() && context != m_context) {
        m_context = context;
        m_nameSpace.clear();
    }
    m_problem.clear();
    readFiles();
    auto config = places::chooseCluster(m_kubeconfigFile, m_context);
    if (!config) {
        m_problem = config.error().toLine();
        if (m_context.isEmpty() && m_filesProblem.isEmpty())
            m_context = local();
        emit clustersChanged();
        emit sessionChanged();
        return;
    }
    // The local cluster's own kubeconfig may call its context something else.
    const auto contexts = m_kubeconfig.contexts();
    const bool known = std::any_of(contexts.cbegin(), contexts.cend(),
                                   [&](const auto &entry) { return entry.name == config->contextName; });
    m_context = known && m_context != local() ? config->contextName : m_context.isEmpty() ? local() : m_context;

    ClusterIdentity identity;
    identity.context = m_context;
    identity.title = m_context == local() && !known ? tr("Local machine") : m_context;
    identity.server = config->server.toString();
    identity.nameSpace = m_nameSpace.isEmpty() ? config->nameSpace : m_nameSpace;
    m_client = std::make_unique<k8s::RestClient>(*config);
    m_session = std::make_unique<ClusterSession>(*m_client, identity, m_engines, m_clock, places::journal());
    connect(m_session.get(), &ClusterSession::freshnessChanged, this, &Clusters::clustersChanged);
    connect(m_session.get(), &ClusterSession::identityKnown, this, &Clusters::clustersChanged);
    emit clustersChanged();
    emit sessionChanged();
    m_session->start();
}

} // namespace zdtp::console
