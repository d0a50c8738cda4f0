#include "k8s/rest/transfer.h"

#include "k8s/rest/headers.h"
#include "k8s/rest/networkerror.h"

#include <QCoreApplication>
#include <QIODevice>

#include <algorithm>
#include <cstring>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Transfer)
};

constexpr qint64 chunk = 64 * 1024;
constexpr qsizetype maxErrorBody = 1024 * 1024;

/// A body that can be read once only. Qt before 6.5 sends a POST a second time when the connection drops after the
/// server has worked on the first; from a device that cannot go back, it fails instead.
class OneWayBody final : public QIODevice
{
public:
    OneWayBody(QByteArray bytes, QObject *parent) : QIODevice(parent), m_bytes(std::move(bytes))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    bool isSequential() const override { return true; }
    bool reset() override { return false; }
    bool atEnd() const override { return m_at >= m_bytes.size(); }
    qint64 bytesAvailable() const override { return m_bytes.size() - m_at + QIODevice::bytesAvailable(); }

protected:
    qint64 readData(char *to, qint64 most) override
    {
        const qint64 size = std::min<qint64>(most, m_bytes.size() - m_at);
        if (size <= 0)
            return -1;
        std::memcpy(to, m_bytes.constData() + m_at, size_t(size));
        m_at += size;
        return size;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    qint64 m_at = 0;
};

QByteArray nameOf(Verb verb)
{
    switch (verb) {
    case Verb::Get:
        return "GET";
    case Verb::Post:
        return "POST";
    case Verb::Put:
        return "PUT";
    case Verb::Patch:
        return "PATCH";
    case Verb::Delete:
        return "DELETE";
    }
    return "GET";
}

QString megabytes(qsizetype bytes)
{
    return QString::number(bytes / 1024 / 1024);
}

} // namespace

Transfer::Transfer(QNetworkAccessManager &manager, Clock &clock, Setup setup, Functions functions)
    : m_clock(clock), m_setup(std::move(setup)), m_functions(std::move(functions))
{
    QNetworkRequest &request = m_setup.request;
    if (m_setup.verb == Verb::Get) {
        m_reply = manager.get(request);
    } else if (m_setup.body.isEmpty()) {
        m_reply = manager.sendCustomRequest(request, nameOf(m_setup.verb));
    } else {
        request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        request.setHeader(QNetworkRequest::ContentLengthHeader, m_setup.body.size());
        auto *body = new OneWayBody(m_setup.body, nullptr);
        if (m_setup.verb == Verb::Post)
            m_reply = manager.post(request, body);
        else if (m_setup.verb == Verb::Put)
            m_reply = manager.put(request, body);
        else
            m_reply = manager.sendCustomRequest(request, nameOf(m_setup.verb), body);
        body->setParent(m_reply);
    }
    if (m_setup.readBuffer > 0)
        m_reply->setReadBufferSize(m_setup.readBuffer);

    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) { m_tlsErrors = errors; });
    connect(m_reply, &QNetworkReply::requestSent, this, [this] { m_requestSent = true; });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, [this] { readHead(); });
    connect(m_reply, &QNetworkReply::readyRead, this, [this] { onReadyRead(); });
    connect(m_reply, &QNetworkReply::uploadProgress, this, [this] { m_heard = m_clock.elapsed(); });
    connect(m_reply, &QNetworkReply::finished, this, [this] { onFinished(); });
    m_heard = m_clock.elapsed();
    if (m_setup.timeout.count() > 0)
        armTimer(m_setup.timeout);
}

Transfer::~Transfer()
{
    abandon();
}

void Transfer::abandon()
{
    m_timer.reset();
    if (!m_reply)
        return;
    // abort() emits finished() from within.
    QNetworkReply *reply = m_reply;
    m_reply = nullptr;
    reply->disconnect(this);
    reply->abort();
    reply->deleteLater();
}

void Transfer::armTimer(std::chrono::milliseconds delay)
{
    m_timer = m_clock.after(delay, [this] { onSilence(); });
}

void Transfer::onSilence()
{
    const auto silence = m_clock.elapsed() - m_heard;
    if (silence < m_setup.timeout)
        return armTimer(m_setup.timeout - silence);
    const QString host = m_setup.request.url().host();
    const double seconds = double(m_setup.timeout.count()) / 1000;
    abandon();
    finish(fail(ApiError::make(ApiError::Kind::Timeout,
                               Words::tr("no word from %1 for %2 s").arg(host, QString::number(seconds)),
                               Words::tr("Check the network or VPN, and whether the cluster is overloaded."))));
}

int Transfer::httpCode() const
{
    return m_reply ? m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() : 0;
}

