#include "models/engine/preset.h"
#include "models/task/document.h"
#include "models/task/modes.h"
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

/// psql-copy, and what it would be with other properties: "safe" keeps progress, "follow" follows changes, "bare" has
/// no shell, "whole" cannot split. None of another name.
const EnginePreset *presetOf(const QString &engine)
{
    static const auto presets = [] {
        QMap<QString, EnginePreset> all;
        const EnginePreset base = *EngineCatalog::load({}, nullptr).find(QStringLiteral("psql-copy"));
        for (const char *name : {"psql-copy", "safe", "follow", "bare", "whole"}) {
            all[QString::fromLatin1(name)] = base;
            all[QString::fromLatin1(name)].name = QString::fromLatin1(name);
        }
        all[QStringLiteral("safe")].safety = RerunSafety::Idempotent;
        EnginePreset &follow = all[QStringLiteral("follow")];
        follow.safety = RerunSafety::Resumable;
        follow.syncTypes = QStringList{QStringLiteral("incremental")};
        EnginePreset::Option slot;
        slot.name = QStringLiteral("slotName");
        slot.type = QStringLiteral("string");
        follow.options.append(slot);
        all[QStringLiteral("bare")].shell = false;
        all[QStringLiteral("bare")].safety = RerunSafety::Idempotent;
        all[QStringLiteral("whole")].splitsByKey = false;
        return all;
    }();
    const auto found = presets.constFind(engine);
    return found == presets.constEnd() ? nullptr : &*found;
}

Findings review(const SyncTask &task)
{
    return reviewTask(task, presetOf(task.engine));
}

