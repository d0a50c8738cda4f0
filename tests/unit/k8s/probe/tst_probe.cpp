#include "k8s/probe/connectiontest.h"
#include "tests/support/scriptedapi.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace zdtp;
using namespace zdtp::k8s;
using namespace zdtp::test;
using namespace std::chrono_literals;
using Status = LayerResult::Status;

namespace {

constexpr int Patience = 20'000;
constexpr auto Secret = "token-nobody-may-see";

/// An HTTP proxy that knows CONNECT.
class Proxy : public QObject
{
public:
    explicit Proxy(QByteArray refusal = {}) : m_refusal(std::move(refusal))
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *client = m_server.nextPendingConnection())
                connect(client, &QTcpSocket::readyRead, client, [this, client] { read(client); });
        });
        m_server.listen(QHostAddress::LocalHost);
    }
    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort())); }
    QByteArrayList asked;

private:
    void read(QTcpSocket *client)
    {
        if (auto *other = client->findChild<QTcpSocket *>()) {
            other->write(client->readAll());
            return;
        }
        const QByteArray head = client->readAll();
        asked.append(head.split('\r').first());
        if (!m_refusal.isEmpty()) {
            client->write(m_refusal);
            return client->disconnectFromHost();
        }
        auto *other = new QTcpSocket(client);
        connect(other, &QTcpSocket::connected, client,
                [client] { client->write("HTTP/1.1 200 Connection established\r\n\r\n"); });
        connect(other, &QTcpSocket::readyRead, client, [client, other] { client->write(other->readAll()); });
        const QByteArray place = head.split(' ').value(1);
        other->connectToHost(QStringLiteral("127.0.0.1"), place.mid(place.lastIndexOf(':') + 1).toUShort());
    }

    QTcpServer m_server;
    QByteArray m_refusal;
};

} // namespace

