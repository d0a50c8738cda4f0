#include "k8s/rest/restclient.h"

#include "k8s/rest/credentials.h"
#include "k8s/rest/impersonation.h"
#include "k8s/rest/proxyenvironment.h"
#include "k8s/rest/retrypolicy.h"
#include "k8s/rest/tls.h"
#include "k8s/rest/transfer.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QLoggingCategory>
#include <QNetworkProxy>
#include <QSet>
#include <QSysInfo>

#include <deque>

namespace zdtp::k8s {

using namespace std::chrono_literals;

// Number, request line, code, time and the server's audit id only: headers hold the token, bodies may hold secrets.
Q_LOGGING_CATEGORY(logRest, "zdtp.k8s.rest", QtInfoMsg)

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::RestClient)
};

constexpr std::chrono::seconds longestIdle{50}; // load balancers give up after 60 s and more
constexpr qint64 streamBuffer = 1024 * 1024;    // bytes that Qt may hold before the server is made to wait

Result<QNetworkProxy> proxyOf(const RestConfig &config, const QProcessEnvironment &environment)
{
    if (!config.proxy.isEmpty())
        return toQtProxy(config.proxy);
    const auto proxy = proxyFromEnvironment(config.server, environment);
    if (!proxy)
        return fail(proxy.error());
    return toQtProxy(*proxy);
}

const char *nameOf(Verb verb)
{
    switch (verb) {
    case Verb::Post:
        return "POST";
    case Verb::Put:
        return "PUT";
    case Verb::Patch:
        return "PATCH";
    case Verb::Delete:
        return "DELETE";
    case Verb::Get:
        break;
    }
    return "GET";
}

ApiError notSent(const Error &error)
{
    return ApiError::make(ApiError::Kind::NotSent, Error{error.what, {}, error.place}.toLine(), error.remedy);
}

} // namespace

/// What the calls of one client share.
class RestClient::Core
{
public:
    Core(RestConfig config, RestClientOptions options);
    ~Core();
    Q_DISABLE_COPY_MOVE(Core)

    ApiResult<Transfer::Setup> setup(const Request &request, const Credential &credential, bool isStream);
    std::unique_ptr<QNetworkAccessManager> makeManager() const;
    Credentials &credentials() { return m_credentials; }
    QNetworkAccessManager &unaryManager();
    Clock &clock() { return m_options.clock ? *m_options.clock : m_ownClock; }

    void enqueue(UnaryCall *call);
    void leave(UnaryCall *call); ///< it was cancelled, or its transfer has ended
    void distrustConnections() { m_distrusted = true; }

    /// The server answered 401 to a request that was signed with `used`. Tells, now or later, whether there is
    /// something newer to sign in with. `waiting` keeps the question alive.
    void refresh(const Credential &used, CallHandle &waiting, std::function<void(bool isNewer)> then);
    quint64 nextId() { return ++m_lastId; }

    RestConfig config;
    QSet<Operation *> calls;

private:
    void pump();

    RestClientOptions m_options;
    SystemClock m_ownClock;
    ApiResult<QSslConfiguration> tlsFor(const Credential &credential);

    Credentials m_credentials;
    Result<QSslConfiguration> m_tls;
    QByteArray m_tlsCertificate; ///< the plugin's, that m_tls was made for
    Result<QNetworkProxy> m_proxy;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    std::vector<std::unique_ptr<QNetworkAccessManager>> m_retired; ///< still carry calls of an earlier certificate
    std::chrono::milliseconds m_lastUse{0};
    QDateTime m_lastUseWall;
    bool m_distrusted = false;
    quint64 m_lastId = 0;
    std::deque<UnaryCall *> m_waiting;
    QSet<UnaryCall *> m_inFlight;
};

/// A call that is cancelled when its handle or its client goes, whichever is first.
class RestClient::Operation : public QObject, public Call
{
public:
    Operation(Core *core, Request request) : m_core(core), m_request(std::move(request)), m_id(core->nextId())
    {
        m_core->calls.insert(this);
    }
    ~Operation() override { leaveCore(); }
    Q_DISABLE_COPY_MOVE(Operation)

    virtual void cancel() = 0;

