// Every way to sign in and every oddity of a kubeconfig, given to the real kubectl and to us: the same effective
// configuration, the same outcome at a real API server, and words where it is refused.

#include "k8s/base/json.h"
#include "k8s/config/kubeconfig.h"
#include "k8s/rest/exechost.h"
#include "k8s/rest/restclient.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

using namespace zdtp;
using namespace zdtp::k8s;

class TestSignIn : public QObject
{
    Q_OBJECT

private:
    struct Ran
    {
        int code = -1;
        QByteArray out, err;
    };
    Ran kubectl(const QString &folder, const QStringList &arguments) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("KUBECONFIG"));
        environment.insert(QStringLiteral("HOME"), m_cases + QStringLiteral("/keys"));
        QStringList all = arguments;
        if (const QByteArray list = content(folder, "list"); !list.isEmpty())
            environment.insert(QStringLiteral("KUBECONFIG"), QString::fromUtf8(list));
        else
            all.prepend(QStringLiteral("--kubeconfig=") + folder + QStringLiteral("/config"));
        process.setProcessEnvironment(environment);
        process.setStandardInputFile(QProcess::nullDevice());
        process.start(m_kubectl, all);
        if (!process.waitForFinished(60'000))
            process.kill();
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    static QByteArray content(const QString &folder, const char *name)
    {
        QFile file(folder + u'/' + QString::fromLatin1(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static Result<RestConfig> choose(const QString &folder)
    {
        const QByteArray list = content(folder, "list");
        if (!list.isEmpty())
            qputenv("KUBECONFIG", list);
        const auto loaded = Kubeconfig::load(list.isEmpty() ? folder + QStringLiteral("/config") : QString());
        qunsetenv("KUBECONFIG");
        if (!loaded)
            return fail(loaded.error());
        return loaded->restConfig({});
    }
    /// Who the server says we are.
    static Result<Json> whoAmI(const RestConfig &config)
    {
        SystemClock clock;
        const ExecAllowed allowed;
        ExecHost host(allowed, clock);
        RestClientOptions options;
        options.exec = &host;
        RestClient client(config, options);
        Request request;
        request.verb = Verb::Post;
        request.path = QStringLiteral("/apis/authentication.k8s.io/v1/selfsubjectreviews");
        request.body = "{\"kind\":\"SelfSubjectReview\",\"apiVersion\":\"authentication.k8s.io/v1\"}";
        std::optional<ApiResult<Response>> result;
        const auto call = client.send(request, [&result](auto answer) { result = std::move(answer); });
        if (!QTest::qWaitFor([&result] { return result.has_value(); }, 60'000))
            return fail(QStringLiteral("no answer"));
        if (!*result)
            return fail(result->error().toLine());
        return Json::parse((*result)->body.toStdString(), nullptr, false);
    }
    static const Json *named(const Json &config, const char *list, const char *inner)
    {
        const Json *items = jsonAt(config, {list});
        return items && items->is_array() && !items->empty() ? jsonAt(items->front(), {inner}) : nullptr;
    }
    static QByteArray data(const Json *map, const char *key)
    {
        return map ? QByteArray::fromBase64(jsonString(*map, {key}).toLatin1()) : QByteArray();
    }
    static Json sorted(const Json *list)
    {
        if (!list || !list->is_array())
            return Json::array();
        Json copy = *list;
        std::sort(copy.begin(), copy.end());
        return copy;
    }

    QString m_cases = qEnvironmentVariable("ZDTP_SIGNIN_CASES");
    QString m_kubectl = qEnvironmentVariable("ZDTP_KUBECTL");

private slots:
    void initTestCase()
    {
        QVERIFY2(!m_cases.isEmpty() && !m_kubectl.isEmpty(), "run by tests/signin/run");
        for (const char *name : {"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"})
            qunsetenv(name);
    }

    void asKubectl_data()
    {
        QTest::addColumn<QString>("folder");
        const auto folders = QDir(m_cases).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        for (const QFileInfo &folder : folders) {
            const QString path = folder.filePath();
            if (QFile::exists(path + QStringLiteral("/config")) || QFile::exists(path + QStringLiteral("/list")))
                QTest::newRow(qPrintable(folder.fileName())) << path;
        }
    }
    void asKubectl()
    {
        QFETCH(QString, folder);
        const auto config = choose(folder);

        // The same effective configuration, where both have one.
        const Ran view = kubectl(folder, {QStringLiteral("config"), QStringLiteral("view"), QStringLiteral("--minify"),
                                          QStringLiteral("--raw"), QStringLiteral("--flatten"), QStringLiteral("-o"),
                                          QStringLiteral("json")});
        const Json theirs = Json::parse(view.out.toStdString(), nullptr, false);
        if (config && view.code == 0 && theirs.is_object()) {
            const Json *cluster = named(theirs, "clusters", "cluster");
            const Json *user = named(theirs, "users", "user");
            const Json *context = named(theirs, "contexts", "context");
            QVERIFY(cluster && context);
            QUrl server(jsonString(*cluster, {"server"}));
            if (jsonString(*cluster, {"server"}).contains(QLatin1String("://"))) {
                server.setQuery(QString());
                server.setFragment({});
                QCOMPARE(config->server, server);
            }
            QCOMPARE(config->nameSpace.toUtf8(), jsonString(*context, {"namespace"}).isEmpty()
                                                     ? QByteArray("default")
                                                     : jsonString(*context, {"namespace"}).toUtf8());
            QCOMPARE(config->proxy.toString(), jsonString(*cluster, {"proxy-url"}));
            if (config->server.scheme() == QLatin1String("https")) {
                const Json *insecure = jsonAt(*cluster, {"insecure-skip-tls-verify"});
                QCOMPARE(config->insecureSkipTlsVerify, insecure && insecure->get<bool>());
                QCOMPARE(config->tlsServerName, jsonString(*cluster, {"tls-server-name"}));
                QCOMPARE(config->caPem, data(cluster, "certificate-authority-data"));
                if (user) {
                    if (!data(user, "client-certificate-data").isEmpty()) {
                        QCOMPARE(config->clientCertificatePem, data(user, "client-certificate-data"));
                        QCOMPARE(config->clientKeyPem, data(user, "client-key-data"));
                    }
                    const QString tokenFile = jsonString(*user, {"tokenFile"});
                    QCOMPARE(config->tokenFile.isEmpty(), tokenFile.isEmpty());
                    if (!jsonString(*user, {"token"}).isEmpty())
                        QCOMPARE(config->token, jsonString(*user, {"token"}).toUtf8().trimmed());
                    QCOMPARE(config->basicUser, jsonString(*user, {"username"}));
                    QCOMPARE(QString::fromUtf8(config->basicPassword), jsonString(*user, {"password"}));
                    QCOMPARE(config->impersonateUser, jsonString(*user, {"as"}));
                    const Json *groups = jsonAt(*user, {"as-groups"});
                    QCOMPARE(size_t(config->impersonateGroups.size()), groups ? groups->size() : 0);
                    QCOMPARE(config->exec.has_value(), jsonAt(*user, {"exec"}) != nullptr);
                    if (config->exec) {
                        QCOMPARE(config->exec->apiVersion, jsonString(*user, {"exec", "apiVersion"}));
                        const Json *args = jsonAt(*user, {"exec", "args"});
                        QCOMPARE(size_t(config->exec->args.size()), args && args->is_array() ? args->size() : 0);
                    }
                }
            }
        }

        // The same outcome at the server.
        const auto ours = config ? whoAmI(*config) : Result<Json>(fail(config.error()));
        const Ran asked = kubectl(folder, {QStringLiteral("auth"), QStringLiteral("whoami"), QStringLiteral("-o"),
                                           QStringLiteral("json"), QStringLiteral("--request-timeout=20s")});
        const QString line = ours ? QString() : ours.error().toLine();
        const QByteArray words = content(folder, "words");
        const QByteArray report = "ours: " + (ours ? QByteArray("ok") : line.toUtf8()) +
                                  "\nkubectl: " + QByteArray::number(asked.code) + ' ' + asked.err.left(600);
        if (qEnvironmentVariableIsSet("ZDTP_VERBOSE"))
            fprintf(stderr, "%s\n%s\n", QTest::currentDataTag(), report.constData());
        if (content(folder, "differs").isEmpty())
            QVERIFY2(ours.has_value() == (asked.code == 0), report.constData());
        else
            QVERIFY2(ours.has_value() != (asked.code == 0), report.constData());
        QVERIFY2(words.isEmpty() == ours.has_value() || words.isEmpty(), report.constData());
        if (!words.isEmpty())
            QVERIFY2(line.contains(QString::fromUtf8(words)), report.constData());
        QVERIFY(!line.contains(u'\n') && !line.contains(QChar(0x1b)));
        if (ours && asked.code == 0) {
            const Json review = Json::parse(asked.out.toStdString(), nullptr, false);
            const Json *them = jsonAt(review, {"status", "userInfo"});
            const Json *us = jsonAt(*ours, {"status", "userInfo"});
            QVERIFY(them && us);
            QCOMPARE(jsonString(*us, {"username"}), jsonString(*them, {"username"}));
            QCOMPARE(jsonString(*us, {"uid"}), jsonString(*them, {"uid"}));
            QCOMPARE(sorted(jsonAt(*us, {"groups"})).dump().c_str(), sorted(jsonAt(*them, {"groups"})).dump().c_str());
            const Json *ourExtra = jsonAt(*us, {"extra"});
            const Json *theirExtra = jsonAt(*them, {"extra"});
            QCOMPARE(ourExtra ? ourExtra->size() : 0, theirExtra ? theirExtra->size() : 0);
            if (ourExtra) {
                for (const auto &item : ourExtra->items()) {
                    const Json *other = jsonAt(*theirExtra, {item.key().c_str()});
                    QVERIFY(other);
                    // Each certificate and each request may carry an id of its own.
                    if (item.key().rfind("authentication.kubernetes.io/", 0) != 0)
                        QCOMPARE(sorted(&item.value()).dump().c_str(), sorted(other).dump().c_str());
                }
            }
        }
    }

    void aTokenFileThatIsRenewedIsReadAgain()
    {
        const QString folder = m_cases + QStringLiteral("/token-file");
        const QByteArray good = content(folder, "tok");
        QVERIFY(!good.isEmpty());
        auto config = choose(folder);
        QVERIFY2(config.has_value(), config ? "" : qPrintable(config.error().toLine()));
        QFile file(m_cases + QStringLiteral("/rotating"));
        const auto write = [&file](const QByteArray &token) {
            const bool open = file.open(QIODevice::WriteOnly | QIODevice::Truncate);
            const bool done = open && file.write(token) == token.size();
            file.close();
            return done;
        };
        QVERIFY(write("stale"));
        config->tokenFile = file.fileName();
        RestClient client(*config);
        Request request;
        request.path = QStringLiteral("/api/v1/namespaces/default/pods");
        const auto ask = [&] {
            std::optional<ApiResult<Response>> result;
            const auto call = client.send(request, [&result](auto answer) { result = std::move(answer); });
            const bool came = QTest::qWaitFor([&result] { return result.has_value(); }, 60'000);
            return came && result->has_value() ? 200 : came ? result->error().httpCode : 0;
        };
        QCOMPARE(ask(), 401);
        QVERIFY(write(good)); // as the kubelet does
        QCOMPARE(ask(), 200);
    }
};

QTEST_GUILESS_MAIN(TestSignIn)
#include "tst_signin.moc"
