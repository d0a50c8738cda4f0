#include "k8s/yaml/reader.h"
#include "models/plan/plan.h"
#include "models/task/document.h"

#include <QElapsedTimer>
#include <QFile>
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
