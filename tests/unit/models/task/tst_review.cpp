#include "models/engine/preset.h"
#include "models/task/review.h"
#include "models/task/rules.h"

#include <QTest>

#include <functional>
#include <limits>

using namespace zdtp;

using Change = std::function<void(SyncTask &)>;
Q_DECLARE_METATYPE(Change)

namespace {

SyncTask fine()
{
    SyncTask task;
    task.name = QStringLiteral("orders-full");
    task.nameSpace = QStringLiteral("zdtp");
    task.engine = QStringLiteral("psql-copy");
    task.source = {QStringLiteral("postgresql://src:5432/shop"),
                   QStringLiteral("reader"),
                   {QStringLiteral("shop-src"), QStringLiteral("password")}};
    task.target = {QStringLiteral("postgresql://dst:5432/dw"),
                   QStringLiteral("writer"),
                   {QStringLiteral("shop-dst"), QStringLiteral("password")}};
    task.tables = {{QStringLiteral("public.orders"), std::nullopt}};
    return task;
}

TableSplit range(qint64 from, qint64 to, int parts = 1, const QString &column = QStringLiteral("id"))
{
    TableSplit split;
    split.column = column;
    split.from = QString::number(from);
    split.to = QString::number(to);
    split.parts = parts;
    return split;
}

TableSplit bounds(const QList<qint64> &keys)
{
    TableSplit split;
    split.column = QStringLiteral("id");
    for (const qint64 key : keys)
        split.bounds.append(QString::number(key));
    return split;
}

Findings review(const SyncTask &task)
{
    static const EngineCatalog engines = EngineCatalog::load({}, nullptr);
    return reviewTask(task, engines.find(task.engine));
}

QStringList told(const Findings &findings)
{
    QStringList all;
    for (const Finding &finding : findings)
        all.append(severityWord(finding.severity) + u' ' + finding.rule + u' ' + finding.field);
    return all;
}

} // namespace

class TestReview : public QObject
{
    Q_OBJECT

private slots:
    void aFineTaskHasNoFindings() { QCOMPARE(told(review(fine())), QStringList()); }

