#include "k8s/rest/proxyenvironment.h"
#include "k8s/rest/restclient.h"
#include "tests/support/scriptserver.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace zdtp;
using namespace zdtp::k8s;

namespace {

/// A proxy that speaks SOCKS5 without a password, or CONNECT, and leads everybody to `target`. `asked` keeps what they
/// wanted.
class Proxy final : public QObject
{
public:
    Proxy(bool socks, quint16 target)
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this, socks, target] {
            QTcpSocket *client = m_server.nextPendingConnection();
            auto *server = new QTcpSocket(client);
            const auto relay = [client, server, target](const QByteArray &answer) {
                QObject::connect(server, &QTcpSocket::connected, client, [client, answer] { client->write(answer); });
                QObject::connect(server, &QTcpSocket::readyRead, client,
                                 [client, server] { client->write(server->readAll()); });
                server->connectToHost(QHostAddress::LocalHost, target);
            };
            connect(client, &QTcpSocket::readyRead, this, [this, socks, client, server, relay] {
                if (server->state() == QAbstractSocket::ConnectedState) {
                    server->write(client->readAll());
                    return;
                }
                const QByteArray bytes = client->readAll();
                asked += bytes;
                if (!socks && asked.endsWith("\r\n\r\n"))
                    relay("HTTP/1.1 200 OK\r\n\r\n");
                else if (socks && bytes.startsWith("\x05\x01") && bytes.size() > 4)
                    relay(QByteArray("\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00", 10));
                else if (socks)
                    client->write(QByteArray("\x05\x00", 2));
            });
        });
        m_server.listen(QHostAddress::LocalHost);
    }
    quint16 port() const { return m_server.serverPort(); }
    QByteArray asked;

private:
    QTcpServer m_server;
};

} // namespace

