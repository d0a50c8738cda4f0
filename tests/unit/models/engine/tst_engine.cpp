#include "k8s/base/json.h"
#include "models/engine/preset.h"
#include "models/engine/quote.h"
#include "models/engine/template.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace zdtp;

namespace {

const QStringList &nastyNames()
{
    static const QStringList names{QStringLiteral("orders"),
                                   QStringLiteral("o'rd\"er$s; DROP"),
                                   QStringLiteral("$(touch owned)"),
                                   QStringLiteral("`touch owned`"),
                                   QStringLiteral("a\\b"),
                                   QStringLiteral("\\'; SELECT 1; --"),
                                   QStringLiteral("a\nb"),
                                   QStringLiteral("{{table}}"),
                                   QStringLiteral("{{#slice}}"),
                                   QStringLiteral("-rf"),
                                   QStringLiteral("*"),
                                   QStringLiteral("~"),
                                   QStringLiteral("&amp;<b>"),
                                   QStringLiteral("订单 表"),
                                   QStringLiteral(" "),
                                   QStringLiteral("$$"),
                                   QStringLiteral("!history"),
                                   QStringLiteral("a\tb"),
                                   QStringLiteral("\"quoted\""),
                                   QStringLiteral("%s%n")};
    return names;
}

TemplateValues valuesOf(const QString &name)
{
    TemplateValues values;
    values.texts[QStringLiteral("table")] = name;
    values.texts[QStringLiteral("source.url")] = name;
    values.identifiers[QStringLiteral("table")] = quote::sqlIdentifier(name);
    values.numbers[QStringLiteral("from")] = -5;
    values.flags[QStringLiteral("slice")] = true;
    TemplateValues item;
    item.texts[QStringLiteral("column")] = name;
    values.lists[QStringLiteral("tables")] = {item, item};
    return values;
}

const QStringList &known()
{
    static const QStringList names{"table", "source.url", "ident.table", "regclass.table",
                                   "from",  "slice",      "tables",      "column"};
    return names;
}

QString rendered(const QString &text, TemplateLanguage language, const QString &name)
{
    const auto compiled = Template::compile(text, language, known());
    return compiled ? compiled->render(valuesOf(name)) : compiled.error().toLine();
}

const QByteArray preset = R"(apiVersion: zdtp.io/v1
kind: EnginePreset
metadata: {name: mine}
spec:
  title: Mine
  image: postgres:17
  safety: idempotent
  syncTypes: [full]
  urlSchemes: [postgresql]
  options:
  - {name: speed, type: integer, default: 4, pattern: "^[0-9]+$"}
  environment:
  - {name: MY_TABLE, value: "{{table}}"}
  - {name: MY_PASSWORD, secret: target}
  files:
  - {name: run.sh, language: shell, content: "echo {{options.speed}}"}
  command: [bash, /zdtp/config/run.sh]
  helpers:
    count: {command: [bash], statement: "SELECT count(*) FROM {{ident.table}}"}
  progress: ['(?<rows>\d+) rows']
  errors: ['ERROR: (.*)']
  success: done
)";

QByteArray broken(const QByteArray &from, const QByteArray &to)
{
    if (!preset.contains(from))
        qFatal("nothing to replace: %s", from.constData());
    return QByteArray(preset).replace(from, to);
}

} // namespace

