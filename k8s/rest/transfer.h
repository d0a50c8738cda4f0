#pragma once

#include "k8s/base/clock.h"
#include "k8s/rest/apiclient.h"

#include <QList>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QObject>
#include <QPointer>
#include <QSslError>

namespace zdtp::k8s {

/// One request on the wire, sent once: from the head to the last byte, the time-out and the words of its errors.
/// Inside k8s/rest only. Its functions are called from the reply's signals and may destroy it.
class Transfer final : public QObject
{
public:
    struct Setup
    {
        QNetworkRequest request;
        Verb verb = Verb::Get;
        QByteArray body;
        std::chrono::milliseconds timeout{0}; ///< longest silence; 0: none
        qsizetype maxBody = 0;
        qint64 readBuffer = 0; ///< 0: no limit
        QString expectedName;  ///< in the server's certificate
        bool throughProxy = false;
    };
    struct Functions
    {
        std::function<void(const Response &head)> head;    ///< 2xx only; may be empty
        std::function<void(QByteArrayView bytes)> data;    ///< when set, a 2xx body goes here and not into the Response
        std::function<void(ApiResult<Response>)> finished; ///< exactly once, unless destroyed before
    };

    Transfer(QNetworkAccessManager &manager, Clock &clock, Setup setup, Functions functions);
    ~Transfer() override;

    /// Takes it off the wire; nothing is told any more.
    void abandon();
    /// What the server calls this request in its own audit log; empty before the head came.
    const QByteArray &auditId() const { return m_auditId; }

private:
    void onReadyRead();
    void onFinished();
    void onSilence();
    bool readHead(); ///< false when this was destroyed meanwhile
    void takeBody();
    void finish(ApiResult<Response> result);
    ApiResult<Response> outcome();
    int httpCode() const;
    void armTimer(std::chrono::milliseconds delay);

    Clock &m_clock;
    Setup m_setup;
    Functions m_functions;
    QPointer<QNetworkReply> m_reply;
    QList<QSslError> m_tlsErrors;
    Response m_response;
    QByteArray m_auditId;
    bool m_headSeen = false;
    bool m_requestSent = false; ///< at least begun to be written
    std::chrono::milliseconds m_heard{0};
    TimerHandle m_timer;
};

} // namespace zdtp::k8s
