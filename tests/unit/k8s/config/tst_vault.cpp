#include "k8s/config/incluster.h"
#include "k8s/config/kubeconfig.h"
#include "k8s/config/kubeconfigcheck.h"
#include "k8s/config/kubeconfigvault.h"
#include "tests/support/certificates.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace zdtp;
using namespace zdtp::k8s;

namespace {

const QString stored = QStringLiteral("/home/anna/.config/zdtp/kubeconfigs/work.yaml");

QByteArray withEverything(const test::Authority &authority)
{
    const test::Identity user = authority.issue(QStringLiteral("anna"), {});
    return "# canary-comment\n"
           "apiVersion: v1\nkind: Config\ncurrent-context: cert\ncanary-field: canary-unknown\n"
           "clusters:\n- name: c\n  cluster:\n    server: https://u:canary-address@10.0.0.1:6443/p\n"
           "    certificate-authority-data: " +
           authority.pem().toBase64() +
           "\n    proxy-url: http://pu:canary-proxy@proxy:3128\n    extensions:\n"
           "    - name: client.authentication.k8s.io/exec\n      extension: {audience: canary-audience}\n"
           "    - name: other\n      extension: {x: canary-other}\n"
           "users:\n- name: cert\n  user: {client-certificate-data: " +
           user.certificate.toBase64() + ", client-key-data: " + user.key.toBase64() +
           "}\n- name: token\n  user: {token: canary-token, note: canary-note, as: bert, as-groups: [a, b]}\n"
           "- name: basic\n  user: {username: anna, password: canary-password}\n"
           "- name: exec\n  user:\n    exec:\n      apiVersion: client.authentication.k8s.io/v1\n      command: "
           "/bin/plugin\n"
           "      interactiveMode: Never\n      args: [--key, canary-argument]\n"
           "      env: [{name: K, value: canary-value}]\n"
           "contexts:\n- {name: cert, context: {cluster: c, user: cert, namespace: shop}}\n"
           "- {name: token, context: {cluster: c, user: token}}\n- {name: basic, context: {cluster: c, user: basic}}\n"
           "- {name: exec, context: {cluster: c, user: exec}}\n";
}

} // namespace

