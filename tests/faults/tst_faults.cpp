#include "k8s/api/configmap.h"
#include "k8s/cache/informer.h"
#include "k8s/config/kubeconfig.h"
#include "k8s/rest/objectclient.h"
#include "k8s/rest/restclient.h"
#include "tests/support/skippingclock.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace zdtp;
using namespace zdtp::k8s;
using namespace std::chrono_literals;
using State = Freshness::State;

namespace {

const QString space = QStringLiteral("default");
const QString maps = QStringLiteral("/api/v1/namespaces/default/configmaps");

Json configMap(const QString &name, const QString &label, const QString &value)
{
    return {{"apiVersion", "v1"},
            {"kind", "ConfigMap"},
            {"metadata", {{"name", name}, {"labels", {{"zdtp.io/fault", label}}}}},
            {"data", {{"k", value}}}};
}

/// A program that runs until the test ends.
class Program
{
public:
    bool start(const QString &program, const QStringList &arguments)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(program, arguments);
        return m_process.waitForStarted(10'000);
    }
    QString firstLine()
    {
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(120'000)) // the first start builds it
                return {};
        }
        return QString::fromUtf8(m_process.readLine()).trimmed();
    }
    ~Program()
    {
        m_process.kill();
        m_process.waitForFinished(10'000);
    }
    Program() = default;
    Q_DISABLE_COPY_MOVE(Program)

private:
    QProcess m_process;
};

/// A store that is fed through the proxy, and everything that was ever said about it.
class Following
{
public:
    Following(const RestConfig &config, const QString &label, test::SkippingClock &clock)
        : m_client(config, options(clock))
        , m_informer(m_client, {resources::configMaps(), space, QStringLiteral("zdtp.io/fault=") + label, {}}, clock, 1)
    {
        QObject::connect(&m_informer.reflector(), &Reflector::freshnessChanged, &m_informer.reflector(),
                         [this](const Freshness &freshness) { said.append(freshness); });
        m_informer.store().onChange([this](const StoreChange<ConfigMap> &change) { follow(change); });
        m_informer.reflector().start();
    }
    const Freshness &freshness() const { return m_informer.reflector().freshness(); }
    QMap<QString, QString> held() const
    {
        QMap<QString, QString> map;
        for (const ConfigMap &one : m_informer.store().objects())
            map.insert(one.meta.name + u'@' + one.meta.uid, one.meta.resourceVersion);
        return map;
    }
    bool everSaid(State state, const QRegularExpression &words) const
    {
        return std::any_of(said.cbegin(), said.cend(), [&](const Freshness &one) {
            return one.state == state && words.match(one.problem).hasMatch();
        });
    }
    QString everything() const
    {
        QStringList lines;
        for (const Freshness &one : said)
            lines.append(QString::number(int(one.state)) + u' ' + one.problem);
        return lines.join(u'\n');
    }

    QList<Freshness> said;
    QStringList twice; ///< what was told although it had been told before
    QHash<QString, QString> followed;

private:
    static RestClientOptions options(test::SkippingClock &clock)
    {
        RestClientOptions options;
        options.clock = &clock;
        return options;
    }
    void follow(const StoreChange<ConfigMap> &change)
    {
        for (const ConfigMap &gone : change.removed) {
            if (followed.remove(Store<ConfigMap>::keyOf(gone.meta)) == 0)
                twice.append(QStringLiteral("removed ") + gone.meta.name);
        }
        for (const QString &key : change.upserted) {
            const QString version = m_informer.store().find(key)->meta.resourceVersion;
            if (followed.value(key) == version)
                twice.append(key + u' ' + version);
            followed.insert(key, version);
        }
    }

