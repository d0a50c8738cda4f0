#include "k8s/rest/apierror.h"
#include "k8s/rest/headers.h"
#include "k8s/rest/objectclient.h"
#include "k8s/rest/retrypolicy.h"

#include <QTest>

using namespace zdtp;
using namespace zdtp::k8s;
using namespace std::chrono_literals;
using Kind = ApiError::Kind;

namespace {

QByteArray status(int code, const char *reason, const char *message)
{
    return jsonBytes(
        {{"kind", "Status"}, {"status", "Failure"}, {"reason", reason}, {"message", message}, {"code", code}});
}

ApiError error(Kind kind, int code = 0)
{
    ApiError made = ApiError::make(kind, QStringLiteral("x"));
    made.httpCode = code;
    return made;
}

struct Recorder final : ApiClient
{
    CallHandle send(const Request &request, ResponseFunction) override
    {
        path = request.path;
        body = request.body;
        return {};
    }
    CallHandle stream(const Request &, StreamFunctions) override { return {}; }
    QString path;
    QByteArray body;
};

} // namespace

class TestApiError : public QObject
{
    Q_OBJECT

private slots:
    void theServersStatusIsRead()
    {
        const Json cause = {{"reason", "FieldValueInvalid"}, {"message", "no such"}, {"field", "spec.x"}};
        const Json body = {{"kind", "Status"},
                           {"message", "Pod \"x\" is invalid"},
                           {"reason", "Invalid"},
                           {"details", {{"causes", Json::array({cause})}, {"retryAfterSeconds", 3}}},
                           {"code", 422}};
        const ApiError read = ApiError::fromAnswer(422, jsonBytes(body));
        QVERIFY(read.kind == Kind::Status);
        QVERIFY(read.isInvalid());
        QVERIFY(read.retryAfter == 3s);
        QCOMPARE(read.causes.size(), 1);
        QCOMPARE(read.causes.first().field, QStringLiteral("spec.x"));
        QCOMPARE(read.toLine(), QStringLiteral("Pod \"x\" is invalid; spec.x: no such"));
    }

    void twoMeaningsOfOneCode()
    {
        QVERIFY(ApiError::fromAnswer(409, status(409, "AlreadyExists", "x")).isAlreadyExists());
        QVERIFY(ApiError::fromAnswer(409, status(409, "Conflict", "x")).isConflict());
    }

    void aPageOfSomethingElseIsNoEvidenceThatAnObjectIsGone()
    {
        QVERIFY(ApiError::fromAnswer(404, status(404, "NotFound", "pods \"x\" not found")).isNotFound());
        for (const char *body :
             {"404 page not found\n", "<html><h1>Not Found</h1></html>", "", "{}", "[1]", "{\"kind\":\"Status"})
            QVERIFY2(!ApiError::fromAnswer(404, body).isNotFound(), body);
    }

