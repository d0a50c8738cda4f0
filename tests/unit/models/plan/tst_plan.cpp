#include "k8s/yaml/reader.h"
#include "models/plan/plan.h"
#include "models/task/document.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace zdtp;

namespace {

QByteArray fileBytes(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return file.readAll();
}

QByteArray sample()
{
    return fileBytes(QStringLiteral(ZDTP_SOURCE_DIR "/resources/samples/orders-full.yaml.in"))
        .replace("@PORT@", "5432")
        .replace("@TO@", "1000001");
}

PlanInput inputOf(const QByteArray &yaml)
{
    const ParsedTask parsed = parseSyncTask(yaml, QStringLiteral("task.yaml"));
    for (const Finding &finding : parsed.findings)
        qWarning("%s %s", qPrintable(finding.field), qPrintable(finding.message));
    static const EngineCatalog catalog = EngineCatalog::load({}, nullptr);
    PlanInput input;
    input.task = parsed.task.value();
    input.preset = *catalog.find(input.task.engine);
    return input;
}

/// Golden files are reviewed by eye: ZDTP_GOLDEN=write makes them anew.
void compareGolden(const char *name, const QByteArray &bytes)
{
    const QString path = QStringLiteral(ZDTP_SOURCE_DIR "/tests/unit/models/plan/golden/") + QString::fromLatin1(name);
    if (qEnvironmentVariable("ZDTP_GOLDEN") == QStringLiteral("write")) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    QCOMPARE(QString::fromUtf8(bytes).split(u'\n'), QString::fromUtf8(fileBytes(path)).split(u'\n'));
}

} // namespace

class TestPlan : public QObject
{
    Q_OBJECT

private slots:
    void theSampleIsFineAndPlans()
    {
        const ParsedTask parsed = parseSyncTask(sample(), QStringLiteral("orders-full.yaml"));
        for (const Finding &finding : checkTask(parsed, EngineCatalog::load({}, nullptr)))
            QVERIFY2(finding.severity != Severity::Error, qPrintable(finding.field + u' ' + finding.message));
        const auto objects = planRun(inputOf(sample()));
        QVERIFY2(objects.has_value(), objects ? "" : qPrintable(objects.error().toLine()));
        QCOMPARE(objects->size(), 5);
        QCOMPARE(objects->at(0).name, QStringLiteral("orders-full-r1-config"));
        QCOMPARE(objects->at(1).name, QStringLiteral("orders-full-r1-orders-01-a1"));
        QCOMPARE(objects->at(4).worker, QStringLiteral("orders-04"));
        QCOMPARE(exportYaml(*objects), exportYaml(*planRun(inputOf(sample()))));
        compareGolden("orders-full.yaml", exportYaml(objects->mid(1)));
    }

    void helpersLookLikeWorkers()
    {
        const PlanInput input = inputOf(sample());
        const WorkerSpec worker = workersOf(input.task).at(1);
        const auto cleanup = planHelper(input, {HelperKind::Cleanup, &worker, Side::Target, 1});
        QVERIFY2(cleanup.has_value(), cleanup ? "" : qPrintable(cleanup.error().toLine()));
        compareGolden("orders-full-cleanup.yaml", exportYaml({*cleanup}));
        const QString statement = *helperStatement(input, {HelperKind::Cleanup, &worker, Side::Target, 1});
        QCOMPARE(statement, QStringLiteral("DELETE FROM public.orders WHERE id >= 250001 AND id < 500001"));
        QCOMPARE(*helperStatement(input, {HelperKind::Prepare, nullptr, Side::Target, 1}),
                 QStringLiteral("TRUNCATE TABLE public.orders"));
    }

    void everySettingOfAPod()
    {
        QByteArray yaml = fileBytes(QStringLiteral(ZDTP_SOURCE_DIR "/tests/unit/models/task/full.yaml"));
        yaml.replace("mode: CronJob", "mode: Pod").replace("restartPolicy: OnFailure", "restartPolicy: Never");
        const auto objects = planRun(inputOf(yaml));
        QVERIFY2(objects.has_value(), objects ? "" : qPrintable(objects.error().toLine()));
        QCOMPARE(objects->size(), 12);
        compareGolden("full.yaml", exportYaml({objects->at(1), objects->at(10), objects->at(11)}));
    }

