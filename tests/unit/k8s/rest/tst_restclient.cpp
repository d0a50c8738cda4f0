#include "k8s/rest/restclient.h"
#include "tests/support/scriptserver.h"

#include <QLoggingCategory>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace zdtp;
using namespace zdtp::k8s;
using namespace zdtp::test;
using namespace std::chrono_literals;
using Seen = ScriptServer::Seen;
using Answer = ScriptServer::Answer;

namespace {

const char statusConflict[] = "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"AlreadyExists\","
                              "\"message\":\"pods \\\"a\\\" already exists\",\"code\":409}";

Request get(const QString &path = QStringLiteral("/version"))
{
    Request request;
    request.path = path;
    return request;
}

Request mutation(Verb verb)
{
    Request request;
    request.verb = verb;
    request.path = QStringLiteral("/api/v1/namespaces/shop/pods");
    request.body = "{\"kind\":\"Pod\"}";
    return request;
}

QByteArray status(const char *reason, int code)
{
    return jsonBytes({{"kind", "Status"}, {"message", "the message"}, {"reason", reason}, {"code", code}});
}

/// As a server sends it: Qt counts how well it inflates only in this format.
QByteArray gzip(const QByteArray &bytes)
{
    quint32 crc = ~quint32(0);
    for (const char c : bytes) {
        crc ^= quint8(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1u)));
    }
    QByteArray out("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    out += qCompress(bytes).mid(6).chopped(4);
    for (const quint32 word : {~crc, quint32(bytes.size())}) {
        for (int shift = 0; shift < 32; shift += 8)
            out += char(word >> shift);
    }
    return out;
}

/// QVERIFY2 evaluates its message in any case.
QByteArray why(const ApiResult<Response> &result)
{
    return result ? QByteArray() : result.error().toLine().toUtf8();
}

/// An HTTP proxy that knows CONNECT only.
class Proxy final : public QObject
{
public:
    explicit Proxy(quint16 target)
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this, target] {
            auto *client = m_server.nextPendingConnection();
            auto *server = new QTcpSocket(client);
            connect(client, &QTcpSocket::readyRead, this, [this, client, server, target] {
                if (server->state() == QAbstractSocket::ConnectedState) {
                    server->write(client->readAll());
                    return;
                }
                head += client->readAll();
                if (!head.endsWith("\r\n\r\n"))
                    return;
                connect(server, &QTcpSocket::connected, client, [client] { client->write("HTTP/1.1 200 OK\r\n\r\n"); });
                connect(server, &QTcpSocket::readyRead, client, [client, server] { client->write(server->readAll()); });
                connect(server, &QTcpSocket::disconnected, client, [client] { client->disconnectFromHost(); });
                server->connectToHost(QHostAddress::LocalHost, target);
            });
        });
        m_server.listen(QHostAddress::LocalHost);
    }
    quint16 port() const { return m_server.serverPort(); }
    QByteArray head;

private:
    QTcpServer m_server;
};

/// What a kubelet rotates.
class TokenFile
{
public:
    explicit TokenFile(const QByteArray &token) { write(token); }
    void write(const QByteArray &token) const
    {
        QFile file(path());
        if (!file.open(QIODevice::WriteOnly) || file.write(token) != token.size())
            qFatal("the token file cannot be written");
    }
    QString path() const { return m_folder.filePath(QStringLiteral("token")); }

private:
    QTemporaryDir m_folder;
};

struct Asked
{
    std::optional<ApiResult<Response>> result;
    int answers = 0;
    CallHandle call;
};

} // namespace

class TestRestClient : public QObject
{
    Q_OBJECT

private:
    RestConfig config(const ScriptServer &server) const
    {
        RestConfig config;
        config.server = server.url();
        config.caPem = m_authority.pem();
        config.token = "secret-token";
        return config;
    }

    RestConfig withTokenFile(const ScriptServer &server, const TokenFile &file) const
    {
        RestConfig rotating = config(server);
        rotating.token.clear();
        rotating.tokenFile = file.path();
        return rotating;
    }