    void aForeignPageIsReadAsText()
    {
        const ApiError read = ApiError::fromAnswer(502, "<html><body>\n<h1>Bad  Gateway</h1>\n</body></html>");
        QVERIFY(read.kind == Kind::Protocol);
        QVERIFY2(read.toLine().contains(QLatin1String("502: Bad Gateway")), qPrintable(read.toLine()));
        QVERIFY(!read.toLine().contains(u'\n'));
        QVERIFY(ApiError::fromAnswer(500, QByteArray(100'000, 'x')).message.size() < 2200);
    }

    void whatMayHaveHappened_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("ambiguous");
        QTest::addColumn<bool>("unreachable");
        const auto row = [](const char *name, Kind kind, int code, bool ambiguous, bool unreachable) {
            QTest::newRow(name) << int(kind) << code << ambiguous << unreachable;
        };
        row("cancelled", Kind::Cancelled, 0, false, false);
        row("not sent", Kind::NotSent, 0, false, true);
        row("tls", Kind::Tls, 0, false, true);
        row("cut off", Kind::Network, 0, true, true);
        row("late", Kind::Timeout, 0, true, true);
        row("redirect", Kind::Protocol, 302, false, true);
        row("unreadable answer to a success", Kind::Protocol, 201, true, true);
        row("gateway", Kind::Protocol, 502, true, true);
        row("unauthorized", Kind::Status, 401, false, true);
        row("forbidden", Kind::Status, 403, false, true);
        row("conflict", Kind::Status, 409, false, false);
        row("server error", Kind::Status, 500, true, false);
    }
    void whatMayHaveHappened()
    {
        QFETCH(int, kind);
        QFETCH(int, code);
        QFETCH(bool, ambiguous);
        QFETCH(bool, unreachable);
        QCOMPARE(error(Kind(kind), code).isAmbiguous(), ambiguous);
        QCOMPARE(error(Kind(kind), code).isUnreachable(), unreachable);
    }

    void onlyReadsAreRepeated()
    {
        ApiError busy = error(Kind::Status, 429);
        QVERIFY(!retryAfter(Verb::Get, 0, busy)); // no Retry-After: told at once
        busy.retryAfter = 2s;
        QVERIFY(retryAfter(Verb::Get, 0, busy) == std::optional<std::chrono::milliseconds>(2s));
        QVERIFY(retryAfter(Verb::Get, 9, busy));
        QVERIFY(!retryAfter(Verb::Get, 10, busy));
        busy.retryAfter = 3600s;
        QVERIFY(!retryAfter(Verb::Get, 0, busy));
        QVERIFY(retryAfter(Verb::Get, 0, error(Kind::Network)) == std::optional<std::chrono::milliseconds>(1s));
        QVERIFY(!retryAfter(Verb::Get, 0, error(Kind::Timeout)));
        QVERIFY(!retryAfter(Verb::Get, 0, error(Kind::NotSent)));
        busy.retryAfter = 2s;
        for (const Verb verb : {Verb::Post, Verb::Put, Verb::Patch, Verb::Delete}) {
            QVERIFY(!retryAfter(verb, 0, busy));
            QVERIFY(!retryAfter(verb, 0, error(Kind::Network)));
        }
    }

    void warningsAreRead_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QStringList>("texts");
        QTest::newRow("none") << QByteArray() << QStringList();
        QTest::newRow("one") << QByteArray("299 - \"old \\\"API\\\"\"") << QStringList{QStringLiteral("old \"API\"")};
        QTest::newRow("two, one dated") << QByteArray("299 - \"a, b\" \"Mon, 02 Nov 2026 03:00:00 GMT\", 299 - \"c\"")
                                        << QStringList{QStringLiteral("a, b"), QStringLiteral("c")};
        QTest::newRow("not closed") << QByteArray("299 - \"a") << QStringList();
    }
    void warningsAreRead()
    {
        QFETCH(QByteArray, header);
        QFETCH(QStringList, texts);
        QCOMPARE(parseWarnings(header), texts);
    }

    void datesAreRead()
    {
        QCOMPARE(parseHttpDate("Mon, 02 Nov 2026 03:04:05 GMT"),
                 QDateTime(QDate(2026, 11, 2), QTime(3, 4, 5), Qt::UTC));
        QVERIFY(!parseHttpDate("yesterday").isValid());
        QVERIFY(!parseHttpDate("").isValid());
    }

    void pathsAreOfOneObject()
    {
        QCOMPARE(pathOf(resources::pods(), QStringLiteral("shop"), QStringLiteral("a"), QStringLiteral("log")),
                 QStringLiteral("/api/v1/namespaces/shop/pods/a/log"));
        QCOMPARE(pathOf(resources::jobs(), {}), QStringLiteral("/apis/batch/v1/jobs"));
        QCOMPARE(pathOf(resources::namespaces(), QStringLiteral("x"), QStringLiteral("shop")),
                 QStringLiteral("/api/v1/namespaces/shop"));
        QCOMPARE(pathOf(resources::pods(), QStringLiteral("s"), QStringLiteral("a/../b")),
                 QStringLiteral("/api/v1/namespaces/s/pods/a%2F..%2Fb"));
        QCOMPARE(pathOf(resources::pods(), QStringLiteral("s"), QStringLiteral("..")),
                 QStringLiteral("/api/v1/namespaces/s/pods/%2E%2E"));
    }

    void aDeleteWithoutANameNeverMeansTheCollection()
    {
        Recorder recorder;
        const ObjectClient client(recorder);
        DeleteOptions options;
        options.uid = QStringLiteral("u");
        options.graceSeconds = 5;
        const auto call = client.remove(resources::pods(), QStringLiteral("s"), {}, options, [](auto) {});
        QVERIFY(recorder.path.startsWith(QLatin1String("/api/v1/namespaces/s/pods/")));
        const Json body = Json::parse(recorder.body.toStdString());
        QCOMPARE(jsonString(body, {"kind"}), QStringLiteral("DeleteOptions"));
        QCOMPARE(jsonString(body, {"preconditions", "uid"}), QStringLiteral("u"));
        QCOMPARE(jsonString(body, {"propagationPolicy"}), QStringLiteral("Background"));
        QCOMPARE(body.at("gracePeriodSeconds").get<int>(), 5);
    }

    void manifestsNameTheirResource()
    {
        QCOMPARE(resources::ofManifest({{"apiVersion", "batch/v1"}, {"kind", "Job"}}), &resources::jobs());
        QVERIFY(!resources::ofManifest({{"apiVersion", "v1"}, {"kind", "Job"}}));
        QVERIFY(!resources::ofManifest(Json::array()));
    }
};

QTEST_GUILESS_MAIN(TestApiError)
#include "tst_apierror.moc"
