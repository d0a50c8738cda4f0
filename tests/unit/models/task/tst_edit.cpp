#include "k8s/yaml/reader.h"
#include "models/task/document.h"
#include "models/task/edit.h"

#include <QFile>
#include <QRandomGenerator>
#include <QRegularExpression>
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

Json jsonOf(const QByteArray &yaml)
{
    const auto documents = k8s::readYaml(yaml, QStringLiteral("t.yaml"));
    if (!documents || documents->size() != 1)
        return "broken";
    return k8s::toJson(*documents->first());
}

bool same(const Json &a, const Json &b)
{
    return nlohmann::json(a) == nlohmann::json(b);
}

QStringList commentsOf(const QByteArray &yaml)
{
    static const QRegularExpression comment(QStringLiteral("# (c[0-9]+)"));
    QStringList found;
    for (auto it = comment.globalMatch(QString::fromUtf8(yaml)); it.hasNext();)
        found.append(it.next().captured(1));
    return found;
}

/// Every path of a value below, leaves and branches.
void pathsOf(const Json &value, const QString &path, QStringList &into)
{
    if (!path.isEmpty())
        into.append(path);
    if (value.is_object()) {
        for (const auto &[key, child] : value.items())
            pathsOf(child, fieldPath(path, QString::fromStdString(key)), into);
    } else if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i)
            pathsOf(value.at(i), QStringLiteral("%1[%2]").arg(path).arg(i), into);
    }
}

const char *const hardTexts[] = {
    "plain",       "yes",  "0777",      "1e3",        "null",         "",           "a: b",
    "a #b",        "it's", "say \"x\"", "{a}",        "[a, b]",       "a, b",       "postgresql://h:1/d?x=1&y=2",
    "*star",       "&and", "- dash",    "two\nlines", "two\nlines\n", "Ünïcödé 表", "tab\there",
    "back\\slash", "? q",  "%percent",  "a:"};

Json randomValue(QRandomGenerator &random, int depth = 0)
{
    switch (random.bounded(depth > 1 ? 3 : 6)) {
    case 0:
        return random.bounded(1000000);
    case 1:
        return random.bounded(2) == 0;
    case 3: {
        Json map = Json::object();
        for (int i = random.bounded(4); i >= 0; --i)
            map["k" + std::to_string(random.bounded(9))] = randomValue(random, depth + 1);
        return map;
    }
    case 4: {
        Json list = Json::array();
        for (int i = random.bounded(4); i >= 0; --i)
            list.push_back(randomValue(random, depth + 1));
        return list;
    }
    default:
        return hardTexts[random.bounded(int(std::size(hardTexts)))];
    }
}

} // namespace