    /// Each rule: what breaks it, the finding, and what just passes.
    void rules_data()
    {
        QTest::addColumn<Change>("breaks");
        QTest::addColumn<QString>("finding");
        QTest::addColumn<Change>("passes");
        const auto row = [](const char *name, Change breaks, const char *finding, Change passes) {
            QTest::newRow(name) << breaks << QString::fromUtf8(finding) << passes;
        };
        row(
            "name", [](SyncTask &t) { t.name = QStringLiteral("Orders"); }, "error bad-name metadata.name",
            [](SyncTask &t) { t.name = QStringLiteral("0-orders"); });
        row(
            "long name", [](SyncTask &t) { t.name = QString(64, u'a'); }, "error name-too-long metadata.name",
            [](SyncTask &t) { t.name = QString(63, u'a'); });
        row(
            "namespace", [](SyncTask &t) { t.nameSpace = QStringLiteral("a.b"); }, "error bad-name metadata.namespace",
            [](SyncTask &t) { t.nameSpace.clear(); });
        row(
            "engine", [](SyncTask &t) { t.engine = QStringLiteral("copy"); }, "error unknown-engine spec.engine",
            [](SyncTask &) {});
        row(
            "type",
            [](SyncTask &t) {
                t.type = SyncType::Incremental;
                t.scheduling.restartPolicy = RestartPolicy::Always;
            },
            "error engine-type spec.type", [](SyncTask &) {});
        row(
            "image", [](SyncTask &t) { t.image = QStringLiteral("a b"); }, "error bad-image spec.image",
            [](SyncTask &t) { t.image = QStringLiteral("r.io:5000/a@sha256:00"); });
        row(
            "scheme", [](SyncTask &t) { t.source.url = QStringLiteral("mysql://src/shop"); },
            "error url-scheme spec.source.url",
            [](SyncTask &t) { t.source.url = QStringLiteral("postgres://src/shop"); });
        row(
            "no url", [](SyncTask &t) { t.source.url = QStringLiteral("src:5432"); }, "error bad-url spec.source.url",
            [](SyncTask &t) { t.source.url = QStringLiteral("postgresql://[::1]:5432/shop"); });
        row(
            "no database", [](SyncTask &t) { t.source.url = QStringLiteral("postgresql://src/"); },
            "error bad-url spec.source.url",
            [](SyncTask &t) { t.source.url = QStringLiteral("postgresql://src/shop?sslmode=require"); });
        row(
            "password in the url",
            [](SyncTask &t) { t.source.url = QStringLiteral("postgresql://me:hunter2@src/shop"); },
            "error secret-in-document spec.source.url", [](SyncTask &) {});
        row(
            "password as a parameter",
            [](SyncTask &t) { t.source.url = QStringLiteral("postgresql://src/shop?password=x"); },
            "error secret-in-document spec.source.url", [](SyncTask &) {});
        row(
            "user in the url", [](SyncTask &t) { t.target.url = QStringLiteral("postgresql://me@dst/dw"); },
            "error user-in-url spec.target.url", [](SyncTask &) {});
        row(
            "same database", [](SyncTask &t) { t.target.url = QStringLiteral("postgresql://SRC/shop"); },
            "error same-database spec.target.url",
            [](SyncTask &t) { t.target.url = QStringLiteral("postgresql://src/dw"); });
        row(
            "no user", [](SyncTask &t) { t.source.user.clear(); }, "error missing-field spec.source.user",
            [](SyncTask &) {});
        row(
            "no secret", [](SyncTask &t) { t.source.password.secret.clear(); },
            "error missing-secret spec.source.password", [](SyncTask &) {});
        row(
            "secret", [](SyncTask &t) { t.source.password.secret = QStringLiteral("A"); },
            "error bad-name spec.source.password.secret",
            [](SyncTask &t) { t.source.password.secret = QStringLiteral("a.b"); });
        row(
            "key", [](SyncTask &t) { t.source.password.key = QStringLiteral("a b"); },
            "error bad-name spec.source.password.key",
            [](SyncTask &t) { t.source.password.key = QStringLiteral("A_b.c"); });
        row(
            "no tables", [](SyncTask &t) { t.tables.clear(); }, "error missing-field spec.tables", [](SyncTask &) {});
        row(
            "table", [](SyncTask &t) { t.tables[0].name = QStringLiteral("\"a"); },
            "error bad-table spec.tables[0].name",
            [](SyncTask &t) { t.tables[0].name = QStringLiteral("\"a.b\".\"c\"\"\""); });
        row(
            "table with a line break", [](SyncTask &t) { t.tables[0].name = QStringLiteral("a\nb"); },
            "error bad-table spec.tables[0].name",
            [](SyncTask &t) { t.tables[0].name = QStringLiteral("o'rd\"er$s; DROP"); });
        row(
            "long table", [](SyncTask &t) { t.tables[0].name = QStringLiteral("s.") + QString(64, u't'); },
            "error name-too-long spec.tables[0].name",
            [](SyncTask &t) { t.tables[0].name = QStringLiteral("s.") + QString(63, u't'); });
        row(
            "no column", [](SyncTask &t) { t.tables[0].split = range(1, 2, 1, QString()); },
            "error bad-column spec.tables[0].split.column", [](SyncTask &t) { t.tables[0].split = range(1, 2); });
        row(
            "nothing between", [](SyncTask &t) { t.tables[0].split = range(2, 2); },
            "error slice-empty spec.tables[0].split.to", [](SyncTask &t) { t.tables[0].split = range(-9, -8); });
        row(
            "more parts than keys", [](SyncTask &t) { t.tables[0].split = range(1, 4, 4); },
            "error slice-empty spec.tables[0].split.parts", [](SyncTask &t) { t.tables[0].split = range(1, 2, 1); });
        row(
            "the widest split",
            [](SyncTask &t) {
                t.tables[0].split = range(std::numeric_limits<qint64>::max(), std::numeric_limits<qint64>::min());
            },
            "error slice-empty spec.tables[0].split.to",
            [](SyncTask &t) {
                t.tables[0].split = range(std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max());
            });
        row(
            "bounds go back",
            [](SyncTask &t) {
                t.tables[0].split = bounds({1, 9, 5});
            },
            "error slices-overlap spec.tables[0].split.bounds[2]",
            [](SyncTask &t) {
                t.tables[0].split = bounds({1, 9});
            });
        row(
            "bounds repeat",
            [](SyncTask &t) {
                t.tables[0].split = bounds({1, 1, 5});
            },
            "error slice-empty spec.tables[0].split.bounds[1]",
            [](SyncTask &t) {
                t.tables[0].split = bounds({-1, 1});
            });
        const auto twice = [](const TableSplit &a, const TableSplit &b) {
            return [a, b](SyncTask &t) {
                t.tables = {{QStringLiteral("public.orders"), a}, {QStringLiteral("\"public\".orders"), b}};
            };
        };
        row("a gap", twice(range(1, 10), range(12, 20)), "error slices-gap spec.tables[1].split", [](SyncTask &) {});
        row("an overlap", twice(range(5, 10), range(1, 6)), "error slices-overlap spec.tables[0].split",
            [](SyncTask &) {});
        row("two columns", twice(range(1, 10), range(10, 20, 1, QStringLiteral("key"))),
            "error slices-unproved spec.tables[1].split.column", [](SyncTask &) {});
        row(
            "a table and a slice of it",
            [](SyncTask &t) {
                t.tables = {{QStringLiteral("a"), std::nullopt}, {QStringLiteral("a"), range(1, 2)}};
            },
            "error slices-overlap spec.tables[0]", [](SyncTask &) {});
        row(
            "too many workers", [](SyncTask &t) { t.tables[0].split = range(0, 1'000'000, 100'001); },
            "error too-many-workers spec.tables", [](SyncTask &) {});
        for (const SchedulingMode mode :
             {SchedulingMode::Deployment, SchedulingMode::JobPerWorker, SchedulingMode::JobQueuePerItem,
              SchedulingMode::JobQueueVariable, SchedulingMode::JobIndexed, SchedulingMode::CronJob})
            row(
                qPrintable(word(mode)), [mode](SyncTask &t) { t.scheduling.mode = mode; },
                "error mode-not-available spec.scheduling.mode", [](SyncTask &) {});
        row(
            "unsafe, OnFailure", [](SyncTask &t) { t.scheduling.restartPolicy = RestartPolicy::OnFailure; },
            "error unsafe-restart spec.scheduling.restartPolicy", [](SyncTask &) {});
        row(
            "full, Always", [](SyncTask &t) { t.scheduling.restartPolicy = RestartPolicy::Always; },
            "error full-always spec.scheduling.restartPolicy", [](SyncTask &) {});
        row(
            "a field of Jobs", [](SyncTask &t) { t.scheduling.backoffLimit = 3; },
            "warning unused-field spec.scheduling.backoffLimit",
            [](SyncTask &t) { t.scheduling.activeDeadlineSeconds = 60; });
        row(
            "resource", [](SyncTask &t) { t.resources.requests[QStringLiteral("memroy")] = QStringLiteral("1Gi"); },
            "error bad-resource spec.resources.requests.memroy",
            [](SyncTask &t) { t.resources.limits[QStringLiteral("example.com/gpu")] = QStringLiteral("1"); });
        row(
            "quantity", [](SyncTask &t) { t.resources.limits[QStringLiteral("memory")] = QStringLiteral("1GB"); },
            "error bad-quantity spec.resources.limits.memory",
            [](SyncTask &t) { t.resources.limits[QStringLiteral("memory")] = QStringLiteral("1G"); });
        row(
            "request above limit",
            [](SyncTask &t) {
                t.resources.requests[QStringLiteral("cpu")] = QStringLiteral("1001m");
                t.resources.limits[QStringLiteral("cpu")] = QStringLiteral("1");
            },
            "error request-above-limit spec.resources.requests.cpu",
            [](SyncTask &t) {
                t.resources.requests[QStringLiteral("cpu")] = QStringLiteral("1000m");
                t.resources.limits[QStringLiteral("cpu")] = QStringLiteral("1");
            });
        row(
            "option", [](SyncTask &t) { t.options[QStringLiteral("progresSeconds")] = QStringLiteral("1"); },
            "error unknown-option spec.options.progresSeconds",
            [](SyncTask &t) { t.options[QStringLiteral("progressSeconds")] = QStringLiteral("1"); });
        row(
            "option's value", [](SyncTask &t) { t.options[QStringLiteral("progressSeconds")] = QStringLiteral("0"); },
            "error bad-option spec.options.progressSeconds", [](SyncTask &) {});
        row(
            "option with code in it",
            [](SyncTask &t) { t.options[QStringLiteral("progressSeconds")] = QStringLiteral("1\n; rm"); },
            "error bad-option spec.options.progressSeconds", [](SyncTask &) {});
        row(
            "label", [](SyncTask &t) { t.pod.labels[QStringLiteral("a")] = QStringLiteral("b c"); },
            "error bad-label spec.pod.labels.a",
            [](SyncTask &t) { t.pod.labels[QStringLiteral("x.io/a")] = QString(); });
        row(
            "label's key", [](SyncTask &t) { t.pod.labels[QStringLiteral("-a")] = QStringLiteral("b"); },
            "error bad-label spec.pod.labels.-a", [](SyncTask &) {});
        row(
            "our label", [](SyncTask &t) { t.pod.labels[QStringLiteral("zdtp.io/run")] = QStringLiteral("7"); },
            "error reserved-label spec.pod.labels.zdtp.io/run", [](SyncTask &) {});
        row(
            "node selector", [](SyncTask &t) { t.pod.nodeSelector[QStringLiteral("a")] = QString(64, u'b'); },
            "error bad-label spec.pod.nodeSelector.a",
            [](SyncTask &t) { t.pod.nodeSelector[QStringLiteral("kubernetes.io/os")] = QStringLiteral("linux"); });
        row(
            "service account", [](SyncTask &t) { t.pod.serviceAccountName = QStringLiteral("A"); },
            "error bad-name spec.pod.serviceAccountName",
            [](SyncTask &t) { t.pod.serviceAccountName = QStringLiteral("a"); });
        row(
            "toleration",
            [](SyncTask &t) {
                t.pod.tolerations = {{QStringLiteral("a"), QStringLiteral("Exists"), QStringLiteral("b"), {}, {}}};
            },
            "error bad-toleration spec.pod.tolerations[0].value",
            [](SyncTask &t) {
                t.pod.tolerations = {{{}, QStringLiteral("Exists"), {}, {}, {}}};
            });
        row(
            "keep", [](SyncTask &t) { t.prepare = Prepare::Keep; }, "warning prepare-keep spec.prepare",
            [](SyncTask &t) { t.prepare = Prepare::Truncate; });
        row(
            "no shared snapshot", [](SyncTask &t) { t.tables[0].split = range(1, 9, 2); },
            "warning no-shared-snapshot spec.tables", [](SyncTask &) {});
    }
    void rules()
    {
        QFETCH(Change, breaks);
        QFETCH(QString, finding);
        QFETCH(Change, passes);
        SyncTask broken = fine();
        breaks(broken);
        const Findings findings = review(broken);
        QVERIFY2(told(findings).contains(finding), qPrintable(told(findings).join(u'\n')));
        for (const Finding &one : findings) {
            QVERIFY(!one.message.isEmpty());
            QVERIFY(!one.message.contains(QStringLiteral("hunter2")));
        }
        SyncTask passing = fine();
        passes(passing);
        QCOMPARE(told(review(passing)), QStringList());
    }

    void quantities()
    {
        QCOMPARE(rules::quantity(QStringLiteral("250m")), 0.25);
        QCOMPARE(rules::quantity(QStringLiteral("1Gi")), 1073741824.0);
        QCOMPARE(rules::quantity(QStringLiteral("1k")), 1000.0);
        QCOMPARE(rules::quantity(QStringLiteral("2G")), 2e9);
        QCOMPARE(rules::quantity(QStringLiteral("1e3")), 1000.0);
        QCOMPARE(rules::quantity(QStringLiteral(".5")), 0.5);
        for (const char *bad : {"", "1K", "1 Gi", "Gi", "1ki", "1e", "--1", "1GiB", "0x1"})
            QVERIFY2(!rules::quantity(QString::fromLatin1(bad)), bad);
    }
};

QTEST_APPLESS_MAIN(TestReview)
#include "tst_review.moc"