    /// One golden file a mode: tests/e2e/manifests asks a real API server what it thinks of them.
    void everyMode_data()
    {
        QTest::addColumn<QByteArray>("scheduling");
        QTest::addColumn<QByteArray>("rest");
        QTest::addColumn<QStringList>("objects");
        const auto row = [](const char *name, const char *scheduling, const QStringList &objects,
                            const char *rest = "prepare: check-empty") {
            QTest::newRow(name) << QByteArray(scheduling) << QByteArray(rest) << objects;
        };
        const QString config = QStringLiteral("ConfigMap orders-full-r1-config");
        const QString items = QStringLiteral("ConfigMap orders-full-r1-items-01");
        row("deployment", "{mode: Deployment, restartPolicy: Always, activeDeadlineSeconds: 60}",
            {config, "Deployment orders-full-r1-orders-01", "Deployment orders-full-r1-orders-02",
             "Deployment orders-full-r1-customers"});
        row("job-per-worker",
            "{mode: JobPerWorker, restartPolicy: Never, activeDeadlineSeconds: 60, ttlSecondsAfterFinished: 3600}",
            {config, "Job orders-full-r1-orders-01", "Job orders-full-r1-orders-02", "Job orders-full-r1-customers"});
        row("job-per-worker-on-failure", "{mode: JobPerWorker, restartPolicy: OnFailure, backoffLimit: 3}",
            {config, "Job orders-full-r1-orders-01", "Job orders-full-r1-orders-02", "Job orders-full-r1-customers"});
        row("job-indexed", "{mode: JobIndexed, restartPolicy: Never, parallelism: 2, maxFailedIndexes: 1}",
            {config, items, "Job orders-full-r1"});
        row("job-indexed-both-limits",
            "{mode: JobIndexed, restartPolicy: Never, backoffLimit: 5, backoffLimitPerIndex: 2}",
            {config, items, "Job orders-full-r1"});
        row("job-indexed-on-failure", "{mode: JobIndexed, restartPolicy: OnFailure, backoffLimit: 5}",
            {config, items, "Job orders-full-r1"});
        row("cron-job",
            "{mode: CronJob, restartPolicy: Never, schedule: \"0 3 * * 1-5\", timeZone: Europe/Berlin, "
            "startingDeadlineSeconds: 300, successfulJobsHistoryLimit: 7, failedJobsHistoryLimit: 7}",
            {config, items, "CronJob orders-full-r1"});
        const QString scripts = QStringLiteral("ConfigMap orders-full-r1-queue");
        row("queue-per-item",
            "{mode: JobQueuePerItem, restartPolicy: Never, parallelism: 2, queue: {kind: redis, taking: feeder}}",
            {config, items, scripts, "Service orders-full-r1-redis", "Deployment orders-full-r1-redis",
             "Job orders-full-r1-loader", "Job orders-full-r1"});
        row("queue-per-item-image",
            "{mode: JobQueuePerItem, restartPolicy: OnFailure, queue: {kind: mysql, taking: image, url: {secret: q, "
            "key: url}}}",
            {config, items, scripts, "Job orders-full-r1-loader", "Job orders-full-r1"});
        row("queue-variable",
            "{mode: JobQueueVariable, restartPolicy: Never, backoffLimit: 9, queue: {kind: postgresql, taking: feeder, "
            "url: {secret: q, key: url}}}",
            {config, items, scripts, "Job orders-full-r1-loader", "Job orders-full-r1"});
    }
    void everyMode()
    {
        QFETCH(QByteArray, scheduling);
        QFETCH(QByteArray, rest);
        QFETCH(QStringList, objects);
        const QByteArray yaml =
            "apiVersion: zdtp.io/v1\nkind: SyncTask\nmetadata: {name: orders-full, namespace: default}\nspec:\n"
            "  type: full\n  engine: psql-copy\n"
            "  source: {url: \"postgresql://src:5432/shop\", user: reader, password: {secret: src, key: password}}\n"
            "  target: {url: \"postgresql://dst:5432/dw\", user: writer, password: {secret: dst, key: password}}\n"
            "  tables:\n  - name: public.orders\n    split: {column: id, from: 1, to: 1001, parts: 2, nulls: last}\n"
            "  - name: 'public.customers'\n"
            "  scheduling: " +
            scheduling + "\n  " + rest + "\n";
        auto planned = planRun(inputOf(yaml));
        QVERIFY2(planned.has_value(), planned ? "" : qPrintable(planned.error().toLine()));
        QStringList found;
        for (const PlannedObject &object : *planned) {
            found.append(object.kind + u' ' + object.name);
            QCOMPARE(object.part == PlannedObject::Part::Shared, object.kind == QStringLiteral("ConfigMap"));
        }
        QCOMPARE(found, objects);
        // The scripts of a queue are files of their own: they are there as they stand in the tree.
        for (const PlannedObject &object : *planned) {
            if (!object.name.endsWith(QStringLiteral("-queue")))
                continue;
            QVERIFY(object.manifest["data"].size() >= 2);
            for (const auto &[key, text] : object.manifest["data"].items())
                QCOMPARE(QByteArray::fromStdString(text.get<std::string>()),
                         fileBytes(QStringLiteral(ZDTP_SOURCE_DIR "/resources/queue/") + QString::fromStdString(key)));
        }
        planned->removeIf([](const PlannedObject &object) { return object.name.endsWith(QStringLiteral("-queue")); });
        compareGolden(QByteArray("mode-" + QByteArray(QTest::currentDataTag()) + ".yaml").constData(),
                      exportYaml(planned->mid(1)));
    }