class TestEngine : public QObject
{
    Q_OBJECT

private slots:
    void namesAreOneShellWord()
    {
        for (const QString &name : nastyNames()) {
            QTemporaryDir folder;
            QProcess bash;
            bash.setWorkingDirectory(folder.path());
            const QString script =
                rendered(QStringLiteral("printf '%s|' {{table}} {{source.url}} {{ident.table}} {{from}}\n"
                                        "x={{table}}; printf '%s' \"$x\"\n"
                                        "{{#tables}}printf '|%s' {{column}}\n{{/tables}}"),
                         TemplateLanguage::Shell, name);
            bash.start(QStringLiteral("bash"), {QStringLiteral("-c"), script});
            QVERIFY(bash.waitForFinished());
            const QString identifier = quote::sqlIdentifier(name);
            QCOMPARE(QString::fromUtf8(bash.readAllStandardOutput()), name + u'|' + name + u'|' + identifier +
                                                                          QStringLiteral("|-5|") + name + u'|' + name +
                                                                          u'|' + name);
            QCOMPARE(QString::fromUtf8(bash.readAllStandardError()), QString());
            QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("owned"))));
        }
    }

    void namesAreOneTextInJson()
    {
        for (const QString &name : nastyNames()) {
            const QString json = rendered(QStringLiteral("{\"a\": {{table}}, \"n\": {{from}}, \"i\": {{ident.table}}, "
                                                         "\"l\": [{{#tables}}{{column}},{{/tables}}0]}"),
                                          TemplateLanguage::JsonText, name);
            const Json read = Json::parse(json.toStdString(), nullptr, false);
            QVERIFY2(!read.is_discarded(), qPrintable(json));
            QCOMPARE(read.at("a").get<QString>(), name);
            QCOMPARE(read.at("i").get<QString>(), quote::sqlIdentifier(name));
            QCOMPARE(read.at("n").get<int>(), -5);
            QCOMPARE(read.at("l").size(), 3u);
        }
    }

    void podValuesAreNotExpanded()
    {
        QCOMPARE(rendered(QStringLiteral("{{table}} $(POD_NAME)"), TemplateLanguage::Pod,
                          QStringLiteral("$(DST_PASSWORD) $$ $")),
                 QStringLiteral("$$(DST_PASSWORD) $$$$ $$ $(POD_NAME)"));
    }

    void sqlTexts()
    {
        QCOMPARE(rendered(QStringLiteral("{{table}} {{ident.table}} {{regclass.table}} {{from}}{{#slice}} s{{/slice}}"),
                          TemplateLanguage::Sql, QStringLiteral("o'r\"d")),
                 QStringLiteral("'o''r\"d' \"o'r\"\"d\" '\"o''r\"\"d\"' -5 s"));
        QCOMPARE(quote::sqlLiteral(QStringLiteral("a\\'b")), QStringLiteral("E'a\\\\''b'"));
        QCOMPARE(quote::sqlTable(QStringLiteral("public.orders")), QStringLiteral("public.orders"));
        QCOMPARE(quote::sqlTable(QStringLiteral("public.order")), QStringLiteral("public.\"order\""));
        QCOMPARE(quote::sqlTable(QStringLiteral("a.b.c")), QStringLiteral("a.\"b.c\""));
        QCOMPARE(quote::sqlTable(QStringLiteral("\"we.ird\".\"x\"\"y\"")), QStringLiteral("\"we.ird\".\"x\"\"y\""));
    }

    void tableParts()
    {
        QCOMPARE(quote::tableParts(QStringLiteral("orders")), QStringList{"orders"});
        QCOMPARE(quote::tableParts(QStringLiteral("s.o'rd\"er$s; DROP")), (QStringList{"s", "o'rd\"er$s; DROP"}));
        QCOMPARE(quote::tableParts(QStringLiteral("\"we.ird\".x")), (QStringList{"we.ird", "x"}));
        for (const char *bad : {"", ".", "a.", ".a", "\"a", "\"a\"b", "\"\".a", "\"a\".\"b\".\"c\""})
            QVERIFY2(quote::tableParts(QString::fromLatin1(bad)).isEmpty(), bad);
    }

    void templatesThatWouldNotQuoteAreRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("error");
        QTest::newRow("triple") << QStringLiteral("a\n {{{table}}}")
                                << QStringLiteral("2:2: {{{…}} would put a value in without quotes");
        QTest::newRow("ampersand") << QStringLiteral("{{& table}}") << QStringLiteral("1:1: {{&…}} would put");
        QTest::newRow("partial") << QStringLiteral("{{> table}}") << QStringLiteral("1:1: {{>…}} is not known here");
        QTest::newRow("delimiters") << QStringLiteral("{{=<% %>=}}") << QStringLiteral("1:1: {{=…}} is not known here");
        QTest::newRow("unknown") << QStringLiteral("{{ident.tabel}}")
                                 << QStringLiteral(
                                        "1:1: there is no value called \"ident.tabel\". Did you mean ident.table?");
        QTest::newRow("open tag") << QStringLiteral("x {{table") << QStringLiteral("1:3: a tag {{ is not closed");
        QTest::newRow("open section") << QStringLiteral("{{#slice}} x") << QStringLiteral("");
        QTest::newRow("crossed") << QStringLiteral("{{#slice}}{{#tables}}{{/slice}}{{/tables}}") << QStringLiteral("");
    }
    void templatesThatWouldNotQuoteAreRefused()
    {
        QFETCH(QString, text);
        QFETCH(QString, error);
        const auto compiled = Template::compile(text, TemplateLanguage::Sql, known());
        QVERIFY(!compiled);
        QVERIFY2(compiled.error().toLine().startsWith(error), qPrintable(compiled.error().toLine()));
    }

    void aPresetIsRead()
    {
        const auto read = parsePreset(preset, QStringLiteral("mine.yaml"));
        QVERIFY2(read.has_value(), read ? "" : qPrintable(read.error().toLine()));
        QCOMPARE(read->safety, RerunSafety::Idempotent);
        QCOMPARE(read->options.first().defaultValue, QStringLiteral("4"));
        QCOMPARE(read->environment.last().secret, QStringLiteral("target"));
        QCOMPARE(read->files.first().language, TemplateLanguage::Shell);
        QVERIFY(read->helpers.contains(HelperKind::Count));
        QCOMPARE(read->yaml, preset);
        QCOMPARE(read->progress.first().match(QStringLiteral("12 rows")).captured(QStringLiteral("rows")),
                 QStringLiteral("12"));
    }

    void brokenPresets_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *name, const QByteArray &from, const QByteArray &to, const char *error) {
            QTest::newRow(name) << broken(from, to) << QString::fromUtf8(error);
        };
        row("unknown field", "  title", "  titel",
            "m.yaml:5:3: spec.titel: titel is not a field here. Did you mean title?");
        row("safety", "idempotent", "save",
            "m.yaml:7:11: spec.safety: \"save\" is not one of unsafe, idempotent, resumable");
        row("template", "{{table}}", "{{tabel}}",
            "m.yaml:13:29: spec.environment[0].value: there is no value called \"tabel\". Did you mean table?");
        row("unquoted", "{{table}}", "{{{table}}}", "m.yaml:13:29: spec.environment[0].value: {{{…}} would put");
        row("a worker's name in a shared file", "{{options.speed}}", "{{worker}}",
            "m.yaml:16:46: spec.files[0].content: there is no value called \"worker\"");
        row("no language", "language: shell, ", "",
            "m.yaml:16:5: spec.files[0].language: language is missing. Say what reads the file");
        row("pattern", "(?<rows>\\d+) rows", "(?<rows>\\d+ rows",
            "m.yaml:20:14: spec.progress[0]: not a regular expression");
        row("group", "?<rows>", "?<lines>",
            "m.yaml:20:14: spec.progress[0]: a progress pattern has no group called \"lines\"");
        row("our variable", "MY_TABLE", "ZDTP_TABLE",
            "m.yaml:13:12: spec.environment[0].name: \"ZDTP_TABLE\" cannot be");
        row("value and secret", "secret: target", "secret: target, value: x",
            "m.yaml:14:5: spec.environment[1]: needs either value or secret");
        row("helper",
            "count:", "cuont:", "m.yaml:19:5: spec.helpers.cuont: cuont is not a field here. Did you mean count?");
        row("no statement", ", statement: \"SELECT count(*) FROM {{ident.table}}\"", "",
            "m.yaml:19:12: spec.helpers.count.statement: statement is missing");
        row("file name", "run.sh, ", "../run.sh, ",
            "m.yaml:16:12: spec.files[0].name: \"../run.sh\" cannot be a file's name");
        row("kind", "EnginePreset", "SyncTask", "m.yaml:2:7: kind: \"SyncTask\" is not one of EnginePreset");
        QTest::newRow("empty") << QByteArray() << QStringLiteral("m.yaml: the preset is empty");
        QTest::newRow("two") << QByteArray(preset + "---\n" + preset)
                             << QStringLiteral("m.yaml:24:1: the file holds 2 documents");
    }
    void brokenPresets()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, error);
        const auto read = parsePreset(yaml, QStringLiteral("m.yaml"));
        QVERIFY(!read);
        QVERIFY2(read.error().toLine().startsWith(error), qPrintable(read.error().toLine()));
    }

    void theUsersFilesOverrideAndBrokenOnesAreTold()
    {
        QTemporaryDir folder;
        const auto write = [&](const char *name, const QByteArray &bytes) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
        };
        write("a.yaml", preset);
        write("b.yaml", broken("name: mine", "name: psql-copy"));
        write("c.yaml", "x: [");
        write("d.yaml", preset); // the same name again
        write("e.txt", "not read");
        QList<Error> problems;
        const EngineCatalog catalog = EngineCatalog::load(folder.path(), &problems);
        QVERIFY(catalog.names().contains(QStringLiteral("mine")));
        QCOMPARE(catalog.find(QStringLiteral("psql-copy"))->title, QStringLiteral("Mine"));
        QVERIFY(!catalog.find(QStringLiteral("nothing")));
        QCOMPARE(problems.size(), 2);
        QVERIFY(problems.at(0).place.file.endsWith(QStringLiteral("c.yaml")));
        QVERIFY(problems.at(1).what.contains(QStringLiteral("a.yaml")));
        QVERIFY(!EngineCatalog::load(QStringLiteral("/nonexistent"), nullptr).names().contains(QStringLiteral("mine")));
    }

    void theBuiltInPresetsAreInOrder()
    {
        QList<Error> problems;
        const EngineCatalog catalog = EngineCatalog::load({}, &problems);
        for (const Error &problem : problems)
            qWarning("%s", qPrintable(problem.toLine()));
        QVERIFY(problems.isEmpty());
        QCOMPARE(catalog.names(), (QStringList{"addax", "custom", "datax", "debezium-server", "mysqldump", "pgcopydb",
                                               "pgloader", "psql-copy", "seatunnel", "sling"}));
        for (const QString &name : catalog.names()) {
            const EnginePreset &preset = *catalog.find(name);
            const auto read = parsePreset(preset.yaml, QStringLiteral("again"));
            QVERIFY2(read, "what a run keeps of a preset can be read again");
            QCOMPARE(read->yaml, preset.yaml);
            QCOMPARE(read->kitHelpers.size(), preset.kitHelpers.size());
            // Every side that it takes has every helper.
            for (const QString &scheme : preset.urlSchemes) {
                for (const HelperKind kind : {HelperKind::Precheck, HelperKind::Measure, HelperKind::Prepare,
                                              HelperKind::Count, HelperKind::Cleanup})
                    QVERIFY2(preset.helper(kind, quote::dialectOf(scheme + QStringLiteral("://h/d"))),
                             qPrintable(name + u' ' + scheme + u' ' + word(kind)));
            }
        }
    }

    void whatPsqlCopySaysIsUnderstood()
    {
        const EngineCatalog catalog = EngineCatalog::load({}, nullptr);
        const EnginePreset &copy = *catalog.find(QStringLiteral("psql-copy"));
        const auto progress =
            copy.progress.first().match(QStringLiteral("worker  progress rows=511870 bytes=89577250 rate=7311/s"));
        QCOMPARE(progress.captured(QStringLiteral("rows")), QStringLiteral("511870"));
        QCOMPARE(progress.captured(QStringLiteral("rate")), QStringLiteral("7311"));
        QVERIFY(copy.success.pattern->match(QStringLiteral("worker  done rows=250000")).hasMatch());
        QVERIFY(!copy.success.pattern->match(QStringLiteral("worker  the target holds nothing")).hasMatch());
        QCOMPARE(copy.errors.first().pattern.match(QStringLiteral("worker  failed: source: it is gone")).captured(1),
                 QStringLiteral("source: it is gone"));
        QCOMPARE(copy.safety, RerunSafety::Unsafe);
        QCOMPARE(copy.helpers.size(), 5);
    }
};

QTEST_GUILESS_MAIN(TestEngine)
#include "tst_engine.moc"
