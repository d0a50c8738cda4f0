#include "models/connection/clustersettings.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace zdtp;

class TestClusterSettings : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void keepsWhatWasSet()
    {
        ClusterSettings settings(path());
        QVERIFY(settings.load());
        QCOMPARE(settings.of(QStringLiteral("prod")), ContextSettings());
        const ContextSettings prod{QStringLiteral("orange"), true, true, QStringLiteral("shop"),
                                   QStringLiteral("api.internal")};
        QVERIFY(settings.set(QStringLiteral("arn:aws:eks:eu:1/prod \"x\""), prod));
        ClusterSettings again(path());
        QVERIFY(again.load());
        QCOMPARE(again.of(QStringLiteral("arn:aws:eks:eu:1/prod \"x\"")), prod);
        QCOMPARE(QFile::permissions(path()) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());
    }

    void twoWritersKeepEachOthersContexts()
    {
        ClusterSettings one(path()), two(path());
        QVERIFY(one.load() && two.load());
        QVERIFY(one.set(QStringLiteral("a"), {{}, true, false, {}, {}}));
        QVERIFY(two.set(QStringLiteral("b"), {{}, false, true, {}, {}}));
        QVERIFY(one.load());
        QVERIFY(one.of(QStringLiteral("a")).readOnly);
        QVERIFY(one.of(QStringLiteral("b")).isProtected);
    }

    void aDamagedFileIsAnErrorAndGuardsStay()
    {
        ClusterSettings settings(path());
        QVERIFY(settings.set(QStringLiteral("prod"), {{}, true, false, {}, {}}));
        write("{\n  \"contexts\": {,}\n}\n");
        const auto loaded = settings.load();
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().place.line, 2);
        QCOMPARE(loaded.error().place.column, 16);
        QVERIFY(settings.of(QStringLiteral("prod")).readOnly);
        QVERIFY2(!settings.set(QStringLiteral("prod"), {}), "must not write over what it cannot read");
    }

    void ofAnotherShapeItIsTakenWithCare_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("readable");
        QTest::newRow("array") << QByteArray("[]") << false;
        QTest::newRow("nothing") << QByteArray("") << false;
        QTest::newRow("other types") << QByteArray(R"({"contexts":{"prod":[1]},"kubeconfigs":{"a":1}})") << true;
        QTest::newRow("numbers") << QByteArray(R"({"contexts":{"prod":{"colour":7,"readOnly":"yes"}}})") << true;
        QTest::newRow("unknown colour") << QByteArray(R"({"contexts":{"prod":{"colour":"pink"}}})") << true;
    }
    void ofAnotherShapeItIsTakenWithCare()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, readable);
        write(bytes);
        ClusterSettings settings(path());
        QCOMPARE(settings.load().has_value(), readable);
        QCOMPARE(settings.of(QStringLiteral("prod")), ContextSettings());
    }

    void whatItDoesNotKnowStays()
    {
        write(R"({"later":1,"contexts":{"prod":{"shape":"round","readOnly":true}}})");
        ClusterSettings settings(path());
        QVERIFY(settings.set(QStringLiteral("prod"), {QStringLiteral("red"), false, false, {}, {}}));
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY2(bytes.contains("\"round\"") && bytes.contains("\"later\""), bytes.constData());
    }

    void filesAreAddedOnceAndRemoved()
    {
        ClusterSettings settings(path());
        QVERIFY(settings.addFile(QStringLiteral("/a/one")));
        QVERIFY(settings.addFile(QStringLiteral("/a/two")));
        QVERIFY(settings.addFile(QStringLiteral("/a/one")));
        QCOMPARE(settings.files(), (QStringList{QStringLiteral("/a/one"), QStringLiteral("/a/two")}));
        QVERIFY(settings.removeFile(QStringLiteral("/a/one")));
        QCOMPARE(settings.files(), QStringList{QStringLiteral("/a/two")});
    }

private:
    QString path() const { return m_folder->filePath(QStringLiteral("zdtp/clusters.json")); }
    void write(const QByteArray &bytes)
    {
        QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("zdtp")));
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestClusterSettings)
#include "tst_clustersettings.moc"
