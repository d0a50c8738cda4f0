#include "k8s/probe/connectiontest.h"

#include "k8s/probe/probe.h"
#include "k8s/rest/restclient.h"

#include <QCoreApplication>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::ConnectionTest)
};

} // namespace

ConnectionTest::Private::Private(ConnectionTest *test, RestConfig restConfig, Options testOptions, Clock &time)
    : q(test), config(std::move(restConfig)), options(std::move(testOptions)), clock(time)
{
    if (!options.client)
        options.client = [](const RestConfig &with) { return std::make_unique<RestClient>(with); };
    report.context = options.context.isEmpty() ? config.contextName : options.context;
    report.nameSpace = options.nameSpace.isEmpty() ? config.nameSpace : options.nameSpace;
    report.server = config.server.toString(QUrl::RemoveUserInfo);
    report.expectedName = config.tlsServerName.isEmpty() ? config.server.host() : config.tlsServerName;
    report.isInsecure = config.insecureSkipTlsVerify;
    report.access = neededAccess();
    describeAhead();
}

ConnectionTest::Private::~Private()
{
    stop();
}

void ConnectionTest::Private::begin(Layer what, std::chrono::milliseconds within)
{
    layer = what;
    layerBegan = clock.elapsed();
    report.at(layer).status = LayerResult::Status::Running;
    limit = clock.after(within, [this, within] {
        const QString seconds = QString::number(double(within.count()) / 1000);
        fail(report.at(layer).evidence, Words::tr("No answer within %1 s.").arg(seconds),
             layer == Layer::Tcp ? Words::tr("A firewall that drops packets looks like this.") : QString(),
             Words::tr("check the network or VPN, and the server's address in the kubeconfig."));
    });
    emit q->changed();
}

LayerResult &ConnectionTest::Private::end(LayerResult::Status status, const QString &evidence)
{
    limit.reset();
    LayerResult &result = report.at(layer);
    result.status = status;
    result.evidence = evidence;
    result.took = clock.elapsed() - layerBegan;
    return result;
}

void ConnectionTest::Private::warn(const QString &evidence, const QString &problem, const QString &why,
                                   const QString &remedy)
{
    LayerResult &result = end(LayerResult::Status::Warned, evidence);
    result.problem = problem;
    result.why = why;
    result.remedy = remedy;
}

void ConnectionTest::Private::fail(const QString &evidence, const QString &problem, const QString &why,
                                   const QString &remedy)
{
    LayerResult &result = end(LayerResult::Status::Failed, evidence);
    result.problem = problem;
    result.why = why;
    result.remedy = remedy;
    finish();
}

void ConnectionTest::Private::stop()
{
    limit.reset();
    if (lookUpId >= 0)
        QHostInfo::abortHostLookup(std::exchange(lookUpId, -1));
    if (socket) {
        // This may run inside one of its signals.
        QSslSocket *old = socket.release();
        old->disconnect(this);
        old->abort();
        old->deleteLater();
    }
    calls.clear();
    if (client) {
        // As above: its answer may be what calls us.
        const std::shared_ptr<ApiClient> old = std::move(client);
        QMetaObject::invokeMethod(
            qApp, [old] {}, Qt::QueuedConnection);
    }
}

void ConnectionTest::Private::finish()
{
    if (!running)
        return;
    running = false;
    stop();
    report.isOver = true;
    report.took = clock.elapsed() - testBegan;
    emit q->changed();
    QMetaObject::invokeMethod(
        q, [this] { emit q->finished(); }, Qt::QueuedConnection);
}

void ConnectionTest::Private::getSecrets()
{
    if (config.keychain.isEmpty() || !options.secrets)
        return lookUp();
    begin(Layer::Authentication, options.request + std::chrono::seconds(60)); // a keychain asks for its password
    options.secrets(config, [self = QPointer<Private>(this)](Result<RestConfig> resolved) {
        if (!self || !self->running)
            return;
        LayerResult &result = self->report.at(Layer::Authentication);
        if (!resolved)
            return self->fail(result.evidence, resolved.error().what + u'.', {}, resolved.error().remedy);
        self->config = std::move(*resolved);
        self->limit.reset();
        result.status = LayerResult::Status::NotTried;
        self->lookUp();
    });
}

ConnectionTest::ConnectionTest(RestConfig config, Options options, Clock &clock, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, std::move(config), std::move(options), clock))
{
}

ConnectionTest::~ConnectionTest() = default;

void ConnectionTest::start()
{
    if (d->running || d->report.isOver)
        return;
    d->running = true;
    d->report.startedAt = d->clock.now();
    d->testBegan = d->clock.elapsed();
    QMetaObject::invokeMethod(
        d.get(),
        [this] {
            if (d->running)
                d->getSecrets();
        },
        Qt::QueuedConnection);
}

void ConnectionTest::cancel()
{
    if (!d->running)
        return;
    LayerResult &result = d->report.at(d->layer);
    if (result.status == LayerResult::Status::Running) {
        result.status = LayerResult::Status::NotTried;
        result.took = std::chrono::milliseconds(0);
    }
    d->report.isCancelled = true;
    d->finish();
}

const ConnectionReport &ConnectionTest::report() const
{
    return d->report;
}

bool ConnectionTest::isRunning() const
{
    return d->running;
}

} // namespace zdtp::k8s