    void orphan()
    {
        cancel();
        m_core = nullptr;
    }

protected:
    void leaveCore()
    {
        if (m_core)
            m_core->calls.remove(this);
        m_core = nullptr;
    }
    void log(int code, const QString &problem) const
    {
        if (!logRest().isDebugEnabled())
            return;
        const auto took = m_core->clock().elapsed() - m_began;
        const QString query = m_request.query.isEmpty() ? QString() : u'?' + m_request.query.toString();
        const QByteArray audit = m_transfer ? m_transfer->auditId() : QByteArray();
        qCDebug(logRest).noquote() << (u'#' + QString::number(m_id)) << nameOf(m_request.verb)
                                   << (m_request.path + query) << code << took.count() << "ms"
                                   << (audit.isEmpty() ? QString()
                                                       : QStringLiteral("audit ") + QString::fromLatin1(audit.left(64)))
                                   << problem;
    }
    /// A 401, once: with what has become known since, if anything has. True when `again` decides what follows.
    bool refreshed(const ApiResult<Response> &result, std::function<void(bool isNewer)> again)
    {
        if (result || !result.error().isUnauthorized() || m_refreshed || !m_core)
            return false;
        m_refreshed = true;
        m_core->refresh(m_used, m_signIn, [self = QPointer<Operation>(this), again = std::move(again)](bool isNewer) {
            if (self && self->m_core)
                again(isNewer);
        });
        return true;
    }
    /// Who was let in by neither says that both were tried.
    ApiResult<Response> saying(ApiResult<Response> result) const
    {
        // A server that lets everybody in for a little says 403 to who could not sign in.
        const bool unknown =
            !result &&
            (result.error().isUnauthorized() ||
             (result.error().isForbidden() && result.error().message.contains(QLatin1String("\"system:anonymous\""))));
        if (unknown && m_core && !m_newer)
            result.error() = m_core->credentials().explain(std::move(result.error()));
        else if (unknown)
            result.error().remedy = Words::tr("The credentials were read anew and refused as well: sign in again, and "
                                              "check the user of this context.");
        return result;
    }

    Core *m_core;
    Request m_request;
    const quint64 m_id; ///< in the log
    std::chrono::milliseconds m_began{0};
    std::unique_ptr<Transfer> m_transfer;
    Credential m_used; ///< what the last try was signed with
    CallHandle m_signIn;
    bool m_refreshed = false;
    bool m_newer = false;
};

class RestClient::UnaryCall final : public Operation
{
public:
    UnaryCall(Core *core, Request request, ResponseFunction done)
        : Operation(core, std::move(request)), m_done(std::move(done))
    {
        m_core->enqueue(this);
    }
    ~UnaryCall() override { cancel(); }
    Q_DISABLE_COPY_MOVE(UnaryCall)

    void begin();
    void cancel() override
    {
        m_signIn.reset();
        m_retry.reset();
        m_transfer.reset();
        m_done = {};
        if (m_core)
            m_core->leave(this);
    }

private:
    void go(ApiResult<Credential> credential);
    void ended(ApiResult<Response> result);
    void deliver(ApiResult<Response> result);

    ResponseFunction m_done;
    int m_attempt = 0;
    TimerHandle m_retry;
};

class RestClient::StreamCall final : public Operation
{
public:
    StreamCall(Core *core, Request request, StreamFunctions functions)
        : Operation(core, std::move(request)), m_functions(std::move(functions))
    {
        QMetaObject::invokeMethod(
            this, [this] { begin(); }, Qt::QueuedConnection);
    }
    ~StreamCall() override { cancel(); }
    Q_DISABLE_COPY_MOVE(StreamCall)

    void cancel() override
    {
        m_cancelled = true;
        m_signIn.reset();
        if (m_depth > 0) {
            // Within one of the reply's signals: what sends it must live on until the signal is done.
            if (m_transfer) {
                m_transfer->abandon();
                m_transfer.release()->deleteLater();
            }
            if (m_manager)
                m_manager.release()->deleteLater();
        }
        m_transfer.reset();
        m_manager.reset();
    }

private:
    void begin();
    void go(ApiResult<Credential> credential);
    void ended(ApiResult<Response> result);

    template <typename Function, typename... Arguments>
    void tell(const Function &function, Arguments &&...arguments)
    {
        if (!function || m_cancelled)
            return;
        const auto call = function; // the call may destroy this
        const QPointer<QObject> self(this);
        ++m_depth;
        call(std::forward<Arguments>(arguments)...);
        if (self)
            --m_depth;
    }

