#include "models/engine/preset.h"
#include "models/task/document.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

using namespace zdtp;

namespace {

QByteArray document(const char *name)
{
    QFile file(QStringLiteral(ZDTP_SOURCE_DIR "/tests/unit/models/task/") + QString::fromLatin1(name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", name);
    return file.readAll();
}

QByteArray minimal(const QByteArray &from = {}, const QByteArray &to = {})
{
    QByteArray text = document("minimal.yaml");
    if (!from.isEmpty()) {
        if (!text.contains(from))
            qFatal("nothing to replace: %s", from.constData());
        text.replace(from, to);
    }
    return text;
}

/// "4:3 unknown-field spec.enigne: message | fix"
QString told(const Finding &finding)
{
    return QStringLiteral("%1:%2 %3 %4: %5 | %6")
        .arg(finding.place.line)
        .arg(finding.place.column)
        .arg(finding.rule, finding.field, finding.message, finding.fix);
}

} // namespace

class TestDocument : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldIsRead()
    {
        const ParsedTask parsed = parseSyncTask(document("full.yaml"), QStringLiteral("f.yaml"));
        for (const Finding &finding : parsed.findings)
            qWarning() << told(finding);
        QVERIFY(parsed.task.has_value());
        const SyncTask &task = *parsed.task;
        QCOMPARE(task.nameSpace, QStringLiteral("zdtp"));
        QCOMPARE(task.image, QStringLiteral("postgres:16"));
        QCOMPARE(task.target.password.secret, QStringLiteral("shop-dst"));
        QCOMPARE(task.tables.at(0).split->parts, 8);
        QCOMPARE(task.tables.at(1).split->bounds, (QStringList{"1", "500000", "8000001"}));
        QVERIFY(!task.tables.at(2).split);
        QCOMPARE(task.scheduling.mode, SchedulingMode::CronJob);
        QCOMPARE(task.scheduling.restartPolicy, RestartPolicy::OnFailure);
        QCOMPARE(task.scheduling.schedule, QStringLiteral("0 3 * * *"));
        QCOMPARE(task.scheduling.queue->taking, QueueTaking::Feeder);
        QCOMPARE(task.resources.limits.value(QStringLiteral("cpu")), QStringLiteral("1"));
        QCOMPARE(task.prepare, Prepare::Truncate);
        QCOMPARE(task.options.value(QStringLiteral("progressSeconds")), QStringLiteral("5"));
        QCOMPARE(task.pod.tolerations.at(0).value, QStringLiteral("yes"));
        QCOMPARE(task.pod.tolerations.at(0).seconds, 60);
        QCOMPARE(task.pod.graceSeconds, 20);
        QCOMPARE(parsed.placeOf(QStringLiteral("spec.tables[1].split.bounds[1]")).line, 14);
        QCOMPARE(parsed.placeOf(QStringLiteral("spec.tables[2].split.bounds")).line, 15); // its nearest parent
    }

    void whatIsWrittenIsReadAgain()
    {
        const SyncTask task = *parseSyncTask(document("full.yaml"), {}).task;
        const QByteArray written = writeSyncTask(task);
        const ParsedTask again = parseSyncTask(written, {});
        QVERIFY2(again.task.has_value(), again.findings.isEmpty() ? "" : qPrintable(told(again.findings.first())));
        QCOMPARE(*again.task, task);
        QCOMPARE(writeSyncTask(*again.task), written);
        const SyncTask small = *parseSyncTask(minimal(), {}).task;
        QCOMPARE(*parseSyncTask(writeSyncTask(small), {}).task, small);
    }

    void mistakes_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("finding");
        const auto row = [](const char *name, const QByteArray &from, const QByteArray &to, const char *finding) {
            QTest::newRow(name) << minimal(from, to) << QString::fromUtf8(finding);
        };
        row("unknown field", "  engine:", "  enigne:",
            "6:3 unknown-field spec.enigne: enigne is not a field here | Did you mean engine?");
        row("unknown field, far from all", "  engine: psql-copy", "  engine: psql-copy\n  colour: red",
            "7:3 unknown-field spec.colour: colour is not a field here | Known here: type, engine, image, source");
        row("duplicate key", "  engine: psql-copy", "  engine: psql-copy\n  engine: other",
            "7:3 duplicate-key spec.engine: engine stands here twice | Keep one of them");
        row("missing", "  engine: psql-copy\n", "",
            "5:3 missing-field spec.engine: engine is missing | Name an engine preset");
        row("no value", "engine: psql-copy", "engine:", "6:3 missing-field spec.engine: engine is missing");
        row("map for text", "engine: psql-copy", "engine: {a: b}",
            "6:11 wrong-type spec.engine: must be text, not a map");
        row("text for a map", "metadata: {name: t}", "metadata: t", "3:11 wrong-type metadata: must be a map, not t");
        row("list for a map", "metadata: {name: t}", "metadata: [t]",
            "3:11 wrong-type metadata: must be a map, not a list");
        row("map for a list", "  - name: public.orders\n    split", "    name: public.orders\n    split",
            "10:5 wrong-type spec.tables: must be a list, not a map");
        row("empty list", "  tables:\n  - name: public.orders\n    split: {column: id, from: 1, to: 9, parts: 2}",
            "  tables: []", "9:11 missing-field spec.tables: the list of tables is empty");
        row("yes", "name: t", "name: yes",
            "3:18 bad-scalar metadata.name: yes without quotes is a truth value to readers of YAML, not text | Write "
            "\"yes\"");
        row("1e3", "name: t", "name: 1e3", "3:18 bad-scalar metadata.name: 1e3 without quotes is a number");
        row("leading zeros", "from: 1,", "from: 0777,",
            "11:31 bad-scalar spec.tables[0].split.from: 0777 means different numbers");
        row("1e3 as a number", "to: 9", "to: 1e3",
            "11:38 bad-scalar spec.tables[0].split.to: 1e3 means different numbers");
        row("1_000", "to: 9", "to: 1_000", "11:38 bad-scalar spec.tables[0].split.to: 1_000 means");
        row("quoted number", "to: 9", "to: \"9\"",
            "11:38 wrong-type spec.tables[0].split.to: must be a whole number, not the text \"9\" | Remove the quotes");
        row("fraction", "to: 9", "to: 9.5",
            "11:38 wrong-type spec.tables[0].split.to: must be a whole number, not 9.5");
        row("too large", "to: 9", "to: 9223372036854775808",
            "11:38 bad-value spec.tables[0].split.to: 9223372036854775808 is out of range");
        row("no parts", "parts: 2", "parts: 0",
            "11:48 bad-value spec.tables[0].split.parts: 0 is out of range: from 1 to");
        row("word", "type: full", "type: ful",
            "5:9 bad-value spec.type: \"ful\" is not one of full, incremental | Did you mean full?");
        row("mode in small letters", "  tables:", "  scheduling: {mode: pod}\n  tables:",
            "9:22 bad-value spec.scheduling.mode: \"pod\" is not one of Pod, Deployment");
        row("version", "zdtp.io/v1", "zdtp.io/v2",
            "1:13 bad-value apiVersion: \"zdtp.io/v2\" is not one of zdtp.io/v1");
        row("bounds beside from", "parts: 2", "bounds: [1, 2]",
            "11:31 bad-value spec.tables[0].split.from: stands beside bounds");
        row("one bound", "from: 1, to: 9, parts: 2", "bounds: [1]",
            "11:33 bad-value spec.tables[0].split.bounds: needs at least two keys");
        row("option yes", "  tables:", "  options: {a: yes}\n  tables:",
            "9:16 bad-scalar spec.options.a: yes is a truth value to some readers");
        row("label is a number", "  tables:", "  pod: {labels: {a: 1}}\n  tables:",
            "9:21 bad-scalar spec.pod.labels.a: 1 without quotes is a number");
        row("merge key", "  engine: psql-copy", "  engine: psql-copy\n  <<: {image: x}",
            "7:3 unknown-field spec.<<: << is not a field here | Merge keys are not read");
        row("tab", "  engine", "\tengine", "6:1 yaml : a tab stands in the indentation | Indent with spaces");
        row("quote", "\"postgresql://dst:5432/dw\"", "\"postgresql://dst:5432/dw", "");
        row("not UTF-8", "name: t", "name: \xe9t\xe9",
            "3:18 yaml : the document is not UTF-8: byte 0xe9 | Save it as UTF-8");
        row("recursive anchor", "metadata: {name: t}", "metadata: &m {name: t, x: *m}",
            "3:27 yaml : an alias refers to the list or map that it stands in");
        QTest::newRow("empty") << QByteArray() << QStringLiteral("1:1 empty-document : the document is empty");
        QTest::newRow("comments only") << QByteArray("# nothing\n\n")
                                       << QStringLiteral("1:1 empty-document : the document is empty");
        QTest::newRow("null") << QByteArray("null\n") << QStringLiteral("1:1 empty-document : the document is empty");
        QTest::newRow("two documents") << QByteArray(minimal() + "---\n" + minimal())
                                       << QStringLiteral("13:1 many-documents : the file holds 2 documents");
        QTest::newRow("text") << QByteArray("hello\n") << QStringLiteral("1:1 wrong-type : must be a map, not hello");
        QTest::newRow("another kind") << minimal("SyncTask", "Pod")
                                      << QStringLiteral("2:7 bad-value kind: \"Pod\" is not one of SyncTask");
        QTest::newRow("50 MB") << QByteArray(50'000'000, '\n') << QStringLiteral("0:0 yaml : the document has 47");
        QTest::newRow("deep") << QByteArray("a: " + QByteArray(200'000, '[')) << QStringLiteral("1:");
    }
    void mistakes()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, finding);
        QElapsedTimer timer;
        timer.start();
        const ParsedTask parsed = parseSyncTask(yaml, QStringLiteral("f.yaml"));
        QVERIFY(timer.elapsed() < 2000);
        QVERIFY(!parsed.task);
        QVERIFY(!parsed.findings.isEmpty());
        QVERIFY2(told(parsed.findings.first()).startsWith(finding), qPrintable(told(parsed.findings.first())));
    }

    void aPasswordInTheDocumentIsNotRepeated()
    {
        const ParsedTask parsed =
            parseSyncTask(minimal("password: {secret: a, key: b}}\n  target", "password: hunter2}\n  target"), {});
        QCOMPARE(parsed.findings.size(), 1);
        QCOMPARE(parsed.findings.first().rule, QStringLiteral("secret-in-document"));
        QVERIFY(!told(parsed.findings.first()).contains(QStringLiteral("hunter2")));
    }

    void allMistakesAtOnceInTheirOrder()
    {
        const ParsedTask parsed =
            parseSyncTask(minimal("type: full\n  engine: psql-copy", "typ: full\n  engine: 7"), {});
        QStringList rules;
        for (const Finding &finding : parsed.findings)
            rules.append(finding.rule + u' ' + finding.field);
        QCOMPARE(rules, (QStringList{"unknown-field spec.typ", "bad-scalar spec.engine"}));
    }

    void aliasesAreRead()
    {
        const ParsedTask parsed = parseSyncTask(
            minimal("password: {secret: a, key: b}}\n  target", "password: &p {secret: a, key: b}}\n  target")
                .replace("writer, password: {secret: a, key: b}", "writer, password: *p "),
            {});
        QVERIFY(parsed.task.has_value());
        QCOMPARE(parsed.task->target.password, parsed.task->source.password);
    }

    void hundredThousandSlices()
    {
        QByteArray bounds = "1";
        for (int i = 2; i <= 100'001; ++i)
            bounds += ", " + QByteArray::number(i);
        QElapsedTimer timer;
        timer.start();
        const ParsedTask parsed = parseSyncTask(minimal("from: 1, to: 9, parts: 2", "bounds: [" + bounds + "]"), {});
        qInfo("100,000 bounds read in %lld ms", timer.elapsed());
        QVERIFY(parsed.task.has_value());
        QCOMPARE(parsed.task->tables.first().split->bounds.size(), 100'001);
    }

    void checkPutsTheReviewInItsPlace()
    {
        const EngineCatalog engines = EngineCatalog::load({}, nullptr);
        const ParsedTask parsed = parseSyncTask(minimal("psql-copy", "psql-cpoy"), QStringLiteral("f.yaml"));
        const Findings findings = checkTask(parsed, engines);
        QVERIFY(!findings.isEmpty());
        QCOMPARE(told(findings.first()), QStringLiteral("6:3 unknown-engine spec.engine: there is no engine preset "
                                                        "called \"psql-cpoy\" | Did you mean psql-copy?"));
        QVERIFY(hasErrors(findings));
        QVERIFY(!hasErrors(checkTask(parseSyncTask(minimal(), {}), engines)));
    }
};

QTEST_APPLESS_MAIN(TestDocument)
#include "tst_document.moc"
