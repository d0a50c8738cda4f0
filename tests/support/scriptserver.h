#pragma once

#include "tests/support/certificates.h"

#include <QHash>
#include <QList>
#include <QMap>
#include <QObject>
#include <QPointer>
#include <QSslServer>
#include <QSslSocket>
#include <QUrl>

#include <functional>

namespace zdtp::test {

/// A TLS server on loopback that does to each request what the test says. Lives in the test's thread.
class ScriptServer final : public QObject
{
public:
    struct Seen
    {
        QByteArray method;
        QByteArray target;
        QMap<QByteArray, QByteArray> headers; ///< lower case
        QByteArray body;
        QString clientName; ///< common name of the client's certificate
        int connection = 0;
    };
    class Answer
    {
    public:
        explicit Answer(QSslSocket *socket) : m_socket(socket) {}
        void send(int code, const QByteArray &body, const QByteArray &headers = {}) const;
        void head(int code, const QByteArray &headers = {}) const; ///< chunked
        void chunk(const QByteArray &bytes) const;
        void end() const; ///< of a chunked body
        void raw(const QByteArray &bytes) const;
        void drop() const;          ///< the connection breaks at once
        void flushAndClose() const; ///< what was written goes out, then the connection ends
        bool isOpen() const { return m_socket && m_socket->state() == QAbstractSocket::ConnectedState; }

    private:
        QPointer<QSslSocket> m_socket;
    };
    using Handler = std::function<void(const Seen &seen, const Answer &answer)>;

    ScriptServer(const Identity &identity, Handler handler);
    ~ScriptServer() override;

    QUrl url() const;
    QList<Seen> seen;
    int connections = 0;
    int openConnections() const { return int(m_buffers.size()); }
    void dropAll();

private:
    void accept();
    void read(QSslSocket *socket, int connection);

    QSslServer m_server;
    Handler m_handler;
    QHash<QSslSocket *, QByteArray> m_buffers;
};

} // namespace zdtp::test
