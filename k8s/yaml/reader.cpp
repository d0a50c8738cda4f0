#include "k8s/yaml/reader.h"

#include "k8s/yaml/scalar.h"

#include <QCoreApplication>
#include <QLocale>

#include <charconv>
#include <cmath>
#include <istream>
#include <map>
#include <streambuf>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace zdtp::k8s {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::Yaml", text);
}

/// Stops yaml-cpp from within one of its events.
struct Stop
{
    Error error;
};

/// Bytes as a stream without a copy of them.
class View : public std::streambuf
{
public:
    explicit View(const QByteArray &bytes)
    {
        char *begin = const_cast<char *>(bytes.constData()); // streambuf wants it so; only read
        setg(begin, begin, begin + bytes.size());
    }
};

class Builder final : public YAML::EventHandler
{
public:
    Builder(const QString &file, const YamlLimits &limits) : m_file(file), m_limits(limits) {}
    YamlTree root;
    YamlTree lastScalar; ///< in the order of the document

    void OnDocumentStart(const YAML::Mark &) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        auto node = make(YamlNode::Kind::Null, mark);
        finish(std::move(node), 1, anchor);
    }

    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        const auto found = m_anchors.find(anchor);
        if (found == m_anchors.end())
            throw Stop{Error{say("an alias refers to the list or map that it stands in"),
                             say("Write the value out instead of using * here"), place(mark)}};
        m_nodes += found->second.weight;
        check(mark);
        attach(found->second.node, found->second.weight);
    }

    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &value) override
    {
        auto node = make(YamlNode::Kind::Scalar, mark);
        node->text = value;
        node->quoted = tag != "?"; // "!" is yaml-cpp's tag of a quoted scalar; "!!str" means the same
        if (!node->quoted && scalarKind(value) == ScalarKind::Null)
            node->kind = YamlNode::Kind::Null;
        lastScalar = node;
        finish(std::move(node), 1, anchor);
    }

    void OnSequenceStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        open(YamlNode::Kind::Sequence, mark, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        open(YamlNode::Kind::Map, mark, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open
    {
        std::shared_ptr<YamlNode> node;
        YAML::anchor_t anchor = 0;
        qsizetype weight = 1;
        YamlTree key; ///< waits for its value
    };
    struct Anchored
    {
        YamlTree node;
        qsizetype weight = 0;
    };

    Place place(const YAML::Mark &mark) const { return {m_file, mark.line + 1, mark.column + 1}; }

    void check(const YAML::Mark &mark)
    {
        if (m_nodes > m_limits.nodes)
            throw Stop{Error{say("the document has more than %1 values").arg(m_limits.nodes),
                             say("Split it, or write less with aliases"), place(mark)}};
    }

    std::shared_ptr<YamlNode> make(YamlNode::Kind kind, const YAML::Mark &mark)
    {
        ++m_nodes;
        check(mark);
        auto node = std::make_shared<YamlNode>();
        node->kind = kind;
        node->line = mark.line + 1;
        node->column = mark.column + 1;
        return node;
    }

    void open(YamlNode::Kind kind, const YAML::Mark &mark, YAML::anchor_t anchor)
    {
        if (static_cast<int>(m_open.size()) >= m_limits.depth)
            throw Stop{Error{say("the document is nested deeper than %1 levels").arg(m_limits.depth),
                             say("No document of this kind needs that: look for brackets that are not closed"),
                             place(mark)}};
        m_open.push_back({make(kind, mark), anchor, 1, {}});
    }

    void close()
    {
        Open done = std::move(m_open.back());
        m_open.pop_back();
        finish(std::move(done.node), done.weight, done.anchor);
    }

    void finish(std::shared_ptr<YamlNode> node, qsizetype weight, YAML::anchor_t anchor)
    {
        YamlTree tree = std::move(node);
        if (anchor != 0)
            m_anchors[anchor] = {tree, weight};
        attach(std::move(tree), weight);
    }

    void attach(YamlTree node, qsizetype weight)
    {
        if (m_open.empty()) {
            root = std::move(node);
            return;
        }
        Open &parent = m_open.back();
        parent.weight += weight;
        if (parent.node->kind == YamlNode::Kind::Sequence) {
            parent.node->items.push_back(std::move(node));
        } else if (!parent.key) {
            parent.key = std::move(node);
        } else {
            parent.node->entries.push_back({std::move(parent.key), std::move(node)});
            parent.key = nullptr;
        }
    }

    QString m_file;
    YamlLimits m_limits;
    qsizetype m_nodes = 0;
    std::vector<Open> m_open;
    std::map<YAML::anchor_t, Anchored> m_anchors;
};

Place placeOf(const QByteArray &bytes, qsizetype offset, const QString &file)
{
    const QByteArrayView before = QByteArrayView(bytes).first(offset);
    return {file, static_cast<int>(before.count('\n')) + 1,
            static_cast<int>(offset - (before.lastIndexOf('\n') + 1)) + 1};
}

/// Offset of the first byte that is not UTF-8, or -1.
qsizetype brokenUtf8(const QByteArray &bytes)
{
    const auto *data = reinterpret_cast<const unsigned char *>(bytes.constData());
    const qsizetype size = bytes.size();
    for (qsizetype at = 0; at < size;) {
        const unsigned char lead = data[at];
        if (lead < 0x80) {
            ++at;
            continue;
        }
        const int more = lead >= 0xf5 ? -1 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : -1;
        if (more < 0 || at + more >= size)
            return at;
        for (int i = 1; i <= more; ++i) {
            if ((data[at + i] & 0xc0U) != 0x80)
                return at;
        }
        const bool bad = (lead == 0xe0 && data[at + 1] < 0xa0) || (lead == 0xed && data[at + 1] >= 0xa0) ||
                         (lead == 0xf0 && data[at + 1] < 0x90) || (lead == 0xf4 && data[at + 1] >= 0x90);
        if (bad)
            return at;
        at += more + 1;
    }
    return -1;
}

/// What must not reach yaml-cpp, which reads past or over it.
std::optional<Error> checkBytes(const QByteArray &yaml, const QString &file, const YamlLimits &limits)
{
    if (yaml.size() > limits.bytes) {
        const QLocale locale;
        return Error{say("the document has %1; at most %2 are read")
                         .arg(locale.formattedDataSize(yaml.size()), locale.formattedDataSize(limits.bytes)),
                     say("Is this the right file?"), Place{file, 0, 0}};
    }
    if (yaml.startsWith("\xff\xfe") || yaml.startsWith("\xfe\xff"))
        return Error{say("the document is UTF-16"), say("Save it as UTF-8"), Place{file, 1, 1}};
    if (const qsizetype at = brokenUtf8(yaml); at >= 0)
        return Error{say("the document is not UTF-8: byte 0x%1")
                         .arg(static_cast<uint>(static_cast<unsigned char>(yaml.at(at))), 2, 16, QLatin1Char('0')),
                     say("Save it as UTF-8"), placeOf(yaml, at, file)};
    for (qsizetype at = 0; at < yaml.size(); ++at) {
        const auto byte = static_cast<unsigned char>(yaml.at(at));
        if ((byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t') || byte == 0x7f)
            return Error{say("the document holds the control character 0x%1").arg(uint(byte), 2, 16, QLatin1Char('0')),
                         say("Remove it; in a quoted text write it as \\x%1").arg(uint(byte), 2, 16, QLatin1Char('0')),
                         placeOf(yaml, at, file)};
    }
    return std::nullopt;
}

/// yaml-cpp takes the end of the document for a closing quote. Only the last scalar can be open: it swallows the rest.
bool isOpenQuote(const YamlNode &scalar, const QByteArray &yaml)
{
    if (!scalar.quoted)
        return false;
    qsizetype at = 0;
    for (int line = 1; line < scalar.line && at >= 0; ++line)
        at = yaml.indexOf('\n', at) + 1;
    at += scalar.column - 1;
    if (at < 0 || at >= yaml.size() || (yaml.at(at) != '"' && yaml.at(at) != '\''))
        return false; // a block scalar, or one with an anchor or tag in front
    const char quote = yaml.at(at);
    for (++at; at < yaml.size(); ++at) {
        if (quote == '"' && yaml.at(at) == '\\')
            ++at;
        else if (yaml.at(at) == quote && quote == '\'' && at + 1 < yaml.size() && yaml.at(at + 1) == quote)
            ++at;
        else if (yaml.at(at) == quote)
            return false;
    }
    return true;
}

/// yaml-cpp's words are short and without a remedy; a tab is what it most often means.
Error explain(const YAML::ParserException &problem, const QByteArray &yaml, const QString &file)
{
    const Place place{file, problem.mark.line + 1, problem.mark.column + 1};
    if (dynamic_cast<const YAML::DeepRecursion *>(&problem))
        return {say("the document is nested too deeply"), say("Look for brackets that are not closed"), place};
    const QList<QByteArray> lines = yaml.split('\n');
    for (const int line : {problem.mark.line, problem.mark.line - 1}) {
        if (line < 0 || line >= lines.size())
            continue;
        const QByteArray &text = lines.at(line);
        for (qsizetype at = 0; at < text.size() && (text.at(at) == ' ' || text.at(at) == '\t'); ++at) {
            if (text.at(at) == '\t')
                return {say("a tab stands in the indentation"), say("Indent with spaces"),
                        Place{file, line + 1, static_cast<int>(at) + 1}};
        }
    }
    QString what = QString::fromStdString(problem.msg);
    if (what.isEmpty())
        what = say("not YAML");
    return {say("not valid YAML: %1").arg(what),
            say("Check indentation, colons, brackets and quotes around this place"), place};
}

} // namespace

const YamlNode *YamlNode::find(std::string_view key) const
{
    for (const Entry &entry : entries) {
        if (entry.key->kind == Kind::Scalar && entry.key->text == key)
            return entry.value.get();
    }
    return nullptr;
}

Result<QList<YamlTree>> readYaml(const QByteArray &yaml, const QString &file, const YamlLimits &limits)
{
    if (auto problem = checkBytes(yaml, file, limits))
        return fail(std::move(*problem));
    QList<YamlTree> documents;
    try {
        View view(yaml);
        std::istream stream(&view);
        YAML::Parser parser(stream);
        for (;;) {
            Builder builder(file, limits);
            if (!parser.HandleNextDocument(builder))
                break;
            // yaml-cpp 0.7 neither takes nor refuses a token that cannot begin a value ("}", ","): it would find one
            // empty document after another in the same place for ever.
            const YamlTree last = documents.isEmpty() ? nullptr : documents.last();
            if (last && builder.root && last->kind == YamlNode::Kind::Null &&
                builder.root->kind == YamlNode::Kind::Null && last->line == builder.root->line &&
                last->column == builder.root->column)
                return fail(say("not valid YAML: nothing can begin here"),
                            say("Check indentation, colons, brackets and quotes around this place"),
                            Place{file, last->line, last->column});
            if (builder.lastScalar && isOpenQuote(*builder.lastScalar, yaml))
                return fail(say("the quote that opens here is never closed"), say("Close it on the same line"),
                            Place{file, builder.lastScalar->line, builder.lastScalar->column});
            documents.append(builder.root ? builder.root : std::make_shared<const YamlNode>());
        }
    } catch (const Stop &stop) {
        return fail(stop.error);
    } catch (const YAML::ParserException &problem) {
        return fail(explain(problem, yaml, file));
    } catch (const std::exception &problem) {
        return fail(say("not valid YAML: %1").arg(QString::fromUtf8(problem.what())), {}, Place{file, 0, 0});
    }
    return documents;
}

Json toJson(const YamlNode &node)
{
    switch (node.kind) {
    case YamlNode::Kind::Null:
        return nullptr;
    case YamlNode::Kind::Sequence: {
        Json list = Json::array();
        for (const YamlTree &item : node.items)
            list.push_back(toJson(*item));
        return list;
    }
    case YamlNode::Kind::Map: {
        Json map = Json::object();
        for (const YamlNode::Entry &entry : node.entries)
            map[entry.key->text] = toJson(*entry.value);
        return map;
    }
    case YamlNode::Kind::Scalar:
        break;
    }
    if (node.quoted)
        return node.text;
    switch (scalarKind(node.text)) {
    case ScalarKind::Boolean:
        return node.text.front() == 't' || node.text.front() == 'T';
    case ScalarKind::Integer: {
        qint64 number = 0;
        const char *end = node.text.data() + node.text.size();
        if (std::from_chars(node.text.data(), end, number).ptr == end)
            return number;
        quint64 big = 0;
        if (std::from_chars(node.text.data(), end, big).ptr == end)
            return big;
        [[fallthrough]];
    }
    case ScalarKind::Number:
    case ScalarKind::Ambiguous: {
        double number = 0;
        const char *end = node.text.data() + node.text.size();
        const char *begin = node.text.data() + (node.text.front() == '+' ? 1 : 0);
        if (std::from_chars(begin, end, number).ptr == end && std::isfinite(number))
            return number;
        return node.text;
    }
    default:
        return node.text;
    }
}

} // namespace zdtp::k8s
