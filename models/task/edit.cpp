#include "models/task/edit.h"

#include "k8s/yaml/emitter.h"
#include "k8s/yaml/reader.h"
#include "models/task/editlayout.h"

#include <QCoreApplication>

#include <algorithm>
#include <variant>

namespace zdtp {
namespace {

using k8s::YamlNode;
using Layout = EditLayout;

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::DocumentEdit", text);
}

using Step = std::variant<std::string, std::size_t>;
using Steps = std::vector<Step>;

std::optional<Steps> stepsOf(const QString &path)
{
    const std::string text = path.toStdString();
    Steps steps;
    for (std::size_t at = 0; at < text.size();) {
        if (text.compare(at, 2, "[\"") == 0) {
            const std::size_t end = text.find("\"]", at + 2);
            if (end == std::string::npos)
                return std::nullopt;
            steps.emplace_back(text.substr(at + 2, end - at - 2));
            at = end + 2;
        } else if (text[at] == '[') {
            const std::size_t end = text.find(']', at);
            bool good = false;
            const uint index =
                end == std::string::npos ? 0 : QString::fromStdString(text.substr(at + 1, end - at - 1)).toUInt(&good);
            if (!good)
                return std::nullopt;
            steps.emplace_back(std::size_t{index});
            at = end + 1;
        } else {
            const std::size_t end = std::min(text.find_first_of(".[", at), text.size());
            if (end == at)
                return std::nullopt;
            steps.emplace_back(text.substr(at, end - at));
            at = end;
        }
        if (at < text.size() && text[at] == '.') {
            if (++at == text.size())
                return std::nullopt;
        }
    }
    return steps;
}

const Json *find(const Json &document, const Step *begin, const Step *end)
{
    const Json *value = &document;
    for (; begin != end; ++begin) {
        if (const auto *key = std::get_if<std::string>(begin)) {
            if (!value->is_object() || !value->contains(*key))
                return nullptr;
            value = &value->at(*key);
        } else {
            const std::size_t index = std::get<std::size_t>(*begin);
            if (!value->is_array() || index >= value->size())
                return nullptr;
            value = &value->at(index);
        }
    }
    return value;
}

/// Keys in the order in which the documentation writes them; a key that is added finds its place by it.
std::size_t rankOf(std::string_view key)
{
    static constexpr std::string_view order[] = {"apiVersion",
                                                 "metadata",
                                                 "spec",
                                                 "name",
                                                 "namespace",
                                                 "secret",
                                                 "key",
                                                 "column",
                                                 "kind",
                                                 "taking",
                                                 "url",
                                                 "user",
                                                 "password",
                                                 "type",
                                                 "engine",
                                                 "image",
                                                 "source",
                                                 "target",
                                                 "tables",
                                                 "split",
                                                 "from",
                                                 "to",
                                                 "parts",
                                                 "bounds",
                                                 "ends",
                                                 "nulls",
                                                 "where",
                                                 "scheduling",
                                                 "mode",
                                                 "restartPolicy",
                                                 "parallelism",
                                                 "backoffLimit",
                                                 "backoffLimitPerIndex",
                                                 "maxFailedIndexes",
                                                 "activeDeadlineSeconds",
                                                 "ttlSecondsAfterFinished",
                                                 "schedule",
                                                 "timeZone",
                                                 "concurrencyPolicy",
                                                 "startingDeadlineSeconds",
                                                 "queue",
                                                 "resources",
                                                 "requests",
                                                 "limits",
                                                 "prepare",
                                                 "options",
                                                 "pod",
                                                 "nodeSelector",
                                                 "tolerations",
                                                 "serviceAccountName",
                                                 "imagePullSecrets",
                                                 "labels",
                                                 "annotations",
                                                 "graceSeconds"};
    return static_cast<std::size_t>(std::find(std::begin(order), std::end(order), key) - std::begin(order));
}

// ---- values as text

bool isInline(const Json &value)
{
    return value.empty() || !value.is_structured();
}

std::string scalarText(const Json &value, bool flow, char quote = '\0')
{
    std::string text = k8s::toYaml(value).trimmed().toStdString();
    if (!value.is_string())
        return text;
    const auto &raw = value.get_ref<const std::string &>();
    const bool plain = text == raw;
    if (text.find('\n') != std::string::npos)
        return value.dump();
    if (plain && quote == '\'') {
        std::string quoted = "'";
        for (const char byte : raw)
            quoted += byte == '\'' ? std::string("''") : std::string(1, byte);
        return quoted + '\'';
    }
    const bool safe = std::all_of(raw.begin(), raw.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '/' || c == '-' || c == ' ';
    });
    if (plain && (quote == '"' || (flow && !safe)))
        return value.dump();
    return text;
}