    /// A value of any look reaches the worker of an index as it is: its shell file says so to a real shell.
    void itemsAreReadByAShell()
    {
        QByteArray yaml = sample();
        yaml.replace("public.orders", "'\"we.ird\".\"o''rd\"\"er$s; DROP $(touch x) `id` \\\"'");
        yaml.replace("mode: Pod", "mode: JobIndexed");
        const PlanInput input = inputOf(yaml);
        const auto planned = planRun(input);
        QVERIFY2(planned.has_value(), planned ? "" : qPrintable(planned.error().toLine()));
        QTemporaryDir directory;
        for (const PlannedObject &object : *planned) {
            if (!object.name.contains(QStringLiteral("-items-")))
                continue;
            for (const auto &[key, text] : object.manifest["data"].items()) {
                QFile file(directory.filePath(QString::fromStdString(key)));
                QVERIFY(file.open(QIODevice::WriteOnly));
                file.write(QByteArray::fromStdString(text.get<std::string>()));
            }
        }
        const QList<WorkerSpec> workers = workersOf(input.task);
        for (qsizetype index = 0; index < workers.size(); ++index) {
            QProcess shell;
            shell.start(QStringLiteral("/bin/sh"),
                        {"-c",
                         ". \"$1\" && printf '%s|%s|%s|%s' \"$ZDTP_WORKER\" \"$ZDTP_TABLE\" \"$ZDTP_FROM\" "
                         "\"$COPY_TABLE\"",
                         "sh", directory.filePath(QString::number(index))});
            QVERIFY(shell.waitForFinished());
            QCOMPARE(QString::fromUtf8(shell.readAllStandardOutput()),
                     QStringList({workers.at(index).name, workers.at(index).table, *workers.at(index).from,
                                  QStringLiteral("\"we.ird\".\"o'rd\"\"er$s; DROP $(touch x) `id` \\\"")})
                         .join(u'|'));
        }
    }

    void namesThatWantToBeCode()
    {
        QByteArray yaml = sample();
        yaml.replace("public.orders", "'\"we.ird\".\"o''rd\"\"er$s; DROP $(DST_PASSWORD)\"'");
        yaml.replace("column: id", "column: \"i\\\"d'; --\"");
        const PlanInput input = inputOf(yaml);
        const WorkerSpec worker = workersOf(input.task).first();
        const auto pod = planWorker(input, worker, 2);
        const auto cleanup = planHelper(input, {HelperKind::Cleanup, &worker, Side::Target, 3});
        const auto prepare = planHelper(input, {HelperKind::Prepare, nullptr, Side::Target, 1});
        QVERIFY(pod && cleanup && prepare);
        QCOMPARE(*helperStatement(input, {HelperKind::Cleanup, &worker, Side::Target, 3}),
                 QStringLiteral("DELETE FROM \"we.ird\".\"o'rd\"\"er$s; DROP $(DST_PASSWORD)\" "
                                "WHERE \"i\"\"d'; --\" >= 1 AND \"i\"\"d'; --\" < 250001"));
        compareGolden("weird.yaml", exportYaml({*pod, *cleanup, *prepare}));
    }

