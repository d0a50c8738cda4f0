#include "k8s/base/json.h"
#include "k8s/rest/execconsent.h"
#include "k8s/rest/exechost.h"
#include "k8s/rest/execprotocol.h"
#include "k8s/rest/restclient.h"
#include "tests/support/scriptserver.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace zdtp;
using namespace zdtp::k8s;
using namespace zdtp::test;
using namespace std::chrono_literals;

namespace {

const QString v1 = QStringLiteral("client.authentication.k8s.io/v1");

class Never final : public ExecConsent
{
public:
    bool isGiven(const ExecRequest &) const override { return false; }
};

QByteArray answer(const QByteArray &status, const QByteArray &version = "client.authentication.k8s.io/v1")
{
    return "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" + version + "\",\"status\":" + status + "}";
}

ExecPlugin plugin(const QString &command)
{
    ExecPlugin exec;
    exec.apiVersion = v1;
    exec.command = command;
    exec.userName = QStringLiteral("anna");
    exec.origin = {QStringLiteral("/home/anna/config"), 7, 3};
    return exec;
}

struct Asked
{
    std::optional<ApiResult<Response>> result;
    CallHandle call;
};

} // namespace

class TestExec : public QObject
{
    Q_OBJECT

private:
    QString script(const QString &name, const QByteArray &body)
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write("#!/bin/sh\n" + body) < 0)
            qFatal("cannot write %s", qPrintable(path));
        file.setPermissions(file.permissions() | QFileDevice::ExeOwner);
        return path;
    }
    QByteArray content(const QString &name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    RestConfig config(const ScriptServer &server, const ExecPlugin &exec) const
    {
        RestConfig config;
        config.server = server.url();
        config.caPem = m_authority.pem();
        config.userName = exec.userName;
        config.exec = exec;
        return config;
    }
    static void ask(RestClient &client, Asked &asked)
    {
        Request request;
        request.path = QStringLiteral("/version");
        asked.result.reset();
        asked.call = client.send(request, [&asked](ApiResult<Response> result) { asked.result = std::move(result); });
    }
    static bool answered(const Asked &asked)
    {
        return QTest::qWaitFor([&asked] { return asked.result.has_value(); }, 30'000);
    }
    static QByteArray why(const Asked &asked)
    {
        return !asked.result   ? QByteArray("no answer")
               : *asked.result ? QByteArray()
                               : asked.result->error().toLine().toUtf8();
    }
    Identity serverIdentity() const
    {
        return m_authority.issue(QStringLiteral("server"), {QStringLiteral("127.0.0.1"), QStringLiteral("localhost")});
    }
    /// Writes a line into `runs` at each run, then answers with what `status` says.
    QString counting(const QString &name, const QByteArray &status)
    {
        return script(name, "echo run >> '" + m_folder.path().toUtf8() + "/" + name.toUtf8() + ".runs'\ncat <<'E'\n" +
                                answer(status) + "\nE\n");
    }
    qsizetype runs(const QString &name) const { return content(name + QStringLiteral(".runs")).count('\n'); }

    QTemporaryDir m_folder;
    Authority m_authority;
    SystemClock m_clock;

private slots:
    void answersAreReadByTheRules_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QString>("words"); // empty: a credential
        const auto row = [](const char *name, const QByteArray &output, const char *words) {
            QTest::newRow(name) << output << QString::fromLatin1(words);
        };
        const Identity one = m_authority.issue(QStringLiteral("anna"), {});
        const Identity other = m_authority.issue(QStringLiteral("bert"), {});
        const auto pem = [](QByteArray text) -> QByteArray { return "\"" + text.replace("\n", "\\n") + "\""; };
        row("token", answer("{\"token\":\"canary\"}"), "");
        row("nothing", "", "wrote no answer");
        row("no JSON", "canary", "not JSON");
        row("another kind", "{\"kind\":\"Pod\",\"status\":{\"token\":\"canary\"}}", "answered with a \"Pod\"");
        row("another version", answer("{\"token\":\"canary\"}", "client.authentication.k8s.io/v1beta1"),
            "answered in API version");
        row("no status", answer("null"), "without a status");
        row("empty status", answer("{}"), "neither a token nor a certificate");
        row("token of two lines", answer("{\"token\":\"canary\\nX: y\"}"), "a line break");
        row("token of another type", answer("{\"token\":5}"), "not a text");
        row("certificate",
            answer("{\"clientCertificateData\":" + pem(one.certificate) + ",\"clientKeyData\":" + pem(one.key) + "}"),
            "");
        row("certificate alone", answer("{\"clientCertificateData\":" + pem(one.certificate) + "}"), "only one of");
        row("key of another",
            answer("{\"clientCertificateData\":" + pem(one.certificate) + ",\"clientKeyData\":" + pem(other.key) + "}"),
            "does not belong");
        row("certificate that is none", answer("{\"clientCertificateData\":\"canary\",\"clientKeyData\":\"canary\"}"),
            "cannot be used");
        row("expiry", answer("{\"token\":\"canary\",\"expirationTimestamp\":\"2026-03-05T17:30:20Z\"}"), "");
        row("expiry that is none", answer("{\"token\":\"canary\",\"expirationTimestamp\":\"soon\"}"), "no time");
    }
    void answersAreReadByTheRules()
    {
        QFETCH(QByteArray, output);
        QFETCH(QString, words);
        const auto read = parseExecCredential(output, plugin(QStringLiteral("p")));
        if (words.isEmpty()) {
            QVERIFY2(read.has_value(), read ? "" : qPrintable(read.error().toLine()));
            return;
        }
        QVERIFY(!read.has_value());
        const QString line = read.error().toLine();
        QVERIFY2(line.contains(words), qPrintable(line));
        QVERIFY2(!line.contains(QLatin1String("canary")), qPrintable(line));
    }

    void textOfStrangersHoldsNoControlCharacters()
    {
        QCOMPARE(cleanText(QStringLiteral("a\x1b[31mred\x1b[0m\x07 b\u202ec"), 100), QStringLiteral("ared bc"));
        QCOMPARE(cleanText(QStringLiteral("\x1b]0;title\x07x\ny"), 100), QStringLiteral("x y"));
        QCOMPARE(cleanText(QStringLiteral("x\ny"), 100, true), QStringLiteral("x\ny"));
        QCOMPARE(cleanText(QString(50, u'x'), 10).size(), 11);
    }

    void programsAreFoundAsKubectlFindsThem()
    {
        const QString path = script(QStringLiteral("tool"), "");
        QCOMPARE(resolveExec(plugin(path), {})->program, path);
        QCOMPARE(resolveExec(plugin(QStringLiteral("tool")), QStringLiteral("/nowhere:.:") + m_folder.path())->program,
                 path);
        // What lies in the folder that we stand in is never meant.
        QVERIFY(!resolveExec(plugin(QStringLiteral("tool")), QStringLiteral(".:")));
        ExecPlugin missing = plugin(QStringLiteral("gone"));
        missing.installHint = QStringLiteral("brew install gone");
        const auto found = resolveExec(missing, m_folder.path());
        QVERIFY(!found);
        QVERIFY(found.error().toLine().contains(QLatin1String("brew install gone")));
    }

    void anAgreementIsAboutWhatWasShown()
    {
        const QString file = m_folder.filePath(QStringLiteral("consent/exec.json"));
        ExecConsentStore store(file);
        ExecPlugin exec = plugin(script(QStringLiteral("agreed"), ""));
        exec.args = {QStringLiteral("--cluster"), QStringLiteral("a b"), QStringLiteral("--key=argument-canary")};
        exec.env = {{QStringLiteral("KEY"), QStringLiteral("value-canary")}};
        const ExecRequest request = *resolveExec(exec, {});
        QVERIFY(request.commandLine().endsWith(QLatin1String("agreed --cluster 'a b' --key=argument-canary")));
        QVERIFY(!store.isGiven(request));
        QVERIFY(store.give(request, m_clock.now()).has_value());
        QVERIFY(store.isGiven(request));
        QVERIFY(ExecConsentStore(file).isGiven(request)); // another process
        QVERIFY(!(QFile::permissions(file) & (QFileDevice::ReadGroup | QFileDevice::ReadOther |
                                              QFileDevice::WriteGroup | QFileDevice::WriteOther)));
        QFile kept(file);
        QVERIFY(kept.open(QIODevice::ReadOnly));
        const QByteArray bytes = kept.readAll();
        QVERIFY(!bytes.contains("canary"));

        const auto differs = [&](auto change) {
            ExecRequest other = request;
            change(other);
            return !store.isGiven(other);
        };
        QVERIFY(differs([](ExecRequest &other) { other.plugin.args[0] = QStringLiteral("--clusters"); }));
        QVERIFY(differs([](ExecRequest &other) { other.plugin.args.append(QString()); }));
        QVERIFY(differs([](ExecRequest &other) { other.plugin.env[0].value = QStringLiteral("x"); }));
        QVERIFY(differs([](ExecRequest &other) { other.plugin.env[0].name = QStringLiteral("LD_PRELOAD"); }));
        QVERIFY(differs([](ExecRequest &other) { other.canonical = QStringLiteral("/tmp/evil"); }));
        QVERIFY(differs([](ExecRequest &other) { other.program = QStringLiteral("/tmp/evil"); }));
        QVERIFY(differs([](ExecRequest &other) { other.plugin.origin.file = QStringLiteral("/tmp/other"); }));
        // Where in the file it stands does not matter.
        QVERIFY(!differs([](ExecRequest &other) { other.plugin.origin.line = 90; }));

        QVERIFY(store.takeBack(request).has_value());
        QVERIFY(!store.isGiven(request));
        // A damaged file agrees to nothing.
        QVERIFY(kept.isOpen());
        kept.close();
        QVERIFY(kept.open(QIODevice::WriteOnly));
        kept.write("{\"agreed\":[5,{\"program\":7}]}");
        kept.close();
        QVERIFY(!store.isGiven(request));
    }

    void nothingRunsThatNobodyAgreedTo()
    {
        ScriptServer server(serverIdentity(), [](const auto &, const auto &to) { to.send(200, "{}"); });
        const Never never;
        ExecHost host(never, m_clock);
        RestClientOptions options;
        options.exec = &host;
        ExecPlugin exec = plugin(counting(QStringLiteral("unasked"), "{\"token\":\"t\"}"));
        exec.args = {QStringLiteral("get-token")};
        RestClient client(config(server, exec), options);
        Asked asked;
        ask(client, asked);
        QVERIFY(answered(asked));
        QVERIFY(!asked.result->has_value());
        QVERIFY(isConsentRequired(asked.result->error()));
        const QString line = asked.result->error().toLine();
        QVERIFY2(line.contains(exec.command + QStringLiteral(" get-token")), qPrintable(line));
        QVERIFY2(line.contains(QLatin1String("/home/anna/config:7:3")), qPrintable(line));
        QVERIFY2(line.contains(QLatin1String("--allow-exec")), qPrintable(line));
        QCOMPARE(runs(QStringLiteral("unasked")), 0);
        QVERIFY(server.seen.isEmpty());

        RestClient without(config(server, exec)); // no host at all
        ask(without, asked);
        QVERIFY(answered(asked));
        QVERIFY(!asked.result->has_value());
        QCOMPARE(runs(QStringLiteral("unasked")), 0);
    }

    void onePluginRunServesEveryRequest()
    {
        ScriptServer server(serverIdentity(), [](const auto &, const auto &to) { to.send(200, "{}"); });
        const ExecAllowed allowed;
        ExecHost host(allowed, m_clock);
        RestClientOptions options;
        options.exec = &host;
        const ExecPlugin exec = plugin(counting(QStringLiteral("once"), "{\"token\":\"from-plugin\"}"));
        RestClient client(config(server, exec), options);
        RestClient second(config(server, exec), options);
        std::array<Asked, 9> asked;
        for (size_t i = 0; i < asked.size(); ++i)
            ask(i % 2 == 0 ? client : second, asked[i]);
        for (const Asked &one : asked) {
            QVERIFY(answered(one));
            QVERIFY2(one.result->has_value(), why(one).constData());
        }
        QCOMPARE(runs(QStringLiteral("once")), 1);
        QCOMPARE(server.seen.size(), 9);
        for (const auto &seen : server.seen)
            QCOMPARE(seen.headers.value("authorization"), QByteArray("Bearer from-plugin"));
    }

    void thePluginIsToldWhatTheKubeconfigSays()
    {
        ScriptServer server(serverIdentity(), [](const auto &, const auto &to) { to.send(200, "{}"); });
        const ExecAllowed allowed;
        ExecHost host(allowed, m_clock);
        RestClientOptions options;
        options.exec = &host;
        ExecPlugin exec = plugin(script(QStringLiteral("told"), "printf '%s' \"$KUBERNETES_EXEC_INFO\" > '" +
                                                                    m_folder.path().toUtf8() + "/info'\necho '" +
                                                                    answer("{\"token\":\"'$WORD-$1'\"}") + "'\n"));
        exec.args = {QStringLiteral("arg")};
        exec.env = {{QStringLiteral("WORD"), QStringLiteral("from env")}};
        exec.provideClusterInfo = true;
        exec.clusterExtension = "{\"audience\":\"x\"}";
        RestConfig with = config(server, exec);
        with.tlsServerName = QStringLiteral("localhost");
        RestClient client(with, options);
        Asked asked;
        ask(client, asked);
        QVERIFY(answered(asked));
        QVERIFY2(asked.result->has_value(), why(asked).constData());
        QCOMPARE(server.seen.first().headers.value("authorization"), QByteArray("Bearer from env-arg"));
        const Json info = Json::parse(content(QStringLiteral("info")).toStdString(), nullptr, false);
        QCOMPARE(jsonString(info, {"kind"}), QStringLiteral("ExecCredential"));
        QCOMPARE(jsonString(info, {"apiVersion"}), v1);
        QCOMPARE(jsonAt(info, {"spec", "interactive"})->get<bool>(), false);
        QCOMPARE(jsonString(info, {"spec", "cluster", "server"}), server.url().toString());
        QCOMPARE(jsonString(info, {"spec", "cluster", "tls-server-name"}), QStringLiteral("localhost"));
        QCOMPARE(QByteArray::fromBase64(jsonString(info, {"spec", "cluster", "certificate-authority-data"}).toLatin1()),
                 m_authority.pem());
        QCOMPARE(jsonString(info, {"spec", "cluster", "config", "audience"}), QStringLiteral("x"));
        QVERIFY(!content(QStringLiteral("info")).contains('\n'));
    }

    void aRefusedCredentialIsAskedForOnceMore()
    {
        // The plugin counts its runs and says the number; the server wants 2.
        ScriptServer server(serverIdentity(), [](const ScriptServer::Seen &seen, const auto &to) {
            if (seen.headers.value("authorization") == "Bearer 2")
                to.send(200, "{}");
            else
                to.send(401, "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"Unauthorized\",\"code\":401}");
        });
        const QByteArray runsFile = m_folder.path().toUtf8() + "/again.runs";
        const ExecAllowed allowed;
        ExecHost host(allowed, m_clock);
        RestClientOptions options;
        options.exec = &host;
        const ExecPlugin exec = plugin(
            script(QStringLiteral("again"), "echo run >> '" + runsFile + "'\necho '" +
                                                answer("{\"token\":\"'$(wc -l < '" + runsFile + "')'\"}") + "'\n"));
        RestClient client(config(server, exec), options);
        Asked asked;
        ask(client, asked);
        QVERIFY(answered(asked));
        QVERIFY2(asked.result->has_value(), why(asked).constData());
        QCOMPARE(runs(QStringLiteral("again")), 2);
        QCOMPARE(server.seen.size(), 2);
        ask(client, asked);
        QVERIFY(answered(asked));
        QCOMPARE(runs(QStringLiteral("again")), 2);
    }

    void anExpiredCredentialIsRenewedBeforeTheRequest()
    {
        ScriptServer server(serverIdentity(), [](const auto &, const auto &to) { to.send(200, "{}"); });
        ManualClock clock;
        const QString expiry = clock.now().addSecs(600).toString(Qt::ISODate);
        const ExecAllowed allowed;
        ExecHost host(allowed, clock);
        const ExecPlugin exec = plugin(counting(
            QStringLiteral("expiring"), "{\"token\":\"t\",\"expirationTimestamp\":\"" + expiry.toLatin1() + "\"}"));
        const auto authenticator = host.authenticator(config(server, exec));
        std::optional<ApiResult<ExecAuthenticator::Given>> given;
        const auto get = [&] {
            given.reset();
            auto call = authenticator->get([&given](auto result) { given = std::move(result); });
            const bool came = QTest::qWaitFor([&given] { return given.has_value(); }, 30'000);
            return came && given->has_value();
        };
        QVERIFY(get());
        QVERIFY(authenticator->current());
        clock.advance(599s);
        QVERIFY(get());
        QCOMPARE(runs(QStringLiteral("expiring")), 1);
        clock.advance(2s);
        QVERIFY(!authenticator->current());
        QVERIFY(get());
        QCOMPARE(runs(QStringLiteral("expiring")), 2);
        QCOMPARE((*given)->generation, quint64(2));
    }

    void whoWasRefusedWithAnOldOneKeepsTheNewOne()
    {
        ScriptServer server(serverIdentity(), [](const auto &, const auto &to) { to.send(200, "{}"); });
        const ExecAllowed allowed;
        ExecHost host(allowed, m_clock);
        const auto authenticator =
            host.authenticator(config(server, plugin(counting(QStringLiteral("kept"), "{\"token\":\"t\"}"))));
        std::optional<ApiResult<ExecAuthenticator::Given>> given;
        const auto call = authenticator->get([&given](auto result) { given = std::move(result); });
        QVERIFY(QTest::qWaitFor([&given] { return given.has_value(); }, 30'000));
        authenticator->refused(0);
        QVERIFY(authenticator->current());
        authenticator->refused(1);
        QVERIFY(!authenticator->current());
    }

    void aPluginsCertificateGetsConnectionsOfItsOwn()
    {
        ScriptServer server(serverIdentity(), [](const ScriptServer::Seen &seen, const auto &to) {
            if (seen.clientName == QLatin1String("second"))
                to.send(200, "{}");
            else
                to.send(401, "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"Unauthorized\",\"code\":401}");
        });
        const auto status = [&](const QString &name) {
            const Identity user = m_authority.issue(name, {});
            QByteArray certificate = user.certificate;
            QByteArray key = user.key;
            return answer("{\"clientCertificateData\":\"" + certificate.replace("\n", "\\n") +
                          "\",\"clientKeyData\":\"" + key.replace("\n", "\\n") + "\"}");
        };
        for (const char *name : {"first", "second"}) {
            QFile file(m_folder.filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(status(QString::fromLatin1(name)));
        }
        const QByteArray folder = m_folder.path().toUtf8();
        const ExecAllowed allowed;
        ExecHost host(allowed, m_clock);
        RestClientOptions options;
        options.exec = &host;
        const ExecPlugin exec = plugin(script(QStringLiteral("cert"), "cd '" + folder +
                                                                          "'\nif [ -e ran ]; then cat second; else cat "
                                                                          "first; fi\ntouch ran\n"));
        RestClient client(config(server, exec), options);
        Asked asked;
        ask(client, asked);
        QVERIFY(answered(asked));
        QVERIFY2(asked.result->has_value(), why(asked).constData());
        QCOMPARE(server.seen.size(), 2);
        QCOMPARE(server.seen.at(0).clientName, QStringLiteral("first"));
        QCOMPARE(server.seen.at(1).clientName, QStringLiteral("second"));
        QVERIFY(server.seen.at(0).connection != server.seen.at(1).connection);
        QVERIFY(server.seen.at(0).headers.value("authorization").isEmpty());
    }

    void failuresAreToldWithWhatThePluginSaid_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("words");
        QTest::newRow("exit code")
            << QByteArray("echo canary; echo 'first line' >&2; printf 'please \\033[31mlog in\\033[0m\\n' >&2; exit 3")
            << QStringLiteral("exit code 3. It says: please log in");
        QTest::newRow("crash") << QByteArray("kill -SEGV $$") << QStringLiteral("crashed");
        QTest::newRow("much output") << QByteArray("yes canary | head -c 3000000") << QStringLiteral("more than 1 MiB");
        QTest::newRow("no answer") << QByteArray("exit 0") << QStringLiteral("wrote no answer");
    }
    void failuresAreToldWithWhatThePluginSaid()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, words);
        ScriptServer server(serverIdentity(), [](const auto &, const auto &to) { to.send(200, "{}"); });
        const ExecAllowed allowed;
        ExecHost host(allowed, m_clock);
        QSignalSpy ended(&host, &ExecHost::ended);
        RestClientOptions options;
        options.exec = &host;
        RestClient client(config(server, plugin(script(QStringLiteral("failing"), body))), options);
        Asked asked;
        ask(client, asked);
        QVERIFY(answered(asked));
        QVERIFY(!asked.result->has_value());
        const QString line = asked.result->error().toLine();
        QVERIFY2(line.contains(words), qPrintable(line));
        QVERIFY2(!line.contains(QLatin1String("canary")), qPrintable(line));
        QVERIFY2(!line.contains(QChar(0x1b)), qPrintable(line));
        QCOMPARE(ended.size(), 1);
        QVERIFY(server.seen.isEmpty());
        QVERIFY(!host.isRunning());
    }

    void aPluginThatHangsIsEndedWithAllThatItStarted()
    {
        ScriptServer server(serverIdentity(), [](const auto &, const auto &to) { to.send(200, "{}"); });
        ManualClock clock;
        const ExecAllowed allowed;
        ExecHost host(allowed, clock);
        QSignalSpy said(&host, &ExecHost::said);
        RestClientOptions options;
        options.exec = &host;
        const ExecPlugin exec =
            plugin(script(QStringLiteral("hanging"), "sleep 1000 &\necho $! > '" + m_folder.path().toUtf8() +
                                                         "/child'\necho 'open https://login' >&2\nwait\n"));
        for (const bool byTimeout : {true, false}) {
            QFile::remove(m_folder.filePath(QStringLiteral("child")));
            said.clear();
            RestClient client(config(server, exec), options);
            Asked asked;
            ask(client, asked);
            QVERIFY(QTest::qWaitFor([&] { return !said.isEmpty(); }, 30'000));
            QCOMPARE(said.first().first().toString(), QStringLiteral("open https://login"));
            const auto child = pid_t(content(QStringLiteral("child")).trimmed().toInt());
            QVERIFY(child > 0 && kill(child, 0) == 0);
            QVERIFY(host.isRunning());
            if (byTimeout)
                clock.advance(121s);
            else
                host.cancel();
            QVERIFY(answered(asked));
            QVERIFY(!asked.result->has_value());
            const QString line = asked.result->error().toLine();
            QVERIFY2(line.contains(byTimeout ? QLatin1String("within 120 s") : QLatin1String("was cancelled")),
                     qPrintable(line));
            QVERIFY(QTest::qWaitFor([child] { return kill(child, 0) != 0; }, 30'000));
        }
    }

    void aClientThatGoesEndsItsPlugin()
    {
        ScriptServer server(serverIdentity(), [](const auto &, const auto &to) { to.send(200, "{}"); });
        const ExecAllowed allowed;
        ExecHost host(allowed, m_clock);
        QSignalSpy said(&host, &ExecHost::said);
        RestClientOptions options;
        options.exec = &host;
        {
            RestClient client(config(server, plugin(script(QStringLiteral("slow"), "echo up >&2\nexec sleep 1000\n"))),
                              options);
            Asked asked;
            ask(client, asked);
            QVERIFY(QTest::qWaitFor([&] { return !said.isEmpty(); }, 30'000));
        }
        QVERIFY(!host.isRunning());
    }

    void whoNeedsATerminalIsToldThatThereIsNone()
    {
        ScriptServer server(serverIdentity(), [](const auto &, const auto &to) { to.send(200, "{}"); });
        const ExecAllowed allowed;
        ExecHost host(allowed, m_clock);
        RestClientOptions options;
        options.exec = &host;
        ExecPlugin exec = plugin(counting(QStringLiteral("terminal"), "{\"token\":\"t\"}"));
        exec.interactive = ExecPlugin::Interactive::Always;
        RestClient client(config(server, exec), options);
        Asked asked;
        ask(client, asked);
        QVERIFY(answered(asked));
        QVERIFY(!asked.result->has_value());
        QVERIFY(asked.result->error().toLine().contains(QLatin1String("wants a terminal")));
        QCOMPARE(runs(QStringLiteral("terminal")), 0);
    }

    void aTokenBesideThePluginWins()
    {
        ScriptServer server(serverIdentity(), [](const auto &, const auto &to) { to.send(200, "{}"); });
        const Never never;
        ExecHost host(never, m_clock);
        RestClientOptions options;
        options.exec = &host;
        RestConfig with = config(server, plugin(QStringLiteral("/nowhere")));
        with.token = "own";
        RestClient client(with, options);
        Asked asked;
        ask(client, asked);
        QVERIFY(answered(asked));
        QVERIFY2(asked.result->has_value(), why(asked).constData());
        QCOMPARE(server.seen.first().headers.value("authorization"), QByteArray("Bearer own"));
    }

    void theLoginShellKnowsMorePlaces()
    {
        const QString bin = m_folder.filePath(QStringLiteral("bin"));
        QVERIFY(QDir().mkpath(bin));
        QVERIFY(QFile::rename(script(QStringLiteral("only-in-login"), ""), bin + QStringLiteral("/only-in-login")));
        ExecHostOptions options;
        options.loginPath = true;
        options.environment = QProcessEnvironment();
        options.environment.insert(QStringLiteral("PATH"), QStringLiteral("/usr/bin:/bin"));
        // A shell whose profile greets people.
        options.environment.insert(QStringLiteral("SHELL"),
                                   script(QStringLiteral("shell"), "echo Welcome\nPATH=\"" + bin.toUtf8() +
                                                                       ":/bin\"\nshift\nexec /bin/sh \"$@\"\n"));
        const ExecAllowed allowed;
        ExecHost host(allowed, m_clock, options);
        std::optional<Result<ExecRequest>> found;
        const auto call = host.resolve(plugin(QStringLiteral("only-in-login")), [&](auto result) { found = result; });
        QVERIFY(QTest::qWaitFor([&] { return found.has_value(); }, 30'000));
        QVERIFY2(found->has_value(), found->has_value() ? "" : qPrintable(found->error().toLine()));
        QCOMPARE((*found)->program, bin + QStringLiteral("/only-in-login"));
    }
};

QTEST_GUILESS_MAIN(TestExec)
#include "tst_exec.moc"
