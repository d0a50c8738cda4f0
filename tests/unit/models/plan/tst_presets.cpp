#include "models/plan/plan.h"
#include "models/task/document.h"

#include <QFile>
#include <QTest>

using namespace zdtp;

namespace {

const EngineCatalog &catalog()
{
    static const EngineCatalog engines = EngineCatalog::load({}, nullptr);
    return engines;
}

/// A task that this engine can do.
PlanInput inputOf(const QString &engine, const QString &table = QStringLiteral("orders"), const QString &sourceUrl = {})
{
    const EnginePreset &preset = *catalog().find(engine);
    const bool fromMySql = preset.allowsSource(QStringLiteral("mysql"));
    const bool toPostgres = preset.allowsTarget(QStringLiteral("postgresql"));
    PlanInput input;
    input.preset = preset;
    SyncTask &task = input.task;
    task.name = engine;
    task.nameSpace = QStringLiteral("zdtp");
    task.engine = engine;
    task.type = preset.syncTypes.contains(QStringLiteral("full")) ? SyncType::Full : SyncType::Incremental;
    task.source = {sourceUrl.isEmpty() ? fromMySql ? QStringLiteral("mysql://src/shop")
                                                   : QStringLiteral("postgresql://src:5433/shop?sslmode=require")
                                       : sourceUrl,
                   QStringLiteral("reader"),
                   {QStringLiteral("shop-src"), QStringLiteral("password")}};
    task.target = {toPostgres ? QStringLiteral("postgresql://dst/dw") : QStringLiteral("mysql://dst:3307/dw"),
                   QStringLiteral("writer"),
                   {QStringLiteral("shop-dst"), QStringLiteral("password")}};
    TableSpec spec;
    spec.name = table;
    if (preset.splitsByKey) {
        TableSplit split;
        split.column = QStringLiteral("id");
        split.bounds = {QStringLiteral("1"), QStringLiteral("1001"), QStringLiteral("2001")};
        split.nulls = NullKeys::Last;
        spec.split = split;
    }
    task.tables = {spec};
    return input;
}

QString environmentOf(const Json &pod)
{
    const Json &container = pod.at("spec").at("containers").at(0);
    QString text = QStringLiteral("image: ") + container.at("image").get<QString>() + QStringLiteral("\ncommand:");
    for (const Json &word : container.at("command"))
        text += u' ' + word.get<QString>();
    text += u'\n';
    for (const Json &entry : container.at("env")) {
        const QString name = entry.at("name").get<QString>();
        if (name.startsWith(u"ZDTP_") && name != QStringLiteral("ZDTP_STATEMENT"))
            continue;
        if (entry.contains("value")) {
            text += name + QStringLiteral("=") + entry.at("value").get<QString>() + u'\n';
        } else {
            const Json &key = entry.at("valueFrom").at("secretKeyRef");
            text += name + QStringLiteral(" from Secret ") + key.at("name").get<QString>() + u'\n';
        }
    }
    return text;
}

} // namespace