    void manifestsComeBackFromYaml()
    {
        const auto objects = planRun(inputOf(sample()));
        const auto documents = k8s::readYaml(exportYaml(*objects), QStringLiteral("export"));
        QVERIFY2(documents.has_value(), documents ? "" : qPrintable(documents.error().toLine()));
        QCOMPARE(documents->size(), objects->size());
        for (qsizetype i = 0; i < objects->size(); ++i)
            QCOMPARE(jsonBytes(k8s::toJson(*documents->at(i))), jsonBytes(objects->at(i).manifest));
    }

    void aFolderSaysItsOrder()
    {
        const auto files = exportFolder(*planRun(inputOf(sample())));
        QStringList names;
        for (const auto &[name, bytes] : files)
            names.append(name);
        QCOMPARE(names.first(), QStringLiteral("01-configmap-orders-full-r1-config.yaml"));
        QCOMPARE(names.at(4), QStringLiteral("05-pod-orders-full-r1-orders-04-a1.yaml"));
        QCOMPARE(names.last(), QStringLiteral("kustomization.yaml"));
        QVERIFY(files.last().second.contains("resources:\n- 01-configmap-orders-full-r1-config.yaml\n- 02-pod-"));
    }

    void theHashIsOfTheIntent()
    {
        Json manifest = planRun(inputOf(sample()))->at(1).manifest;
        const QString before = specHash(manifest);
        stampLaunch(manifest, QStringLiteral("first"));
        QCOMPARE(jsonString(manifest, {"metadata", "annotations", names::specHash}), before);
        QCOMPARE(jsonString(manifest, {"metadata", "annotations", names::launchId}), QStringLiteral("first"));
        QCOMPARE(specHash(manifest), before);
        stampLaunch(manifest, QStringLiteral("second"));
        QCOMPARE(specHash(manifest), before);
        manifest["spec"]["containers"][0]["image"] = "postgres:16";
        QVERIFY(specHash(manifest) != before);
    }

    void nothingSecretStandsInAManifest()
    {
        const QByteArray all = exportYaml(*planRun(inputOf(sample())));
        QVERIFY(all.contains("secretKeyRef"));
        QVERIFY(!all.contains("stringData"));
        QVERIFY(!all.contains("kind: Secret"));
    }

    void whatCannotBePlannedIsSaid()
    {
        PlanInput input = inputOf(sample());
        WorkerSpec whole;
        whole.name = QStringLiteral("orders");
        whole.table = QStringLiteral("public.orders");
        QCOMPARE(planHelper(input, {HelperKind::Measure, &whole, Side::Source, 1}).error().what,
                 QStringLiteral("public.orders is not split, so there is no column to measure"));
        QVERIFY(!planHelper(input, {HelperKind::Count, nullptr, Side::Target, 1}));
        input.preset.helpers.remove(HelperKind::Cleanup);
        QCOMPARE(planHelper(input, {HelperKind::Cleanup, &whole, Side::Target, 1}).error().what,
                 QStringLiteral("engine psql-copy has no helper \"cleanup\""));
        input.task.nameSpace.clear();
        QVERIFY(planRun(input).error().what.contains(QStringLiteral("has no namespace")));
        input.task.nameSpace = QStringLiteral("default");
        input.task.name = QString(300, u'a');
        QVERIFY(planRun(input).error().what.contains(QStringLiteral("more than 253 characters")));
        PlanInput many = inputOf(sample());
        for (int i = 0; i < 12'000; ++i)
            many.task.tables.append(
                {QStringLiteral("public.a_table_with_a_name_that_is_nearly_as_long_as_names_may_be_%1").arg(i),
                 std::nullopt});
        QVERIFY(Planner::make(many)->config().error().what.contains(QStringLiteral("a ConfigMap holds 1 MiB")));
    }

    void thousandWorkers()
    {
        const PlanInput input = inputOf(sample().replace("parts: 4", "parts: 1000"));
        QElapsedTimer timer;
        timer.start();
        const auto objects = planRun(input);
        QVERIFY(objects.has_value());
        QCOMPARE(objects->size(), 1001);
        qInfo("1,000 workers planned in %lld ms", timer.elapsed());
    }
};

QTEST_APPLESS_MAIN(TestPlan)
#include "tst_plan.moc"