/// A task in a mode whose settings are in order.
Change scheduled(SchedulingMode mode, const char *engine = "safe", RestartPolicy policy = RestartPolicy::Never,
                 const Change &more = {})
{
    return [=](SyncTask &t) {
        t.engine = QString::fromLatin1(engine);
        t.scheduling.mode = mode;
        t.scheduling.restartPolicy = policy;
        if (t.engine == QStringLiteral("follow"))
            t.type = SyncType::Incremental;
        if (mode == SchedulingMode::CronJob) {
            t.scheduling.schedule = QStringLiteral("30 2 * * *");
            t.scheduling.timeZone = QStringLiteral("UTC");
            t.scheduling.concurrencyPolicy = QStringLiteral("Forbid");
            t.prepare = Prepare::Truncate;
        }
        if (more)
            more(t);
    };
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

    QSet<QString> m_tested; ///< rules that a row breaks and just passes

    static void row(const char *name, Change breaks, const char *finding, Change passes)
    {
        QTest::newRow(name) << breaks << QString::fromUtf8(finding) << passes;
    }
    static void modeRows();
    static void timerRows();
    static void queueRows();
    static void splitRows();

private slots:
    void aFineTaskHasNoFindings() { QCOMPARE(told(review(fine())), QStringList()); }

    /// Each rule: what breaks it, the finding, and what just passes.
    void rules_data()
    {
        QTest::addColumn<Change>("breaks");
        QTest::addColumn<QString>("finding");
        QTest::addColumn<Change>("passes");
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
            "error slices-mixed spec.tables[1].split.column", [](SyncTask &) {});
        row(
            "a table and a slice of it",
            [](SyncTask &t) {
                t.tables = {{QStringLiteral("a"), std::nullopt}, {QStringLiteral("a"), range(1, 2)}};
            },
            "error slices-overlap spec.tables[0]", [](SyncTask &) {});
        row(
            "too many workers", [](SyncTask &t) { t.tables[0].split = range(0, 1'000'000, 100'001); },
            "error too-many-workers spec.tables", [](SyncTask &) {});
        modeRows();
        timerRows();
        queueRows();
        splitRows();
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
            "annotations", [](SyncTask &t) { t.pod.annotations[QStringLiteral("a")] = QString(200 * 1024, u'b'); },
            "error annotations-too-large spec.pod.annotations",
            [](SyncTask &t) { t.pod.annotations[QStringLiteral("a")] = QString(200 * 1024 - 1, u'b'); });
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
        const QString rule = finding.section(u' ', 1, 1);
        SyncTask broken = fine();
        breaks(broken);
        const Findings findings = review(broken);
        QVERIFY2(told(findings).contains(finding), qPrintable(told(findings).join(u'\n')));
        for (const Finding &one : findings) {
            QVERIFY(!one.message.isEmpty());
            QVERIFY(!one.message.contains(QStringLiteral("hunter2")));
            QVERIFY(one.help.startsWith(QStringLiteral("help/")));
            QVERIFY2(one.edits.isEmpty() || !one.fix.isEmpty(), qPrintable(one.rule)); // a button wants a word
        }
        SyncTask passing = fine();
        passes(passing);
        for (const Finding &one : review(passing)) {
            if (one.rule == QStringLiteral("mode-not-available"))
                continue; // until every mode can be launched
            QVERIFY2(one.rule != rule && one.severity != Severity::Error, qPrintable(told({one}).first()));
        }
        m_tested.insert(rule);
    }

    /// A fix that a click applies makes its finding go away.
    void fixesFix_data() { rules_data(); }
    void fixesFix()
    {
        QFETCH(Change, breaks);
        QFETCH(QString, finding);
        SyncTask broken = fine();
        breaks(broken);
        const QByteArray yaml = writeSyncTask(broken);
        const ParsedTask before = parseSyncTask(yaml, {});
        if (!before.task) { // a task without tables, say: the parser tells it first
            QVERIFY(hasErrors(before.findings));
            return;
        }
        for (const Finding &one : review(*before.task)) {
            if (one.edits.isEmpty() || told({one}).first() != finding)
                continue;
            const auto mended = editDocument(yaml, one.edits);
            QVERIFY2(mended, qPrintable(mended ? QString() : mended.error().toLine()));
            const ParsedTask after = parseSyncTask(*mended, {});
            QVERIFY2(after.task, mended->constData());
            const QStringList left = told(review(*after.task));
            QVERIFY2(left.count(finding) < told(review(*before.task)).count(finding), mended->constData());
        }
    }

    /// A rule without a row above is a rule that nobody has seen work.
    void everyRuleIsTested()
    {
        QSet<QString> ids;
        for (const RuleInfo &rule : reviewRules()) {
            QVERIFY2(!ids.contains(rule.id), qPrintable(rule.id));
            ids.insert(rule.id);
            QVERIFY2(m_tested.contains(rule.id), qPrintable(rule.id));
        }
    }

    /// What the cards of the editor say is what the review says.
    void choicesAgreeWithTheReview_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QStringList>("recommended");
        QTest::newRow("unsafe") << scheduled(SchedulingMode::Pod, "psql-copy") << QStringList{"Pod Never"};
        QTest::newRow("idempotent") << scheduled(SchedulingMode::Pod)
                                    << QStringList{"Pod Never", "JobPerWorker Never", "JobIndexed Never"};
        QTest::newRow("incremental") << scheduled(SchedulingMode::Pod, "follow") << QStringList{"Deployment Always"};
        QTest::newRow("timed") << scheduled(SchedulingMode::CronJob) << QStringList{"CronJob Never"};
        QTest::newRow("an engine that nobody knows") << scheduled(SchedulingMode::Pod, "what") << QStringList();
    }
    void choicesAgreeWithTheReview()
    {
        QFETCH(Change, change);
        QFETCH(QStringList, recommended);
        SyncTask task = fine();
        task.tables[0].split = range(1, 100, 7);
        change(task);
        QStringList got;
        QSet<QString> seen;
        for (const ModeChoice &choice : modeChoices(task, presetOf(task.engine))) {
            const QString name = word(choice.mode) + u' ' + word(choice.policy);
            QVERIFY(!seen.contains(name));
            seen.insert(name);
            QVERIFY(!choice.reason.isEmpty());
            for (const QString &text : {choice.reason, choice.objects, choice.onFailure, choice.end})
                QVERIFY2(!text.isEmpty() && !text.contains(QStringLiteral("%")), qPrintable(name + u' ' + text));
            SyncTask changed = task;
            changed.scheduling.mode = choice.mode;
            changed.scheduling.restartPolicy = choice.policy;
            const auto refusal = refusalOfMode(changed, presetOf(task.engine));
            QCOMPARE(choice.standing == Standing::Refused, refusal.has_value());
            if (refusal)
                QVERIFY(told(review(changed)).contains(told({*refusal}).first()));
            if (choice.standing == Standing::Recommended ||
                (refusal && refusal->rule == QStringLiteral("mode-not-available") && recommended.contains(name)))
                got.append(name);
        }
        QCOMPARE(seen.size(), 21);
        QCOMPARE(got, recommended);
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

void TestReview::modeRows()
{
    using Mode = SchedulingMode;
    using Policy = RestartPolicy;
    const auto seven = [](SyncTask &t) { t.tables[0].split = range(1, 100, 7); };
    const auto nothing = [](SyncTask &) {};
    for (int mode = 0; mode <= int(Mode::CronJob); ++mode) {
        if (!isLaunchable(Mode(mode)))
            row(qPrintable(QStringLiteral("%1 is not there").arg(word(Mode(mode)))), scheduled(Mode(mode)),
                "error mode-not-available spec.scheduling.mode", nothing);
    }
    row("a Deployment that ends", scheduled(Mode::Deployment, "follow", Policy::OnFailure),
        "error deployment-policy spec.scheduling.restartPolicy", scheduled(Mode::Deployment, "follow", Policy::Always));
    for (const Mode mode :
         {Mode::JobPerWorker, Mode::JobQueuePerItem, Mode::JobQueueVariable, Mode::JobIndexed, Mode::CronJob})
        row(qPrintable(word(mode) + QStringLiteral(" for ever")), scheduled(mode, "safe", Policy::Always),
            "error job-policy spec.scheduling.restartPolicy", scheduled(mode, "safe", Policy::OnFailure));
    row("full in a Deployment", scheduled(Mode::Deployment, "safe", Policy::Always),
        "error full-always spec.scheduling.mode", scheduled(Mode::Pod, "safe", Policy::OnFailure));
    row("unsafe Job, OnFailure", scheduled(Mode::JobPerWorker, "psql-copy", Policy::OnFailure),
        "error unsafe-restart spec.scheduling.restartPolicy", scheduled(Mode::JobPerWorker, "psql-copy"));
    for (const Mode mode : {Mode::JobPerWorker, Mode::JobIndexed, Mode::CronJob})
        row(qPrintable(word(mode) + QStringLiteral(" starts again")),
            scheduled(mode, "psql-copy", Policy::Never, [](SyncTask &t) { t.scheduling.backoffLimit = 1; }),
            "error unsafe-backoff spec.scheduling.backoffLimit",
            scheduled(mode, "psql-copy", Policy::Never, [](SyncTask &t) { t.scheduling.backoffLimit = 0; }));
    row("an index starts again",
        scheduled(Mode::JobIndexed, "psql-copy", Policy::Never,
                  [](SyncTask &t) { t.scheduling.backoffLimitPerIndex = 2; }),
        "error unsafe-backoff spec.scheduling.backoffLimitPerIndex",
        scheduled(Mode::JobQueuePerItem, "psql-copy", Policy::Never,
                  [](SyncTask &t) { t.scheduling.backoffLimit = 9; }));
    row("incremental in a Job", scheduled(Mode::JobPerWorker, "follow"),
        "error incremental-in-job spec.scheduling.mode", scheduled(Mode::JobPerWorker));
    row("incremental that ends", scheduled(Mode::Pod, "follow"),
        "warning incremental-ends spec.scheduling.restartPolicy", scheduled(Mode::Pod, "follow", Policy::Always));
    row("a bare pod", scheduled(Mode::Pod, "follow", Policy::Always), "warning bare-pod spec.scheduling.mode",
        scheduled(Mode::Deployment, "follow", Policy::Always));
    row("two consumers", scheduled(Mode::Deployment, "follow", Policy::Always),
        "warning two-consumers spec.scheduling.mode", scheduled(Mode::Pod, "follow", Policy::Always));
    row("a Job starts twice", scheduled(Mode::JobPerWorker, "psql-copy"),
        "warning job-starts-twice spec.scheduling.mode", scheduled(Mode::JobPerWorker));
    row("restarts add up", scheduled(Mode::JobIndexed, "safe", Policy::OnFailure, seven),
        "warning restarts-add-up spec.scheduling.restartPolicy",
        scheduled(Mode::JobPerWorker, "safe", Policy::OnFailure, seven));
    const auto limited = [seven](std::optional<int> limit, std::optional<int> each, std::optional<int> failed,
                                 int parallelism = 0) {
        return [=](SyncTask &t) {
            seven(t);
            t.scheduling.backoffLimit = limit;
            t.scheduling.backoffLimitPerIndex = each;
            t.scheduling.maxFailedIndexes = failed;
            t.scheduling.parallelism = parallelism;
        };
    };
    row("siblings end", scheduled(Mode::JobIndexed, "safe", Policy::Never, limited(2, {}, {})),
        "warning job-ends-siblings spec.scheduling.backoffLimit",
        scheduled(Mode::JobIndexed, "safe", Policy::Never, limited({}, 2, {})));
    row("limit of each index with OnFailure",
        scheduled(Mode::JobIndexed, "safe", Policy::OnFailure, limited({}, 2, {})),
        "error per-index-policy spec.scheduling.backoffLimitPerIndex",
        scheduled(Mode::JobIndexed, "safe", Policy::Never, limited({}, 2, {})));
    row("failed indexes alone", scheduled(Mode::JobIndexed, "safe", Policy::Never, limited(2, {}, 2)),
        "error failed-indexes spec.scheduling.maxFailedIndexes",
        scheduled(Mode::JobIndexed, "safe", Policy::Never, limited({}, {}, 2)));
    row("more failed indexes than workers", scheduled(Mode::JobIndexed, "safe", Policy::Never, limited({}, 0, 8)),
        "error failed-indexes spec.scheduling.maxFailedIndexes",
        scheduled(Mode::JobIndexed, "safe", Policy::Never, limited({}, 0, 7)));
    row("too many at once", scheduled(Mode::JobIndexed, "safe", Policy::Never, limited({}, {}, {}, 100'001)),
        "error parallelism-too-large spec.scheduling.parallelism",
        scheduled(Mode::JobIndexed, "safe", Policy::Never, limited({}, {}, {}, 100'000)));
    row("a short life",
        scheduled(Mode::JobPerWorker, "safe", Policy::Never,
                  [](SyncTask &t) { t.scheduling.ttlSecondsAfterFinished = 599; }),
        "warning short-life spec.scheduling.ttlSecondsAfterFinished",
        scheduled(Mode::JobPerWorker, "safe", Policy::Never,
                  [](SyncTask &t) { t.scheduling.ttlSecondsAfterFinished = 600; }));
    row("a deadline for ever",
        scheduled(Mode::Pod, "follow", Policy::Always, [](SyncTask &t) { t.scheduling.activeDeadlineSeconds = 60; }),
        "warning incremental-deadline spec.scheduling.activeDeadlineSeconds",
        scheduled(Mode::Pod, "safe", Policy::Never, [](SyncTask &t) { t.scheduling.activeDeadlineSeconds = 60; }));
    row("no shell", scheduled(Mode::JobIndexed, "bare"), "error no-shell spec.scheduling.mode",
        scheduled(Mode::JobPerWorker, "bare"));
    row("whole tables only", scheduled(Mode::Pod, "whole", Policy::Never, seven),
        "error whole-tables-only spec.tables[0].split", scheduled(Mode::Pod, "whole"));
    const auto slot = [](SyncTask &t) { t.options[QStringLiteral("slotName")] = QStringLiteral("shop"); };
    row("one slot for two",
        scheduled(Mode::Deployment, "follow", Policy::Always,
                  [slot](SyncTask &t) {
                      slot(t);
                      t.tables.append({QStringLiteral("b"), std::nullopt});
                  }),
        "error shared-slot spec.options.slotName", scheduled(Mode::Deployment, "follow", Policy::Always, slot));
    const auto named = [](qsizetype length, const Change &more = {}) {
        return [=](SyncTask &t) {
            t.name = QString(length, u'n');
            if (more)
                more(t);
        };
    };
    row("a long CronJob", scheduled(Mode::CronJob, "safe", Policy::Never, named(47)),
        "error object-name-too-long metadata.name", scheduled(Mode::CronJob, "safe", Policy::Never, named(46)));
    row("a long Indexed Job", scheduled(Mode::JobIndexed, "safe", Policy::Never, named(56, seven)),
        "error object-name-too-long metadata.name",
        scheduled(Mode::JobIndexed, "safe", Policy::Never, named(55, seven)));
    row("a long Job", scheduled(Mode::JobPerWorker, "safe", Policy::Never, named(51)), // -r9999-orders
        "error object-name-too-long metadata.name", scheduled(Mode::JobPerWorker, "safe", Policy::Never, named(50)));
    row("a long queue", scheduled(Mode::JobQueuePerItem, "safe", Policy::Never, named(51)), // -r9999-loader
        "error object-name-too-long metadata.name", scheduled(Mode::JobQueuePerItem, "safe", Policy::Never, named(50)));
}

void TestReview::timerRows()
{
    const auto timed = [](const Change &more, const char *engine = "safe") {
        return scheduled(SchedulingMode::CronJob, engine, RestartPolicy::Never, more);
    };
    const auto at = [timed](const char *schedule) {
        return timed([schedule](SyncTask &t) { t.scheduling.schedule = QString::fromLatin1(schedule); });
    };
    const auto in = [timed](const char *zone) {
        return timed([zone](SyncTask &t) { t.scheduling.timeZone = QString::fromLatin1(zone); });
    };
    const auto policy = [timed](const char *word, const char *engine) {
        return timed([word](SyncTask &t) { t.scheduling.concurrencyPolicy = QString::fromLatin1(word); }, engine);
    };
    row("no schedule", at(""), "error schedule-missing spec.scheduling.schedule", at("@daily"));
    row("a bad schedule", at("0 0 * * 7"), "error bad-schedule spec.scheduling.schedule", at("0 0 * * 6"));
    row("a zone in the schedule", at("TZ=UTC 0 0 * * *"), "error bad-schedule spec.scheduling.schedule",
        at("0 0 * * *"));
    row("no such day", at("0 0 30 2 *"), "warning schedule-never spec.scheduling.schedule", at("0 0 29 2 *"));
    row("no such zone", in("Europe/Berlinn"), "error bad-time-zone spec.scheduling.timeZone", in("Europe/Berlin"));
    row("the local zone", in("Local"), "error bad-time-zone spec.scheduling.timeZone", in("UTC"));
    row("no zone", in(""), "note no-time-zone spec.scheduling.timeZone", in("UTC"));
    row("unsafe runs overlap", policy("Allow", "psql-copy"),
        "error timer-unsafe-overlap spec.scheduling.concurrencyPolicy", policy("", "psql-copy"));
    row("runs overlap", policy("Allow", "safe"), "warning timer-overlap spec.scheduling.concurrencyPolicy",
        policy("Forbid", "safe"));
    row("runs end each other", policy("Replace", "safe"), "warning timer-replaces spec.scheduling.concurrencyPolicy",
        policy("Forbid", "safe"));
    const auto deadline = [timed](int seconds) {
        return timed([seconds](SyncTask &t) { t.scheduling.startingDeadlineSeconds = seconds; });
    };
    row("missed for good", deadline(9), "warning short-starting-deadline spec.scheduling.startingDeadlineSeconds",
        deadline(10));
    const auto prepare = [timed](Prepare what, const char *engine) {
        return timed([what](SyncTask &t) { t.prepare = what; }, engine);
    };
    row("unsafe by the clock", prepare(Prepare::CheckEmpty, "psql-copy"), "error timer-unsafe spec.prepare",
        prepare(Prepare::Truncate, "psql-copy"));
    const auto truncated = [timed](int parts) {
        return timed(
            [parts](SyncTask &t) {
                t.prepare = Prepare::Truncate;
                t.tables[0].split = range(1, 9, parts);
            },
            "psql-copy");
    };
    row("many would empty the target", truncated(2), "error timer-truncate spec.prepare", truncated(1));
    row("checked once", prepare(Prepare::CheckEmpty, "safe"), "note timer-checked-once spec.prepare",
        prepare(Prepare::Keep, "safe"));
}

void TestReview::queueRows()
{
    const auto queue = [](SchedulingMode mode, QueueKind kind, QueueTaking taking, bool url) {
        return scheduled(mode, "safe", RestartPolicy::Never, [=](SyncTask &t) {
            Queue it;
            it.kind = kind;
            it.taking = taking;
            if (url)
                it.url = {QStringLiteral("queue"), QStringLiteral("url")};
            t.scheduling.queue = it;
        });
    };
    const auto each = SchedulingMode::JobQueuePerItem;
    const auto variable = SchedulingMode::JobQueueVariable;
    for (const QueueKind kind : {QueueKind::Kafka, QueueKind::RocketMq}) {
        row(qPrintable(word(kind) + QStringLiteral(" is never empty")), queue(variable, kind, QueueTaking::Image, true),
            "error queue-never-empty spec.scheduling.queue.kind", queue(each, kind, QueueTaking::Image, true));
        row(qPrintable(word(kind) + QStringLiteral(" by a feeder")), queue(each, kind, QueueTaking::Feeder, true),
            "error queue-no-feeder spec.scheduling.queue.taking", queue(each, kind, QueueTaking::Image, true));
    }
    row("a queue that is nowhere", queue(each, QueueKind::PostgreSql, QueueTaking::Feeder, false),
        "error queue-no-url spec.scheduling.queue.url", queue(each, QueueKind::Redis, QueueTaking::Feeder, false));
    row("no completions", queue(variable, QueueKind::MySql, QueueTaking::Feeder, true),
        "note queue-completions spec.scheduling.mode", queue(each, QueueKind::MySql, QueueTaking::Feeder, true));
    row("the Secret of a queue",
        scheduled(each, "safe", RestartPolicy::Never,
                  [](SyncTask &t) {
                      t.scheduling.queue =
                          Queue{QueueKind::MySql, QueueTaking::Feeder, {QStringLiteral("A"), QStringLiteral("url")}};
                  }),
        "error bad-name spec.scheduling.queue.url.secret", queue(each, QueueKind::MySql, QueueTaking::Feeder, true));
}

void TestReview::splitRows()
{
    const auto split = [](KeyType type, const QStringList &keys, const Change &more = {}) {
        return [=](SyncTask &t) {
            TableSplit it;
            it.column = QStringLiteral("code");
            it.type = type;
            it.bounds = keys;
            t.tables[0].split = it;
            if (more)
                more(t);
        };
    };
    const auto parts = [](KeyType type, const char *from, const char *to, int count) {
        return [=](SyncTask &t) {
            TableSplit it;
            it.column = QStringLiteral("code");
            it.type = type;
            it.from = QString::fromLatin1(from);
            it.to = QString::fromLatin1(to);
            it.parts = count;
            t.tables[0].split = it;
        };
    };
    const auto where = [](const QStringList &predicates) {
        return [=](SyncTask &t) {
            TableSplit it;
            it.where = predicates;
            t.tables[0].split = it;
        };
    };
    const auto open = [](SyncTask &t) { t.tables[0].split->openEnds = true; };
    const auto nulls = [](SyncTask &t) { t.tables[0].split->nulls = NullKeys::Own; };
    row("equal parts of texts", parts(KeyType::Text, "a", "z", 3),
        "error split-not-divisible spec.tables[0].split.type", parts(KeyType::Date, "2026-01-01", "2026-01-04", 3));
    row("more parts than days", parts(KeyType::Date, "2026-01-01", "2026-01-04", 4),
        "error slice-empty spec.tables[0].split.parts", parts(KeyType::Date, "2026-01-01", "2026-01-04", 3));
    row("decimals that go back", split(KeyType::Decimal, {"9", "10", "9.5"}),
        "error slices-overlap spec.tables[0].split.bounds[2]", split(KeyType::Decimal, {"9", "9.5", "10"}));
    row("texts have an order of their own", split(KeyType::Text, {"a", "m", "z"}),
        "warning slices-unproved spec.tables[0].split.bounds",
        split(KeyType::Uuid, {
                                 "00000000-0000-0000-0000-000000000000",
                                 "80000000-0000-0000-0000-000000000000",
                                 "ffffffff-ffff-ffff-ffff-ffffffffffff",
                             }));
    row("predicates", where({"a = 1", "NOT (a = 1)"}), "warning slices-unproved spec.tables[0].split.where",
        split(KeyType::Integer, {"1", "2"}));
    row("a predicate twice", where({"a = 1", " a = 1"}), "error slices-overlap spec.tables[0].split.where[1]",
        where({"a = 1", "a <> 1"}));
    row("a predicate that ends its statement", where({"a = 1; DROP TABLE b", "true"}),
        "error bad-predicate spec.tables[0].split.where[0]", where({"a = ';'", "true"}));
    row("an empty predicate", where({" ", "true"}), "error bad-predicate spec.tables[0].split.where[0]",
        where({"1=1", "true"}));
    row("closed ends", split(KeyType::Integer, {"1", "9"}), "note keys-outside spec.tables[0].split",
        split(KeyType::Integer, {"1", "9"}, open));
    row("NULL keys", split(KeyType::Integer, {"1", "9"}), "note null-keys spec.tables[0].split.column",
        split(KeyType::Integer, {"1", "9"}, nulls));
    const auto two = [](const Change &change) {
        return [=](SyncTask &t) {
            t.tables = {{QStringLiteral("a"), range(1, 10)}, {QStringLiteral("a"), range(10, 20)}};
            change(t);
        };
    };
    row("open ends beside others", two([](SyncTask &t) { t.tables[1].split->openEnds = true; }),
        "error slices-overlap spec.tables[1].split.ends", two([](SyncTask &) {}));
    row("NULL keys twice", two([](SyncTask &t) {
            t.tables[0].split->nulls = NullKeys::First;
            t.tables[1].split->nulls = NullKeys::Last;
        }),
        "error slices-overlap spec.tables[1].split.nulls",
        two([](SyncTask &t) { t.tables[1].split->nulls = NullKeys::Last; }));
    row("one within another", two([](SyncTask &t) {
            t.tables.append({QStringLiteral("a"), range(30, 40)});
            t.tables[0].split = range(1, 30);
        }),
        "error slices-overlap spec.tables[1].split", two([](SyncTask &) {}));
}

QTEST_APPLESS_MAIN(TestReview)
#include "tst_review.moc"
