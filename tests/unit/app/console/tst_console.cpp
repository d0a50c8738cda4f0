#include "app/console/clusters.h"
#include "app/console/options.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace zdtp;
using namespace zdtp::console;

class TestConsole : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        qputenv("XDG_DATA_HOME", m_home->path().toUtf8());
        qputenv("XDG_CONFIG_HOME", m_home->path().toUtf8());
        qputenv("HOME", m_home->path().toUtf8());
        qunsetenv("KUBECONFIG");
    }

    void takesItsOptions()
    {
        const auto options =
            parseOptions({QStringLiteral("--context=prod"), QStringLiteral("-n"), QStringLiteral("zdtp"),
                          QStringLiteral("--theme"), QStringLiteral("dark"), QStringLiteral("orders.yaml")});
        QVERIFY(options);
        QCOMPARE(options->context, QStringLiteral("prod"));
        QCOMPARE(options->nameSpace, QStringLiteral("zdtp"));
        QCOMPARE(options->scheme, std::optional(ui::Scheme::Dark));
        QCOMPARE(options->file, QStringLiteral("orders.yaml"));
    }

    void refusesWhatItDoesNotKnow_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        QTest::newRow("option") << QStringList{QStringLiteral("--colour")} << QStringLiteral("--colour");
        QTest::newRow("no value") << QStringList{QStringLiteral("--context")} << QStringLiteral("needs a value");
        QTest::newRow("theme") << QStringList{QStringLiteral("--theme=pink")} << QStringLiteral("pink");
        QTest::newRow("two files") << QStringList{QStringLiteral("a.yaml"), QStringLiteral("b.yaml")}
                                   << QStringLiteral("b.yaml");
    }
    void refusesWhatItDoesNotKnow()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        const auto options = parseOptions(arguments);
        QVERIFY(!options);
        QVERIFY2(options.error().toLine().contains(says), qPrintable(options.error().toLine()));
    }

    void helpIsAnAnswerNotAnError()
    {
        const auto options = parseOptions({QStringLiteral("--help")});
        QVERIFY(options);
        QVERIFY(options->answer.contains(QStringLiteral("--kubeconfig")));
    }

    void withoutAnythingConfiguredItIsTheLocalCluster()
    {
        SystemClock clock;
        const EngineCatalog engines;
        Clusters clusters({}, {}, {}, engines, clock);
        clusters.open({});
        QVERIFY(!clusters.session()); // it never ran
        QVERIFY2(!clusters.problem().isEmpty(), "the window must say why");
        QCOMPARE(clusters.clusters().size(), 1);
        QCOMPARE(clusters.clusters().first().context, QStringLiteral("local"));
        QVERIFY(clusters.clusters().first().current);
    }

    void aBrokenKubeconfigIsSaidAndTriedAgain()
    {
        const QString file = m_home->filePath(QStringLiteral("kubeconfig"));
        write(file, "clusters: [");
        SystemClock clock;
        const EngineCatalog engines;
        Clusters clusters(file, {}, {}, engines, clock);
        clusters.open({});
        QVERIFY(!clusters.session());
        QVERIFY2(clusters.problem().contains(file), qPrintable(clusters.problem()));
        write(file, "apiVersion: v1\nkind: Config\ncurrent-context: here\n"
                    "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n"
                    "users: [{name: u, user: {token: t}}]\n"
                    "contexts: [{name: here, context: {cluster: c, user: u, namespace: shop}}]\n");
        clusters.open({});
        QVERIFY2(clusters.session(), qPrintable(clusters.problem()));
        QCOMPARE(clusters.session()->identity().nameSpace, QStringLiteral("shop"));
        QCOMPARE(clusters.currentContext(), QStringLiteral("here"));
        QVERIFY(!clusters.session()->refusal().isEmpty()); // nothing is known yet: nothing may be changed
    }

    void guardsAreThoseOfTheSettingsFileAndCountAtOnce()
    {
        const QString file = kubeconfig();
        SystemClock clock;
        const EngineCatalog engines;
        Clusters clusters(file, {}, {}, engines, clock);
        clusters.open({});
        QVERIFY(clusters.session());
        const QString here = QStringLiteral("here");
        QVERIFY(clusters.setSettings(here, {QStringLiteral("red"), true, true, {}, {}}));
        QVERIFY(clusters.session()->identity().readOnly);
        QVERIFY(clusters.session()->refusal().contains(QStringLiteral("read-only")));
        QCOMPARE(clusters.clusters().constFirst().colour, 0);
        QVERIFY(clusters.clusters().constFirst().isProtected);
        Clusters again(file, {}, {}, engines, clock);
        QVERIFY(again.settings(here).readOnly);
        // Another namespace is another session.
        QVERIFY(clusters.setSettings(here, {QStringLiteral("red"), false, false, QStringLiteral("other"), {}}));
        QCOMPARE(clusters.session()->identity().nameSpace, QStringLiteral("other"));
        // Damaged settings let nothing through.
        write(places::clusterSettings(), "{");
        clusters.open({});
        QVERIFY(clusters.session()->identity().readOnly);
    }

    void aChangeOnDiskIsNoticedOnceAndOver()
    {
        const QString file = kubeconfig();
        SystemClock clock;
        const EngineCatalog engines;
        Clusters clusters(file, {}, {}, engines, clock);
        clusters.open({});
        QSignalSpy changed(&clusters, &Clusters::clustersChanged);
        write(file, read(file).replace("shop", "store"));
        QVERIFY(QTest::qWaitFor([&] { return clusters.changedFiles() == QStringList{file}; }, 10000));
        QCOMPARE(clusters.session()->identity().nameSpace, QStringLiteral("shop")); // nothing happens by itself
        clusters.open({});
        QCOMPARE(clusters.session()->identity().nameSpace, QStringLiteral("store"));
        QVERIFY(clusters.changedFiles().isEmpty());
        // As editors write: another file is put in its place.
        write(file + QStringLiteral(".new"), read(file).replace("store", "depot"));
        QVERIFY(QFile::remove(file));
        QVERIFY(QFile::rename(file + QStringLiteral(".new"), file));
        QVERIFY(QTest::qWaitFor([&] { return clusters.changedFiles() == QStringList{file}; }, 10000));
    }

    void filesAreReferencedAndLeaveAgain()
    {
        SystemClock clock;
        const EngineCatalog engines;
        Clusters clusters({}, {}, {}, engines, clock);
        const QString file = kubeconfig();
        const QByteArray before = read(file);
        QVERIFY(!clusters.addFile(m_home->filePath(QStringLiteral("nothing"))));
        write(m_home->filePath(QStringLiteral("broken")), "clusters: [");
        QVERIFY(!clusters.addFile(m_home->filePath(QStringLiteral("broken"))));
        const auto note = clusters.addFile(file);
        QVERIFY2(note && note->isEmpty(), note ? "" : qPrintable(note.error().toLine()));
        QCOMPARE(clusters.clusters().size(), 2); // and the local one
        QVERIFY(clusters.clusters().constFirst().removable);
        clusters.open(QStringLiteral("here"));
        QVERIFY2(clusters.session(), qPrintable(clusters.problem()));
        QVERIFY(clusters.removeFile(file));
        QCOMPARE(clusters.clusters().size(), 1);
        QVERIFY(!clusters.session() || clusters.currentContext() != QStringLiteral("here"));
        QCOMPARE(read(file), before);
    }

    void aProgramOfAKubeconfigIsNotRunBeforeItWasAgreedTo()
    {
        const QString program = m_home->filePath(QStringLiteral("sign-in"));
        const QString trace = m_home->filePath(QStringLiteral("trace"));
        write(program, "#!/bin/sh\necho ran >> " + trace.toUtf8() +
                           "\necho '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\","
                           "\"status\":{\"token\":\"t\"}}'\n");
        QFile::setPermissions(program, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        const QString file = m_home->filePath(QStringLiteral("exec"));
        write(file, "apiVersion: v1\nkind: Config\ncurrent-context: here\n"
                    "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n"
                    "users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: '" +
                        program.toUtf8() +
                        "', interactiveMode: Never}}}]\n"
                        "contexts: [{name: here, context: {cluster: c, user: u}}]\n");
        SystemClock clock;
        const EngineCatalog engines;
        Clusters clusters(file, {}, {}, engines, clock);
        QSignalSpy wanted(&clusters, &Clusters::consentWanted);
        clusters.open({});
        QVERIFY(wanted.count() > 0 || wanted.wait(20000));
        QVERIFY(!clusters.session());
        QVERIFY(clusters.wantedConsent());
        QCOMPARE(clusters.wantedConsent()->program, program);
        QVERIFY(!QFile::exists(trace));
        QVERIFY2(clusters.problem().contains(program), qPrintable(clusters.problem()));
        clusters.refuseConsent();
        QVERIFY(!clusters.session());
        QVERIFY(!QFile::exists(trace));
        clusters.open({});
        QVERIFY(wanted.wait(20000));
        QVERIFY(clusters.giveConsent());
        QVERIFY(QTest::qWaitFor([&] { return clusters.session() != nullptr; }, 20000));
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(trace); }, 20000));
    }

private:
    QString kubeconfig()
    {
        const QString file = m_home->filePath(QStringLiteral("kubeconfig"));
        write(file, "apiVersion: v1\nkind: Config\ncurrent-context: here\n"
                    "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n"
                    "users: [{name: u, user: {token: t}}]\n"
                    "contexts: [{name: here, context: {cluster: c, user: u, namespace: shop}}]\n");
        return file;
    }
    static QByteArray read(const QString &name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void write(const QString &name, const QByteArray &bytes)
    {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

    std::unique_ptr<QTemporaryDir> m_home;
};

QTEST_GUILESS_MAIN(TestConsole)
#include "tst_console.moc"
