#include "models/tables/diagnosis.h"
#include "models/tables/eventtablemodel.h"
#include "models/tables/journaltablemodel.h"
#include "models/tables/rowfiltermodel.h"
#include "models/tables/tasktablemodel.h"
#include "models/tables/words.h"
#include "models/tables/workertablemodel.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace zdtp;
using namespace zdtp::tables;

namespace {

using Tester = QAbstractItemModelTester;

WorkerRow worker(const QString &name, State state, std::optional<qint64> rows = {})
{
    WorkerRow row;
    row.nameSpace = QStringLiteral("zdtp");
    row.task = QStringLiteral("orders-full");
    row.run = 1;
    row.spec.name = name;
    row.spec.table = QStringLiteral("public.orders");
    row.state = state;
    row.attempt = 1;
    row.started = rows.has_value();
    row.progress.rows = rows;
    return row;
}

QStringList shown(const QAbstractItemModel &model, int column)
{
    QStringList words;
    for (int row = 0; row < model.rowCount(); ++row)
        words.append(model.index(row, column).data().toString());
    return words;
}

} // namespace

class TestTables : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void mergeKeepsSelectionWhereItWas()
    {
        WorkerTableModel model;
        Tester tester(&model, Tester::FailureReportingMode::Fatal);
        RowFilterModel rows;
        rows.setSourceModel(&model);
        Tester filterTester(&rows, Tester::FailureReportingMode::Fatal);
        rows.sort(WorkerTableModel::StateColumn);
        model.merge({worker(QStringLiteral("a"), State::Running), worker(QStringLiteral("b"), State::Running),
                     worker(QStringLiteral("c"), State::Running)});
        QItemSelectionModel selection(&rows);
        selection.setCurrentIndex(rows.index(1, 0), QItemSelectionModel::SelectCurrent | QItemSelectionModel::Rows);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);

        model.merge({worker(QStringLiteral("d"), State::Failed), worker(QStringLiteral("b"), State::Succeeded, 7),
                     worker(QStringLiteral("c"), State::Running)});

        QCOMPARE(reset.size(), 0);
        QCOMPARE(shown(rows, WorkerTableModel::WorkerColumn), QStringList({"d", "c", "b"}));
        QCOMPARE(selection.currentIndex().siblingAtColumn(WorkerTableModel::WorkerColumn).data().toString(),
                 QStringLiteral("b"));
    }

    void randomChangesEndInTheSameTable()
    {
        QRandomGenerator random(20261123);
        WorkerTableModel model;
        Tester tester(&model, Tester::FailureReportingMode::Fatal);
        RowFilterModel rows;
        rows.setSourceModel(&model);
        Tester filterTester(&rows, Tester::FailureReportingMode::Fatal);
        rows.sort(WorkerTableModel::RowsColumn, Qt::DescendingOrder);
        for (int round = 0; round < 200; ++round) {
            QList<WorkerRow> wanted;
            QStringList names;
            for (int i = 0; i < 30; ++i) {
                if (random.bounded(3) == 0)
                    continue;
                const QString name = QStringLiteral("w%1").arg(i, 2, 10, QLatin1Char('0'));
                wanted.append(worker(name, State(random.bounded(7)), random.bounded(1000)));
                names.append(name);
            }
            std::shuffle(wanted.begin(), wanted.end(), random);
            model.merge(wanted);
            QStringList got = shown(model, WorkerTableModel::WorkerColumn);
            got.sort();
            QCOMPARE(got, names);
            for (const WorkerRow &row : std::as_const(wanted)) {
                const WorkerRow *found = model.find(row.key());
                QVERIFY(found);
                QCOMPARE(*found, row);
            }
        }
    }

    void changesAreToldOnceForNeighbours()
    {
        WorkerTableModel model;
        QList<WorkerRow> rows;
        for (int i = 0; i < 10; ++i)
            rows.append(worker(QString::number(i), State::Running, i));
        model.merge(rows);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.merge(rows);
        QCOMPARE(changed.size(), 0);
        rows[3].progress.rows = 33;
        rows[4].progress.rows = 44;
        rows[8].progress.rows = 88;
        model.merge(rows);
        QCOMPARE(changed.size(), 2);
    }

    void sortsOnValuesNotOnText()
    {
        WorkerTableModel model;
        model.merge({worker(QStringLiteral("a"), State::Running, 900),
                     worker(QStringLiteral("b"), State::Running, 1000), worker(QStringLiteral("c"), State::Waiting)});
        RowFilterModel rows;
        rows.setSourceModel(&model);
        rows.sort(WorkerTableModel::RowsColumn, Qt::DescendingOrder);
        QCOMPARE(shown(rows, WorkerTableModel::RowsColumn), QStringList({"1,000", "900", "—"}));

        QList<WorkerRow> sliced;
        for (const auto &[name, from] : {std::pair("s-03", "1000"), std::pair("s-02", "9"), std::pair("s-01", "-5")}) {
            WorkerRow row = worker(QString::fromLatin1(name), State::Running);
            row.spec.column = QStringLiteral("id");
            row.spec.from = QString::fromLatin1(from);
            sliced.append(row);
        }
        model.merge(sliced);
        rows.sort(WorkerTableModel::SliceColumn, Qt::AscendingOrder);
        QCOMPARE(shown(rows, WorkerTableModel::WorkerColumn), QStringList({"s-01", "s-02", "s-03"}));
    }

    void troubleStandsOnTopAndTiesGoByName()
    {
        WorkerTableModel model;
        model.merge({worker(QStringLiteral("ok"), State::Succeeded), worker(QStringLiteral("run-2"), State::Running),
                     worker(QStringLiteral("run-1"), State::Running), worker(QStringLiteral("lost"), State::Missing),
                     worker(QStringLiteral("odd"), State::Unknown), worker(QStringLiteral("bad"), State::Failed)});
        RowFilterModel rows;
        rows.setSourceModel(&model);
        rows.sort(WorkerTableModel::StateColumn, Qt::AscendingOrder);
        QCOMPARE(shown(rows, WorkerTableModel::WorkerColumn),
                 QStringList({"bad", "odd", "lost", "run-1", "run-2", "ok"}));
        rows.sort(WorkerTableModel::StateColumn, Qt::DescendingOrder);
        QCOMPARE(shown(rows, WorkerTableModel::WorkerColumn),
                 QStringList({"ok", "run-1", "run-2", "lost", "odd", "bad"}));
    }

    void filterNeedsEveryWordAndOneOfTheStates()
    {
        WorkerTableModel model;
        WorkerRow failed = worker(QStringLiteral("orders-02"), State::Failed, 612304);
        failed.podStatus = QStringLiteral("Error");
        model.merge({failed, worker(QStringLiteral("orders-03"), State::Running)});
        RowFilterModel rows;
        rows.setSourceModel(&model);
        rows.setFilterText(QStringLiteral("ORDERS error"));
        QCOMPARE(shown(rows, WorkerTableModel::WorkerColumn), QStringList({"orders-02"}));
        rows.setFilterText({});
        rows.setStates({State::Running});
        QCOMPARE(shown(rows, WorkerTableModel::WorkerColumn), QStringList({"orders-03"}));
        failed.state = State::Running; // a row that changes its state comes in without a reset
        model.merge({failed, worker(QStringLiteral("orders-03"), State::Running)});
        QCOMPARE(rows.rowCount(), 2);
    }

    void saysWhatIsNotKnown()
    {
        WorkerTableModel model;
        WorkerRow row = worker(QStringLiteral("a"), State::Waiting);
        row.attempt = 0;
        model.merge({row});
        const auto text = [&](int column) { return model.index(0, column).data().toString(); };
        QCOMPARE(text(WorkerTableModel::RowsColumn), QStringLiteral("—"));
        QCOMPARE(text(WorkerTableModel::AttemptColumn), QStringLiteral("—"));
        QCOMPARE(text(WorkerTableModel::AgeColumn), QStringLiteral("—"));
        QCOMPARE(text(WorkerTableModel::ProgressColumn), QStringLiteral("not started"));
        row.started = true;
        row.state = State::Running;
        model.merge({row});
        QCOMPARE(text(WorkerTableModel::ProgressColumn), QStringLiteral("not reported"));
        row.progress.rows = 5;
        row.progress.rate = 7203.6;
        model.merge({row});
        QCOMPARE(text(WorkerTableModel::ProgressColumn), QStringLiteral("rows only"));
        QCOMPARE(text(WorkerTableModel::RateColumn), QStringLiteral("7,204"));
        row.state = State::Failed; // an ended worker has no rate, and no percent by itself
        model.merge({row});
        QCOMPARE(text(WorkerTableModel::RateColumn), QStringLiteral("—"));
        QVERIFY(model.index(0, 0).data(ProgressRole).toDouble() < 0);
        row.state = State::Succeeded;
        model.merge({row});
        QCOMPARE(text(WorkerTableModel::ProgressColumn), QStringLiteral("100 %"));
    }

    void agesFollowTheGivenTime()
    {
        WorkerTableModel model;
        WorkerRow row = worker(QStringLiteral("a"), State::Running);
        row.created = QDateTime::fromMSecsSinceEpoch(1'000'000, Qt::UTC);
        model.merge({row});
        model.setNow(row.created.addSecs(401));
        QCOMPARE(model.index(0, WorkerTableModel::AgeColumn).data().toString(), QStringLiteral("6m41s"));
    }

    void aRowReadsAsASentence()
    {
        WorkerRow row = worker(QStringLiteral("orders-02"), State::Failed, 612304);
        row.progress.percent = 31.4;
        QCOMPARE(rowInWords(row), QStringLiteral("orders-02, Failed, attempt 1, 31 percent, 612,304 rows"));
    }

    void runStateIsItsWorst()
    {
        RunView run;
        run.sums.expected = 4;
        run.sums.succeeded = 3;
        run.sums.running = 1;
        QCOMPARE(stateOf(run), State::Running);
        run.sums.failed = 2;
        QCOMPARE(stateOf(run), State::Failed);
        QCOMPARE(runWord(run), QStringLiteral("2 failed"));
        run.sums = {};
        run.sums.succeeded = 4;
        run.ended = run.succeeded = true;
        QCOMPARE(stateOf(run), State::Succeeded);
        run.record.phase = RunPhase::Refused;
        QCOMPARE(runWord(run), QStringLiteral("Refused"));
    }

    void diagnosisSaysFirstWhatHappenedToTheData()
    {
        WorkerRow row = worker(QStringLiteral("orders-02"), State::Failed, 612304);
        row.exitCode = 2;
        row.reason = QStringLiteral("Error");
        row.message = QStringLiteral("first\nserver closed the connection");
        Gate gate;
        gate.demand = Gate::Demand::CleanUpFirst;
        gate.reason = QStringLiteral("psql-copy keeps no progress");
        const DiagnosisWords words = diagnose(row, gate, QStringLiteral("psql-copy"));
        QCOMPARE(words.heading, QStringLiteral("The slice may be only partly copied"));
        QCOMPARE(words.why, QStringLiteral("Exit code 2, reason Error: server closed the connection. psql-copy keeps "
                                           "no progress."));
        row.started = false;
        gate.demand = Gate::Demand::AtOnce;
        QCOMPARE(diagnose(row, gate, {}).heading, QStringLiteral("Nothing of the slice was copied"));
        row.state = State::Running;
        QVERIFY(diagnose(row, gate, {}).heading.isEmpty());
        row.state = State::Waiting;
        row.reason = QStringLiteral("ContainerCreating");
        QVERIFY(diagnose(row, gate, {}).heading.isEmpty());
        row.reason = QStringLiteral("ImagePullBackOff");
        QCOMPARE(diagnose(row, gate, {}).heading, QStringLiteral("It has not started: ImagePullBackOff"));
    }

    void eventsAndJournalStandNewestFirst()
    {
        const QDateTime start = QDateTime::fromMSecsSinceEpoch(1'000'000, Qt::UTC);
        EventTableModel events;
        Tester eventTester(&events, Tester::FailureReportingMode::Fatal);
        QList<k8s::Event> list;
        for (int i = 0; i < 3; ++i) {
            k8s::Event event;
            event.meta.uid = QString::number(i);
            event.lastSeen = start.addSecs(i);
            event.reason = QStringLiteral("R%1").arg(i);
            list.append(event);
        }
        events.merge(list);
        RowFilterModel rows;
        rows.setSourceModel(&events);
        rows.sort(EventTableModel::LastSeenColumn, Qt::AscendingOrder);
        QCOMPARE(shown(rows, EventTableModel::ReasonColumn), QStringList({"R2", "R1", "R0"}));

        JournalTableModel journal;
        Tester journalTester(&journal, Tester::FailureReportingMode::Fatal);
        journal.merge({{start, QStringLiteral("a"), QStringLiteral("launch"), {}, {}, {}, {}},
                       {start.addSecs(9), QStringLiteral("a"), QStringLiteral("restart"), {}, {}, {}, {}}});
        rows.setSourceModel(&journal);
        rows.sort(JournalTableModel::TimeColumn, Qt::AscendingOrder);
        QCOMPARE(shown(rows, JournalTableModel::WhatColumn), QStringList({"restart", "launch"}));
    }

    void numbersInWords()
    {
        QCOMPARE(rowsWord(1), QStringLiteral("1 row"));
        QCOMPARE(rowsWord(612304), QStringLiteral("612,304 rows"));
        QCOMPARE(shortCount(43'500'000), QStringLiteral("43.5 M"));
        QCOMPARE(shortCount(999'999), QStringLiteral("999,999"));
    }
};

QTEST_GUILESS_MAIN(TestTables)
#include "tst_tables.moc"
