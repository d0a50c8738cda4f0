#include "tests/support/scriptserver.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

namespace zdtp::test {

void ScriptServer::Answer::raw(const QByteArray &bytes) const
{
    if (isOpen())
        m_socket->write(bytes);
}

void ScriptServer::Answer::send(int code, const QByteArray &body, const QByteArray &headers) const
{
    raw("HTTP/1.1 " + QByteArray::number(code) + " X\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" +
        headers + "\r\n" + body);
}

void ScriptServer::Answer::head(int code, const QByteArray &headers) const
{
    raw("HTTP/1.1 " + QByteArray::number(code) + " X\r\nTransfer-Encoding: chunked\r\n" + headers + "\r\n");
}

void ScriptServer::Answer::chunk(const QByteArray &bytes) const
{
    raw(QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
}

void ScriptServer::Answer::end() const
{
    raw("0\r\n\r\n");
}

void ScriptServer::Answer::drop() const
{
    if (m_socket)
        m_socket->abort();
}

void ScriptServer::Answer::flushAndClose() const
{
    if (m_socket)
        m_socket->disconnectFromHost();
}

ScriptServer::ScriptServer(const Identity &identity, Handler handler) : m_handler(std::move(handler))
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificateChain(QSslCertificate::fromData(identity.certificate));
    QSslKey key(identity.key, QSsl::Ec);
    if (key.isNull())
        key = QSslKey(identity.key, QSsl::Rsa);
    tls.setPrivateKey(key);
    tls.setPeerVerifyMode(QSslSocket::QueryPeer);
    m_server.setSslConfiguration(tls);
    connect(&m_server, &QSslServer::pendingConnectionAvailable, this, [this] { accept(); });
    m_server.listen(QHostAddress::LocalHost);
}

ScriptServer::~ScriptServer()
{
    dropAll();
}

QUrl ScriptServer::url() const
{
    return QUrl(QStringLiteral("https://127.0.0.1:%1").arg(m_server.serverPort()));
}

void ScriptServer::dropAll()
{
    const auto sockets = m_buffers.keys();
    for (QSslSocket *socket : sockets)
        socket->abort();
}

void ScriptServer::accept()
{
    while (auto *socket = qobject_cast<QSslSocket *>(m_server.nextPendingConnection())) {
        const int connection = ++connections;
        m_buffers.insert(socket, {});
        connect(socket, &QSslSocket::readyRead, this, [this, socket, connection] { read(socket, connection); });
        connect(socket, &QSslSocket::disconnected, this, [this, socket] {
            m_buffers.remove(socket);
            socket->deleteLater();
        });
        read(socket, connection);
    }
}

void ScriptServer::read(QSslSocket *socket, int connection)
{
    const QPointer<QSslSocket> alive(socket);
    m_buffers[socket] += socket->readAll();
    while (alive && m_buffers.contains(socket)) {
        QByteArray &buffer = m_buffers[socket];
        const qsizetype headEnd = buffer.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return;
        const QByteArrayList lines = buffer.left(headEnd).split('\n');
        Seen one;
        one.connection = connection;
        one.method = lines.first().split(' ').value(0);
        one.target = lines.first().split(' ').value(1);
        for (const QByteArray &line : lines.mid(1)) {
            const qsizetype colon = line.indexOf(':');
            one.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
        }
        const qsizetype size = one.headers.value("content-length").toLongLong();
        if (buffer.size() < headEnd + 4 + size)
            return;
        one.body = buffer.mid(headEnd + 4, size);
        one.clientName = socket->peerCertificate().subjectInfo(QSslCertificate::CommonName).value(0);
        buffer.remove(0, headEnd + 4 + size);
        seen.append(one);
        m_handler(one, Answer(socket));
    }
}

} // namespace zdtp::test