class TestPresets : public QObject
{
    Q_OBJECT

private slots:
    void golden_data()
    {
        QTest::addColumn<QString>("engine");
        for (const QString &name : catalog().names())
            QTest::newRow(qPrintable(name)) << name;
    }
    /// Reviewed by eye: ZDTP_GOLDEN=write makes them anew.
    void golden()
    {
        QFETCH(QString, engine);
        const PlanInput input = inputOf(engine);
        const QList<WorkerSpec> workers = workersOf(input.task);
        const auto pod = planWorker(input, workers.last(), 1);
        QVERIFY2(pod, pod ? "" : qPrintable(pod.error().toLine()));
        QString text = QStringLiteral("# the last worker\n") + environmentOf(pod->manifest);
        for (const HelperKind kind :
             {HelperKind::Precheck, HelperKind::Measure, HelperKind::Prepare, HelperKind::Count, HelperKind::Cleanup}) {
            for (const Side side : {Side::Source, Side::Target}) {
                if (side == Side::Source && (kind == HelperKind::Prepare || kind == HelperKind::Cleanup))
                    continue;
                if (kind == HelperKind::Measure && (side == Side::Target || workers.last().column.isEmpty()))
                    continue;
                const bool wholeTask = kind == HelperKind::Precheck || kind == HelperKind::Prepare;
                const auto helper = planHelper(input, {kind, wholeTask ? nullptr : &workers.last(), side, 1});
                QVERIFY2(helper, helper ? "" : qPrintable(helper.error().toLine()));
                text +=
                    QStringLiteral("\n# %1 in the %2\n")
                        .arg(word(kind), side == Side::Source ? QStringLiteral("source") : QStringLiteral("target"));
                text += environmentOf(helper->manifest);
            }
        }
        const QString path = QStringLiteral(ZDTP_SOURCE_DIR "/tests/unit/models/engine/golden/%1.txt").arg(engine);
        QFile file(path);
        if (qEnvironmentVariable("ZDTP_GOLDEN") == QStringLiteral("write")) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text.toUtf8());
            file.close();
        }
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path));
        QCOMPARE(text.split(u'\n'), QString::fromUtf8(file.readAll()).split(u'\n'));
    }

    void aHelperOfAKitSeesItsOwnSideAlone()
    {
        const PlanInput input = inputOf(QStringLiteral("pgloader"));
        const QList<WorkerSpec> workers = workersOf(input.task);
        const auto source = planHelper(input, {HelperKind::Count, &workers.first(), Side::Source, 1});
        const auto target = planHelper(input, {HelperKind::Count, &workers.first(), Side::Target, 1});
        QVERIFY(source && target);
        const QString atSource = environmentOf(source->manifest);
        const QString atTarget = environmentOf(target->manifest);
        QVERIFY(atSource.startsWith(u"image: mysql:8\n"));
        QVERIFY(atTarget.startsWith(u"image: postgres:17\n"));
        QVERIFY(atSource.contains(u"shop-src") && !atSource.contains(u"shop-dst"));
        QVERIFY(atTarget.contains(u"shop-dst") && !atTarget.contains(u"shop-src"));
    }

    void onlyTheKitsOfTheTaskAreMounted()
    {
        const auto filesOf = [](const PlanInput &input) {
            QStringList names;
            const auto objects = planRun(input);
            if (!objects)
                qFatal("%s", qPrintable(objects.error().toLine()));
            for (const auto &[name, content] : objects->first().manifest.at("data").items())
                names.append(QString::fromStdString(name));
            return names;
        };
        QCOMPARE(filesOf(inputOf(QStringLiteral("pgcopydb"))), (QStringList{"copydb.sh", "kit-postgresql.sh"}));
        QCOMPARE(filesOf(inputOf(QStringLiteral("pgloader"))),
                 (QStringList{"load.sh", "kit-mysql.sh", "kit-postgresql.sh"}));
    }

    void whatAnEngineCannotDoIsRefused()
    {
        const auto problemOf = [](const PlanInput &input) {
            const auto planner = Planner::make(input);
            return planner ? QString() : planner.error().what;
        };
        QCOMPARE(problemOf(inputOf(QStringLiteral("pgloader"))), QString());
        PlanInput split = inputOf(QStringLiteral("pgloader"));
        split.task.tables.first().split = inputOf(QStringLiteral("sling")).task.tables.first().split;
        QCOMPARE(problemOf(split), QStringLiteral("engine pgloader takes whole tables only, and orders is split"));
        for (const char *engine : {"pgloader", "sling", "datax", "addax", "seatunnel", "debezium-server", "pgcopydb"}) {
            for (const char *table : {"o'rd\"er$s; DROP", "a b", "s.a[0-9]", "1st", "\"a.b\".c"})
                QVERIFY2(problemOf(inputOf(QString::fromLatin1(engine), QString::fromUtf8(table)))
                             .contains(QStringLiteral("without quoting them")),
                         engine);
        }
        for (const char *engine : {"psql-copy", "mysqldump", "custom"})
            QCOMPARE(problemOf(inputOf(QString::fromLatin1(engine), QStringLiteral("o'rd\"er$s; DROP"))), QString());
        QCOMPARE(problemOf(inputOf(QStringLiteral("pgloader"), QStringLiteral("orders"),
                                   QStringLiteral("postgresql://src/shop"))),
                 QStringLiteral("engine pgloader cannot read postgresql://src/shop"));
    }
};

QTEST_GUILESS_MAIN(TestPresets)
#include "tst_presets.moc"