std::string flowText(const Json &value)
{
    if (isInline(value))
        return scalarText(value, true);
    std::string text;
    if (value.is_array()) {
        for (const Json &item : value)
            text += (text.empty() ? "" : ", ") + flowText(item);
        return '[' + text + ']';
    }
    for (const auto &[key, child] : value.items())
        text += (text.empty() ? "" : ", ") + scalarText(Json(key), true) + ": " + flowText(child);
    return '{' + text + '}';
}

/// Short enough to be read in one line: {secret: a, key: b}.
bool isSmall(const Json &value)
{
    constexpr std::size_t width = 84;
    if (isInline(value))
        return !value.is_string() || value.get_ref<const std::string &>().find('\n') == std::string::npos;
    for (const Json &child : value) {
        if (child.is_structured() && (value.is_array() || !isSmall(child)))
            return false;
    }
    return flowText(value).size() <= width;
}

void writeBlock(std::string &out, const Json &value, std::size_t indent, int blockLevels, bool inLine);

/// Behind "key:" or "-", with its line break.
void writeValue(std::string &out, const Json &value, std::size_t indent, int blockLevels, bool item)
{
    if (isInline(value)) {
        const QByteArray text = k8s::toYaml(value); // may be a block of lines
        out += ' ';
        const QList<QByteArray> lines = text.chopped(1).split('\n');
        for (qsizetype i = 0; i < lines.size(); ++i) {
            if (i > 0)
                out += '\n' + std::string(lines.at(i).isEmpty() ? 0 : indent, ' ');
            out += lines.at(i).toStdString();
        }
        out += '\n';
    } else if (blockLevels <= 0 && isSmall(value) && !(item && value.is_object())) {
        out += ' ' + flowText(value) + '\n';
    } else if (item) {
        out += ' ';
        writeBlock(out, value, indent + 2, blockLevels - 1, true);
    } else {
        out += '\n';
        writeBlock(out, value, indent + (value.is_array() ? 0 : 2), blockLevels - 1, false);
    }
}

void writeBlock(std::string &out, const Json &value, std::size_t indent, int blockLevels, bool inLine)
{
    const auto begin = [&] {
        if (!inLine)
            out.append(indent, ' ');
        inLine = false;
    };
    if (value.is_array()) {
        for (const Json &item : value) {
            begin();
            out += '-';
            writeValue(out, item, indent, blockLevels, true);
        }
        return;
    }
    for (const auto &[key, child] : value.items()) {
        begin();
        out += scalarText(Json(key), false) + ':';
        writeValue(out, child, indent, blockLevels, false);
    }
}

// ---- what is meant

/// False when the path leads through something that is no map or list.
bool apply(Json &document, const Steps &steps, const DocumentEdit &edit)
{
    Json *value = &document;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const bool last = i + 1 == steps.size();
        if (const auto *key = std::get_if<std::string>(&steps[i])) {
            if (value->is_null() && edit.kind != DocumentEdit::Kind::Remove)
                *value = Json::object();
            if (!value->is_object())
                return edit.kind == DocumentEdit::Kind::Remove && value->is_null();
            if (last && edit.kind == DocumentEdit::Kind::Remove) {
                value->erase(*key);
                return true;
            }
            if (last && edit.kind == DocumentEdit::Kind::Insert)
                return false;
            if (edit.kind == DocumentEdit::Kind::Remove && !value->contains(*key))
                return true;
            value = &(*value)[*key];
        } else {
            const std::size_t index = std::get<std::size_t>(steps[i]);
            if (value->is_null() && edit.kind != DocumentEdit::Kind::Remove)
                *value = Json::array();
            if (!value->is_array())
                return edit.kind == DocumentEdit::Kind::Remove && value->is_null();
            if (edit.kind == DocumentEdit::Kind::Remove && index >= value->size())
                return true;
            if (index > value->size())
                return false;
            const auto place = value->begin() + static_cast<std::ptrdiff_t>(index);
            if (last && edit.kind == DocumentEdit::Kind::Remove) {
                value->erase(place);
                return true;
            }
            if (last && edit.kind == DocumentEdit::Kind::Insert) {
                value->insert(place, edit.value);
                return true;
            }
            if (index == value->size())
                value->push_back(nullptr);
            value = &(*value)[index];
        }
    }
    *value = edit.value;
    return edit.kind == DocumentEdit::Kind::Set;
}