    RestClient m_client;
    Informer<ConfigMap> m_informer;
};

} // namespace

/// The console's own client behind the fault proxy, in front of a cluster that runs: the local one, or with
/// $ZDTP_TEST_KUBECONFIG any other. For each fault: what the view says meanwhile, and that it equals a fresh list
/// after.
class TestFaults : public QObject
{
    Q_OBJECT

private:
    ApiResult<Json> ask(const std::function<CallHandle(ObjectFunction)> &call)
    {
        std::optional<ApiResult<Json>> result;
        const auto handle = call([&result](ApiResult<Json> answer) { result = std::move(answer); });
        if (!QTest::qWaitFor([&result] { return result.has_value(); }, 30'000))
            return fail(ApiError::make(ApiError::Kind::Timeout, QStringLiteral("the test saw no answer")));
        return std::move(*result);
    }
    void change(const QString &name, const QString &label, const QString &value)
    {
        const auto made = ask([&](ObjectFunction done) {
            return m_objects->create(resources::configMaps(), space, configMap(name, label, value), std::move(done));
        });
        if (!made && made.error().isAlreadyExists()) {
            const auto replaced = ask([&](ObjectFunction done) {
                return m_objects->replace(resources::configMaps(), space, configMap(name, label, value),
                                          std::move(done));
            });
            QVERIFY2(replaced.has_value(), replaced ? "" : qPrintable(replaced.error().toLine()));
            return;
        }
        QVERIFY2(made.has_value(), made ? "" : qPrintable(made.error().toLine()));
    }
    void erase(const QString &name)
    {
        const auto gone = ask([&](ObjectFunction done) {
            return m_objects->remove(resources::configMaps(), space, name, {}, std::move(done));
        });
        QVERIFY(gone.has_value() || gone.error().isNotFound());
    }
    /// What a fresh list says, asked without the proxy.
    QMap<QString, QString> truth(const QString &label)
    {
        ListOptions options;
        options.labelSelector = QStringLiteral("zdtp.io/fault=") + label;
        const auto list = ask([&](ObjectFunction done) {
            return m_objects->list(resources::configMaps(), space, options, std::move(done));
        });
        QMap<QString, QString> map;
        if (list) {
            for (const Json &item : list->at("items"))
                map.insert(jsonString(item, {"metadata", "name"}) + u'@' + jsonString(item, {"metadata", "uid"}),
                           jsonString(item, {"metadata", "resourceVersion"}));
        }
        return map;
    }
    int logged(const QByteArray &what) const
    {
        QFile file(m_folder.filePath(QStringLiteral("proxy.log")));
        return file.open(QIODevice::ReadOnly) ? int(file.readAll().count(what)) : 0;
    }
    /// Puts rules into force.
    void rules(const QString &text)
    {
        const int before = logged("\"rules read\"");
        const int refused = logged("rules refused");
        // Each text is another one, or the proxy would see no change.
        const QByteArray content = text.toUtf8() + "\n# " + QByteArray::number(++m_rulesWritten) + '\n';
        QFile file(m_folder.filePath(QStringLiteral("rules.next")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        file.close();
        QCOMPARE(::rename(qPrintable(file.fileName()), qPrintable(m_folder.filePath(QStringLiteral("rules")))), 0);
        QVERIFY(QTest::qWaitFor([&] { return logged("\"rules read\"") > before || logged("rules refused") > refused; },
                                10'000));
        QCOMPARE(logged("rules refused"), refused);
    }
    /// Waits for something, and lets the time pass at once where the client only waits for its next try.
    /// With `silence`, so much more passes whenever nothing happens for a while.
    bool until(const Following &following, test::SkippingClock &clock, const std::function<bool()> &done,
               std::chrono::seconds silence = {})
    {
        const auto end = SystemClock().elapsed() + 20s;
        int idle = 0;
        while (!done()) {
            if (SystemClock().elapsed() > end)
                return false;
            if (QTest::qWaitFor(done, 20))
                return true;
            const QDateTime next = following.freshness().nextTry;
            if (next.isValid() && next > clock.now()) {
                clock.skip(std::chrono::milliseconds(clock.now().msecsTo(next) + 1));
                idle = 0;
            } else if (silence > 0s && ++idle == 15) {
                clock.skip(silence);
                idle = 0;
            }
        }
        return true;
    }

    QTemporaryDir m_folder;
    bool m_ours = false;
    int m_rulesWritten = 0;
    Program m_proxy;
    RestConfig m_direct;
    RestConfig m_through;
    std::unique_ptr<RestClient> m_client;
    std::unique_ptr<ObjectClient> m_objects;

private slots:
    void initTestCase()
    {
        QString kubeconfig = qEnvironmentVariable("ZDTP_TEST_KUBECONFIG");
        if (kubeconfig.isEmpty()) {
            m_ours = true;
            const QString data = m_folder.filePath(QStringLiteral("data"));
            QCOMPARE(QProcess::execute(QStringLiteral(ZDTP_BIN_DIR "/zdtp-local"),
                                       {QStringLiteral("serve"), QStringLiteral("--detach"), QStringLiteral("--port"),
                                        QStringLiteral("0"), QStringLiteral("--data"), data}),
                     0);
            kubeconfig = data + QStringLiteral("/kubeconfig");
        }
        const auto file = Kubeconfig::load(kubeconfig);
        QVERIFY2(file.has_value(), file ? "" : qPrintable(file.error().toLine()));
        const auto config = file->restConfig({});
        QVERIFY2(config.has_value(), config ? "" : qPrintable(config.error().toLine()));
        m_direct = *config;
        m_client = std::make_unique<RestClient>(m_direct);
        m_objects = std::make_unique<ObjectClient>(*m_client);

        const auto write = [this](const QString &name, const QByteArray &content) {
            QFile out(m_folder.filePath(name));
            if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
                qFatal("%s cannot be written", qPrintable(out.fileName()));
            return out.fileName();
        };
        QStringList arguments{QStringLiteral("--to"),     m_direct.server.toString(),
                              QStringLiteral("--rules"),  write(QStringLiteral("rules"), "# none\n"),
                              QStringLiteral("--ca-out"), m_folder.filePath(QStringLiteral("proxy-ca.pem")),
                              QStringLiteral("--log"),    m_folder.filePath(QStringLiteral("proxy.log"))};
        if (!m_direct.caPem.isEmpty())
            arguments += {QStringLiteral("--server-ca"), write(QStringLiteral("ca.pem"), m_direct.caPem)};
        if (!m_direct.clientCertificatePem.isEmpty())
            arguments +=
                {QStringLiteral("--client-cert"), write(QStringLiteral("client.pem"), m_direct.clientCertificatePem),
                 QStringLiteral("--client-key"), write(QStringLiteral("client.key"), m_direct.clientKeyPem)};
        QVERIFY(m_proxy.start(QStringLiteral(ZDTP_SOURCE_DIR "/tests/faults/proxy"), arguments));
        m_through = m_direct;
        m_through.server = QUrl(m_proxy.firstLine());
        QVERIFY2(m_through.server.port() > 0, qPrintable(m_through.server.toString()));
        QFile authority(m_folder.filePath(QStringLiteral("proxy-ca.pem")));
        QVERIFY(authority.open(QIODevice::ReadOnly));
        m_through.caPem = authority.readAll();
        m_through.clientCertificatePem.clear();
        m_through.clientKeyPem.clear();
    }
    void cleanupTestCase()
    {
        m_client.reset();
        if (m_ours)
            QProcess::execute(
                QStringLiteral(ZDTP_BIN_DIR "/zdtp-local"),
                {QStringLiteral("stop"), QStringLiteral("--data"), m_folder.filePath(QStringLiteral("data"))});
    }

    void aViewSurvives_data()
    {
        QTest::addColumn<bool>("onceLive"); // the fault begins when the view is live; else it is there from the start
        QTest::addColumn<QString>("fault"); // rules
        QTest::addColumn<int>("silence");   // seconds to let pass before anybody notices
        QTest::addColumn<int>("state");     // what the view must have been meanwhile
        QTest::addColumn<QString>("words"); // and have said
        const int never = int(State::NotConnected);
        const int catching = int(State::CatchingUp);
        const int stale = int(State::Stale);
        const int live = int(State::Live);
        const QString list = QStringLiteral("on GET ") + maps + QStringLiteral(" !watch ");
        const QString watch = QStringLiteral("on GET ") + maps + QStringLiteral(" watch=true ");
        const QString now = QStringLiteral("now GET ") + maps + QStringLiteral(" watch=true do ");
        const auto row = [](const char *name, bool onceLive, const QString &fault, int silence, int state,
                            const char *words) {
            QTest::newRow(name) << onceLive << fault << silence << state << QString::fromUtf8(words);
        };
        const auto text = [](const char *rule) { return QString::fromUtf8(rule); };

        // The way there.
        row("nobody listens", false, text("connect refuse"), 0, never, "refused the connection");
        row("nobody answers", false, text("connect hang"), 31, never, "no word from 127.0.0.1 for 30 s");
        row("connections are reset", false, text("connect reset"), 0, never, "the connection to .* broke");
        row("no TLS there", false, text("connect plain"), 0, never, "no secure connection");
        row("the certificate expired", false, text("connect expired"), 0, never, "certificate expired on");
        row("the certificate is not valid yet", false, text("connect not-yet"), 0, never, "not valid before");
        row("the certificate is another's", false, text("connect wrong-name"), 0, never,
            "not for 127.0.0.1 but for elsewhere.example");
        row("an unknown authority", false, text("connect unknown-authority"), 0, never, "signed by an unknown");
        // Lists.
        row("a list is cut off", false, list + text("times 1 do cut 300"), 0, catching, "^$");
        row("a list's answer is lost", false, list + text("times 1 do swallow"), 31, never, "no word from");
        row("a list stalls", false, list + text("times 1 do stall 300"), 31, never, "no word from");
        row("a list is damaged", false, list + text("times 1 do corrupt 40"), 0, never, "is not");
        row("the server is busy and says for how long", false,
            list + text("times 2 do answer 429 retry-after=1 reason=TooManyRequests text=busy"), 0, catching, "^$");
        row("the server is busy", false, list + text("times 1 do answer 429 reason=TooManyRequests text=\"too many\""),
            0, never, "too many");
        row("a gateway without a server", false, list + text("times 1 do answer 502 text=\"<h1>Bad gateway</h1>\""), 0,
            never, "the server answered 502: Bad gateway");
        row("a login page", false, list + text("times 1 do answer 302"), 0, never, "sends us elsewhere");
        row("not let in", false, list + text("times 1 do answer 401 reason=Unauthorized text=Unauthorized"), 0, never,
            "^Unauthorized\\. The (token|context) ");
        row("not allowed", false, list + text("times 1 do answer 403 reason=Forbidden text=\"is forbidden\""), 0, never,
            "is forbidden");
        row("a slow line", false, text("on GET * do slow 97 1ms"), 0, live, "^$");
        row("a long way", false, text("on GET * do delay 120ms"), 0, live, "^$");
        // Watches.
        row("cut in the middle of an event", true, now + text("cut\n") + watch + text("times 1 do cut 1l+40"), 0, stale,
            "the connection to .* broke");
        row("ended in the middle of an event", true, now + text("cut\n") + watch + text("times 1 do end 1l+40"), 0,
            stale, "broke|^$");
        row("the server is started again", true, now + text("cut\nconnect refuse"), 0, stale, "refused the connection");
        row("half open", true, now + text("stall"), 121, stale, "no word from the server for 120 s");
        row("a watch that is never answered", true, now + text("cut\n") + watch + text("times 1 do swallow"), 31, stale,
            "no word from the server for 30 s");
        row("expired, as an answer", true,
            now + text("cut\n") + watch + text("times 1 do answer 410 reason=Expired text=\"too old\""), 0, stale,
            "broke");
        row("expired, in the stream", true,
            now +
                text("insert \"{\\\"type\\\":\\\"ERROR\\\",\\\"object\\\":{\\\"kind\\\":\\\"Status\\\",\\\"reason\\\":"
                     "\\\"Expired\\\",\\\"code\\\":410}}\\n\""),
            0, stale, "^$");
        row("an error in the stream", true,
            now +
                text("insert \"{\\\"type\\\":\\\"ERROR\\\",\\\"object\\\":{\\\"kind\\\":\\\"Status\\\",\\\"reason\\\":"
                     "\\\"InternalError\\\",\\\"message\\\":\\\"etcd is tired\\\",\\\"code\\\":500}}\\n\""),
            0, stale, "etcd is tired");
        row("a watch is refused as too much", true,
            now + text("cut\n") + watch + text("times 2 do answer 429 retry-after=2 reason=TooManyRequests text=busy"),
            0, stale, "busy");
        row("a watch fails inside the server", true,
            now + text("cut\n") + watch + text("times 1 do answer 500 reason=InternalError text=\"went wrong\""), 0,
            stale, "went wrong");
        row("the token expires", true,
            now + text("cut\n") + watch + text("times 1 do answer 401 reason=Unauthorized text=Unauthorized"), 0, stale,
            "^Unauthorized\\. The (token|context) ");
        row("a line without an end", true, now + text("cut\n") + watch + text("times 1 do insert-line 0 17000000"), 0,
            stale, "line of more than 16 MiB");
        row("a damaged event", true, now + text("cut\n") + watch + text("times 1 do corrupt 30"), 0, stale, "is not");
        row("something else than an event", true, now + text("insert \"<html>\\n\""), 0, stale, "is not");
        row("watches that end at once", true, now + text("cut\n") + watch + text("times 3 do answer 200"), 0, stale,
            "ended the watch at once");
        row("sleep", true, QString(), -1, stale, "this machine slept for 3600 s");
    }
    void aViewSurvives()
    {
        QFETCH(bool, onceLive);
        QFETCH(QString, fault);
        QFETCH(int, silence);
        QFETCH(int, state);
        QFETCH(QString, words);
        static int number = 0;
        const QString label = QStringLiteral("f%1").arg(++number);
        const auto name = [&](const char *what) -> QString { return label + u'-' + QString::fromLatin1(what); };
        // It must have happened: what the proxy's log says then.
        const qsizetype last = fault.lastIndexOf(QLatin1String(" times "));
        const QByteArray done =
            last < 0 ? QByteArray()
                     : "\"did\":\"" + fault.mid(fault.indexOf(QLatin1String(" do "), last) + 4, 6).toUtf8();
        const int doneBefore = logged(done);
        rules({});
        for (const char *one : {"a", "b", "c"})
            change(name(one), label, QStringLiteral("1"));
        if (!onceLive)
            rules(fault);
        test::SkippingClock clock;
        Following following(m_through, label, clock);
        const auto isLive = [&] { return following.freshness().isLive(); };
        if (onceLive) {
            QVERIFY2(QTest::qWaitFor(isLive, 20'000), qPrintable(following.everything()));
            following.said.clear();
            rules(fault);
        }
        change(name("b"), label, QStringLiteral("2"));
        erase(name("c"));
        change(name("d"), label, QStringLiteral("1"));
        if (silence > 0) {
            // Until the request that hangs is under way; what was said before is not what is waited for.
            QTest::qWait(300);
            clock.skip(std::chrono::seconds(silence));
        } else if (silence < 0) {
            clock.sleep(1h);
            clock.skip(11s);
        }
        const QRegularExpression wanted(words);
        const bool said = until(
            following, clock, [&] { return following.everSaid(State(state), wanted); }, 20s);
        QVERIFY2(said, qPrintable(following.everything()));
        if (state != int(State::Live))
            change(name("e"), label, QStringLiteral("1"));
        if (fault.startsWith(QLatin1String("connect")) || fault.contains(QLatin1String("\nconnect")))
            rules({}); // the others end by themselves
        QMap<QString, QString> fresh;
        const bool equal = until(following, clock, [&] {
            if (!isLive())
                return false;
            fresh = truth(label);
            return following.held() == fresh;
        });
        QVERIFY2(equal, qPrintable(following.everything()));
        QVERIFY2(following.freshness().problem.isEmpty(), qPrintable(following.freshness().problem));
        QCOMPARE(fresh.size(), state == int(State::Live) ? 3 : 4);
        QVERIFY2(following.twice.isEmpty(), qPrintable(following.twice.join(u'\n')));
        QCOMPARE(following.followed.size(), fresh.size());
        if (!done.isEmpty())
            QVERIFY2(QTest::qWaitFor([&] { return logged(done) > doneBefore; }, 10'000), done.constData());
        for (const char *one : {"a", "b", "d", "e"})
            erase(name(one));
    }

    void aMutationIsNeverRepeated_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<int>("silence");
        QTest::addColumn<bool>("isThere");    // afterwards
        QTest::addColumn<bool>("isDoubtful"); // what the caller is told
        QTest::addColumn<QString>("words");
        QTest::newRow("cut before") << QStringLiteral("cut before") << 0 << false << true << QStringLiteral("broke");
        QTest::newRow("cut after") << QStringLiteral("cut after") << 0 << true << true << QStringLiteral("broke");
        QTest::newRow("the answer is cut") << QStringLiteral("cut 20") << 0 << true << true << QStringLiteral("broke");
        QTest::newRow("the answer is lost")
            << QStringLiteral("swallow") << 31 << true << true << QStringLiteral("no word from");
        QTest::newRow("sent twice") << QStringLiteral("duplicate") << 0 << true << false << QStringLiteral("exists");
        QTest::newRow("busy") << QStringLiteral("answer 429 retry-after=1 reason=TooManyRequests text=busy") << 0
                              << false << false << QStringLiteral("busy");
        QTest::newRow("a failing server")
            << QStringLiteral("answer 503 retry-after=1 text=down") << 0 << false << true << QStringLiteral("503");
    }
    void aMutationIsNeverRepeated()
    {
        QFETCH(QString, fault);
        QFETCH(int, silence);
        QFETCH(bool, isThere);
        QFETCH(bool, isDoubtful);
        QFETCH(QString, words);
        rules(QStringLiteral("on POST * do ") + fault);
        const int before = logged("\"method\":\"POST\"");
        test::SkippingClock clock;
        RestClientOptions options;
        options.clock = &clock;
        RestClient client(m_through, options);
        const ObjectClient objects(client);
        const QString name = QStringLiteral("mutation-%1").arg(before);
        std::optional<ApiResult<Json>> result;
        const auto call = objects.create(resources::configMaps(), space,
                                         configMap(name, QStringLiteral("mutation"), QStringLiteral("1")),
                                         [&result](ApiResult<Json> answer) { result = std::move(answer); });
        const auto there = [&] {
            return ask([&](ObjectFunction done) {
                       return m_objects->get(resources::configMaps(), space, name, std::move(done));
                   })
                .has_value();
        };
        if (silence > 0) {
            QVERIFY(QTest::qWaitFor(there, 20'000));
            clock.skip(std::chrono::seconds(silence));
        }
        QVERIFY(QTest::qWaitFor([&result] { return result.has_value(); }, 20'000));
        QVERIFY(!result->has_value());
        const ApiError &error = result->error();
        QVERIFY2(error.toLine().contains(words), qPrintable(error.toLine()));
        QCOMPARE(error.isAmbiguous(), isDoubtful);
        clock.skip(60s);
        QCOMPARE(there(), isThere);
        QVERIFY(QTest::qWaitFor([&] { return logged("\"method\":\"POST\"") == before + 1; }, 10'000));
        erase(name);
    }
};

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