class TestVault : public QObject
{
    Q_OBJECT

private:
    static Result<RestConfig> resolved(const RestConfig &config, SecretStore &store)
    {
        std::optional<Result<RestConfig>> result;
        const auto call = resolveSecrets(config, store, [&result](auto value) { result = std::move(value); });
        if (!QTest::qWaitFor([&result] { return result.has_value(); }, 30'000))
            return fail(QStringLiteral("no answer"));
        return *result;
    }

    test::Authority m_authority;

private slots:
    void aPastedKubeconfigIsKeptWithoutItsSecrets()
    {
        const QByteArray pasted = withEverything(m_authority);
        const auto parcel = takeSecretsOut(pasted, stored, QStringLiteral("kubeconfigs/work"));
        QVERIFY2(parcel.has_value(), parcel ? "" : qPrintable(parcel.error().toLine()));
        QVERIFY2(!parcel->yaml.contains("canary"), parcel->yaml.constData());
        QVERIFY(!parcel->yaml.contains("PRIVATE KEY"));
        const auto before = Kubeconfig::parse(pasted, stored);
        QVERIFY2(before.has_value(), before ? "" : qPrintable(before.error().toLine()));
        for (const auto &context : before->contexts()) {
            const auto config = before->restConfig(context.name);
            QVERIFY2(config.has_value(), config ? "" : qPrintable(config.error().toLine()));
            for (const QByteArray &secret : {config->token, config->basicPassword, config->clientKeyPem}) {
                if (!secret.isEmpty())
                    QVERIFY(!parcel->yaml.contains(secret) && !parcel->yaml.contains(secret.toBase64()));
            }
        }

        // With the store it connects as before.
        MemorySecretStore store;
        bool written = false;
        const auto writing =
            writeSecrets(store, parcel->secrets, [&written](auto done) { written = done.has_value(); });
        QVERIFY(QTest::qWaitFor([&written] { return written; }, 30'000));
        const auto after = Kubeconfig::parse(parcel->yaml, stored);
        QVERIFY2(after.has_value(), after ? "" : qPrintable(after.error().toLine()));
        QCOMPARE(after->currentContext(), QStringLiteral("cert"));
        for (const auto &context : before->contexts()) {
            const auto was = *before->restConfig(context.name);
            const auto kept = after->restConfig(context.name);
            QVERIFY2(kept.has_value(), kept ? "" : qPrintable(kept.error().toLine()));
            QVERIFY(!kept->keychain.isEmpty());
            QVERIFY(kept->token.isEmpty() && kept->basicPassword.isEmpty() && kept->clientKeyPem.isEmpty());
            const auto full = resolved(*kept, store);
            QVERIFY2(full.has_value(), full ? "" : qPrintable(full.error().toLine()));
            QVERIFY(full->keychain.isEmpty());
            QCOMPARE(full->server, was.server);
            QCOMPARE(full->proxy, was.proxy);
            QCOMPARE(full->nameSpace, was.nameSpace);
            QCOMPARE(full->caPem, was.caPem);
            QCOMPARE(full->token, was.token);
            QCOMPARE(full->basicUser, was.basicUser);
            QCOMPARE(full->basicPassword, was.basicPassword);
            QCOMPARE(full->clientCertificatePem, was.clientCertificatePem);
            QCOMPARE(full->clientKeyPem, was.clientKeyPem);
            QCOMPARE(full->impersonateGroups, was.impersonateGroups);
            QCOMPARE(full->exec.has_value(), was.exec.has_value());
            if (was.exec) {
                QCOMPARE(full->exec->args, was.exec->args);
                QCOMPARE(full->exec->env, was.exec->env);
                QCOMPARE(full->exec->clusterExtension, was.exec->clusterExtension);
                QCOMPARE(full->exec->command, was.exec->command);
            }
        }
        QStringList keys = secretKeysOf(parcel->yaml, stored);
        keys.sort();
        QCOMPARE(keys, parcel->secrets.keys());

        // And says what is gone where the keychain has lost it.
        MemorySecretStore empty;
        const auto lost = resolved(*after->restConfig(QStringLiteral("token")), empty);
        QVERIFY(!lost);
        QVERIFY2(lost.error().toLine().contains(QLatin1String("no longer in the keychain")),
                 qPrintable(lost.error().toLine()));
    }

    void aTextIsJudgedWhileItIsTyped()
    {
        const QByteArray whole = withEverything(m_authority);
        const auto check = checkKubeconfig(whole, QStringLiteral("pasted"));
        QVERIFY(check.usable);
        QCOMPARE(check.contexts.size(), 4);
        QCOMPARE(check.currentContext, QStringLiteral("cert"));
        QCOMPARE(check.secrets.size(), 5);
        QStringList lines;
        for (const auto &finding : check.findings)
            lines.append(finding.toLine());
        const QString all = lines.join(u'\n');
        QVERIFY2(all.contains(QLatin1String("pasted:5:1: note: the field \"canary-field\" is not known")),
                 qPrintable(all));
        QVERIFY2(all.contains(QLatin1String("warning: the user \"basic\" signs in with a name and a password")),
                 qPrintable(all));
        QVERIFY2(!all.contains(QLatin1String("canary-p")) && !all.contains(QLatin1String("canary-t")) &&
                     !all.contains(QLatin1String("canary-address")),
                 qPrintable(all));
        int last = 0;
        for (const auto &finding : check.findings) {
            QVERIFY(finding.error.place.line >= last);
            last = finding.error.place.line;
        }
        // Every beginning of it has an answer, and a place.
        for (qsizetype length = 0; length < whole.size(); length += 53) {
            const auto part = checkKubeconfig(whole.left(length), QStringLiteral("pasted"));
            QVERIFY(part.usable || !part.findings.isEmpty());
        }
        const auto nothing = checkKubeconfig("", QStringLiteral("pasted"));
        QVERIFY(!nothing.usable && nothing.findings.size() == 1);
        QVERIFY(nothing.findings.first().toLine().contains(QLatin1String("there is no context in it")));
    }

    void everyProblemIsToldAtOnce()
    {
        const auto config =
            Kubeconfig::parse("current-context: a\ncontexts: [{name: a, context: {cluster: c, user: u}}]\n"
                              "clusters:\n- name: c\n  cluster:\n    server: ftp://x\n    proxy-url: nowhere\n"
                              "users:\n- name: u\n  user:\n    token: a\n    username: b\n",
                              QStringLiteral("f"));
        QVERIFY(config.has_value());
        const auto chosen = config->restConfig({});
        QVERIFY(!chosen);
        const QString line = chosen.error().toLine();
        QVERIFY2(line.startsWith(QLatin1String("invalid configuration: [")), qPrintable(line));
        for (const char *part : {"f:6:5: \"ftp://x\"", "f:7:5: proxy-url", "f:11:5: the user \"u\" has a token and"})
            QVERIFY2(line.contains(QLatin1String(part)), qPrintable(line));
    }

    void whatKubectlToleratesIsToleratedWithAWord()
    {
        const auto check =
            checkKubeconfig("\xef\xbb\xbf"
                            "x-base: &base {server: 'https://h', Server: x}\r\n"
                            "contexts: [{name: a, context: {cluster: c, user: u}}]\r\n"
                            "current-context: zz\r\ncurrent-context: a\r\n"
                            "clusters: [{name: c, cluster: {<<: *base, insecure-skip-tls-verify: yes}}]\r\n"
                            "users: [{name: u, user: {tokenfile: x, token: t}}]\r\n---\r\ncontexts: 5\r\n",
                            QStringLiteral("f"));
        QStringList lines;
        for (const auto &finding : check.findings)
            lines.append(finding.toLine());
        const QString all = lines.join(u'\n');
        QVERIFY2(check.usable, qPrintable(all));
        QVERIFY(check.contexts.first().insecure);
        for (const char *part : {"stands here twice; the last one counts", "only the first is read",
                                 "It is written tokenFile", "is not checked: whoever stands in between"})
            QVERIFY2(all.contains(QLatin1String(part)), qPrintable(all));
    }

    void aClientCertificateOutOfItsTimeIsSaid()
    {
        const auto warningFor = [this](int fromDays, int toDays) {
            const test::Identity user =
                m_authority.issue(QStringLiteral("anna"), {}, test::Authority::Key::Ec, fromDays, toDays);
            const auto check =
                checkKubeconfig("contexts: [{name: a, context: {cluster: c, user: u}}]\ncurrent-context: a\n"
                                "clusters: [{name: c, cluster: {server: 'https://h'}}]\n"
                                "users: [{name: u, user: {client-certificate-data: " +
                                    user.certificate.toBase64() + ", client-key-data: " + user.key.toBase64() + "}}]\n",
                                QStringLiteral("f"));
            return check.usable && check.findings.size() == 1 ? check.findings.first().toLine() : QString();
        };
        // The server decides: the context stays usable.
        QVERIFY(warningFor(-9, -2).startsWith(
            QLatin1String("f:4:26: warning: the client certificate of the user \"u\" expired on")));
        QVERIFY(warningFor(2, 9).contains(QLatin1String("is not valid before")));
    }

    void aBrokenFileOfAListDoesNotHideTheOthers()
    {
        QTemporaryDir folder;
        const auto write = [&](const char *name, const QByteArray &bytes) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        };
        QVERIFY(write("one", "contexts: [\n"));
        QVERIFY(write("two", "users: 5\n"));
        QVERIFY(write(
            "three",
            "contexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: 'https://h'}}]\n"
            "current-context: a\n"));
        const QString path = folder.path();
        qputenv("KUBECONFIG", (path + QStringLiteral("/one:") + path + QStringLiteral("/two:/nowhere:") + path +
                               QStringLiteral("/three"))
                                  .toUtf8());
        const auto all = Kubeconfig::loadAll({});
        const auto strict = Kubeconfig::load({});
        qputenv("KUBECONFIG", "/nowhere:/else");
        const auto none = Kubeconfig::loadAll({});
        qunsetenv("KUBECONFIG");
        QCOMPARE(all.config.contexts().size(), 1);
        QVERIFY(all.config.restConfig({}).has_value());
        QVERIFY(hasErrors(all.findings));
        QVERIFY(!strict);
        const QString line = strict.error().toLine();
        QVERIFY2(line.contains(QLatin1String("/one:")) && line.contains(QLatin1String("/two:1:8")), qPrintable(line));
        QCOMPARE(none.findings.size(), 1);
        QVERIFY(!hasErrors(none.findings));
        QVERIFY(none.findings.first().toLine().contains(QLatin1String("/nowhere, /else")));
    }

    void aPodKnowsItsCluster()
    {
        QTemporaryDir folder;
        QProcessEnvironment environment;
        QVERIFY(!inClusterConfig(environment, folder.path()));
        environment.insert(QStringLiteral("KUBERNETES_SERVICE_HOST"), QStringLiteral("fd00::1"));
        environment.insert(QStringLiteral("KUBERNETES_SERVICE_PORT"), QStringLiteral("443"));
        const auto without = inClusterConfig(environment, folder.path());
        QVERIFY(without && !without->has_value());
        for (const char *name : {"token", "namespace"}) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(name);
            file.write("-x\n");
        }
        const auto config = inClusterConfig(environment, folder.path());
        QVERIFY(config && config->has_value());
        QCOMPARE((*config)->server, QUrl(QStringLiteral("https://[fd00::1]:443")));
        QCOMPARE((*config)->token, QByteArray("token-x"));
        QCOMPARE((*config)->tokenFile, folder.filePath(QStringLiteral("token")));
        QCOMPARE((*config)->nameSpace, QStringLiteral("namespace-x"));
        QVERIFY((*config)->caPem.isEmpty());
        environment.insert(QStringLiteral("POD_NAMESPACE"), QStringLiteral("own"));
        QCOMPARE((*inClusterConfig(environment, folder.path()))->nameSpace, QStringLiteral("own"));
    }

    void aThousandContextsAreReadInTime()
    {
        QByteArray big = "clusters:\n";
        const QByteArray ca = m_authority.pem().toBase64();
        for (int i = 0; i < 3000; ++i)
            big += "- {name: c" + QByteArray::number(i) +
                   ", cluster: {server: 'https://h', certificate-authority-data: " + ca + "}}\n";
        big += "contexts:\n";
        for (int i = 0; i < 3000; ++i)
            big += "- {name: x" + QByteArray::number(i) + ", context: {cluster: c" + QByteArray::number(i) + "}}\n";
        const auto config = Kubeconfig::parse(big, QStringLiteral("f"));
        QVERIFY2(config.has_value(), config ? "" : qPrintable(config.error().toLine()));
        QCOMPARE(config->contexts().size(), 3000);
        QVERIFY(config->restConfig(QStringLiteral("x2999")).has_value());
    }
};

QTEST_GUILESS_MAIN(TestVault)
#include "tst_vault.moc"
