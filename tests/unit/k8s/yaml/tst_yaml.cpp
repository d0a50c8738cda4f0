#include "k8s/yaml/emitter.h"
#include "k8s/yaml/reader.h"

#include <QTest>

#include <rapidcheck.h>

using namespace zdtp;
using namespace zdtp::k8s;

namespace {

Json readBack(const QByteArray &yaml)
{
    const auto documents = readYaml(yaml, QStringLiteral("x.yaml"));
    if (!documents)
        throw std::runtime_error(documents.error().toLine().toStdString() + "\n" + yaml.toStdString());
    if (documents->size() != 1)
        throw std::runtime_error("not one document:\n" + yaml.toStdString());
    return toJson(*documents->first());
}

const std::vector<std::string> &nasty()
{
    static const std::vector<std::string> texts{
        "",
        " ",
        "  ",
        "\n",
        "\n\n",
        " \n",
        "a\n",
        "a\n\n",
        "a\n\n\nb\n",
        "\na",
        " a\nb",
        "a\n b\n",
        "a\n\tb",
        "a \nb ",
        "a\n \nb",
        "yes",
        "No",
        "on",
        "OFF",
        "y",
        "N",
        "true",
        "FALSE",
        "null",
        "Null",
        "~",
        "0777",
        "08",
        "0o17",
        "0x1F",
        "0b11",
        "1e3",
        "1E+3",
        "1_000",
        "+1",
        "-1",
        "1",
        "1.",
        ".5",
        "1.5",
        ".inf",
        "-.INF",
        ".nan",
        "12:30",
        "190:20:30",
        "2026-11-23",
        "2026-11-23 10:00:00",
        "<<",
        "=",
        "-",
        "--",
        "---",
        "--- a",
        "...",
        "- a",
        "-a",
        "-c",
        "? a",
        "?",
        ":",
        "a:",
        "a: b",
        ":a",
        "a #b",
        "#a",
        "a#b",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "'a'",
        "\"a\"",
        "%a",
        "@a",
        "`a`",
        "{a}",
        "[a]",
        "a,b",
        ",",
        "a\\b",
        "\\",
        "a\tb",
        "\t",
        "a\t",
        "\r",
        "a\r\nb",
        "\x01",
        "\x7f",
        "\xc2\x85",
        "\xc2\xa0",
        "\xe2\x80\xa8",
        "\xef\xbb\xbf"
        "a",
        "\xe8\xae\xa2\xe5\x8d\x95",
        "\xf0\x9f\x98\x80",
        "$(DST_PASSWORD)",
        "o'rd\"er$s; DROP",
        "a\n---\nb\n",
        "a\n...\nb\n",
        "#!/bin/bash\nset -e\n\techo 'x'\n",
        "x: |\n  y\n",
        "a\n# b\n",
        "key with spaces",
        "http://a:5432/b",
        "10.0.0.1",
        "250m",
        "1Gi",
        "e3",
        "0x",
        "0xg",
        "1e",
        "1:",
        "a'b",
        "it's",
        "infinity",
        "nan",
        "100000000000000000000",
    };
    return texts;
}

rc::Gen<std::string> text()
{
    return rc::gen::oneOf(rc::gen::elementOf(nasty()),
                          rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
                                           std::vector<std::string>{"a",
                                                                    " ",
                                                                    "\n",
                                                                    ":",
                                                                    "#",
                                                                    "-",
                                                                    "'",
                                                                    "\"",
                                                                    "\\",
                                                                    "\t",
                                                                    "0",
                                                                    ".",
                                                                    "e",
                                                                    "x",
                                                                    "?",
                                                                    ",",
                                                                    "]",
                                                                    "{",
                                                                    "\xe8\xae\xa2",
                                                                    "\xc2\x85",
                                                                    "\xf0\x9f\x98\x80",
                                                                    "|",
                                                                    "&",
                                                                    "\r",
                                                                    "\x1b"})),
                                       [](const std::vector<std::string> &parts) {
                                           std::string all;
                                           for (const std::string &part : parts)
                                               all += part;
                                           return all;
                                       }));
}

