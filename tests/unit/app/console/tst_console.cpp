#include "app/console/clusters.h"
#include "app/console/options.h"

#include <QFile>
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

private:
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
