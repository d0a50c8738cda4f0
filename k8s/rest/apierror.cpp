#include "k8s/rest/apierror.h"

#include "k8s/base/protobuf.h"

#include <QCoreApplication>

#include <array>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::ApiError)
};

constexpr qsizetype keptOfForeignBody = 2048; // as client-go

/// The reason that the API server would have given with this code; for answers that are not its own.
QString reasonOf(int httpCode)
{
    switch (httpCode) {
    case 401:
        return QStringLiteral("Unauthorized");
    case 403:
        return QStringLiteral("Forbidden");
    case 410:
        return QStringLiteral("Gone");
    case 429:
        return QStringLiteral("TooManyRequests");
    case 503:
        return QStringLiteral("ServiceUnavailable");
    case 504:
        return QStringLiteral("Timeout");
    default:
        return {};
    }
}

QString remedyOf(int httpCode)
{
    if (httpCode == 401)
        return Words::tr("Check the token or the client certificate of this context; it may have expired.");
    return {};
}

int intAt(const Json &object, std::initializer_list<const char *> path)
{
    const Json *found = jsonAt(object, path);
    if (!found || !found->is_number())
        return 0;
    const double value = found->get<double>();
    return value > 0 && value < 1e9 ? int(value) : 0;
}

/// What a Status in protobuf says, as the same fields in JSON. Who asks for protobuf is refused in protobuf.
Json statusOf(QByteArrayView body)
{
    const auto text = [](const ProtoField &field) { return std::string(field.bytes); };
    const auto envelope = openProtoEnvelope(body);
    if (!envelope || envelope->kind != "Status")
        return {};
    Json status = {{"kind", "Status"}};
    Json details = Json::object();
    Json causes = Json::array();
    bool isWhole = true;
    const auto readCause = [&](const ProtoField &cause) {
        Json one = Json::object();
        isWhole = isWhole && eachProtoField(cause.bytes, [&](const ProtoField &field) {
                      if (field.number >= 1 && field.number <= 3)
                          one[std::array{"reason", "message", "field"}.at(field.number - 1)] = text(field);
                  });
        causes.push_back(std::move(one));
    };
    isWhole = eachProtoField(envelope->object,
                             [&](const ProtoField &field) {
                                 if (field.number == 3)
                                     status["message"] = text(field);
                                 else if (field.number == 4)
                                     status["reason"] = text(field);
                                 else if (field.number == 6)
                                     status["code"] = field.value;
                                 if (field.number != 5)
                                     return;
                                 isWhole = isWhole && eachProtoField(field.bytes, [&](const ProtoField &detail) {
                                               if (detail.number == 4)
                                                   readCause(detail);
                                               else if (detail.number == 5)
                                                   details["retryAfterSeconds"] = detail.value;
                                           });
                             }) &&
              isWhole;
    details["causes"] = std::move(causes);
    status["details"] = std::move(details);
    return isWhole ? status : Json();
}

/// Text of a page for people: without tags, so that a proxy's HTML reads as what it says.
QString plainText(const QByteArray &body)
{
    QString text = QString::fromUtf8(body.left(keptOfForeignBody));
    QString out;
    bool inTag = false;
    for (const QChar c : std::as_const(text)) {
        if (c == u'<')
            inTag = true;
        else if (c == u'>' && inTag) {
            inTag = false;
            out += u' ';
        } else if (!inTag)
            out += c.isPrint() ? c : u' ';
    }
    return out.simplified();
}

} // namespace

bool ApiError::isExpired() const
{
    return httpCode == 410 || reason == QLatin1String("Expired") || reason == QLatin1String("Gone");
}

bool ApiError::isAmbiguous() const
{
    switch (kind) {
    case Kind::Network:
    case Kind::Timeout:
        return true;
    case Kind::Protocol:
    case Kind::Status:
        return httpCode >= 500 || (httpCode >= 200 && httpCode < 300);
    case Kind::Cancelled:
    case Kind::NotSent:
    case Kind::Tls:
        return false;
    }
    return true;
}

bool ApiError::isUnreachable() const
{
    switch (kind) {
    case Kind::NotSent:
    case Kind::Tls:
    case Kind::Network:
    case Kind::Timeout:
    case Kind::Protocol:
        return true;
    case Kind::Status:
        return httpCode == 401 || httpCode == 403;
    case Kind::Cancelled:
        return false;
    }
    return false;
}

QString ApiError::toLine() const
{
    QString text = message;
    // The server's message of an invalid object names its causes already; others may not.
    for (const Cause &cause : causes) {
        if (cause.message.isEmpty() || text.contains(cause.message))
            continue;
        text += QStringLiteral("; ");
        if (!cause.field.isEmpty())
            text += cause.field + QStringLiteral(": ");
        text += cause.message;
    }
    return Error{text, remedy, {}}.toLine();
}

ApiError ApiError::make(Kind kind, QString message, QString remedy)
{
    ApiError error;
    error.kind = kind;
    error.message = std::move(message);
    error.remedy = std::move(remedy);
    return error;
}

ApiError ApiError::fromAnswer(int httpCode, const QByteArray &body)
{
    ApiError error;
    error.httpCode = httpCode;
    error.remedy = remedyOf(httpCode);

    const Json status =
        isProtoEnvelope(body) ? statusOf(body) : Json::parse(body.cbegin(), body.cend(), nullptr, false);
    if (status.is_object() && jsonString(status, {"kind"}) == QLatin1String("Status")) {
        error.kind = Kind::Status;
        error.reason = jsonString(status, {"reason"});
        error.message = jsonString(status, {"message"});
        if (const int code = intAt(status, {"code"}); code != 0 && httpCode == 0)
            error.httpCode = code;
        error.retryAfter = std::chrono::seconds(intAt(status, {"details", "retryAfterSeconds"}));
        if (const Json *causes = jsonAt(status, {"details", "causes"}); causes && causes->is_array()) {
            for (const Json &cause : *causes)
                error.causes.append(
                    {jsonString(cause, {"reason"}), jsonString(cause, {"message"}), jsonString(cause, {"field"})});
        }
        if (error.message.isEmpty())
            error.message = error.reason.isEmpty() ? Words::tr("the server answered %1").arg(httpCode) : error.reason;
        return error;
    }

    error.kind = Kind::Protocol;
    error.reason = reasonOf(httpCode);
    const QString text = plainText(body);
    error.message = text.isEmpty() ? Words::tr("the server answered %1 without saying why").arg(httpCode)
                                   : Words::tr("the server answered %1: %2").arg(QString::number(httpCode), text);
    if (error.remedy.isEmpty() && httpCode != 429 && httpCode < 500)
        error.remedy = Words::tr("This is not how a Kubernetes API server answers: check the server's address.");
    return error;
}

} // namespace zdtp::k8s