rc::Gen<Json> value(int depth)
{
    const auto leaf =
        rc::gen::oneOf(rc::gen::map(text(), [](std::string t) { return Json(std::move(t)); }),
                       rc::gen::map(rc::gen::arbitrary<qint64>(), [](qint64 n) { return Json(n); }),
                       rc::gen::map(rc::gen::arbitrary<bool>(), [](bool b) { return Json(b); }),
                       rc::gen::just(Json(nullptr)), rc::gen::just(Json::object()), rc::gen::just(Json::array()),
                       rc::gen::just(Json(0.25)), rc::gen::just(Json(1e300)));
    if (depth == 0)
        return leaf;
    return rc::gen::oneOf(leaf,
                          rc::gen::map(rc::gen::container<std::vector<Json>>(value(depth - 1)),
                                       [](const std::vector<Json> &items) {
                                           Json list = Json::array();
                                           for (const Json &item : items)
                                               list.push_back(item);
                                           return list;
                                       }),
                          rc::gen::map(rc::gen::container<std::vector<std::pair<std::string, Json>>>(
                                           rc::gen::pair(text(), value(depth - 1))),
                                       [](const std::vector<std::pair<std::string, Json>> &items) {
                                           Json map = Json::object();
                                           for (const auto &[key, item] : items)
                                               map[key] = item;
                                           return map;
                                       }));
}

} // namespace

class TestYaml : public QObject
{
    Q_OBJECT

private slots:
    void looksAsPeopleWriteIt()
    {
        const Json manifest =
            Json::parse(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"orders-full-r1-orders-01-a1",
            "labels":{"zdtp.io/run":"1"},"annotations":{}},"spec":{"automountServiceAccountToken":false,"containers":[{"name":"worker",
            "command":["bash","-c","echo a\necho b\n"],"env":[{"name":"A","value":"yes"},{"name":"B","value":"0777"},{"name":"C","value":""}],
            "args":[]}],"n":3,"list":[["a","b"],[]]}})");
        const QByteArray expected = R"(apiVersion: v1
kind: Pod
metadata:
  name: orders-full-r1-orders-01-a1
  labels:
    zdtp.io/run: "1"
  annotations: {}