/// Without the order of keys, which an edit may not know.
bool sameValue(const Json &a, const Json &b)
{
    return nlohmann::json(a) == nlohmann::json(b);
}

// ---- the text

class Editor
{
public:
    Editor(const QByteArray &yaml, const YamlNode &root) : m_yaml(yaml), m_root(root), m_layout(yaml) {}

    /// Writes `value` at the path; `blockLevels`: so many levels of it are written as block. Nothing when the text is
    /// too unusual.
    std::optional<QByteArray> set(const Steps &steps, const Json &value, int blockLevels = 0)
    {
        if (steps.empty())
            return k8s::toYaml(value);
        const auto at = lookUp(steps);
        if (!at)
            return std::nullopt;
        if (at->child)
            return replace(*at, *at->child, value, blockLevels);
        return add(*at, steps.back(), value, blockLevels, at->children.size());
    }

    std::optional<QByteArray> insert(const Steps &steps, const Json &value)
    {
        const auto at = lookUp(steps);
        if (!at || at->node->kind != YamlNode::Kind::Sequence)
            return std::nullopt;
        return add(*at, steps.back(), value, 0, std::get<std::size_t>(steps.back()));
    }

    std::optional<QByteArray> remove(const Steps &steps)
    {
        const auto at = lookUp(steps);
        if (!at || !at->child || at->children.size() == 1)
            return std::nullopt; // the last one: its parent becomes {} or []
        const std::vector<Layout::Child> &all = at->children;
        const std::size_t i = at->index;
        const auto endOf = [](const Layout::Child &child) { return std::max(child.value.end, child.lead); };
        if (at->flow) {
            return i + 1 < all.size() ? changed(all[i].begin, all[i + 1].begin, {})
                                      : changed(endOf(all[i - 1]), endOf(all[i]), {});
        }
        if (!m_layout.onlyBlankBefore(all[i].begin)) // "- name: x": what follows moves up behind the dash
            return changed(all[i].begin, all[i + 1].begin, {});
        const qsizetype begin = m_layout.lineStart(all[i].begin);
        return changed(begin, std::min(m_layout.lineEnd(endOf(all[i])) + 1, m_yaml.size()), {});
    }

private:
    struct At
    {
        const YamlNode *node = nullptr; ///< the map or list
        bool flow = false;
        std::vector<Layout::Child> children;
        std::size_t index = 0;
        std::optional<Layout::Child> child; ///< what the path names, when it is there
    };