    StreamFunctions m_functions;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    int m_depth = 0;
    bool m_cancelled = false;
};

RestClient::Core::Core(RestConfig restConfig, RestClientOptions options)
    : config(std::move(restConfig))
    , m_options(std::move(options))
    , m_credentials(config, m_options.exec, clock())
    , m_tls(tlsConfiguration(config))
    , m_proxy(proxyOf(config, m_options.environment))
{
    if (m_options.userAgent.isEmpty())
        m_options.userAgent = defaultUserAgent();
}

RestClient::Core::~Core()
{
    // Nobody is told: whoever takes the client away no longer waits for it.
    m_waiting.clear();
    const auto left = calls;
    for (Operation *call : left)
        call->orphan();
}

std::unique_ptr<QNetworkAccessManager> RestClient::Core::makeManager() const
{
    auto manager = std::make_unique<QNetworkAccessManager>();
    manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    manager->setAutoDeleteReplies(false);
    // Never Qt's own idea of the system's proxies: what counts is what kubectl reads.
    manager->setProxy(m_proxy.value_or(QNetworkProxy(QNetworkProxy::NoProxy)));
    return manager;
}

QNetworkAccessManager &RestClient::Core::unaryManager()
{
    // A connection that lay idle may be dead without our knowing (a NAT, a load balancer, a laptop that slept), and a
    // mutation sent on it could not say whether it was carried out. A handshake is cheaper than that doubt.
    const auto now = clock().elapsed();
    const QDateTime wall = clock().now();
    const bool alone = m_inFlight.size() <= 1; // the call that asks
    // A machine that slept did not count the time: only its wall clock tells.
    const bool idle = now - m_lastUse > longestIdle || qAbs(m_lastUseWall.msecsTo(wall)) > longestIdle / 1ms;
    if (!m_manager || (alone && (idle || m_distrusted))) {
        m_manager = makeManager();
        m_distrusted = false;
        if (alone)
            m_retired.clear();
    }
    m_lastUse = now;
    m_lastUseWall = wall;
    return *m_manager;
}

ApiResult<QSslConfiguration> RestClient::Core::tlsFor(const Credential &credential)
{
    if (credential.certificatePem != m_tlsCertificate) {
        // Qt keeps a connection for a host whatever certificate it was opened with, so that a new one wants a manager
        // of its own. Calls under way end on the old one; so do streams, which have theirs.
        RestConfig signedIn = config;
        signedIn.clientCertificatePem = credential.certificatePem;
        signedIn.clientKeyPem = credential.keyPem;
        m_tls = tlsConfiguration(signedIn);
        m_tlsCertificate = credential.certificatePem;
        if (m_manager)
            m_retired.push_back(std::move(m_manager));
    }
    if (m_tls)
        return *m_tls;
    ApiError error = notSent(m_tls.error());
    error.kind = ApiError::Kind::Tls;
    return fail(std::move(error));
}

