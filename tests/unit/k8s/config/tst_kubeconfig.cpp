#include "k8s/config/kubeconfig.h"
#include "tests/support/certificates.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace zdtp;
using namespace zdtp::k8s;

namespace {

/// A kubeconfig with one context, its cluster and user written by the test.
QByteArray oneContext(const QByteArray &cluster, const QByteArray &user)
{
    return "apiVersion: v1\nkind: Config\ncurrent-context: work\ncontexts:\n- name: work\n"
           "  context: {cluster: c, user: u, namespace: shop}\nclusters:\n- name: c\n  cluster: {" +
           cluster + "}\nusers:\n- name: u\n  user: {" + user + "}\n";
}

Result<RestConfig> choose(const QByteArray &bytes, const QString &context = {})
{
    const auto config = Kubeconfig::parse(bytes, QStringLiteral("/home/anna/kubeconfig"));
    if (!config)
        return fail(config.error());
    return config->restConfig(context);
}

const QByteArray server = "server: 'https://10.0.0.1:6443/k8s'";

} // namespace

class TestKubeconfig : public QObject
{
    Q_OBJECT

private:
    QString write(const QString &name, const QByteArray &bytes) const
    {
        const QString path = m_folder.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }

    QTemporaryDir m_folder;
    test::Authority m_authority;

private slots:
    void cleanup() { qunsetenv("KUBECONFIG"); }

    void aContextBecomesAConnection()
    {
        const test::Identity user = m_authority.issue(QStringLiteral("anna"), {});
        const auto config = choose(oneContext(
            server + ", tls-server-name: kubernetes, certificate-authority-data: " + m_authority.pem().toBase64(),
            "token: abc, client-certificate-data: " + user.certificate.toBase64() +
                ", client-key-data: " + user.key.toBase64()));
        QVERIFY(config.has_value());
        QCOMPARE(config->contextName, QStringLiteral("work"));
        QCOMPARE(config->nameSpace, QStringLiteral("shop"));
        QCOMPARE(config->server, QUrl(QStringLiteral("https://10.0.0.1:6443/k8s")));
        QCOMPARE(config->tlsServerName, QStringLiteral("kubernetes"));
        QCOMPARE(config->caPem, m_authority.pem());
        QCOMPARE(config->token, QByteArray("abc"));
        QCOMPARE(config->clientKeyPem, user.key);
        QCOMPARE(config->userName, QStringLiteral("u"));
    }

    void contextsAreListedWithWhatTheyAre()
    {
        const auto config =
            Kubeconfig::parse(oneContext(server, "exec: {command: bin/gke-plugin}"), QStringLiteral("f"));
        QVERIFY(config.has_value());
        QCOMPARE(config->contexts().size(), 1);
        const auto context = config->contexts().first();
        QCOMPARE(context.server, QStringLiteral("https://10.0.0.1:6443/k8s"));
        QVERIFY(context.authentication.contains(QLatin1String("gke-plugin")));
        QVERIFY(context.needsConsent);
        QCOMPARE(config->currentContext(), QStringLiteral("work"));
    }