    std::optional<At> lookUp(const Steps &steps) const
    {
        At at;
        at.node = &m_root;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const bool wantsMap = std::holds_alternative<std::string>(steps[i]);
            if (at.node->kind != (wantsMap ? YamlNode::Kind::Map : YamlNode::Kind::Sequence))
                return std::nullopt;
            auto children = m_layout.children(*at.node);
            if (!children)
                return std::nullopt;
            at.flow = m_layout.isFlow(*at.node);
            at.children = std::move(*children);
            const YamlNode *next = nullptr;
            if (wantsMap) {
                const auto &key = std::get<std::string>(steps[i]);
                for (at.index = 0; at.index < at.node->entries.size(); ++at.index) {
                    if (at.node->entries[at.index].key->text == key) {
                        next = at.node->entries[at.index].value.get();
                        break;
                    }
                }
            } else {
                at.index = std::get<std::size_t>(steps[i]);
                if (at.index < at.node->items.size())
                    next = at.node->items[at.index].get();
            }
            if (i + 1 == steps.size()) {
                if (next)
                    at.child = at.children[at.index];
                return at;
            }
            if (!next || m_layout.offsetOf(*next) < at.children[at.index].lead)
                return std::nullopt; // missing, or an alias
            at.node = next;
        }
        return std::nullopt;
    }

    std::optional<QByteArray> replace(const At &at, const Layout::Child &child, const Json &value, int blockLevels)
    {
        const bool map = at.node->kind == YamlNode::Kind::Map;
        const YamlNode &old = map ? *at.node->entries[at.index].value : *at.node->items[at.index];
        const bool oldBlock = !child.value.isEmpty() &&
                              (old.kind == YamlNode::Kind::Map || old.kind == YamlNode::Kind::Sequence) &&
                              m_yaml.at(child.value.begin) != '*' && !m_layout.isFlow(old);
        if (at.flow || (isSmall(value) && blockLevels <= 0 && !(oldBlock && !isInline(value)))) {
            const char quote = child.value.isEmpty() ? '\0' : m_yaml.at(child.value.begin);
            const std::string text = isInline(value) ? scalarText(value, at.flow, quote) : flowText(value);
            if (oldBlock || child.value.isEmpty())
                return changed(child.lead, std::max(child.lead, child.value.end),
                               (map && !child.hasColon ? ": "
                                : at.flow && !map      ? ""
                                                       : " ") +
                                   text);
            return changed(child.value.begin, child.value.end, text);
        }
        // A block: below the key, behind what else stands in its line.
        std::string text;
        const auto indent = static_cast<std::size_t>(m_layout.columnOf(at.children.front().begin));
        writeValue(text, value, indent, std::max(blockLevels, 1), !map);
        text.pop_back();
        const qsizetype end = std::max(child.lead, child.value.end);
        const QByteArray comment = m_yaml.sliced(end, m_layout.lineEnd(end) - end).trimmed();
        if (!oldBlock && comment.startsWith('#')) {
            text.insert(std::min(text.find('\n'), text.size()), ' ' + comment.toStdString());
            return changed(child.lead, m_layout.lineEnd(end), text);
        }
        return changed(child.lead, end, text);
    }

    std::optional<QByteArray> add(const At &at, const Step &step, const Json &value, int blockLevels,
                                  std::size_t before)
    {
        const auto *key = std::get_if<std::string>(&step);
        const auto endOf = [](const Layout::Child &child) { return std::max(child.value.end, child.lead); };
        if (key) {
            before = 0;
            for (std::size_t i = 0; i < at.children.size(); ++i) {
                if (rankOf(at.node->entries[i].key->text) <= rankOf(*key))
                    before = i + 1;
            }
        }
        if (at.children.empty()) {
            if (!at.flow)
                return std::nullopt;
            const qsizetype inside =
                m_yaml.indexOf(at.node->kind == YamlNode::Kind::Map ? '{' : '[', m_layout.offsetOf(*at.node)) + 1;
            return changed(inside, inside,
                           (key ? scalarText(Json(*key), true) + ": " : std::string()) + flowText(value));
        }
        if (at.flow) {
            const std::string text = (key ? scalarText(Json(*key), true) + ": " : std::string()) + flowText(value);
            if (before == 0)
                return changed(at.children.front().begin, at.children.front().begin, text + ", ");
            const qsizetype end = endOf(at.children[before - 1]);
            return changed(end, end, ", " + text);
        }
        const auto indent = static_cast<std::size_t>(m_layout.columnOf(at.children.front().begin));
        std::string text = key ? scalarText(Json(*key), false) + ':' : std::string("-");
        writeValue(text, value, indent, blockLevels, !key);
        if (before == 0)
            return changed(at.children.front().begin, at.children.front().begin, text + std::string(indent, ' '));
        const qsizetype end = m_layout.lineEnd(endOf(at.children[before - 1]));
        text.insert(0, indent, ' ');
        if (end == m_yaml.size())
            return changed(end, end, '\n' + text);
        return changed(end + 1, end + 1, text);
    }

    QByteArray changed(qsizetype begin, qsizetype end, const std::string &text) const
    {
        return m_yaml.first(begin) + QByteArray::fromStdString(text) + m_yaml.sliced(end);
    }

    const QByteArray &m_yaml;
    const YamlNode &m_root;
    Layout m_layout;
};

Result<k8s::YamlTree> treeOf(const QByteArray &yaml)
{
    const auto documents = k8s::readYaml(yaml, QString());
    if (!documents)
        return fail(documents.error());
    if (documents->size() > 1)
        return fail(say("The file holds several documents"), say("Write one task in one file"));
    return documents->isEmpty() ? std::make_shared<const YamlNode>() : documents->first();
}

std::optional<QByteArray> checked(std::optional<QByteArray> text, const Json &meant)
{
    if (!text)
        return std::nullopt;
    const auto tree = treeOf(*text);
    return tree && sameValue(k8s::toJson(**tree), meant) ? std::move(text) : std::nullopt;
}

/// One edit that changes something, without a look into the value that stands there.
std::optional<QByteArray> editOnce(const QByteArray &yaml, const YamlNode &root, const Json &was, const Json &meant,
                                   const Steps &steps, const DocumentEdit &edit)
{
    Editor editor(yaml, root);
    // The deepest parent that is there; what is missing below it is written with the value.
    std::size_t there = steps.size();
    while (there > 0 && !find(was, steps.data(), steps.data() + there - 1))
        --there;
    std::optional<QByteArray> text;
    if (edit.kind == DocumentEdit::Kind::Remove) {
        text = editor.remove(steps);
    } else if (edit.kind == DocumentEdit::Kind::Insert && there == steps.size()) {
        text = editor.insert(steps, edit.value);
    } else {
        const Steps made(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(there));
        if (const Json *value = find(meant, made.data(), made.data() + made.size()))
            text = editor.set(made, *value, static_cast<int>(steps.size() - there));
    }
    if ((text = checked(std::move(text), meant)))
        return text;
    // The smallest map or list around it, written anew.
    for (std::size_t level = std::min(there, steps.size()); level-- > 0;) {
        const Json *value = find(meant, steps.data(), steps.data() + level);
        if (!value)
            continue;
        const Steps around(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(level));
        if ((text = checked(editor.set(around, *value), meant)))
            return text;
    }
    return std::nullopt;
}