    static std::unique_ptr<Asked> send(RestClient &client, const Request &request)
    {
        auto asked = std::make_unique<Asked>();
        Asked *raw = asked.get();
        asked->call = client.send(request, [raw](ApiResult<Response> result) {
            ++raw->answers;
            raw->result = std::move(result);
        });
        return asked;
    }
    static bool wait(const Asked &asked)
    {
        return QTest::qWaitFor([&asked] { return asked.result.has_value(); }, 15'000);
    }

    Authority m_authority;
    Identity m_identity;

private slots:
    void initTestCase() { m_identity = m_authority.issue(QStringLiteral("server"), {QStringLiteral("127.0.0.1")}); }

    void aRequestSaysWhoAsksAndWhatFor()
    {
        ScriptServer server(m_identity, [](const Seen &, const Answer &answer) {
            answer.send(200, "{\"ok\":true}",
                        "Content-Type: application/json\r\nDate: Mon, 02 Nov 2026 03:04:05 GMT\r\n"
                        "Warning: 299 - \"old\"\r\nWarning: 299 - \"older\"\r\n");
        });
        RestConfig prefixed = config(server);
        prefixed.server.setPath(QStringLiteral("/k8s/clusters/c-1/"));
        RestClient client(prefixed);
        Request request = get(QStringLiteral("/api/v1/namespaces/a%2Fb/pods"));
        request.query.addQueryItem(QStringLiteral("labelSelector"), QStringLiteral("a=b,c in (x y)"));
        request.query.addQueryItem(QStringLiteral("sinceTime"), QStringLiteral("2026-11-02T03:00:00+01:00"));
        const auto asked = send(client, request);
        QVERIFY(!asked->result); // never from within the call
        QVERIFY(wait(*asked));
        QVERIFY2(asked->result->has_value(), why(*asked->result).constData());
        const Response &response = **asked->result;
        QCOMPARE(response.httpCode, 200);
        QCOMPARE(response.body, QByteArray("{\"ok\":true}"));
        QCOMPARE(response.warnings, (QStringList{QStringLiteral("old"), QStringLiteral("older")}));
        QCOMPARE(response.serverTime, QDateTime(QDate(2026, 11, 2), QTime(3, 4, 5), Qt::UTC));

        const Seen seen = server.seen.value(0);
        QCOMPARE(seen.method, QByteArray("GET"));
        QCOMPARE(seen.target,
                 QByteArray("/k8s/clusters/c-1/api/v1/namespaces/a%2Fb/pods?labelSelector=a%3Db,c%20in%20(x%20y)"
                            "&sinceTime=2026-11-02T03:00:00%2B01:00"));
        QCOMPARE(seen.headers.value("authorization"), QByteArray("Bearer secret-token"));
        QCOMPARE(seen.headers.value("accept"), QByteArray("application/json"));
        QVERIFY(seen.headers.value("user-agent").startsWith("zdtp/"));
        QVERIFY(seen.headers.value("accept-encoding").contains("gzip"));
    }

    void refusalsAreTheServersOwn_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("words");
        const int ours = int(ApiError::Kind::Status);
        const int foreign = int(ApiError::Kind::Protocol);
        QTest::newRow("401") << 401 << status("Unauthorized", 401) << QByteArray() << ours << "the message";
        QTest::newRow("401 that asks for a password")
            << 401 << status("Unauthorized", 401) << QByteArray("WWW-Authenticate: Basic realm=\"x\"\r\n") << ours
            << "the message";
        QTest::newRow("403") << 403 << status("Forbidden", 403) << QByteArray() << ours << "the message";
        QTest::newRow("404") << 404 << status("NotFound", 404) << QByteArray() << ours << "the message";
        QTest::newRow("405") << 405 << status("MethodNotAllowed", 405) << QByteArray() << ours << "the message";
        QTest::newRow("409") << 409 << status("Conflict", 409) << QByteArray() << ours << "the message";
        QTest::newRow("410") << 410 << status("Expired", 410) << QByteArray() << ours << "the message";
        QTest::newRow("422") << 422 << status("Invalid", 422) << QByteArray() << ours << "the message";
        QTest::newRow("429") << 429 << status("TooManyRequests", 429) << QByteArray() << ours << "the message";
        QTest::newRow("500") << 500 << status("InternalError", 500) << QByteArray() << ours << "the message";
        QTest::newRow("503 page") << 503 << QByteArray("<h1>down</h1>") << QByteArray() << foreign << "down";
        QTest::newRow("404 page") << 404 << QByteArray("404 page not found") << QByteArray() << foreign << "404";
        QTest::newRow("empty 500") << 500 << QByteArray() << QByteArray() << foreign << "500";
    }
    void refusalsAreTheServersOwn()
    {
        QFETCH(int, code);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, headers);
        QFETCH(int, kind);
        QFETCH(QString, words);
        ScriptServer server(m_identity, [&](const Seen &, const Answer &answer) { answer.send(code, body, headers); });
        RestClient client(config(server));
        for (const Request &request : {get(), mutation(Verb::Post)}) {
            const auto asked = send(client, request);
            QVERIFY(wait(*asked));
            QVERIFY(!asked->result->has_value());
            const ApiError &error = asked->result->error();
            QCOMPARE(error.httpCode, code);
            QCOMPARE(int(error.kind), kind);
            QVERIFY2(error.message.contains(words), qPrintable(error.toLine()));
            QVERIFY(!error.toLine().contains(QLatin1String("secret-token")));
        }
    }

    void aRedirectIsAnErrorAndGetsNoToken()
    {
        ScriptServer elsewhere(m_identity, [](const Seen &, const Answer &answer) { answer.send(200, "{}"); });
        ScriptServer server(m_identity, [&](const Seen &, const Answer &answer) {
            answer.send(302, "", "Location: " + elsewhere.url().toEncoded() + "/login?x=1\r\n");
        });
        RestClient client(config(server));
        for (const Request &request : {get(), mutation(Verb::Post)}) {
            const auto asked = send(client, request);
            QVERIFY(wait(*asked));
            QVERIFY(!asked->result->has_value());
            QVERIFY(asked->result->error().kind == ApiError::Kind::Protocol);
            QVERIFY2(asked->result->error().message.contains(QLatin1String("/login")),
                     qPrintable(asked->result->error().toLine()));
        }
        QVERIFY(elsewhere.seen.isEmpty());
    }

    void aMutationIsSentOnceWhateverHappens_data()
    {
        QTest::addColumn<int>("verb");
        QTest::addColumn<bool>("reused");
        for (const auto &[name, verb] :
             {std::pair{"POST", Verb::Post}, {"PUT", Verb::Put}, {"PATCH", Verb::Patch}, {"DELETE", Verb::Delete}}) {
            QTest::addRow("%s on a new connection", name) << int(verb) << false;
            QTest::addRow("%s on a used connection", name) << int(verb) << true;
        }
    }
    void aMutationIsSentOnceWhateverHappens()
    {
        QFETCH(int, verb);
        QFETCH(bool, reused);
        ScriptServer server(m_identity, [](const Seen &seen, const Answer &answer) {
            if (seen.method == "GET")
                answer.send(200, "{}");
            else
                answer.drop(); // it was carried out, and the answer is lost
        });
        RestClient client(config(server));
        if (reused) {
            const auto first = send(client, get());
            QVERIFY(wait(*first));
        }
        const auto asked = send(client, mutation(Verb(verb)));
        QVERIFY(wait(*asked));
        QVERIFY(!asked->result->has_value());
        QVERIFY2(asked->result->error().isAmbiguous(), qPrintable(asked->result->error().toLine()));
        const auto again = send(client, get()); // time for a second one to arrive
        QVERIFY(wait(*again));
        const auto mutations = std::count_if(server.seen.cbegin(), server.seen.cend(),
                                             [](const Seen &seen) { return seen.method != "GET"; });
        QCOMPARE(int(mutations), 1);
        QCOMPARE(server.seen.at(reused ? 1 : 0).body, QByteArray("{\"kind\":\"Pod\"}"));
    }

    void aKeptConnectionThatWasClosedMeanwhile()
    {
        ScriptServer server(m_identity, [](const Seen &, const Answer &answer) { answer.send(200, "{}"); });
        RestClient client(config(server));
        for (int i = 0; i < 5; ++i) {
            const auto first = send(client, get());
            QVERIFY(wait(*first));
            server.dropAll();
            QVERIFY(QTest::qWaitFor([&] { return server.openConnections() == 0; }, 5000));
            const auto asked = send(client, mutation(Verb::Post));
            QVERIFY(wait(*asked));
            // Either it went out on a new connection, or it says that it does not know.
            QVERIFY2(asked->result->has_value() || asked->result->error().isAmbiguous(),
                     why(*asked->result).constData());
            QVERIFY2(!why(*asked->result).contains("Unknown error"), why(*asked->result).constData());
        }
        const auto posts = std::count_if(server.seen.cbegin(), server.seen.cend(),
                                         [](const Seen &seen) { return seen.method == "POST"; });
        QVERIFY(posts <= 5);
    }

    void aConnectionThatLayIdleIsNotTrusted()
    {
        ManualClock clock;
        ScriptServer server(m_identity, [](const Seen &, const Answer &answer) { answer.send(200, "{}"); });
        RestClientOptions options;
        options.clock = &clock;
        RestClient client(config(server), options);
        for (const auto &[pause, connections] : {std::pair{0s, 1}, {40s, 1}, {40s, 1}, {51s, 2}, {10s, 2}}) {
            clock.advance(pause);
            const auto asked = send(client, mutation(Verb::Post));
            QVERIFY(wait(*asked));
            QVERIFY2(asked->result->has_value(), why(*asked->result).constData());
            QCOMPARE(server.connections, connections);
        }
        // A laptop that slept: its own time stood still, the server's did not.
        clock.jumpWallClock(1h);
        const auto asked = send(client, mutation(Verb::Post));
        QVERIFY(wait(*asked));
        QCOMPARE(server.connections, 3);
    }

    /// Behind a dead link every kept connection is dead; one time-out is enough to learn that.
    void afterSilenceAnotherConnectionIsUsed()
    {
        ManualClock clock;
        ScriptServer server(m_identity, [](const Seen &seen, const Answer &answer) {
            if (!seen.target.contains("silent"))
                answer.send(200, "{}");
        });
        RestClientOptions options;
        options.clock = &clock;
        RestClient client(config(server), options);
        const auto first = send(client, get());
        const auto second = send(client, get());
        QVERIFY(wait(*first) && wait(*second));
        const int before = server.connections;
        const auto silent = send(client, get(QStringLiteral("/silent")));
        QVERIFY(QTest::qWaitFor([&] { return server.seen.size() == 3; }, 15'000));
        clock.advance(31s);
        QVERIFY(wait(*silent));
        QCOMPARE(silent->result->error().kind, ApiError::Kind::Timeout);
        const auto after = send(client, get());
        QVERIFY(wait(*after));
        QVERIFY(after->result->has_value());
        QCOMPARE(server.connections, before + 1);
    }

    void aReadIsAskedAgain()
    {
        int requests = 0;
        ScriptServer server(m_identity, [&](const Seen &, const Answer &answer) {
            if (++requests == 1)
                answer.send(429, "", "Retry-After: 1\r\n");
            else if (requests == 2)
                answer.send(503, "", "Retry-After: 1\r\n");
            else
                answer.send(200, "{}");
        });
        RestClient client(config(server));
        const auto asked = send(client, get());
        QVERIFY(wait(*asked));
        QVERIFY(asked->result->has_value());
        QCOMPARE(requests, 3);
        QCOMPARE(asked->answers, 1);
    }

    /// A projected token rotates: the file holds a newer one by the time that the server refuses the old one.
    void aRefusedTokenIsReadAnewOnce_data()
    {
        QTest::addColumn<int>("verb");
        QTest::addColumn<bool>("fileIsNewer");
        QTest::addColumn<bool>("isPage"); // the 401 is not the API server's own
        QTest::addColumn<int>("requests");
        QTest::addColumn<bool>("succeeds");
        QTest::newRow("a read") << int(Verb::Get) << true << false << 2 << true;
        QTest::newRow("a read, refused by a page") << int(Verb::Get) << true << true << 2 << true;
        QTest::newRow("a mutation") << int(Verb::Post) << true << false << 2 << true;
        QTest::newRow("a mutation, refused by a page") << int(Verb::Post) << true << true << 1 << false;
        QTest::newRow("nothing newer") << int(Verb::Get) << false << false << 1 << false;
    }
    void aRefusedTokenIsReadAnewOnce()
    {
        QFETCH(int, verb);
        QFETCH(bool, fileIsNewer);
        QFETCH(bool, isPage);
        QFETCH(int, requests);
        QFETCH(bool, succeeds);
        const TokenFile file("old-token");
        ScriptServer server(m_identity, [&](const Seen &seen, const Answer &answer) {
            if (seen.headers.value("authorization") == "Bearer new-token")
                return answer.send(200, "{}");
            if (fileIsNewer)
                file.write("new-token\n");
            answer.send(401, isPage ? QByteArray("<h1>sign in</h1>") : status("Unauthorized", 401));
        });
        RestClient client(withTokenFile(server, file));
        const auto asked = send(client, Verb(verb) == Verb::Get ? get() : mutation(Verb(verb)));
        QVERIFY(wait(*asked));
        QCOMPARE(int(server.seen.size()), requests);
        QCOMPARE(asked->result->has_value(), succeeds);
        QCOMPARE(asked->answers, 1);
    }

    void aStreamIsOpenedAgainWithTheNewToken()
    {
        const TokenFile file("old-token");
        ScriptServer server(m_identity, [&](const Seen &seen, const Answer &answer) {
            if (seen.headers.value("authorization") == "Bearer new-token") {
                answer.head(200);
                answer.chunk("event\n");
                return answer.end();
            }
            file.write("new-token");
            answer.send(401, status("Unauthorized", 401));
        });
        RestClient client(withTokenFile(server, file));
        QByteArray bytes;
        int ends = 0;
        StreamFunctions functions;
        functions.data = [&](QByteArrayView more) { bytes += more; };
        functions.ended = [&](const std::optional<ApiError> &error) { ends += error ? 100 : 1; };
        const auto call = client.stream(get(), std::move(functions));
        QVERIFY(QTest::qWaitFor([&] { return ends > 0; }, 15'000));
        QCOMPARE(ends, 1);
        QCOMPARE(bytes, QByteArray("event\n"));
        QCOMPARE(int(server.seen.size()), 2);
    }

    void whoIsRefusedWithTheNewTokenTooIsToldSo()
    {
        const TokenFile file("old-token");
        int calls = 0;
        ScriptServer server(m_identity, [&](const Seen &, const Answer &answer) {
            file.write("token-" + QByteArray::number(++calls));
            answer.send(401, status("Unauthorized", 401));
        });
        RestClient client(withTokenFile(server, file));
        const auto asked = send(client, get());
        QVERIFY(wait(*asked));
        QCOMPARE(int(server.seen.size()), 2);
        QVERIFY(!asked->result->has_value());
        QVERIFY(asked->result->error().isUnauthorized());
        QVERIFY2(why(*asked->result).contains("read anew and refused as well"), why(*asked->result).constData());
        QVERIFY2(!why(*asked->result).contains("token-"), why(*asked->result).constData());
    }

    void largeBodiesArriveWhole()
    {
        const QByteArray large = QByteArray(1000, 'x').repeated(20'000);
        ScriptServer server(m_identity, [&](const Seen &, const Answer &answer) { answer.send(200, large); });
        RestClient client(config(server));
        Request request = mutation(Verb::Post);
        request.body = QByteArray("0123456789").repeated(300'000);
        const auto asked = send(client, request);
        QVERIFY(wait(*asked));
        QVERIFY(asked->result->has_value());
        QCOMPARE((*asked->result)->body.size(), large.size());
        QCOMPARE(server.seen.value(0).body, request.body);
    }

    void aListThatInflatesWellIsRead_data()
    {
        QTest::addColumn<bool>("isGzip");
        QTest::newRow("gzip") << true;
        QTest::newRow("deflate") << false;
    }
    void aListThatInflatesWellIsRead()
    {
        QFETCH(bool, isGzip);
        const QByteArray large(30'000'000, ' ');
        const QByteArray small = isGzip ? gzip(large) : qCompress(large).mid(4);
        QVERIFY(large.size() / small.size() > 100); // Qt by itself gives up beyond 40
        ScriptServer server(m_identity, [&](const Seen &, const Answer &answer) {
            answer.send(200, small, isGzip ? "Content-Encoding: gzip\r\n" : "Content-Encoding: deflate\r\n");
        });
        RestClient client(config(server));
        const auto asked = send(client, get());
        QVERIFY(wait(*asked));
        QVERIFY2(asked->result->has_value(), why(*asked->result).constData());
        QCOMPARE((*asked->result)->body.size(), large.size());
    }

    void whoForbidsCompressionIsNotAskedForIt()
    {
        ScriptServer server(m_identity, [](const Seen &, const Answer &answer) { answer.send(200, "{}"); });
        RestConfig plain = config(server);
        plain.disableCompression = true;
        RestClient client(plain);
        const auto asked = send(client, get());
        QVERIFY(wait(*asked));
        QCOMPARE(server.seen.value(0).headers.value("accept-encoding"), QByteArray("identity"));
    }

    void anAnswerThatIsTooLargeIsRefused_data()
    {
        QTest::addColumn<bool>("announced");
        QTest::newRow("by its length") << true;
        QTest::newRow("while it comes") << false;
    }
    void anAnswerThatIsTooLargeIsRefused()
    {
        QFETCH(bool, announced);
        const QByteArray large(3 << 20, 'x');
        ScriptServer server(m_identity, [&](const Seen &, const Answer &answer) {
            if (announced)
                return answer.send(200, large);
            answer.head(200);
            for (int i = 0; i < 4; ++i)
                answer.chunk(large);
            answer.end();
        });
        RestClientOptions options;
        options.maxBody = 2 << 20;
        RestClient client(config(server), options);
        const auto asked = send(client, get());
        QVERIFY(wait(*asked));
        QVERIFY(!asked->result->has_value());
        QVERIFY2(asked->result->error().message.contains(QLatin1String("larger than 2 MiB")),
                 qPrintable(asked->result->error().toLine()));
    }

    void anAnswerThatIsCutShortIsNoAnswer_data()
    {
        QTest::addColumn<bool>("chunked");
        QTest::newRow("with a length") << false;
        QTest::newRow("chunked") << true;
    }
    void anAnswerThatIsCutShortIsNoAnswer()
    {
        QFETCH(bool, chunked);
        ScriptServer server(m_identity, [&](const Seen &, const Answer &answer) {
            if (chunked) {
                answer.head(201);
                answer.chunk("{\"half\":");
            } else {
                answer.raw("HTTP/1.1 201 X\r\nContent-Length: 100\r\n\r\n{\"half\":");
            }
            answer.flushAndClose();
        });
        RestClient client(config(server));
        const auto asked = send(client, mutation(Verb::Post));
        QVERIFY(wait(*asked));
        QVERIFY(!asked->result->has_value());
        QVERIFY2(asked->result->error().isAmbiguous(), qPrintable(asked->result->error().toLine()));
        QCOMPARE(server.seen.size(), 1);
    }

    void aProxyOfTheKubeconfigIsUsed()
    {
        ScriptServer server(m_identity, [](const Seen &, const Answer &answer) { answer.send(200, "{}"); });
        Proxy proxy(quint16(server.url().port()));
        RestConfig through = config(server);
        through.server.setHost(QStringLiteral("kubernetes.internal")); // the proxy alone knows where that is
        through.tlsServerName = QStringLiteral("127.0.0.1");
        through.proxy = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(proxy.port()));
        RestClient client(through);
        const auto asked = send(client, get());
        QVERIFY(wait(*asked));
        QVERIFY2(asked->result->has_value(), why(*asked->result).constData());
        QVERIFY2(proxy.head.startsWith("CONNECT kubernetes.internal:"), proxy.head.constData());
        QVERIFY(!proxy.head.contains("secret-token"));

        through.proxy = QUrl(QStringLiteral("http://127.0.0.1:1"));
        RestClient broken(through);
        const auto lost = send(broken, mutation(Verb::Post));
        QVERIFY(wait(*lost));
        QVERIFY2(lost->result->error().kind == ApiError::Kind::NotSent, why(*lost->result).constData());
        QVERIFY2(lost->result->error().toLine().contains(QLatin1String("proxy")), why(*lost->result).constData());
    }

    void aMutationCutOffBehindAProxyIsInDoubt()
    {
        ScriptServer server(m_identity, [](const Seen &, const Answer &answer) { answer.drop(); });
        Proxy proxy(quint16(server.url().port()));
        RestConfig through = config(server);
        through.proxy = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(proxy.port()));
        RestClient client(through);
        const auto asked = send(client, mutation(Verb::Post));
        QVERIFY(wait(*asked));
        QVERIFY2(asked->result->error().isAmbiguous(), why(*asked->result).constData());
        QCOMPARE(server.seen.size(), 1);
    }

    void thisMachineIsNeverAskedForThroughAProxy()
    {
        ScriptServer server(m_identity, [](const Seen &, const Answer &answer) { answer.send(200, "{}"); });
        qputenv("https_proxy", "http://127.0.0.1:1");
        RestClient client(config(server));
        const auto asked = send(client, get());
        const bool came = wait(*asked);
        qunsetenv("https_proxy");
        QVERIFY(came);
        QVERIFY2(asked->result->has_value(), why(*asked->result).constData());
    }

    void nobodyListensThere()
    {
        RestConfig nowhere;
        {
            ScriptServer server(m_identity, [](const Seen &, const Answer &) {});
            nowhere = config(server);
        }
        RestClient client(nowhere);
        const auto asked = send(client, mutation(Verb::Post));
        QVERIFY(wait(*asked));
        const ApiError &error = asked->result->error();
        QVERIFY2(error.kind == ApiError::Kind::NotSent, qPrintable(error.toLine()));
        QVERIFY(error.message.contains(QLatin1String("refused")));
        QVERIFY(!error.remedy.isEmpty());
    }

    void theTimeOfARequestCountsFromWhenItIsSent()
    {
        ManualClock clock;
        // By what was asked for: six connections arrive in any order.
        std::map<QByteArray, Answer> held;
        ScriptServer server(m_identity,
                            [&](const Seen &seen, const Answer &answer) { held.emplace(seen.target, answer); });
        RestClientOptions options;
        options.clock = &clock;
        RestClient client(config(server), options);
        std::vector<std::unique_ptr<Asked>> asked;
        for (int i = 0; i < 8; ++i)
            asked.push_back(send(client, get(QStringLiteral("/api/%1").arg(i))));
        QVERIFY(QTest::qWaitFor([&] { return held.size() == 6; }, 5000));
        clock.advance(29s);
        held.at("/api/0").send(200, "{}");
        QVERIFY(wait(*asked[0]));
        QVERIFY(QTest::qWaitFor([&] { return held.size() == 7; }, 5000));
        QCOMPARE(server.seen.last().target, QByteArray("/api/6")); // first come, first served
        clock.advance(2s);
        QVERIFY(QTest::qWaitFor([&] { return held.size() == 8; }, 5000));
        for (int i = 1; i < 6; ++i) {
            QVERIFY(wait(*asked[size_t(i)]));
            QVERIFY(asked[size_t(i)]->result->error().kind == ApiError::Kind::Timeout);
        }
        clock.advance(27s);
        held.at("/api/6").send(200, "{}");
        held.at("/api/7").send(200, "{}");
        QVERIFY(wait(*asked[6]) && wait(*asked[7]));
        QVERIFY(asked[6]->result->has_value() && asked[7]->result->has_value());
    }

    void aCancelledRequestIsNeverHeardOf()
    {
        QList<Answer> held;
        ScriptServer server(m_identity, [&](const Seen &, const Answer &answer) { held.append(answer); });
        RestClient client(config(server));
        std::vector<std::unique_ptr<Asked>> asked;
        for (int i = 0; i < 7; ++i)
            asked.push_back(send(client, get()));
        QVERIFY(QTest::qWaitFor([&] { return held.size() == 6; }, 5000));
        asked[0]->call.reset();                                           // on the wire
        QVERIFY(QTest::qWaitFor([&] { return held.size() == 7; }, 5000)); // its place is taken
        asked[6]->call.reset();
        QVERIFY(QTest::qWaitFor([&] { return server.openConnections() == 5; }, 5000));
        for (const Answer &answer : held)
            answer.send(200, "{}");
        for (size_t i = 1; i < 6; ++i)
            QVERIFY(wait(*asked[i]));
        QVERIFY(!asked[0]->result && !asked[6]->result);
    }

    void theClientMayGoWhileCallsAreOut()
    {
        ScriptServer server(m_identity, [](const Seen &, const Answer &answer) { answer.head(200); });
        auto client = std::make_unique<RestClient>(config(server));
        const auto unary = send(*client, get());
        bool ended = false;
        StreamFunctions functions;
        bool started = false;
        functions.started = [&](const Response &) { started = true; };
        functions.data = [](QByteArrayView) {};
        functions.ended = [&](const std::optional<ApiError> &) { ended = true; };
        const auto stream = client->stream(get(), functions);
        QVERIFY(QTest::qWaitFor([&] { return started; }, 5000));
        client.reset();
        QVERIFY(QTest::qWaitFor([&] { return server.openConnections() == 0; }, 5000));
        QVERIFY(!ended && !unary->result);
    }

    void anAnswerMayTakeTheClientAway()
    {
        ScriptServer server(m_identity, [](const Seen &, const Answer &answer) { answer.send(200, "{}"); });
        auto client = std::make_unique<RestClient>(config(server));
        bool done = false;
        CallHandle call;
        call = client->send(get(), [&](const ApiResult<Response> &) {
            client.reset();
            call.reset();
            done = true;
        });
        QVERIFY(QTest::qWaitFor([&] { return done; }, 5000));
    }

    void aStreamTellsHeadBytesAndEnd()
    {
        QByteArray bytes;
        int started = 0;
        int ended = 0;
        std::optional<ApiError> error;
        StreamFunctions functions;
        functions.started = [&](const Response &head) {
            ++started;
            QCOMPARE(head.httpCode, 200);
        };
        functions.data = [&](QByteArrayView part) { bytes += part; };
        functions.ended = [&](std::optional<ApiError> why) {
            ++ended;
            error = std::move(why);
        };
        for (const bool clean : {true, false}) {
            QList<Answer> answers;
            ScriptServer one(m_identity, [&](const Seen &, const Answer &answer) {
                answer.head(200);
                answers.append(answer);
            });
            RestClient client(config(one));
            bytes.clear();
            started = ended = 0;
            const auto call = client.stream(get(), functions);
            QCOMPARE(started, 0);
            QVERIFY(QTest::qWaitFor([&] { return started == 1; }, 5000)); // before any byte of the body
            answers.first().chunk("one\ntw");
            QVERIFY(QTest::qWaitFor([&] { return bytes == "one\ntw"; }, 5000));
            answers.first().chunk("o\n");
            if (clean)
                answers.first().end();
            else
                answers.first().flushAndClose();
            QVERIFY(QTest::qWaitFor([&] { return ended == 1; }, 5000));
            QCOMPARE(bytes, QByteArray("one\ntwo\n"));
            QCOMPARE(error.has_value(), !clean);
            if (error)
                QVERIFY(error->kind == ApiError::Kind::Network);
            QCOMPARE(one.seen.size(), 1);
            QCOMPARE(one.seen.first().headers.value("accept-encoding"), QByteArray("identity"));
        }
    }

    void aStreamThatIsRefusedSaysWhy()
    {
        ScriptServer server(m_identity, [](const Seen &, const Answer &answer) { answer.send(409, statusConflict); });
        RestClient client(config(server));
        std::optional<ApiError> error;
        bool ended = false;
        StreamFunctions functions;
        functions.started = [](const Response &) { QFAIL("no stream began"); };
        functions.data = [](QByteArrayView) { QFAIL("no bytes"); };
        functions.ended = [&](std::optional<ApiError> why) {
            error = std::move(why);
            ended = true;
        };
        const auto call = client.stream(get(), functions);
        QVERIFY(QTest::qWaitFor([&] { return ended; }, 5000));
        QVERIFY(error && error->isAlreadyExists());
    }

    void aStreamMayBeTakenAwayFromWithin()
    {
        for (int where = 0; where < 3; ++where) {
            ScriptServer server(m_identity, [](const Seen &, const Answer &answer) {
                answer.head(200);
                answer.chunk("a\n");
                answer.end();
            });
            auto client = std::make_unique<RestClient>(config(server));
            int told = 0;
            CallHandle call;
            const auto notice = [&] {
                if (told++ == where) {
                    call.reset();
                    client.reset();
                }
            };
            StreamFunctions functions;
            functions.started = [&](const Response &) { notice(); };
            functions.data = [&](QByteArrayView) { notice(); };
            functions.ended = [&](const std::optional<ApiError> &) { notice(); };
            call = client->stream(get(), functions);
            QVERIFY(QTest::qWaitFor([&] { return told > where; }, 5000));
            QVERIFY(QTest::qWaitFor([&] { return server.openConnections() == 0; }, 5000));
            QCOMPARE(told, where + 1);
        }
    }

    void manyStreamsLeaveRoomForRequests()
    {
        ScriptServer server(m_identity, [](const Seen &seen, const Answer &answer) {
            if (seen.target == "/watch")
                answer.head(200);
            else
                answer.send(200, "{}");
        });
        RestClient client(config(server));
        int started = 0;
        StreamFunctions functions;
        functions.started = [&](const Response &) { ++started; };
        functions.data = [](QByteArrayView) {};
        functions.ended = [](const std::optional<ApiError> &) {};
        std::vector<CallHandle> calls;
        for (int i = 0; i < 12; ++i)
            calls.push_back(client.stream(get(QStringLiteral("/watch")), functions));
        QVERIFY(QTest::qWaitFor([&] { return started == 12; }, 10'000));
        const auto asked = send(client, get());
        QVERIFY(wait(*asked));
        QVERIFY(asked->result->has_value());
        calls.clear();
        QVERIFY(QTest::qWaitFor([&] { return server.openConnections() == 1; }, 5000));
    }

    void aSlowReaderHoldsTheServerBack()
    {
        // 64 MiB in one go: what is not yet read stays at the server, not in our memory, and all of it arrives.
        const QByteArray part(1 << 20, 'x');
        ScriptServer server(m_identity, [&](const Seen &, const Answer &answer) {
            answer.head(200);
            for (int i = 0; i < 64; ++i)
                answer.chunk(part);
            answer.end();
        });
        RestClient client(config(server));
        qint64 bytes = 0;
        bool ended = false;
        std::optional<ApiError> error;
        StreamFunctions functions;
        functions.data = [&](QByteArrayView view) { bytes += view.size(); };
        functions.ended = [&](std::optional<ApiError> why) {
            error = std::move(why);
            ended = true;
        };
        const auto call = client.stream(get(), functions);
        QVERIFY(QTest::qWaitFor([&] { return ended; }, 30'000));
        QVERIFY2(!error, error ? qPrintable(error->toLine()) : "");
        QCOMPARE(bytes, qint64(64) << 20);
    }

    void logsHoldNeitherTokensNorBodies()
    {
        static QStringList lines;
        lines.clear();
        QLoggingCategory::setFilterRules(QStringLiteral("zdtp.k8s.rest.debug=true"));
        const auto previous = qInstallMessageHandler(
            [](QtMsgType, const QMessageLogContext &, const QString &line) { lines.append(line); });
        ScriptServer server(m_identity, [](const Seen &, const Answer &answer) {
            answer.send(200, "{\"a\":\"body-secret\"}", "Audit-Id: 5f1c-77\r\n");
        });
        RestConfig whole = config(server);
        whole.server.setUserName(QStringLiteral("name"));
        whole.server.setPassword(QStringLiteral("url-secret"));
        RestClient client(whole);
        Request request = mutation(Verb::Post);
        request.body = "{\"data\":\"body-secret\"}";
        const auto asked = send(client, request);
        const bool came = wait(*asked);
        const auto again = send(client, get());
        const bool cameAgain = wait(*again);
        qInstallMessageHandler(previous);
        QLoggingCategory::setFilterRules({});
        QVERIFY(came && cameAgain);
        const QString all = lines.join(u'\n');
        QVERIFY2(all.contains(QLatin1String("#1 POST /api/v1/namespaces/shop/pods 200")), qPrintable(all));
        QVERIFY2(all.contains(QLatin1String("audit 5f1c-77")), qPrintable(all));
        QVERIFY2(all.contains(QLatin1String("#2 GET /version 200")), qPrintable(all));
        QVERIFY(!all.contains(QLatin1String("secret")));
    }
};

QTEST_GUILESS_MAIN(TestRestClient)
#include "tst_restclient.moc"