    void troubleIsOneLineWithPlaceAndRemedy_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("context");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const QByteArray &bytes, const char *place, const char *words,
                            const char *context = "") {
            QTest::newRow(name) << bytes << QString::fromLatin1(context) << QString::fromLatin1(place)
                                << QString::fromLatin1(words);
        };
        const QByteArray token = "token: abc";
        row("empty", "", "", "no cluster is configured");
        row("blank", "\n# nothing\n", "", "no cluster is configured");
        row("not YAML", "contexts: [\n", "kubeconfig:", "valid YAML");
        row("a tab", "contexts:\n\t- name: a\n", "kubeconfig:2", "a tab stands");
        row("binary",
            QByteArray("\x7f"
                       "ELF\x02\x01\x00",
                       7),
            "kubeconfig", "");
        row("a list", "- a\n", "kubeconfig:1:1", "not a kubeconfig");
        row("another kind", "kind: Pod\n", "kubeconfig:1:7", "but a Pod");
        row("duplicate name", "users:\n- name: u\n- name: u\n", "kubeconfig:3:9", "\"u\" stands twice");
        row("list of another type", "clusters: 5\n", "kubeconfig:1:11", "must be a list");
        row("entry of another type", "clusters:\n- 5\n", "kubeconfig:2:3", "must have a name");
        row("flag of another type", oneContext(server + ", insecure-skip-tls-verify: 'perhaps'", token), "kubeconfig:9",
            "true or false");
        row("data that is no base64", oneContext(server + ", certificate-authority-data: '***'", token), "kubeconfig:9",
            "not base64");
        row("unknown context", oneContext(server, token), "kubeconfig", "There are: work", "home");
        row("no current context", "contexts:\n- name: a\n  context: {}\n", "kubeconfig", "--context");
        row("cluster that is not there", "current-context: a\ncontexts:\n- name: a\n  context: {cluster: x}\n",
            "kubeconfig:4:13", "\"x\", which is not there");
        row("user that is not there",
            "current-context: a\ncontexts:\n- name: a\n  context: {cluster: c, user: x}\nclusters:\n- name: c\n  "
            "cluster: {}\n",
            "kubeconfig:4:25", "user \"x\"");
        row("no server", oneContext("", token), "kubeconfig:8:3", "has no server");
        row("server that is no address", oneContext("server: 'ftp://x'", token), "kubeconfig:9:13", "no address");
        row("authority that is no certificate",
            oneContext(server + ", certificate-authority-data: " + QByteArray("hello").toBase64(), token),
            "kubeconfig:9:50", "holds no certificate");
        row("authority file that is missing", oneContext(server + ", certificate-authority: ca.crt", token),
            "/home/anna/ca.crt", "cannot be read");
        row("authority twice",
            oneContext(server + ", certificate-authority: a, certificate-authority-data: YQ==", token),
            "kubeconfig:9:50", "both set");
        row("certificate without key", oneContext(server, "client-certificate-data: YQ=="), "kubeconfig:12:10",
            "without its key");
        row("token and password", oneContext(server, "token: abc, username: anna, password: secret-word"),
            "kubeconfig:12:10", "a token and a password");
        row("password in the address", oneContext("server: 'https://anna:secret-word@:x'", token), "kubeconfig:9:13",
            "the value of server is no address");
        const QByteArray v1 = "apiVersion: client.authentication.k8s.io/v1";
        row("plugin without command", oneContext(server, "exec: {" + v1 + ", interactiveMode: Never}"),
            "kubeconfig:12:10", "names no command");
        row("plugin without version", oneContext(server, "exec: {command: aws}"), "kubeconfig:12:10", "no apiVersion");
        row("plugin without mode", oneContext(server, "exec: {command: aws, " + v1 + "}"), "kubeconfig:12:10",
            "no interactiveMode");
        row("plugin of an unknown mode", oneContext(server, "exec: {command: aws, interactiveMode: Now, " + v1 + "}"),
            "kubeconfig:12:31", "unknown interactiveMode \"Now\"");
        row("plugin of the first version", oneContext(server, "exec: {command: a, " + v1 + "alpha1}"),
            "kubeconfig:12:29", "v1alpha1, which Kubernetes has taken out");
        row("plugin of no version", oneContext(server, "exec: {command: a, apiVersion: v1}"), "kubeconfig:12:29",
            "unknown apiVersion \"v1\"");
        row("plugin with a nameless variable",
            oneContext(server, "exec: {command: a, interactiveMode: Never, env: [{value: secret-word}], " + v1 + "}"),
            "kubeconfig:12:53", "has no name");
        row("plugin and auth provider",
            oneContext(server, "exec: {command: a, interactiveMode: Never, " + v1 + "}, auth-provider: {name: gcp}"),
            "kubeconfig:12:", "both exec and auth-provider");
        row("auth provider of Google", oneContext(server, "auth-provider: {name: gcp, config: {t: secret-word}}"),
            "kubeconfig:12:10", "gke-gcloud-auth-plugin");
        row("auth provider of Microsoft", oneContext(server, "auth-provider: {name: azure}"), "kubeconfig:12:10",
            "kubelogin convert-kubeconfig");
        row("auth provider OIDC", oneContext(server, "auth-provider: {name: oidc}"), "kubeconfig:12:10", "oidc-login");
        row("auth provider of nobody", oneContext(server, "auth-provider: {name: mine}"), "kubeconfig:12:10",
            "\"mine\", which Kubernetes has taken out");
        row("number for a text", oneContext(server, "token: 12345"), "kubeconfig:12:17", "Put it in quotes");
        row("quoted flag", oneContext(server + ", insecure-skip-tls-verify: 'true'", token), "kubeconfig:9",
            "without quotes");
        row("another version", "apiVersion: v2\nkind: Config\n", "kubeconfig:1:13", "\"v2\"");
        row("authority beside insecure",
            oneContext(server + ", insecure-skip-tls-verify: true, certificate-authority-data: " +
                           m_authority.pem().toBase64(),
                       token),
            "kubeconfig:9:50", "and insecure-skip-tls-verify");
        row("proxy by TLS", oneContext(server + ", proxy-url: 'https://u:secret-word@p:1'", token), "kubeconfig:9:50",
            "which Qt cannot do");
        row("token of two lines", oneContext(server, "token: \"ab\\ncd\""), "kubeconfig:12:10", "a line break");
        row("token file that is missing", oneContext(server, "tokenFile: t"), "/home/anna/t", "cannot be read");
        row("proxy of an unknown kind", oneContext(server + ", proxy-url: 'ftp://p'", token), "kubeconfig:9:50",
            "proxy-url");
        row("groups without a user to be", oneContext(server, "token: a, as-groups: [g]"), "kubeconfig:11:3",
            "without as");
    }
    void troubleIsOneLineWithPlaceAndRemedy()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, context);
        QFETCH(QString, place);
        QFETCH(QString, words);
        const auto config = choose(bytes, context);
        QVERIFY(!config.has_value());
        const QString line = config.error().toLine();
        QVERIFY2(line.contains(place), qPrintable(line));
        QVERIFY2(line.contains(words), qPrintable(line));
        QVERIFY2(!line.contains(QLatin1String("secret-word")), qPrintable(line));
        QVERIFY2(!line.contains(u'\n'), qPrintable(line));
    }

    void namesTwiceInOneFileAreNotMergedInSilence()
    {
        for (const char *list : {"clusters", "users", "contexts"}) {
            const QByteArray bytes = QByteArray(list) + ":\n- {name: a}\n- {name: a}\n";
            QVERIFY2(!Kubeconfig::parse(bytes, QStringLiteral("f")), list);
        }
    }

    void nothingTravelsInTheClear()
    {
        const auto config = choose(oneContext("server: 'http://10.0.0.1:8080'", "token: abc"));
        QVERIFY(config.has_value());
        QVERIFY(config->token.isEmpty());
    }

    void aServerWithoutSchemeIsGuessedAsKubectlDoes()
    {
        QCOMPARE(choose(oneContext("server: '10.0.0.1:8080'", "token: abc"))->server.scheme(), QStringLiteral("http"));
        QCOMPARE(choose(oneContext("server: '10.0.0.1:8080', insecure-skip-tls-verify: true", "token: abc"))
                     ->server.scheme(),
                 QStringLiteral("https"));
    }

    void aNamespaceIsDefaultWhenNoneIsSaid()
    {
        const auto config = choose("current-context: a\ncontexts:\n- name: a\n  context: {cluster: c}\nclusters:\n"
                                   "- name: c\n  cluster: {" +
                                   server + "}\n");
        QVERIFY(config.has_value());
        QCOMPARE(config->nameSpace, QStringLiteral("default"));
    }

    void theFirstFileThatNamesAThingWinsWhole()
    {
        const QString first =
            write(QStringLiteral("one/a"),
                  "current-context: ''\nclusters:\n- name: c\n  cluster: {server: 'https://first'}\n");
        const QString second = write(QStringLiteral("two/b"),
                                     oneContext("server: 'https://second', tls-server-name: x", "tokenFile: tok"));
        write(QStringLiteral("two/tok"), "from-file\n");
        qputenv("KUBECONFIG", (first + QStringLiteral("::/missing/file:") + second + u':' + first).toUtf8());
        const auto loaded = Kubeconfig::load({});
        QVERIFY(loaded.has_value());
        const auto config = loaded->restConfig({});
        QVERIFY2(config.has_value(), config ? "" : "refused");
        QCOMPARE(config->server.host(), QStringLiteral("first"));
        QVERIFY(config->tlsServerName.isEmpty());         // not field by field
        QCOMPARE(config->token, QByteArray("from-file")); // beside the file that names it
        QCOMPARE(config->tokenFile, m_folder.filePath(QStringLiteral("two/tok")));
    }

    void filesThatCannotBeReadAreErrors()
    {
        const auto missing = Kubeconfig::load(m_folder.filePath(QStringLiteral("nowhere")));
        QVERIFY(!missing && missing.error().toLine().contains(QLatin1String("nowhere: there is no such kubeconfig")));
        const auto folder = Kubeconfig::load(m_folder.path());
        QVERIFY(!folder && folder.error().what.contains(QLatin1String("folder")));
        // One broken file in the list is said, not passed over.
        const QString broken = write(QStringLiteral("broken"), "a: [");
        qputenv("KUBECONFIG", broken.toUtf8());
        const auto loaded = Kubeconfig::load({});
        QVERIFY(!loaded && loaded.error().place.file == broken);
    }

    void noFileAtAllIsAnEmptyConfiguration()
    {
        qputenv("KUBECONFIG", "/missing/one:/missing/two");
        const auto loaded = Kubeconfig::load({});
        QVERIFY(loaded.has_value());
        QVERIFY(loaded->isEmpty());
        const auto config = loaded->restConfig({});
        QVERIFY(!config);
        QVERIFY(config.error().toLine().contains(QLatin1String("/missing/one, /missing/two")));
        QVERIFY(!config.error().remedy.isEmpty());
    }

    void jsonIsYamlToo()
    {
        const auto config = choose(
            "{\"current-context\":\"a\",\"contexts\":[{\"name\":\"a\",\"context\":{\"cluster\":\"c\",\"user\":\"u\"}}],"
            "\"clusters\":[{\"name\":\"c\",\"cluster\":{\"server\":\"https://"
            "h\"}}],\"users\":[{\"name\":\"u\",\"user\":{\"token\":\"t\"}}]}");
        QVERIFY(config.has_value());
        QCOMPARE(config->token, QByteArray("t"));
    }

    void aliasesDoNotUnfoldWithoutEnd()
    {
        QByteArray bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
        for (char c = 'b'; c < 'k'; ++c)
            bomb += QByteArray(1, c) + ": &" + QByteArray(1, c) + " [" +
                    QByteArray(QByteArray("*") + char(c - 1) + ",").repeated(9) + "x]\n";
        const auto config = Kubeconfig::parse(bomb, QStringLiteral("f"));
        QVERIFY(!config.has_value());
        QVERIFY(!Kubeconfig::parse(QByteArray("[").repeated(100'000), QStringLiteral("f")));
    }

    /// ZDTP_SEEDS: how many.
    void damagedBytesNeverCrash()
    {
        const int wanted = qEnvironmentVariableIntValue("ZDTP_SEEDS");
        const QByteArray whole = oneContext(server + ", certificate-authority-data: YQ==, tls-server-name: \"x\"",
                                            "token: &t abc, as: *t, exec: {command: x, args: [a, 'b']}");
        for (int seed = 0; seed < (wanted > 0 ? wanted : 3000); ++seed) {
            std::mt19937 random{quint32(seed)};
            QByteArray bytes = whole;
            for (quint32 times = 1 + random() % 8; times > 0; --times) {
                const auto at = qsizetype(random() % quint32(bytes.size()));
                const char marks[] = "{}[]:,-?&*!|>'\"%@`#\n\t \\~<\xff\x00";
                switch (random() % 4) {
                case 0:
                    bytes[at] = marks[random() % (sizeof marks - 1)];
                    break;
                case 1:
                    bytes.insert(at, marks[random() % (sizeof marks - 1)]);
                    break;
                case 2:
                    bytes.remove(at, 1 + qsizetype(random() % 20));
                    break;
                default:
                    bytes.insert(at, bytes.mid(qsizetype(random() % quint32(bytes.size())), qsizetype(random() % 60)));
                    break;
                }
                if (bytes.isEmpty())
                    bytes = "x";
            }
            if (const auto config = choose(bytes); !config)
                QVERIFY2(!config.error().what.isEmpty() && !config.error().toLine().contains(u'\n'),
                         qPrintable(QString::number(seed)));
        }
    }

    void anythingCutOffIsAnErrorOrAConfigurationNeverACrash()
    {
        const test::Identity user = m_authority.issue(QStringLiteral("anna"), {});
        const QByteArray whole = oneContext(server + ", certificate-authority-data: " + m_authority.pem().toBase64(),
                                            "client-certificate-data: " + user.certificate.toBase64() +
                                                ", client-key-data: " + user.key.toBase64());
        for (qsizetype length = 0; length < whole.size(); length += 7)
            static_cast<void>(choose(whole.left(length)));
    }
};

QTEST_GUILESS_MAIN(TestKubeconfig)
#include "tst_kubeconfig.moc"
