#pragma once

#include "k8s/base/json.h"
#include "k8s/base/result.h"

#include <QList>
#include <QString>

#include <chrono>

namespace zdtp::k8s {

/// Why a request did not give what was asked for: the server's Status, or what happened on the way to it.
struct ApiError
{
    enum class Kind {
        Cancelled, ///< we aborted it
        NotSent,   ///< no connection was made: name look-up, refused, proxy, read-only guard; nothing happened on the
                   ///< server
        Tls,       ///< certificate or handshake; nothing happened on the server
        Network,   ///< cut off after the request may have been sent
        Timeout,   ///< no answer within the time; the request may have been carried out
        Protocol,  ///< an answer that is not Kubernetes' (a proxy's page, broken JSON, a redirect)
        Status     ///< the server's own refusal: httpCode, reason, causes
    };
    struct Cause
    {
        QString reason; ///< FieldValueInvalid, …
        QString message;
        QString field; ///< spec.template.spec.restartPolicy
        friend bool operator==(const Cause &, const Cause &) = default;
    };

    Kind kind = Kind::Protocol;
    int httpCode = 0; ///< 0 when no answer came
    QString reason;   ///< Status.reason: NotFound, AlreadyExists, Conflict, …
    QString message;  ///< never holds credentials
    QString remedy;   ///< what to do about it, may be empty
    QList<Cause> causes;
    std::chrono::seconds retryAfter{0}; ///< 0: the server named none

    /// The API server itself says that there is no such object. A 404 page of something in between is no evidence.
    bool isNotFound() const { return kind == Kind::Status && httpCode == 404; }
    bool isAlreadyExists() const { return reason == QLatin1String("AlreadyExists"); }
    bool isConflict() const { return reason == QLatin1String("Conflict"); }
    bool isExpired() const; ///< reason Expired or Gone, or code 410
    bool isForbidden() const { return httpCode == 403; }
    bool isUnauthorized() const { return httpCode == 401; }
    bool isInvalid() const { return httpCode == 422; }
    bool isTooManyRequests() const { return httpCode == 429; }
    bool isCancelled() const { return kind == Kind::Cancelled; }
    /// The server may or may not have done what was asked. A mutation must then be read back, never repeated blindly.
    /// True for Network, Timeout, for 5xx answers (a server or proxy may fail after the object was stored), and for 2xx
    /// answers that could not be read.
    bool isAmbiguous() const;
    /// The cluster could not be reached, or does not let us in or do this (exit code 4 of the command line).
    bool isUnreachable() const;

    /// One line: what, why, what to do.
    QString toLine() const;

    static ApiError make(Kind kind, QString message, QString remedy = {});

    /// From a Status object, JSON or protobuf, or from any other body of a non-2xx answer (at most 2048 bytes of text
    /// are kept).
    static ApiError fromAnswer(int httpCode, const QByteArray &body);
};

template <typename T>
using ApiResult = Result<T, ApiError>;

} // namespace zdtp::k8s