ApiResult<Transfer::Setup> RestClient::Core::setup(const Request &request, const Credential &credential, bool isStream)
{
    const bool https = config.server.scheme() == QLatin1String("https");
    if (!https && config.server.scheme() != QLatin1String("http"))
        return fail(ApiError::make(ApiError::Kind::NotSent,
                                   Words::tr("\"%1\" is no address of a server").arg(config.server.toString()),
                                   Words::tr("It must begin with https://.")));
    if (!m_proxy)
        return fail(notSent(m_proxy.error()));

    QString path = config.server.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    QUrl url = config.server.adjusted(QUrl::RemoveUserInfo);
    url.setPath(path + request.path, QUrl::StrictMode);
    url.setFragment({});
    // QUrlQuery leaves '+' alone, which servers read as a space.
    const QString query = request.query.toString(QUrl::FullyEncoded).replace(u'+', QLatin1String("%2B"));
    url.setQuery(query.isEmpty() ? QString() : query, QUrl::StrictMode);
    if (!url.isValid() || !request.path.startsWith(u'/'))
        return fail(ApiError::make(ApiError::Kind::NotSent,
                                   Words::tr("the path \"%1\" cannot be asked for").arg(request.path)));

    Transfer::Setup setup;
    QNetworkRequest &wire = setup.request;
    wire.setUrl(url);
    wire.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    wire.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    wire.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    wire.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    wire.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    wire.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    wire.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    // Qt refuses bodies that inflate well, and lists of pods inflate very well; maxBody bounds them instead.
    wire.setDecompressedSafetyCheckThreshold(-1);
    wire.setHeader(QNetworkRequest::UserAgentHeader, m_options.userAgent);
    wire.setRawHeader("Accept", request.accept);
    if (isStream || config.disableCompression)
        wire.setRawHeader("Accept-Encoding", "identity");
    if (!request.body.isEmpty())
        wire.setRawHeader("Content-Type", request.contentType);

    if (https) {
        const auto tls = tlsFor(credential);
        if (!tls)
            return fail(tls.error());
        wire.setSslConfiguration(*tls);
        if (!config.tlsServerName.isEmpty())
            wire.setPeerVerifyName(config.tlsServerName);
        if (!credential.authorization.isEmpty())
            wire.setRawHeader("Authorization", credential.authorization);
        if (const auto done = setImpersonation(wire, config); !done)
            return fail(notSent(done.error()));
    }

    setup.verb = request.verb;
    setup.body = request.body;
    setup.timeout = request.timeout;
    setup.maxBody = m_options.maxBody;
    setup.readBuffer = isStream ? streamBuffer : 0;
    setup.throughProxy = m_proxy->type() != QNetworkProxy::NoProxy;
    setup.expectedName = config.tlsServerName.isEmpty() ? url.host() : config.tlsServerName;
    return setup;
}

void RestClient::Core::enqueue(UnaryCall *call)
{
    m_waiting.push_back(call);
    pump();
}

void RestClient::Core::leave(UnaryCall *call)
{
    std::erase(m_waiting, call);
    if (!m_inFlight.remove(call))
        return;
    m_lastUse = clock().elapsed();
    m_lastUseWall = clock().now();
    pump();
}

void RestClient::Core::refresh(const Credential &used, CallHandle &waiting, std::function<void(bool isNewer)> then)
{
    const auto compare = [used, then = std::move(then)](const ApiResult<Credential> &now) {
        const bool isNewer =
            now && (now->authorization != used.authorization || now->certificatePem != used.certificatePem);
        if (isNewer)
            qCInfo(logRest) << "the server answered 401; what we sign in with was read anew and is another one";
        then(isNewer);
    };
    if (!m_credentials.refused(used.generation)) {
        compare(used);
        return;
    }
    if (const auto now = m_credentials.now())
        compare(*now);
    else
        waiting = m_credentials.get(compare);
}

void RestClient::Core::pump()
{
    while (!m_waiting.empty() && m_inFlight.size() < m_options.maxInFlight) {
        UnaryCall *call = m_waiting.front();
        m_waiting.pop_front();
        m_inFlight.insert(call);
        call->begin();
    }
}

void RestClient::UnaryCall::begin()
{
    m_began = m_core->clock().elapsed();
    if (auto ready = m_core->credentials().now())
        return go(std::move(*ready));
    m_signIn = m_core->credentials().get([this](ApiResult<Credential> credential) { go(std::move(credential)); });
}

void RestClient::UnaryCall::go(ApiResult<Credential> credential)
{
    if (credential)
        m_used = *credential;
    auto setup = credential ? m_core->setup(m_request, m_used, false)
                            : ApiResult<Transfer::Setup>(fail(std::move(credential.error())));
    if (!setup) {
        m_core->leave(this);
        return deliver(fail(std::move(setup.error())));
    }
    Transfer::Functions functions;
    functions.finished = [this](ApiResult<Response> result) { ended(std::move(result)); };
    m_transfer =
        std::make_unique<Transfer>(m_core->unaryManager(), m_core->clock(), std::move(*setup), std::move(functions));
}

