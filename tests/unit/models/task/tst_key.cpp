#include "models/task/key.h"
#include "models/task/slice.h"

#include <QTest>

#include <rapidcheck.h>
#include <vector>

using namespace zdtp;

namespace {

const std::vector<KeyType> divisible{KeyType::Integer, KeyType::Decimal, KeyType::Timestamp, KeyType::Date,
                                     KeyType::Uuid};

/// A random key of a type, canonical.
QString anyKey(KeyType type)
{
    const auto number = [](quint64 below) { return *rc::gen::inRange<quint64>(0, below); };
    switch (type) {
    case KeyType::Integer:
        return QString::number(*rc::gen::arbitrary<qint64>());
    case KeyType::Decimal:
        return *keys::canonical(type, QStringLiteral("%1%2.%3")
                                          .arg(number(2) ? QStringLiteral("-") : QString())
                                          .arg(number(100'000))
                                          .arg(number(1000), 3, 10, QLatin1Char('0')));
    case KeyType::Timestamp:
        return *keys::canonical(type, QStringLiteral("%1-%2-%3 %4:%5:00.%6")
                                          .arg(1900 + number(300))
                                          .arg(1 + number(12), 2, 10, QLatin1Char('0'))
                                          .arg(1 + number(28), 2, 10, QLatin1Char('0'))
                                          .arg(number(24), 2, 10, QLatin1Char('0'))
                                          .arg(number(60), 2, 10, QLatin1Char('0'))
                                          .arg(number(1'000'000), 6, 10, QLatin1Char('0')));
    case KeyType::Date:
        return QDate(1900, 1, 1).addDays(qint64(number(100'000))).toString(Qt::ISODate);
    case KeyType::Uuid: {
        QString hex;
        for (int i = 0; i < 32; ++i)
            hex += QString::number(number(16), 16);
        for (const int at : {20, 16, 12, 8})
            hex.insert(at, u'-');
        return hex;
    }
    case KeyType::Text:
        break;
    }
    return {};
}

/// Whether a row with this key (nothing: NULL) belongs to the slice.
bool holds(const WorkerSpec &slice, const std::optional<QString> &key)
{
    if (!key)
        return slice.nulls != SliceNulls::Without;
    if (slice.nulls == SliceNulls::Only)
        return false;
    return (!slice.from || *keys::compare(slice.keyType, *slice.from, *key) <= 0) &&
           (!slice.to || *keys::compare(slice.keyType, *key, *slice.to) < 0);
}

} // namespace

class TestKey : public QObject
{
    Q_OBJECT

private slots:
    void canonical_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("key"); // empty: refused
        const auto row = [](KeyType type, const char *text, const char *key) {
            QTest::addRow("%s %s", qPrintable(word(type)), text)
                << int(type) << QString::fromUtf8(text) << QString::fromUtf8(key);
        };
        row(KeyType::Integer, "42", "42");
        row(KeyType::Integer, "-9223372036854775808", "-9223372036854775808");
        row(KeyType::Integer, "9223372036854775808", "");
        row(KeyType::Integer, "007", "");
        row(KeyType::Integer, "-0", "");
        row(KeyType::Integer, "1e3", "");
        row(KeyType::Decimal, "12.50", "12.5");
        row(KeyType::Decimal, "-0.0", "0");
        row(KeyType::Decimal, ".5", "");
        row(KeyType::Decimal, "1e3", "");
        row(KeyType::Date, "2026-02-28", "2026-02-28");
        row(KeyType::Date, "2026-02-30", "");
        row(KeyType::Date, "28.2.2026", "");
        row(KeyType::Timestamp, "2026-01-01T00:00:00Z", "2026-01-01 00:00:00");
        row(KeyType::Timestamp, "2026-01-01 00:00:00.120000", "2026-01-01 00:00:00.12");
        row(KeyType::Timestamp, "1969-12-31 23:59:59.5", "1969-12-31 23:59:59.5");
        row(KeyType::Timestamp, "2026-01-01 25:00:00", "");
        row(KeyType::Timestamp, "2026-01-01 00:00:00+02", "");
        row(KeyType::Uuid, "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
        row(KeyType::Uuid, "a0eebc99", "");
        row(KeyType::Text, "o'rd\"er$s; DROP", "o'rd\"er$s; DROP");
    }
    void canonical()
    {
        QFETCH(int, type);
        QFETCH(QString, text);
        QFETCH(QString, key);
        QCOMPARE(keys::canonical(KeyType(type), text).value_or(QString()), key);
    }

    void divide_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QStringList>("bounds"); // the first and last are the range
        QTest::newRow("integer") << int(KeyType::Integer) << QStringList{"1", "4", "7", "10"};
        QTest::newRow("decimal") << int(KeyType::Decimal) << QStringList{"0", "0.5", "1"};
        QTest::newRow("date") << int(KeyType::Date) << QStringList{"2026-01-01", "2026-01-16", "2026-01-31"};
        QTest::newRow("timestamp") << int(KeyType::Timestamp)
                                   << QStringList{"2026-01-01 00:00:00", "2026-01-01 12:00:00", "2026-01-02 00:00:00"};
        QTest::newRow("uuid") << int(KeyType::Uuid)
                              << QStringList{"00000000-0000-0000-0000-000000000000",
                                             "80000000-0000-0000-0000-000000000000",
                                             "ffffffff-ffff-ffff-ffff-ffffffffffff"};
    }
    void divide()
    {
        QFETCH(int, type);
        QFETCH(QStringList, bounds);
        QCOMPARE(keys::divide(KeyType(type), bounds.first(), bounds.last(), int(bounds.size()) - 1), bounds);
    }

    void everyKeyIsInExactlyOneSlice()
    {
        QVERIFY(rc::check("with open ends and an owner of NULL keys, each row belongs to one slice", [] {
            TableSplit split;
            split.column = QStringLiteral("k");
            split.type = *rc::gen::elementOf(divisible);
            const QString a = anyKey(split.type);
            const QString b = anyKey(split.type);
            const auto order = *keys::compare(split.type, a, b);
            RC_PRE(order != std::strong_ordering::equal);
            split.from = order < 0 ? a : b;
            split.to = order < 0 ? b : a;
            split.parts = *rc::gen::inRange(1, 50);
            split.openEnds = *rc::gen::arbitrary<bool>();
            split.nulls = *rc::gen::element(NullKeys::First, NullKeys::Last, NullKeys::Own, NullKeys::Nobody);
            SyncTask task;
            task.tables = {{QStringLiteral("t"), split}};
            const QList<WorkerSpec> slices = workersOf(task);
            RC_ASSERT(slices.size() <= workerCount(task));
            const auto owners = [&slices](const std::optional<QString> &key) {
                return std::count_if(slices.begin(), slices.end(),
                                     [&key](const WorkerSpec &slice) { return holds(slice, key); });
            };
            QStringList tried{a, b, anyKey(split.type)};
            for (const WorkerSpec &slice : slices)
                tried << slice.from.value_or(a) << slice.to.value_or(b);
            for (const QString &key : std::as_const(tried)) {
                RC_ASSERT(keys::canonical(split.type, key) == key);
                const bool inside =
                    *keys::compare(split.type, *split.from, key) <= 0 && *keys::compare(split.type, key, *split.to) < 0;
                RC_ASSERT(owners(key) == (inside || split.openEnds ? 1 : 0));
            }
            RC_ASSERT(owners(std::nullopt) == (split.nulls == NullKeys::Nobody ? 0 : 1));
        }));
    }

    void predicate_data()
    {
        QTest::addColumn<QString>("postgresql");
        QTest::addColumn<QString>("mysql");
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<int>("nulls");
        const auto row = [](const char *postgresql, const char *mysql, KeyType type, const char *from, const char *to,
                            SliceNulls nulls = SliceNulls::Without) {
            QTest::addRow("%s", postgresql) << QString::fromUtf8(postgresql) << QString::fromUtf8(mysql) << int(type)
                                            << QString::fromUtf8(from) << QString::fromUtf8(to) << int(nulls);
        };
        row("\"o'k\" >= 1 AND \"o'k\" < 9", "`o'k` >= 1 AND `o'k` < 9", KeyType::Integer, "1", "9");
        row("(\"o'k\"::text COLLATE \"C\") >= 'it''s' AND (\"o'k\"::text COLLATE \"C\") < E'a\\\\b'",
            "CAST(CONVERT(`o'k` USING utf8mb4) AS BINARY) >= X'69742773' AND CAST(CONVERT(`o'k` USING utf8mb4) AS "
            "BINARY) < X'615c62'",
            KeyType::Text, "it's", "a\\b");
        row("\"o'k\" < '2026-01-01 00:00:00+00'", "`o'k` < DATE '2026-01-01'", KeyType::Date, "", "2026-01-01");
        row("(\"o'k\" >= '2026-01-01 00:00:00+00' OR \"o'k\" IS NULL)",
            "(`o'k` >= TIMESTAMP '2026-01-01 00:00:00' OR `o'k` IS NULL)", KeyType::Timestamp, "2026-01-01 00:00:00",
            "", SliceNulls::With);
        row("\"o'k\" IS NULL", "`o'k` IS NULL", KeyType::Integer, "", "", SliceNulls::Only);
        row("\"o'k\" IS NOT NULL", "`o'k` IS NOT NULL", KeyType::Integer, "", "");
    }
    void predicate()
    {
        QFETCH(int, type);
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(int, nulls);
        WorkerSpec slice;
        slice.column = QStringLiteral("o'k");
        slice.keyType = KeyType(type);
        slice.nulls = SliceNulls(nulls);
        if (!from.isEmpty())
            slice.from = from;
        if (!to.isEmpty())
            slice.to = to;
        QTEST(slicePredicate(slice, SqlDialect::PostgreSql), "postgresql");
        QTEST(slicePredicate(slice, SqlDialect::MySql), "mysql");
    }

    void aPredicateByHandThatWouldBreakOut()
    {
        for (const char *fine : {"a = 1 AND b < 10", "NOT (a = 1 AND (b < 10))", "a = ';)' AND b = 'it''s'",
                                 "\"odd)\" = 1", "`a;` = 2", "a = 1 -- ; )", "a /* ) */ = 1", "a = '--' AND (b)"})
            QVERIFY2(predicateProblem(QString::fromLatin1(fine)).isEmpty(), fine);
        for (const char *bad :
             {"a = 1) OR (b = 2", "(a = 1", "a = 1); DELETE FROM t; --", "a = 'x", "a = 1;", "a = 1 /* x", "a = \"x",
              "a = 1 \\! id", "a = '\\'' OR (true) -- '", "a = $q$ ( $q$ ) OR ( b = $q$ ) $q$"})
            QVERIFY2(!predicateProblem(QString::fromLatin1(bad)).isEmpty(), bad);
        WorkerSpec slice;
        slice.where = QStringLiteral("a = 1 -- the first");
        QCOMPARE(slicePredicate(slice, SqlDialect::MySql), QStringLiteral("(a = 1 -- the first\n)"));
    }

    void aPredicateByHandIsKeptInParentheses()
    {
        WorkerSpec slice;
        slice.where = QStringLiteral("a = 1 OR b = 2");
        QCOMPARE(slicePredicate(slice, SqlDialect::PostgreSql), QStringLiteral("(a = 1 OR b = 2)"));
        QVERIFY(!slice.wholeTable());
        QCOMPARE(slice.sliceText(), slice.where);
    }
};

QTEST_APPLESS_MAIN(TestKey)
#include "tst_key.moc"