class TestEdit : public QObject
{
    Q_OBJECT

private slots:
    void changesOnlyWhatItNames_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("value"); // JSON; empty: removes. "+": inserts
        QTest::addColumn<QByteArray>("after");
        const auto row = [](const char *tag, const char *before, const char *path, const char *value,
                            const char *after) {
            QTest::newRow(tag) << QByteArray(before) << QString::fromLatin1(path) << QByteArray(value)
                               << QByteArray(after);
        };
        row("scalar", "a: 1 # c\nb: 2\n", "a", "7", "a: 7 # c\nb: 2\n");
        row("keeps double quotes", "a: \"x\" # c\n", "a", "\"y\"", "a: \"y\" # c\n");
        row("keeps single quotes", "a: 'x'\n", "a", "\"it's\"", "a: 'it''s'\n");
        row("quotes what needs it", "a: x\n", "a", "\"yes\"", "a: \"yes\"\n");
        row("number over quoted", "a: \"1\"\n", "a", "2", "a: 2\n");
        row("empty value", "a:   # c\nb: 2\n", "a", "\"x\"", "a: x   # c\nb: 2\n");
        row("plain over lines", "a: one\n  two # c\nb: 2\n", "a", "3", "a: 3 # c\nb: 2\n");
        row("block scalar", "a: |\n  one\n  two\nb: 2\n", "a", "\"x\"", "a: x\nb: 2\n");
        row("flow", "a: {b: 1, c: 2} # c\n", "a.c", "\"x: y\"", "a: {b: 1, c: \"x: y\"} # c\n");
        row("in its order", "spec:\n  type: full # c\n  tables: []\n", "spec.image", "\"i\"",
            "spec:\n  type: full # c\n  image: i\n  tables: []\n");
        row("before the first", "- engine: x\n  image: y\n", "[0].name", "\"job\"",
            "- name: job\n  engine: x\n  image: y\n");
        row("into flow", "a: {user: x}\n", "a.url", "\"h:1\"", "a: {url: \"h:1\", user: x}\n");
        row("into empty flow", "a: { }\n", "a.b", "1", "a: {b: 1 }\n");
        row("into nothing", "spec:\n  options:\nx: 1\n", "spec.options.b", "1", "spec:\n  options: {b: 1}\nx: 1\n");
        row("with its parent", "spec:\n  type: full\n", "spec.scheduling.mode", "\"Pod\"",
            "spec:\n  type: full\n  scheduling:\n    mode: Pod\n");
        row("small map", "tables:\n- name: t\n", "tables[0].split", R"({"column":"id","from":1})",
            "tables:\n- name: t\n  split: {column: id, from: 1}\n");
        row("no line break at the end", "a: 1", "b", "2", "a: 1\nb: 2\n");
        row("append", "t:\n  - a # c\n# d\n", "t[1]", "\"b\"", "t:\n  - a # c\n  - b\n# d\n");
        row("append a map", "t:\n  - {name: a}\n", "t[1]", R"({"name":"b","split":{"column":"id"}})",
            "t:\n  - {name: a}\n  - name: b\n    split: {column: id}\n");
        row("append in flow", "t: [a, b]\n", "t[2]", "\"c\"", "t: [a, b, c]\n");
        row("insert first", "t:\n- a\n- b\n", "+t[0]", "\"x\"", "t:\n- x\n- a\n- b\n");
        row("insert in between", "t:\n- a # c\n- b\n", "+t[1]", "\"x\"", "t:\n- a # c\n- x\n- b\n");
        row("remove", "a: 1\nb: 2 # c\n# d\nc: 3\n", "b", "", "a: 1\n# d\nc: 3\n");
        row("remove the first of an item", "t:\n- a: 1\n  b: 2\n", "t[0].a", "", "t:\n- b: 2\n");
        row("remove an item", "t:\n- a: 1\n  b: 2\n- c: 3\n", "t[0]", "", "t:\n- c: 3\n");
        row("remove in flow", "a: {b: 1, c: 2, d: 3}\n", "a.c", "", "a: {b: 1, d: 3}\n");
        row("remove last in flow", "a: {b: 1, c: 2}\n", "a.c", "", "a: {b: 1}\n");
        row("remove the only one", "a:\n  b: 1\nc: 2\n", "a.b", "", "a: {}\nc: 2\n");
        row("remove what is not there", "a: 1\n", "b.c[3]", "", "a: 1\n");
        row("only what differs", "a:\n  b: 1 # c\n  c: 2 # d\n", "a", R"({"b":1,"c":3})",
            "a:\n  b: 1 # c\n  c: 3 # d\n");
        row("list item by item", "a:\n- 1 # c\n- 2\n- 3\n", "a", "[1,5]", "a:\n- 1 # c\n- 5\n");
        row("key with dots", "l: {a.b/c: x}\n", "l[\"a.b/c\"]", "\"v\"", "l: {a.b/c: v}\n");
        row("scalar becomes a block", "a: 1 # c\nb: 2\n", "a", R"([{"x":1},{"x":2}])",
            "a: # c\n- x: 1\n- x: 2\nb: 2\n");
        row("an alias is written out", "a: &x {b: 1}\nc: *x\n", "c.b", "2", "a: &x {b: 1}\nc: {b: 2}\n");
        row("empty document", "", "a", "1", "a: 1\n");
    }
    void changesOnlyWhatItNames()
    {
        QFETCH(QByteArray, before);
        QFETCH(QString, path);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, after);
        const bool insert = path.startsWith(u'+');
        if (insert)
            path.remove(0, 1);
        const DocumentEdit edit = value.isEmpty() ? DocumentEdit::remove(path)
                                  : insert        ? DocumentEdit::insert(path, Json::parse(value.toStdString()))
                                                  : DocumentEdit::set(path, Json::parse(value.toStdString()));
        const auto edited = editDocument(before, {edit});
        QVERIFY2(edited, edited ? "" : qPrintable(edited.error().toLine()));
        QCOMPARE(*edited, after);
    }

    void refusesWhatItCannotDo_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("path");
        QTest::newRow("broken") << QByteArray("a: [1\n") << QStringLiteral("a");
        QTest::newRow("two documents") << QByteArray("a: 1\n---\nb: 2\n") << QStringLiteral("a");
        QTest::newRow("through a text") << QByteArray("a: x\n") << QStringLiteral("a.b");
        QTest::newRow("index too far") << QByteArray("a: [1]\n") << QStringLiteral("a[5]");
        QTest::newRow("bad path") << QByteArray("a: 1\n") << QStringLiteral("a..b");
        QTest::newRow("bad index") << QByteArray("a: [1]\n") << QStringLiteral("a[x]");
        QTest::newRow("open bracket") << QByteArray("a: [1]\n") << QStringLiteral("a[");
    }
    void refusesWhatItCannotDo()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, path);
        const auto edited = editDocument(yaml, {DocumentEdit::set(path, 1)});
        QVERIFY(!edited);
        QVERIFY(!edited.error().what.isEmpty());
    }

    /// Any edit of any document gives the text of the edited value; edits that put something in lose no comment.
    void randomEdits_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        for (const char *name : {"commented.yaml", "full.yaml", "minimal.yaml"})
            QTest::newRow(name) << document(name);
    }
    void randomEdits()
    {
        QFETCH(QByteArray, yaml);
        for (quint32 seed = 1; seed <= 150; ++seed) {
            QRandomGenerator random(seed);
            QByteArray text = yaml;
            for (int step = 0; step < 5; ++step) {
                const Json was = jsonOf(text);
                QStringList paths;
                pathsOf(was, {}, paths);
                if (paths.isEmpty())
                    break;
                const QString path = paths.at(random.bounded(int(paths.size())));
                const Json *there = valueAt(was, path);
                QVERIFY(there);
                const bool leaf = !there->is_structured();
                DocumentEdit edit = DocumentEdit::set(path, randomValue(random));
                bool keepsComments = leaf;
                const int kind = random.bounded(5);
                if (kind == 0) {
                    edit = DocumentEdit::remove(path);
                    keepsComments = false;
                } else if (kind == 1 && there->is_object()) {
                    edit.path = fieldPath(path, QStringLiteral("new%1").arg(random.bounded(3)));
                    keepsComments = !there->contains(edit.path.section(u'.', -1).toStdString());
                } else if (kind == 2 && there->is_array()) {
                    edit = DocumentEdit::insert(
                        QStringLiteral("%1[%2]").arg(path).arg(random.bounded(int(there->size()) + 1)), edit.value);
                    keepsComments = true;
                }
                const auto edited = editDocument(text, {edit});
                const QByteArray context = "seed " + QByteArray::number(seed) + " step " + QByteArray::number(step) +
                                           ": " + edit.path.toUtf8() + " = " + jsonBytes(edit.value) + "\n" + text;
                QVERIFY2(edited, context.constData());
                const Json now = jsonOf(*edited);
                if (edit.kind == DocumentEdit::Kind::Set) {
                    const Json *value = valueAt(now, edit.path);
                    QVERIFY2(value && same(*value, edit.value), context.constData());
                    // And back: everything else is as it was.
                    const Json *old = valueAt(was, edit.path);
                    const auto back = editDocument(
                        *edited, {old ? DocumentEdit::set(edit.path, *old) : DocumentEdit::remove(edit.path)});
                    QVERIFY2(back && same(jsonOf(*back), was), context.constData());
                }
                if (keepsComments) {
                    for (const QString &comment : commentsOf(text))
                        QVERIFY2(commentsOf(*edited).contains(comment),
                                 qPrintable(comment + QString::fromUtf8(context)));
                }
                text = *edited;
            }
        }
    }

    void aTaskIsEditedLikeItsValue()
    {
        const auto edited = editDocument(
            document("full.yaml"),
            {DocumentEdit::set(QStringLiteral("spec.source.user"), "other"),
             DocumentEdit::set(QStringLiteral("spec.tables[2].split"), Json{{"column", "id"}, {"from", 1}, {"to", 9}}),
             DocumentEdit::remove(QStringLiteral("spec.tables[0]")),
             DocumentEdit::set(QStringLiteral("spec.pod.graceSeconds"), 5)});
        QVERIFY(edited);
        SyncTask meant = *parseSyncTask(document("full.yaml"), QStringLiteral("f")).task;
        const ParsedTask parsed = parseSyncTask(*edited, QStringLiteral("f"));
        QVERIFY(parsed.task);
        QCOMPARE(parsed.task->source.user, QStringLiteral("other"));
        QCOMPARE(parsed.task->tables.size(), 2);
        QCOMPARE(parsed.task->tables.at(1).split->column, QStringLiteral("id"));
        meant.source.user = QStringLiteral("other");
        meant.tables = parsed.task->tables;
        meant.pod.graceSeconds = 5;
        QVERIFY(*parsed.task == meant);
    }

    void theChangeBetweenTwoTexts_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::newRow("same") << QStringLiteral("abc") << QStringLiteral("abc");
        QTest::newRow("insert") << QStringLiteral("ac") << QStringLiteral("abc");
        QTest::newRow("repeat") << QStringLiteral("aa") << QStringLiteral("aaa");
        QTest::newRow("remove") << QStringLiteral("abc") << QString();
        QTest::newRow("outside of the plane") << QStringLiteral("x\U0001F600y") << QStringLiteral("x\U0001F601y");
    }
    void theChangeBetweenTwoTexts()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        const TextChange change = changeBetween(before, after);
        QString text = before;
        text.replace(change.at, change.length, change.text);
        QCOMPARE(text, after);
        QCOMPARE(change.isEmpty(), before == after);
        QVERIFY(change.text.isEmpty() || !change.text.front().isLowSurrogate());
    }
};

QTEST_GUILESS_MAIN(TestEdit)
#include "tst_edit.moc"