void RestClient::UnaryCall::ended(ApiResult<Response> result)
{
    log(result ? result->httpCode : result.error().httpCode, result ? QString() : result.error().message);
    m_transfer.release()->deleteLater(); // its function is what runs now
    m_core->leave(this);
    // A 401 of the API server itself came before anything was done; one of something in between repeats reads only.
    const bool mayRepeat = m_request.verb == Verb::Get || (!result && result.error().kind == ApiError::Kind::Status);
    if (refreshed(result, [this, mayRepeat, kept = result ? ApiError() : result.error()](bool isNewer) {
            m_newer = isNewer && mayRepeat;
            if (m_newer)
                m_core->enqueue(this);
            else
                deliver(saying(fail(kept)));
        }))
        return;
    if (!result) {
        // The other kept connections went the same way and may be as dead.
        if (result.error().kind == ApiError::Kind::Timeout || result.error().kind == ApiError::Kind::Network)
            m_core->distrustConnections();
        if (const auto delay = retryAfter(m_request.verb, m_attempt, result.error())) {
            ++m_attempt;
            m_retry = m_core->clock().after(*delay, [this] { m_core->enqueue(this); });
            return;
        }
    }
    deliver(saying(std::move(result)));
}

void RestClient::UnaryCall::deliver(ApiResult<Response> result)
{
    // From the event loop, with nothing of the network on the stack: the function may destroy call and client.
    QMetaObject::invokeMethod(
        this,
        [this, result = std::make_shared<ApiResult<Response>>(std::move(result))] {
            const auto done = std::move(m_done);
            m_done = {};
            if (done)
                done(std::move(*result));
        },
        Qt::QueuedConnection);
}

void RestClient::StreamCall::begin()
{
    if (!m_core || m_cancelled)
        return;
    m_began = m_core->clock().elapsed();
    if (auto ready = m_core->credentials().now())
        return go(std::move(*ready));
    m_signIn = m_core->credentials().get([this](ApiResult<Credential> credential) { go(std::move(credential)); });
}

void RestClient::StreamCall::go(ApiResult<Credential> credential)
{
    if (credential)
        m_used = *credential;
    auto setup = credential ? m_core->setup(m_request, m_used, true)
                            : ApiResult<Transfer::Setup>(fail(std::move(credential.error())));
    if (!setup)
        return ended(fail(std::move(setup.error())));
    m_manager = m_core->makeManager();
    Transfer::Functions functions;
    functions.head = [this](const Response &head) {
        log(head.httpCode, QStringLiteral("stream began"));
        tell(m_functions.started, head);
    };
    functions.data = [this](QByteArrayView bytes) { tell(m_functions.data, bytes); };
    functions.finished = [this](ApiResult<Response> result) { ended(std::move(result)); };
    m_transfer = std::make_unique<Transfer>(*m_manager, m_core->clock(), std::move(*setup), std::move(functions));
}

void RestClient::StreamCall::ended(ApiResult<Response> result)
{
    log(result ? result->httpCode : result.error().httpCode,
        result ? QStringLiteral("stream ended") : result.error().message);
    // A stream that is over holds no connection. This runs inside the reply's own signal.
    if (m_transfer)
        m_transfer.release()->deleteLater();
    if (m_manager)
        m_manager.release()->deleteLater();
    const auto tellEnd = [this](const ApiResult<Response> &last) {
        tell(m_functions.ended, last ? std::optional<ApiError>() : std::optional(last.error()));
    };
    if (refreshed(result, [this, tellEnd, kept = result](bool isNewer) {
            m_newer = isNewer;
            if (isNewer)
                begin();
            else
                tellEnd(saying(kept));
        }))
        return;
    tellEnd(saying(std::move(result)));
}

RestClient::RestClient(RestConfig config, RestClientOptions options)
    : m_core(std::make_unique<Core>(std::move(config), std::move(options)))
{
}

RestClient::~RestClient() = default;

CallHandle RestClient::send(const Request &request, ResponseFunction done)
{
    return std::make_unique<UnaryCall>(m_core.get(), request, std::move(done));
}

CallHandle RestClient::stream(const Request &request, StreamFunctions functions)
{
    return std::make_unique<StreamCall>(m_core.get(), request, std::move(functions));
}

const RestConfig &RestClient::config() const
{
    return m_core->config;
}

QByteArray RestClient::defaultUserAgent()
{
    const QString machine = QSysInfo::currentCpuArchitecture();
    const QString architecture = machine == QLatin1String("x86_64") ? QStringLiteral("amd64") : machine;
    return "zdtp/" ZDTP_VERSION " (" + QSysInfo::kernelType().toLatin1() + '/' + architecture.toLatin1() + ')';
}

} // namespace zdtp::k8s