spec:
  automountServiceAccountToken: false
  containers:
  - name: worker
    command:
    - bash
    - -c
    - |
      echo a
      echo b
    env:
    - name: A
      value: "yes"
    - name: B
      value: "0777"
    - name: C
      value: ""
    args: []
  "n": 3
  list:
  - - a
    - b
  - []
)";
        QCOMPARE(QString::fromUtf8(toYaml(manifest)).split(u'\n'), QString::fromUtf8(expected).split(u'\n'));
    }

    void nastyTextsComeBack()
    {
        for (const std::string &text : nasty()) {
            const Json json{{"key", text}, {"list", {text, "end"}}, {"nested", {{"deep", text}, {"after", 1}}}};
            QCOMPARE(readBack(toYaml(json)).dump(), json.dump());
            const Json asKey{{"x", {{text, "value"}, {"other key", 1}}}};
            QCOMPARE(readBack(toYaml(asKey)).dump(), asKey.dump());
            QCOMPARE(readBack(toYaml(Json(text))).dump(), Json(text).dump());
        }
    }

    void longKeys()
    {
        const Json json{{std::string(3000, 'k'), "v"}, {"list", {{{std::string(1500, 'k') + "\n", {{"a", 1}}}}}}};
        QCOMPARE(readBack(toYaml(json)).dump(), json.dump());
    }

    void brokenUtf8IsReplaced()
    {
        const QByteArray yaml = toYaml(Json{{"a", "x\xff\xc3(y"}});
        QCOMPARE(readBack(yaml).at("a").get<std::string>(), std::string("x\xef\xbf\xbd\xef\xbf\xbd(y"));
    }

    void anyJsonComesBack()
    {
        QVERIFY(rc::check("emit then read gives the same JSON", [] {
            const Json json = *rc::gen::resize(25, value(3));
            RC_ASSERT(readBack(toYaml(json)).dump() == json.dump());
        }));
    }

    void badInputIsAnErrorWithAPlace_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("line");
        QTest::newRow("tab") << QByteArray("a:\n\tb: 1\n")
                             << QStringLiteral("f.yaml:2:1: a tab stands in the indentation");
        QTest::newRow("not utf-8") << QByteArray("a: 1\nb: \xff\n")
                                   << QStringLiteral("f.yaml:2:4: the document is not UTF-8");
        QTest::newRow("nul") << QByteArray("a: 1\nb: \0\n", 10)
                             << QStringLiteral("f.yaml:2:4: the document holds the control");
        QTest::newRow("utf-16") << QByteArray("\xff\xfe"
                                              "a\0",
                                              4)
                                << QStringLiteral("f.yaml:1:1: the document is UTF-16");
        QTest::newRow("recursive") << QByteArray("a: &x [1, *x]\n")
                                   << QStringLiteral("f.yaml:1:11: an alias refers to");
        QTest::newRow("open quote") << QByteArray("a: 'x\n}\n")
                                    << QStringLiteral("f.yaml:1:4: the quote that opens here");
        QTest::newRow("deep") << QByteArray(100000, '[') << QStringLiteral("f.yaml:1:");
        QTest::newRow("deep maps") << QByteArray(100000, '{') << QStringLiteral("f.yaml:1:");
        QTest::newRow("deep dashes") << QByteArray("- ").repeated(100000) << QStringLiteral("f.yaml:1:");
        QTest::newRow("a bracket that was never opened") << QByteArray("a: 1\n}\n") << QStringLiteral("f.yaml:2:1: ");
        QTest::newRow("50 MB") << QByteArray(50'000'000, 'a') << QStringLiteral("f.yaml: the document has 47");
        QByteArray bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
        for (int i = 1; i < 30; ++i) {
            const QByteArray was = "*a" + QByteArray::number(i - 1);
            bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" +
                    QByteArray(was + " ,").repeated(9) + was + " ]\n";
        }
        QTest::newRow("alias bomb") << bomb << QStringLiteral("f.yaml:6:");
    }
    void badInputIsAnErrorWithAPlace()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, line);
        const auto result = readYaml(yaml, QStringLiteral("f.yaml"));
        QVERIFY(!result);
        QVERIFY2(result.error().toLine().startsWith(line), qPrintable(result.error().toLine()));
    }

    void anyBytesAreReadOrRefused()
    {
        QVERIFY(rc::check("no bytes bring the reader down", [] {
            const auto parts =
                *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
                    "a",     ": ",          "\n",     "- ",  "  ",   "\t",           "[",    "]", "{",  "}",
                    "&a ",   "*a",          "!!str ", "|\n", ">",    "\"",           "'",    "#", "? ", "---\n",
                    "...\n", "%YAML 1.2\n", "<<",     ",",   "\xff", "\xe8\xae\xa2", "\r\n", "@", "`",  "!",
                    "\\"}));
            std::string all;
            for (const std::string &part : parts)
                all += part;
            const auto result = readYaml(QByteArray::fromStdString(all), QStringLiteral("f"));
            if (result) {
                for (const YamlTree &tree : *result)
                    (void)toJson(*tree);
            } else {
                RC_ASSERT(!result.error().what.isEmpty());
            }
        }));
    }

    void documentsAndPlaces()
    {
        const auto result = readYaml("a: 1\nb:\n  c: [x, 'y']\n---\n# nothing\n", QStringLiteral("f"));
        QVERIFY(result.has_value());
        QCOMPARE(result->size(), 2);
        const YamlNode *c = result->first()->find("b")->find("c");
        QCOMPARE(c->line, 3);
        QCOMPARE(c->column, 6);
        QVERIFY(!c->items.at(0)->quoted);
        QVERIFY(c->items.at(1)->quoted);
        QVERIFY(readYaml("", QStringLiteral("f"))->isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestYaml)
#include "tst_yaml.moc"