/// A map or list over another of its kind: only what differs, so that comments inside stay.
bool splitUp(const Json &was, const DocumentEdit &edit, QList<DocumentEdit> &into)
{
    if (was.is_object() && edit.value.is_object() && !was.empty() && !edit.value.empty()) {
        for (const auto &[key, child] : was.items()) {
            if (!edit.value.contains(key))
                into.append(DocumentEdit::remove(fieldPath(edit.path, QString::fromStdString(key))));
        }
        for (const auto &[key, child] : edit.value.items()) {
            if (!was.contains(key) || !sameValue(was.at(key), child))
                into.append(DocumentEdit::set(fieldPath(edit.path, QString::fromStdString(key)), child));
        }
        return true;
    }
    if (was.is_array() && edit.value.is_array() && !was.empty() && !edit.value.empty()) {
        for (std::size_t i = was.size(); i-- > edit.value.size();)
            into.append(DocumentEdit::remove(QStringLiteral("%1[%2]").arg(edit.path).arg(i)));
        for (std::size_t i = 0; i < edit.value.size(); ++i) {
            if (i >= was.size() || !sameValue(was.at(i), edit.value.at(i)))
                into.append(DocumentEdit::set(QStringLiteral("%1[%2]").arg(edit.path).arg(i), edit.value.at(i)));
        }
        return true;
    }
    return false;
}

} // namespace

QString fieldPath(const QString &parent, const QString &key)
{
    const bool simple = !key.isEmpty() && !key.contains(u'.') && !key.contains(u'[') && !key.contains(u'"');
    if (!simple)
        return parent + QStringLiteral("[\"") + key + QStringLiteral("\"]");
    return parent.isEmpty() ? key : parent + u'.' + key;
}

const Json *valueAt(const Json &document, const QString &path)
{
    const auto steps = stepsOf(path);
    return steps ? find(document, steps->data(), steps->data() + steps->size()) : nullptr;
}

Result<QByteArray> editDocument(const QByteArray &yaml, const QList<DocumentEdit> &edits)
{
    QByteArray text = yaml;
    QList<DocumentEdit> todo = edits;
    while (!todo.isEmpty()) {
        const DocumentEdit edit = todo.takeFirst();
        const auto steps = stepsOf(edit.path);
        if (!steps)
            return fail(say("“%1” is no path of a field").arg(edit.path));
        const auto tree = treeOf(text);
        if (!tree)
            return fail(tree.error());
        const Json was = k8s::toJson(**tree);
        Json meant = was;
        if (!apply(meant, *steps, edit))
            return fail(say("“%1” cannot be written: it leads through a value that is no map or list").arg(edit.path),
                        say("Mend that value in the YAML view"));
        if (sameValue(was, meant))
            continue;
        const Json *there = find(was, steps->data(), steps->data() + steps->size());
        QList<DocumentEdit> parts;
        if (edit.kind == DocumentEdit::Kind::Set && there && splitUp(*there, edit, parts)) {
            todo = parts + todo;
            continue;
        }
        auto next = editOnce(text, **tree, was, meant, *steps, edit);
        if (!next)
            return fail(say("“%1” cannot be written into this text").arg(edit.path), say("Change it in the YAML view"));
        text = std::move(*next);
    }
    return text;
}

TextChange changeBetween(const QString &before, const QString &after)
{
    const qsizetype most = std::min(before.size(), after.size());
    qsizetype head = 0;
    while (head < most && before.at(head) == after.at(head))
        ++head;
    if (head > 0 && before.at(head - 1).isHighSurrogate())
        --head;
    qsizetype tail = 0;
    while (tail < most - head && before.at(before.size() - 1 - tail) == after.at(after.size() - 1 - tail))
        ++tail;
    if (tail > 0 && before.at(before.size() - tail).isLowSurrogate())
        --tail;
    return {head, before.size() - head - tail, after.sliced(head, after.size() - head - tail)};
}

} // namespace zdtp