/// The rows are Go's: golang.org/x/net/http/httpproxy reads the same variables.
class TestProxy : public QObject
{
    Q_OBJECT

private slots:
    void theEnvironmentIsReadAsGoReadsIt_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QStringList>("environment");
        QTest::addColumn<QString>("proxy");
        const auto row = [](const char *name, const char *address, const char *environment, const char *proxy) {
            QTest::newRow(name) << QString::fromLatin1(address)
                                << QString::fromLatin1(environment).split(u' ', Qt::SkipEmptyParts)
                                << QString::fromLatin1(proxy);
        };
        const char *plain = "https://api.corp:6443";
        row("none", plain, "", "");
        row("by scheme", plain, "HTTPS_PROXY=http://p:1 HTTP_PROXY=http://q:2", "http://p:1");
        row("http by its own", "http://api.corp:8080", "HTTPS_PROXY=http://p:1 HTTP_PROXY=http://q:2", "http://q:2");
        row("http proxy is not for https", plain, "HTTP_PROXY=http://q:2", "");
        row("lower case", plain, "https_proxy=http://p:1", "http://p:1");
        row("upper case first", plain, "https_proxy=http://p:1 HTTPS_PROXY=http://q:2", "http://q:2");
        row("without a scheme", plain, "HTTPS_PROXY=p:3128", "http://p:3128");
        row("socks", plain, "HTTPS_PROXY=socks5://p:1", "socks5://p:1");
        row("with a password", plain, "HTTPS_PROXY=http://u:w@p:1", "http://u:w@p:1");
        row("localhost", "https://localhost:6443", "HTTPS_PROXY=http://p:1", "");
        row("loopback", "https://127.3.2.1:6443", "HTTPS_PROXY=http://p:1", "");
        row("loopback of IPv6", "https://[::1]:6443", "HTTPS_PROXY=http://p:1", "");
        row("everything", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=*", "");
        row("by name", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=other,api.corp", "");
        row("by lower case list", plain, "HTTPS_PROXY=http://p:1 no_proxy=api.corp", "");
        row("by suffix", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=corp", "");
        row("suffix is of whole labels", "https://apicorp:1", "HTTPS_PROXY=http://p:1 NO_PROXY=corp", "http://p:1");
        row("suffix with a dot", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=.corp", "");
        row("dot excludes itself", "https://corp:1", "HTTPS_PROXY=http://p:1 NO_PROXY=.corp", "http://p:1");
        row("star and dot", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=*.corp", "");
        row("case of names", "https://API.Corp:1", "HTTPS_PROXY=http://p:1 NO_PROXY=api.CORP", "");
        row("with its port", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=api.corp:6443", "");
        row("with another port", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=api.corp:443", "http://p:1");
        row("default port", "https://api.corp", "HTTPS_PROXY=http://p:1 NO_PROXY=api.corp:443", "");
        row("address", "https://10.1.2.3:1", "HTTPS_PROXY=http://p:1 NO_PROXY=10.1.2.3", "");
        row("address with port", "https://10.1.2.3:1", "HTTPS_PROXY=http://p:1 NO_PROXY=10.1.2.3:2", "http://p:1");
        row("block", "https://10.1.2.3:1", "HTTPS_PROXY=http://p:1 NO_PROXY=10.1.0.0/16", "");
        row("outside of the block", "https://10.2.2.3:1", "HTTPS_PROXY=http://p:1 NO_PROXY=10.1.0.0/16", "http://p:1");
        row("block is not for names", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=0.0.0.0/0", "http://p:1");
        row("block of IPv6", "https://[fd00::5]:1", "HTTPS_PROXY=http://p:1 NO_PROXY=fd00::/8", "");
        row("address of IPv6", "https://[fd00::5]:1", "HTTPS_PROXY=http://p:1 NO_PROXY=fd00::5", "");
        row("IPv6 in brackets with port", "https://[fd00::5]:1", "HTTPS_PROXY=http://p:1 NO_PROXY=[fd00::5]:1", "");
        row("malformed entries", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=,:80,/,corp/8", "http://p:1");
    }
    void theEnvironmentIsReadAsGoReadsIt()
    {
        QFETCH(QString, address);
        QFETCH(QStringList, environment);
        QFETCH(QString, proxy);
        QProcessEnvironment set;
        for (const QString &variable : environment)
            set.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));
        const auto found = proxyFromEnvironment(QUrl(address), set);
        QVERIFY2(found.has_value(), found ? "" : qPrintable(found.error().toLine()));
        QCOMPARE(found->toString(), proxy);
    }

    void aServerIsReachedThroughItsProxy_data()
    {
        QTest::addColumn<bool>("socks");
        QTest::addColumn<bool>("byEnvironment");
        QTest::newRow("http by proxy-url") << false << false;
        QTest::newRow("http by environment") << false << true;
        QTest::newRow("socks5 by proxy-url") << true << false;
        QTest::newRow("socks5 by environment") << true << true;
    }
    void aServerIsReachedThroughItsProxy()
    {
        QFETCH(bool, socks);
        QFETCH(bool, byEnvironment);
        const test::Authority authority;
        test::ScriptServer server(authority.issue(QStringLiteral("server"), {QStringLiteral("api.test.invalid")}),
                                  [](const auto &, const auto &to) { to.send(200, "{}"); });
        const Proxy proxy(socks, quint16(server.url().port()));
        const QString address =
            (socks ? QStringLiteral("socks5://127.0.0.1:%1") : QStringLiteral("http://127.0.0.1:%1")).arg(proxy.port());
        RestConfig config;
        config.server = QUrl(QStringLiteral("https://api.test.invalid:6443")); // only the proxy knows it
        config.caPem = authority.pem();
        config.token = "t";
        RestClientOptions options;
        options.environment = QProcessEnvironment();
        if (byEnvironment)
            options.environment.insert(QStringLiteral("HTTPS_PROXY"), address);
        else
            config.proxy = QUrl(address);
        RestClient client(config, options);
        Request request;
        request.path = QStringLiteral("/version");
        std::optional<ApiResult<Response>> result;
        const auto call = client.send(request, [&result](auto answer) { result = std::move(answer); });
        QVERIFY(QTest::qWaitFor([&result] { return result.has_value(); }, 30'000));
        QVERIFY2(result->has_value(), result->has_value() ? "" : qPrintable(result->error().toLine()));
        QVERIFY2(proxy.asked.contains("api.test.invalid"), proxy.asked.toHex().constData());
        QVERIFY(!proxy.asked.contains("Bearer")); // it sees where to, not what
    }

    void whatQtCannotDoIsSaid()
    {
        const auto https = toQtProxy(QUrl(QStringLiteral("https://u:canary@p:1")));
        QVERIFY(!https);
        QVERIFY(https.error().toLine().contains(QLatin1String("which Qt cannot do")));
        QVERIFY(!https.error().toLine().contains(QLatin1String("canary")));
        QCOMPARE(toQtProxy(QUrl())->type(), QNetworkProxy::NoProxy);
        const auto socks = toQtProxy(QUrl(QStringLiteral("socks5://a%20b:c%40d@p")));
        QCOMPARE(socks->type(), QNetworkProxy::Socks5Proxy);
        QCOMPARE(socks->port(), quint16(1080));
        QCOMPARE(socks->user(), QStringLiteral("a b"));
        QCOMPARE(socks->password(), QStringLiteral("c@d"));
        QVERIFY(!parseProxyUrl(QStringLiteral("ftp://p")));
        QVERIFY(!parseProxyUrl(QStringLiteral("p:80")));
    }
};

QTEST_GUILESS_MAIN(TestProxy)
#include "tst_proxy.moc"