class TestProbe : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const QStringList local{QStringLiteral("127.0.0.1"), QStringLiteral("localhost")};
        m_good = m_authority.issue(QStringLiteral("server"), local, Authority::Key::Ec, -1, 300);
        m_ending = m_authority.issue(QStringLiteral("server"), local, Authority::Key::Ec, -1, 3);
        m_expired = m_authority.issue(QStringLiteral("server"), local, Authority::Key::Ec, -10, -2);
        m_early = m_authority.issue(QStringLiteral("server"), local, Authority::Key::Ec, 5, 9);
        m_other = m_authority.issue(QStringLiteral("server"), {QStringLiteral("dw-api.internal")}, Authority::Key::Ec,
                                    -1, 300);
    }

    void everythingPasses()
    {
        ScriptServer server(m_good, ScriptedApi());
        const ConnectionReport report = test(config(server));
        QVERIFY2(report.passed(), text(report));
        QCOMPARE(report.summary(), QStringLiteral("passed"));
        for (int i = 0; i < LayerCount; ++i)
            QVERIFY2(report.at(Layer(i)).status == Status::Passed, text(report));
        QCOMPARE(report.userName, QStringLiteral("anna"));
        QVERIFY(report.at(Layer::Authentication).evidence.contains(QStringLiteral("dba")));
        QVERIFY(report.at(Layer::Tls).evidence.contains(QStringLiteral("TLS 1.3")));
        QVERIFY(report.at(Layer::Dns).evidence.contains(QStringLiteral("no look-up needed")));
        QCOMPARE(report.version, QStringLiteral("v1.36.0"));
        QVERIFY(report.certificate.signedByKnownAuthority);
        QVERIFY(std::all_of(report.access.cbegin(), report.access.cend(),
                            [](const AccessEntry &entry) { return entry.answer == AccessEntry::Answer::Allowed; }));
        noSecret(report);
    }

    // One layer broken at a time: it fails in these words, what stands before it passed, what stands behind it was not
    // tried, and no credential left before the certificate was found good.
    void aBrokenLayerIsNamed_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<int>("layer");
        QTest::addColumn<QString>("problem");
        QTest::addColumn<QString>("remedy");
        const auto row = [](const char *name, Layer layer, const char *problem, const char *remedy) {
            QTest::newRow(name) << QString::fromLatin1(name) << int(layer) << QString::fromLatin1(problem)
                                << QString::fromLatin1(remedy);
        };
        row("no address", Layer::Dns, "address is not usable", "https://HOST:PORT");
        row("no DNS name", Layer::Dns, "nowhere.invalid is not known", "VPN");
        row("refused port", Layer::Tcp, "refused the connection", "port in the kubeconfig");
        row("not TLS", Layer::Tls, "does not speak TLS", "port");
        row("closes at once", Layer::Tls, "closed the connection", "address");
        row("silent", Layer::Tls, "No answer within 0.4 s", "network or VPN");
        row("wrong CA", Layer::Certificate, "unknown authority", "kubeconfig again");
        row("damaged CA", Layer::Certificate, "certificate authority cannot be read", "fresh copy");
        row("expired", Layer::Certificate, "expired on", "clock");
        row("not yet valid", Layer::Certificate, "not valid before", "clock");
        row("wrong host", Layer::Certificate, "not valid for the name 127.0.0.1", "which name to expect");
        row("401", Layer::Authentication, "does not accept these credentials (401)", "user ops");
        row("anonymous", Layer::Authentication, "takes us for nobody", "user ops");
        row("403 as nobody", Layer::Authentication, "takes us for nobody", "user ops");
        row("HTML page", Layer::Authentication, "not a Kubernetes API server", "login page");
        row("no answer to HTTP", Layer::Authentication, "was not answered", "network or VPN");
        row("may not look", Layer::Authorisation, "may not see", "Role with these verbs in namespace shop");
        row("old server", Layer::Version, "older than the console can use", "v1.27");
        row("no version", Layer::Version, "cannot be read", "Kubernetes API server");
        row("clock far off", Layer::Clock, "clocks differ", "NTP");
    }
    void aBrokenLayerIsNamed()
    {
        QFETCH(QString, what);
        QFETCH(int, layer);
        QFETCH(QString, problem);
        QFETCH(QString, remedy);
        const auto is = [&](const char *name) { return what == QLatin1String(name); };
        ScriptedApi api;
        api.signIn = is("401") ? 401 : is("403 as nobody") ? 403 : 201;
        api.user = is("anonymous") || is("403 as nobody") ? "system:anonymous" : "anna";
        api.page = is("HTML page");
        api.silent = is("no answer to HTTP");
        if (is("may not look"))
            api.denied = {QStringLiteral("list pods"), QStringLiteral("get pods/log"), QStringLiteral("create jobs")};
        api.minor = is("old server") ? "26" : is("no version") ? "x" : "36";
        api.clockOff = is("clock far off") ? -3600 : 0;
        const Identity &identity = is("expired")         ? m_expired
                                   : is("not yet valid") ? m_early
                                   : is("wrong host")    ? m_other
                                                         : m_good;
        ScriptServer server(identity, api);
        QTcpServer plain;
        QObject::connect(&plain, &QTcpServer::newConnection, &plain, [&] {
            QTcpSocket *client = plain.nextPendingConnection();
            if (is("closes at once"))
                client->abort();
            else if (is("not TLS"))
                client->write("HTTP/1.1 400 Bad Request\r\n\r\n");
        });
        plain.listen(QHostAddress::LocalHost);
        RestConfig with = config(server);
        if (is("no address"))
            with.server = QUrl(QStringLiteral("prod.example"));
        else if (is("no DNS name"))
            with.server = QUrl(QStringLiteral("https://nowhere.invalid:6443"));
        else if (is("refused port"))
            with.server.setPort(freePort());
        else if (is("not TLS") || is("closes at once") || is("silent"))
            with.server.setPort(plain.serverPort());
        else if (is("wrong CA"))
            with.caPem = m_stranger.pem();
        else if (is("damaged CA"))
            with.caPem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        const bool shortPatience = is("silent") || is("no answer to HTTP");
        const ConnectionReport report = test(with, shortPatience ? 400ms : 10'000ms);
        QVERIFY2(report.failedAt() == Layer(layer), text(report));
        const LayerResult &failed = report.at(Layer(layer));
        QVERIFY2(failed.problem.contains(problem), text(report));
        QVERIFY2(failed.remedy.contains(remedy), text(report));
        for (int i = 0; i < layer; ++i)
            QVERIFY2(report.at(Layer(i)).status == Status::Passed, text(report));
        for (int i = layer + 1; i < LayerCount; ++i)
            QVERIFY2(report.at(Layer(i)).status == Status::NotTried, text(report));
        QVERIFY(!report.passed());
        if (layer <= int(Layer::Certificate))
            QVERIFY2(server.seen.isEmpty(), "something was sent to a server that is not trusted");
        noSecret(report);
    }

    void theWrongHostNamesWhatToExpect()
    {
        ScriptServer server(m_other, ScriptedApi());
        RestConfig with = config(server);
        ConnectionReport report = test(with);
        QVERIFY2(report.failedAt() == Layer::Certificate, text(report));
        QCOMPARE(report.certificate.names, QStringList{QStringLiteral("dw-api.internal")});
        QVERIFY(report.certificate.signedByKnownAuthority);
        QVERIFY2(report.at(Layer::Certificate).why.contains(QStringLiteral("very likely the right one")), text(report));
        with.tlsServerName = QStringLiteral("dw-api.internal");
        report = test(with);
        QVERIFY2(report.passed(), text(report));
    }

    void whatIsNotWrongButWantsToBeKnown_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<int>("layer");
        QTest::addColumn<QString>("problem");
        QTest::newRow("insecure") << "insecure" << int(Layer::Certificate) << "insecure-skip-tls-verify";
        QTest::newRow("ends soon") << "ends soon" << int(Layer::Certificate) << "ends on";
        QTest::newRow("before 1.28") << "before 1.28" << int(Layer::Authentication) << "does not say who we are";
        QTest::newRow("403 as somebody") << "403 as somebody" << int(Layer::Authentication) << "(403)";
        QTest::newRow("looks only") << "looks only" << int(Layer::Authorisation) << "not do everything";
        QTest::newRow("clock off") << "clock off" << int(Layer::Clock) << "clocks differ";
        QTest::newRow("no date") << "no date" << int(Layer::Clock) << "does not say its time";
    }
    void whatIsNotWrongButWantsToBeKnown()
    {
        QFETCH(QString, what);
        QFETCH(int, layer);
        QFETCH(QString, problem);
        const auto is = [&](const char *name) { return what == QLatin1String(name); };
        ScriptedApi api;
        api.signIn = is("before 1.28") ? 404 : is("403 as somebody") ? 403 : 201;
        api.clockOff = is("clock off") ? 60 : 0;
        api.dates = !is("no date");
        if (is("looks only"))
            api.denied = {QStringLiteral("create pods"), QStringLiteral("delete jobs")};
        ScriptServer server(is("insecure") ? m_expired : is("ends soon") ? m_ending : m_good, api);
        RestConfig with = config(server);
        with.insecureSkipTlsVerify = is("insecure");
        const ConnectionReport report = test(with);
        QVERIFY2(report.passed(), text(report));
        QCOMPARE(report.summary(), QStringLiteral("passed with 1 warning"));
        QVERIFY2(report.at(Layer(layer)).status == Status::Warned, text(report));
        QVERIFY2(report.at(Layer(layer)).problem.contains(problem), text(report));
        if (is("looks only")) {
            QVERIFY2(report.at(Layer::Authorisation).why.contains(QStringLiteral("create pods, delete jobs.batch")),
                     text(report));
            QVERIFY2(toText(report, false).contains(QStringLiteral("jobs.batch")), text(report));
        }
    }

    void reviewsThatAreRefusedFallBackToTheRules()
    {
        ScriptedApi api;
        api.reviewsRefused = true;
        ScriptServer server(m_good, api);
        const ConnectionReport report = test(config(server));
        QVERIFY2(report.passed(), text(report));
    }

    void goesThroughAProxy()
    {
        ScriptServer server(m_good, ScriptedApi());
        Proxy proxy;
        RestConfig with = config(server);
        with.proxy = proxy.url();
        const ConnectionReport report = test(with);
        QVERIFY2(report.passed(), text(report));
        QVERIFY2(report.at(Layer::Proxy).evidence.contains(QStringLiteral("lets us through")), text(report));
        QVERIFY(proxy.asked.constFirst().startsWith("CONNECT 127.0.0.1:"));
    }

    void aProxyThatRefusesIsTheLayer_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("problem");
        QTest::newRow("forbidden") << QByteArray("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                                   << "does not let us through";
        QTest::newRow("password") << QByteArray("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: "
                                                "Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")
                                  << "wants a user name and password";
    }
    void aProxyThatRefusesIsTheLayer()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, problem);
        ScriptServer server(m_good, ScriptedApi());
        Proxy proxy(answer);
        RestConfig with = config(server);
        with.proxy = proxy.url();
        const ConnectionReport report = test(with);
        QVERIFY2(report.failedAt() == Layer::Proxy, text(report));
        QVERIFY2(report.at(Layer::Proxy).problem.contains(problem), text(report));
        QCOMPARE(report.at(Layer::Tls).status, Status::NotTried);
    }

    void aProxyThatIsNotThereIsTheConnection()
    {
        ScriptServer server(m_good, ScriptedApi());
        RestConfig with = config(server);
        with.proxy = QUrl(QStringLiteral("http://user:proxy-password@127.0.0.1:%1").arg(freePort()));
        const ConnectionReport report = test(with);
        QVERIFY2(report.failedAt() == Layer::Tcp, text(report));
        QVERIFY2(report.at(Layer::Tcp).remedy.contains(QStringLiteral("proxy-url")), text(report));
        QVERIFY(!toText(report, true).contains(QStringLiteral("proxy-password")));
    }

    void cancellingEndsItAtOnceAndOnce()
    {
        QTcpServer silent;
        silent.listen(QHostAddress::LocalHost);
        RestConfig with;
        with.contextName = QStringLiteral("here");
        with.server = QUrl(QStringLiteral("https://127.0.0.1:%1").arg(silent.serverPort()));
        ConnectionTest running(with, {}, m_clock);
        QSignalSpy finished(&running, &ConnectionTest::finished);
        running.start();
        QVERIFY(QTest::qWaitFor([&] { return running.report().at(Layer::Tls).status == Status::Running; }, Patience));
        running.cancel();
        QCOMPARE(finished.count(), 0); // never from within
        QVERIFY(finished.wait(Patience));
        running.cancel();
        QCoreApplication::processEvents();
        QCOMPARE(finished.count(), 1);
        QVERIFY(running.report().isCancelled);
        QCOMPARE(running.report().at(Layer::Tls).status, Status::NotTried);
        QCOMPARE(running.report().summary(), QStringLiteral("cancelled"));
        QVERIFY(!running.report().passed());
    }

    void destroyingItInTheMiddleIsQuiet()
    {
        ScriptServer server(m_good, ScriptedApi());
        for (int layer = 0; layer < LayerCount; ++layer) {
            auto running = std::make_unique<ConnectionTest>(config(server), ConnectionTest::Options(), m_clock);
            ConnectionTest *test = running.get();
            connect(test, &ConnectionTest::changed, this, [&running, test, layer] {
                if (running && test->report().at(Layer(layer)).status != Status::NotTried)
                    running.release()->deleteLater();
            });
            test->start();
            QVERIFY(QTest::qWaitFor([&] { return !running; }, Patience));
        }
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

    void theReportIsStableJson()
    {
        ScriptedApi api;
        api.denied = {QStringLiteral("create pods")};
        ScriptServer server(m_good, api);
        const Json json = toJson(test(config(server)));
        QVERIFY(json.at("passed").get<bool>());
        QCOMPARE(json.at("layers").size(), size_t(LayerCount));
        QCOMPARE(json.at("layers").at(6).at("result").get<QString>(), QStringLiteral("warn"));
        QCOMPARE(json.at("user").at("name").get<QString>(), QStringLiteral("anna"));
        const auto &access = json.at("access");
        const auto denied = std::find_if(access.begin(), access.end(), [](const Json &entry) {
            return entry.at("resource") == "pods" && entry.at("verb") == "create";
        });
        QVERIFY(denied != access.end());
        QCOMPARE(denied->at("allowed").get<bool>(), false);
    }

    void theNeededAccessIsThatOfTheRole()
    {
        // The smallest Role, as its rules say it; optional ones are hints.
        const QList<AccessEntry> all = neededAccess();
        const auto verbs = [&](const char *resource, AccessEntry::Need need) {
            QStringList found;
            for (const AccessEntry &entry : all) {
                if (entry.resource == QLatin1String(resource) && entry.need == need)
                    found.append(entry.verb);
            }
            return found.join(u' ');
        };
        using Need = AccessEntry::Need;
        QCOMPARE(verbs("pods", Need::Look), QStringLiteral("get list watch"));
        QCOMPARE(verbs("pods", Need::Change), QStringLiteral("create patch delete"));
        QCOMPARE(verbs("secrets", Need::Change), QStringLiteral("get create patch delete"));
        QCOMPARE(verbs("secrets", Need::Look), QString()); // never listed
        QCOMPARE(verbs("deployments/scale", Need::Change), QStringLiteral("get patch"));
        QCOMPARE(verbs("namespaces", Need::Optional), QStringLiteral("list"));
    }

private:
    RestConfig config(const ScriptServer &server) const
    {
        RestConfig with;
        with.contextName = QStringLiteral("staging-dw");
        with.server = server.url();
        with.nameSpace = QStringLiteral("shop");
        with.caPem = m_authority.pem();
        with.token = Secret;
        with.userName = QStringLiteral("ops");
        return with;
    }

    ConnectionReport test(const RestConfig &with, std::chrono::milliseconds patience = 10'000ms)
    {
        ConnectionTest::Options options;
        options.connect = patience;
        options.request = patience;
        ConnectionTest running(with, options, m_clock);
        QSignalSpy finished(&running, &ConnectionTest::finished);
        running.start();
        if (running.report().isOver || !finished.wait(Patience))
            qWarning("the test did not end");
        return running.report();
    }

    static QByteArray textOf(const ConnectionReport &report) { return toText(report, false).toUtf8(); }
    const char *text(const ConnectionReport &report)
    {
        m_text = textOf(report);
        return m_text.constData();
    }

    static void noSecret(const ConnectionReport &report)
    {
        QVERIFY(!textOf(report).contains(Secret));
        QVERIFY(!QByteArray::fromStdString(toJson(report).dump()).contains(Secret));
    }

    static int freePort()
    {
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        return server.serverPort();
    }

    SystemClock m_clock;
    QByteArray m_text;
    Authority m_authority, m_stranger;
    Identity m_good, m_ending, m_expired, m_early, m_other;
};

QTEST_GUILESS_MAIN(TestProbe)
#include "tst_probe.moc"