bool Transfer::readHead()
{
    m_heard = m_clock.elapsed();
    const int code = httpCode();
    if (m_headSeen || code == 0)
        return true;
    m_headSeen = true;
    m_response.httpCode = code;
    m_response.contentType = m_reply->rawHeader("Content-Type");
    m_response.warnings = parseWarnings(m_reply->rawHeader("Warning"));
    m_auditId = m_reply->rawHeader("Audit-Id");
    m_response.serverTime = parseHttpDate(m_reply->rawHeader("Date"));
    if (code < 200 || code > 299 || !m_functions.head)
        return true;
    const QPointer<Transfer> self(this);
    m_functions.head(m_response);
    return !self.isNull();
}

void Transfer::onReadyRead()
{
    if (!readHead() || !m_reply)
        return;
    takeBody();
}

void Transfer::takeBody()
{
    const int code = m_response.httpCode;
    const bool good = code >= 200 && code <= 299;
    if (good && m_functions.data) {
        const QPointer<Transfer> self(this);
        while (self && m_reply && m_reply->bytesAvailable() > 0) {
            const QByteArray bytes = m_reply->read(chunk);
            if (bytes.isEmpty())
                return;
            m_functions.data(bytes);
        }
        return;
    }
    const qsizetype most = good ? m_setup.maxBody : maxErrorBody;
    const qint64 announced = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    if (m_response.body.isEmpty() && announced > 0 && announced <= most)
        m_response.body.reserve(announced);
    m_response.body += m_reply->readAll();
    if (m_response.body.size() <= most && announced <= most)
        return;
    if (!good) { // enough is known of an error
        m_response.body.truncate(most);
        return;
    }
    abandon();
    ApiError error =
        ApiError::make(ApiError::Kind::Protocol, Words::tr("the answer is larger than %1 MiB").arg(megabytes(most)),
                       Words::tr("Narrow what is asked for: one namespace, fewer objects."));
    error.httpCode = code;
    finish(fail(std::move(error)));
}

ApiResult<Response> Transfer::outcome()
{
    const int code = httpCode();
    const QUrl url = m_setup.request.url();
    if (code == 0) {
        if (m_reply->error() == QNetworkReply::SslHandshakeFailedError && !m_tlsErrors.isEmpty())
            return fail(fromTlsErrors(m_tlsErrors, m_setup.expectedName));
        auto kind = m_reply->error();
        // Qt 6.4 calls a proxy that refuses an unknown error.
        if (m_setup.throughProxy && !m_requestSent && kind == QNetworkReply::UnknownNetworkError)
            kind = QNetworkReply::ProxyConnectionRefusedError;
        return fail(fromNetworkError(kind, m_reply->errorString(), url, m_tlsErrors));
    }
    if (code >= 200 && code <= 299) {
        if (m_reply->error() == QNetworkReply::NoError)
            return std::move(m_response);
        ApiError error = fromNetworkError(m_reply->error(), m_reply->errorString(), url, {});
        error.kind = ApiError::Kind::Network; // the head came, so it was sent; the rest is missing
        error.httpCode = code;
        return fail(std::move(error));
    }
    if (code >= 300 && code <= 399) {
        // Following it would hand our credentials to whoever is named there.
        const QUrl target = url.resolved(QUrl(QString::fromUtf8(m_reply->rawHeader("Location"))));
        ApiError error = ApiError::make(
            ApiError::Kind::Protocol,
            Words::tr("the server sends us elsewhere (%1 to %2), which Kubernetes never does")
                .arg(QString::number(code), target.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery)),
            Words::tr("Check the server's address in the kubeconfig; a login page may stand in between."));
        error.httpCode = code;
        return fail(std::move(error));
    }
    ApiError error = ApiError::fromAnswer(code, m_response.body);
    bool isSeconds = false;
    const int seconds = m_reply->rawHeader("Retry-After").trimmed().toInt(&isSeconds);
    if (isSeconds && seconds > 0)
        error.retryAfter = std::chrono::seconds(seconds);
    return fail(std::move(error));
}

void Transfer::onFinished()
{
    const QPointer<Transfer> self(this);
    if (!readHead() || !m_reply)
        return;
    takeBody();
    if (!self || !m_reply)
        return;
    auto result = outcome();
    m_timer.reset();
    QNetworkReply *reply = m_reply;
    m_reply = nullptr;
    reply->disconnect(this);
    reply->deleteLater();
    finish(std::move(result));
}

void Transfer::finish(ApiResult<Response> result)
{
    const auto finished = std::move(m_functions.finished);
    finished(std::move(result)); // may destroy this
}

} // namespace zdtp::k8s
