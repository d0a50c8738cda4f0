#include "models/plan/diff.h"

#include <QRandomGenerator>
#include <QTest>

using namespace zdtp;

namespace {

PlannedObject object(const char *json)
{
    PlannedObject planned;
    planned.manifest = Json::parse(json);
    planned.kind = jsonString(planned.manifest, {"kind"});
    planned.name = jsonString(planned.manifest, {"metadata", "name"});
    return planned;
}

QStringList side(const QList<DiffLine> &lines, DiffLine::Kind without)
{
    QStringList texts;
    for (const DiffLine &line : lines) {
        if (line.kind != without)
            texts.append(line.text);
    }
    return texts;
}

constexpr auto planned = R"({"apiVersion": "batch/v1", "kind": "Job",
    "metadata": {"name": "t-r1", "namespace": "n", "labels": {"zdtp.io/task": "t"}},
    "spec": {"completions": 2, "backoffLimitPerIndex": 0, "podReplacementPolicy": "Failed", "template": {
      "metadata": {"labels": {"zdtp.io/task": "t"}},
      "spec": {"restartPolicy": "Never", "containers": [{"name": "worker", "image": "i:1", "env": [],
        "resources": {"requests": {"cpu": "0.5", "memory": "1024Mi"}}}], "volumes": [{"name": "tmp", "emptyDir": {}}]}}}})";
/// What a server of 1.36 makes of it.
constexpr auto live = R"({"apiVersion": "batch/v1", "kind": "Job",
    "metadata": {"name": "t-r1", "namespace": "n", "uid": "u", "resourceVersion": "5", "generation": 1,
      "creationTimestamp": "2026-01-01T00:00:00Z", "labels": {"zdtp.io/task": "t"}, "managedFields": [{"manager": "m"}],
      "annotations": {"zdtp.io/launch-id": "x", "zdtp.io/spec-hash": "y"}},
    "spec": {"parallelism": 1, "completions": 2, "backoffLimit": 2147483647, "backoffLimitPerIndex": 0,
      "selector": {"matchLabels": {"batch.kubernetes.io/controller-uid": "u"}}, "suspend": false, "manualSelector": false,
      "podReplacementPolicy": "Failed", "template": {
      "metadata": {"creationTimestamp": null, "labels": {"zdtp.io/task": "t", "job-name": "t-r1", "controller-uid": "u",
        "batch.kubernetes.io/job-name": "t-r1", "batch.kubernetes.io/controller-uid": "u"}},
      "spec": {"volumes": [{"name": "tmp", "emptyDir": {}}], "containers": [{"name": "worker", "image": "i:1",
        "resources": {"requests": {"cpu": "500m", "memory": "1Gi"}}, "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File", "imagePullPolicy": "IfNotPresent"}], "restartPolicy": "Never",
        "terminationGracePeriodSeconds": 30, "dnsPolicy": "ClusterFirst", "securityContext": {}, "schedulerName": "default-scheduler"}}},
    "status": {"active": 1}})";

} // namespace

class TestDiff : public QObject
{
    Q_OBJECT

private slots:
    void whatTheServerFillsInDoesNotCount()
    {
        const auto same = diffLive({Json::parse(live)}, {object(planned)});
        QCOMPARE(same.size(), 1);
        QVERIFY2(same.first().change == ObjectDiff::Change::Same, qPrintable(unifiedDiff(same)));
        QVERIFY(unifiedDiff(same).isEmpty());
    }

    void whatSomebodyChangedDoes()
    {
        Json was = Json::parse(live);
        was["spec"]["parallelism"] = 7;
        was["metadata"]["labels"]["team"] = "a";
        was["spec"]["template"]["spec"]["containers"][0]["image"] = "i:2";
        was["spec"]["template"]["spec"]["containers"][0]["resources"]["requests"]["cpu"] = "600m";
        const QString text = unifiedDiff(diffLive({was}, {object(planned)}));
        for (const char *line : {"-    team: a", "-  parallelism: 7", "-        image: i:2", "+        image: i:1",
                                 "-            cpu: 600m", "+            cpu: \"0.5\""})
            QVERIFY2(text.split(u'\n').contains(QString::fromLatin1(line)),
                     qPrintable(QLatin1String(line) + u'\n' + text));
        QVERIFY(!text.contains(QStringLiteral("1024Mi\n+")));
    }

    void objectsComeAndGo()
    {
        const PlannedObject a = object(R"({"kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"x": "1"}})");
        const PlannedObject b = object(R"({"kind": "ConfigMap", "metadata": {"name": "b"}})");
        PlannedObject changed = a;
        changed.manifest["data"]["x"] = "2";
        stampLaunch(changed.manifest, QStringLiteral("some-launch"));
        const auto diff = diffPlans({a, b}, {changed, object(R"({"kind": "Job", "metadata": {"name": "b"}})")});
        QCOMPARE(diff.size(), 3);
        QCOMPARE(diff.at(0).change, ObjectDiff::Change::Changed);
        QCOMPARE(diff.at(1).change, ObjectDiff::Change::Added);
        QCOMPARE(diff.at(2).change, ObjectDiff::Change::Removed);
        QCOMPARE(diff.at(2).name, QStringLiteral("b"));
        QVERIFY(!unifiedDiff(diff).contains(QStringLiteral("some-launch")));
        QVERIFY(unifiedDiff(diff).startsWith(QStringLiteral("--- configmap/a\n+++ configmap/a\n@@ -")));
        QVERIFY(unifiedDiff(diff).contains(QStringLiteral("-  x: \"1\"\n+  x: \"2\"\n")));
    }

    void linesGiveBothTexts()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 2000; ++round) {
            QStringList before, after;
            for (quint32 i = random.bounded(12); i > 0; --i)
                before.append(QString(QChar(u'a' + random.bounded(3))));
            for (quint32 i = random.bounded(12); i > 0; --i)
                after.append(QString(QChar(u'a' + random.bounded(3))));
            const auto lines = diffLines(before, after);
            QCOMPARE(side(lines, DiffLine::Kind::Added), before);
            QCOMPARE(side(lines, DiffLine::Kind::Removed), after);
            // The fewest changes: what a table of longest common subsequences says.
            QList<QList<int>> common(before.size() + 1, QList<int>(after.size() + 1, 0));
            for (qsizetype i = 1; i <= before.size(); ++i) {
                for (qsizetype j = 1; j <= after.size(); ++j)
                    common[i][j] = before.at(i - 1) == after.at(j - 1) ? common[i - 1][j - 1] + 1
                                                                       : std::max(common[i - 1][j], common[i][j - 1]);
            }
            const auto same = std::count_if(lines.begin(), lines.end(),
                                            [](const DiffLine &line) { return line.kind == DiffLine::Kind::Same; });
            QCOMPARE(int(same), common[before.size()][after.size()]);
        }
    }

    void largeTextsEnd()
    {
        QStringList before, after;
        for (int i = 0; i < 20000; ++i) {
            before.append(QStringLiteral("old %1").arg(i));
            after.append(QStringLiteral("new %1").arg(i));
        }
        QCOMPARE(diffLines(before, after).size(), 40000);
    }
};

QTEST_GUILESS_MAIN(TestDiff)
#include "tst_diff.moc"
