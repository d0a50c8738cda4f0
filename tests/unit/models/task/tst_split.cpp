#include "models/task/rules.h"
#include "models/task/split.h"

#include <QSet>
#include <QTest>

#include <limits>
#include <rapidcheck.h>

using namespace zdtp;

namespace {

constexpr qint64 least = std::numeric_limits<qint64>::min();
constexpr qint64 most = std::numeric_limits<qint64>::max();

TableSpec table(const QString &name)
{
    return {name, std::nullopt};
}

TableSpec split(const QString &name, qint64 from, qint64 to, int parts)
{
    TableSplit split;
    split.column = QStringLiteral("id");
    split.from = QString::number(from);
    split.to = QString::number(to);
    split.parts = parts;
    return {name, split};
}

qint64 key64(const std::optional<QString> &key)
{
    return key.value_or(QString()).toLongLong();
}

QStringList namesOf(const QList<TableSpec> &tables)
{
    SyncTask task;
    task.tables = tables;
    QStringList names;
    for (const WorkerSpec &worker : workersOf(task))
        names.append(worker.name);
    return names;
}

} // namespace

class TestSplit : public QObject
{
    Q_OBJECT

private slots:
    void fourSlices()
    {
        SyncTask task;
        task.tables = {split(QStringLiteral("public.orders"), 1, 1'000'001, 4),
                       table(QStringLiteral("public.customers"))};
        const QList<WorkerSpec> workers = workersOf(task);
        QCOMPARE(workers.size(), 5);
        QCOMPARE(workers.at(0).name, QStringLiteral("orders-01"));
        QCOMPARE(workers.at(1).sliceText(), QStringLiteral("id [250001, 500001)"));
        QCOMPARE(workers.at(3).to.value_or(QString()), QStringLiteral("1000001"));
        QCOMPARE(workers.at(4).name, QStringLiteral("customers"));
        QVERIFY(workers.at(4).wholeTable());
        QCOMPARE(workerCount(task), 5);
    }

    void theRemainderIsSpread()
    {
        SyncTask task;
        task.tables = {split(QStringLiteral("t"), 0, 10, 4)};
        QStringList slices;
        for (const WorkerSpec &worker : workersOf(task))
            slices.append(worker.sliceText());
        QCOMPARE(slices, (QStringList{"id [0, 3)", "id [3, 6)", "id [6, 8)", "id [8, 10)"}));
    }

    void anySplitCoversExactly()
    {
        QVERIFY(
            rc::check("slices cover [from, to) without gap, overlap or empty slice, sizes differ by one at most", [] {
                const auto key = rc::gen::oneOf(rc::gen::arbitrary<qint64>(),
                                                rc::gen::elementOf(std::vector<qint64>{least, most, 0, -1, 1}));
                const qint64 a = *key;
                const qint64 b = *key;
                RC_PRE(a != b);
                const qint64 from = std::min(a, b);
                const qint64 to = std::max(a, b);
                SyncTask task;
                task.tables = {split(QStringLiteral("t"), from, to, *rc::gen::inRange(1, 2000))};
                const QList<WorkerSpec> workers = workersOf(task);
                RC_ASSERT(!workers.isEmpty());
                RC_ASSERT(key64(workers.first().from) == from);
                RC_ASSERT(key64(workers.last().to) == to);
                quint64 smallest = ~quint64(0);
                quint64 largest = 0;
                for (qsizetype i = 0; i < workers.size(); ++i) {
                    RC_ASSERT(key64(workers.at(i).from) < key64(workers.at(i).to));
                    if (i > 0)
                        RC_ASSERT(workers.at(i).from == workers.at(i - 1).to);
                    const quint64 keys =
                        static_cast<quint64>(key64(workers.at(i).to)) - static_cast<quint64>(key64(workers.at(i).from));
                    smallest = std::min(smallest, keys);
                    largest = std::max(largest, keys);
                }
                RC_ASSERT(largest - smallest <= 1);
            }));
    }

    void names()
    {
        QCOMPARE(namesOf({split(QStringLiteral("t"), 0, 1000, 100)}).first(), QStringLiteral("t-001"));
        QCOMPARE(namesOf({split(QStringLiteral("t"), 0, 1000, 1)}), QStringList{QStringLiteral("t-01")});
        QCOMPARE(namesOf({table(QStringLiteral("a.orders")), table(QStringLiteral("b.orders"))}),
                 (QStringList{"a-orders", "b-orders"}));
        QCOMPARE(namesOf({table(QStringLiteral("\"we.ird\".\"o'rd\"\"er$s; DROP\""))}),
                 QStringList{QStringLiteral("o-rd-er-s-drop")});
        QCOMPARE(namesOf({table(QStringLiteral("orders-01")), split(QStringLiteral("orders"), 0, 2, 2)}),
                 (QStringList{"orders-01", "orders-x2-01", "orders-x2-02"}));
    }

    void anyNamesAreUniqueLabels()
    {
        QVERIFY(rc::check("worker names are unique DNS labels", [] {
            const auto part = rc::gen::elementOf(
                std::vector<std::string>{"orders", "Orders", "ORDERS", "o", "-", "_", ".", "\xe8\xae\xa2", " ", "\"",
                                         "orders-01", "x2", "-01", "$", "very_long_name_of_a_table_"});
            const auto names = *rc::gen::container<std::vector<std::vector<std::string>>>(
                rc::gen::container<std::vector<std::string>>(part));
            SyncTask task;
            for (const auto &parts : names) {
                QString name;
                for (const std::string &text : parts)
                    name += QString::fromStdString(text);
                task.tables.append(*rc::gen::arbitrary<bool>() ? table(name)
                                                               : split(name, 0, 12, *rc::gen::inRange(1, 12)));
            }
            QSet<QString> seen;
            const QList<WorkerSpec> workers = workersOf(task);
            for (const WorkerSpec &worker : workers) {
                RC_ASSERT(rules::isDnsLabel(worker.name));
                RC_ASSERT(!seen.contains(worker.name));
                seen.insert(worker.name);
            }
            RC_ASSERT(workersOf(task) == workers);
        }));
    }

    void tooManyDoNotFillTheMemory()
    {
        SyncTask task;
        for (int i = 0; i < 20; ++i)
            task.tables.append(split(QStringLiteral("t%1").arg(i), least, most, std::numeric_limits<int>::max()));
        QCOMPARE(workersOf(task).size(), largestWorkerCount);
        QCOMPARE(workerCount(task), 20ll * std::numeric_limits<int>::max());
    }
};

QTEST_APPLESS_MAIN(TestSplit)
#include "tst_split.moc"
