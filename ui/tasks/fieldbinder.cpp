#include "ui/tasks/fieldbinder.h"

#include <QComboBox>
#include <QLineEdit>

namespace zdtp::ui {

QString fieldText(const Json *value)
{
    if (!value || value->is_null())
        return {};
    if (value->is_string())
        return value->get<QString>();
    QStringList words;
    if (value->is_array()) {
        for (const Json &item : *value)
            words.append(fieldText(&item));
    } else if (value->is_object()) {
        for (const auto &[key, item] : value->items())
            words.append(QString::fromStdString(key) + u'=' + fieldText(&item));
    } else {
        return QString::fromStdString(value->dump());
    }
    return words.join(QStringLiteral(", "));
}

Json fieldValue(const QString &text, FieldKind kind)
{
    const auto scalar = [](const QString &word) {
        bool number = false;
        const qint64 value = word.toLongLong(&number);
        // "007" and "+1" are no numbers of the document
        return number && QString::number(value) == word ? Json(value) : Json(word);
    };
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return nullptr;
    switch (kind) {
    case FieldKind::Text:
    case FieldKind::Own:
        return trimmed;
    case FieldKind::Scalar:
        if (trimmed == QStringLiteral("true") || trimmed == QStringLiteral("false"))
            return trimmed == QStringLiteral("true");
        return scalar(trimmed);
    case FieldKind::Words:
    case FieldKind::Pairs:
        break;
    }
    Json result = kind == FieldKind::Words ? Json::array() : Json::object();
    const QStringList words = trimmed.split(u',', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        if (word.trimmed().isEmpty())
            continue;
        if (kind == FieldKind::Words)
            result.push_back(scalar(word.trimmed()));
        else
            result[word.section(u'=', 0, 0).trimmed().toStdString()] = word.section(u'=', 1).trimmed();
    }
    return result.empty() ? Json(nullptr) : result;
}

FieldBinder::FieldBinder(QObject *parent) : QObject(parent), m_document(Json::object()) {}

QString FieldBinder::full(const QString &path) const
{
    if (m_base.isEmpty() || path.startsWith(u'['))
        return m_base + path;
    return path.isEmpty() ? m_base : m_base + u'.' + path;
}

void FieldBinder::setBase(const QString &base)
{
    m_base = base;
    show(m_document);
}

void FieldBinder::add(const QString &path, QWidget *widget)
{
    widget->setObjectName(path);
    m_fields.append({path, FieldKind::Own, widget});
}

void FieldBinder::forget(const QString &path)
{
    m_fields.removeIf([&](const Field &field) { return field.path == path; });
}

QLineEdit *FieldBinder::line(const QString &path, FieldKind kind, const QString &name, QWidget *parent)
{
    auto *field = new QLineEdit(parent);
    field->setObjectName(path);
    field->setAccessibleName(name);
    m_fields.append({path, kind, field});
    connect(field, &QLineEdit::textEdited, this,
            [this, path, kind](const QString &text) { emit edited({editOf(path, fieldValue(text, kind))}); });
    return field;
}

QComboBox *FieldBinder::choice(const QString &path, const QList<Choice> &choices, const QString &name, QWidget *parent)
{
    auto *field = new QComboBox(parent);
    field->setObjectName(path);
    field->setAccessibleName(name);
    for (const Choice &each : choices)
        field->addItem(each.title, each.value);
    m_fields.append({path, FieldKind::Text, field});
    connect(field, &QComboBox::currentIndexChanged, this, [this, path, field] {
        if (m_showing)
            return;
        const QString value = field->currentData().toString();
        emit edited({editOf(path, value.isEmpty() ? Json(nullptr) : Json(value))});
    });
    return field;
}

void FieldBinder::show(const Json &document)
{
    if (&document != &m_document)
        m_document = document;
    m_showing = true;
    for (const Field &field : std::as_const(m_fields))
        show(field);
    m_showing = false;
}

void FieldBinder::show(const Field &field)
{
    if (field.kind == FieldKind::Own)
        return;
    const Json *now = valueAt(m_document, full(field.path));
    if (auto *line = qobject_cast<QLineEdit *>(field.widget)) {
        const Json typed = fieldValue(line->text(), field.kind);
        if (now && !now->is_null() ? fieldText(&typed) != fieldText(now) : !typed.is_null())
            line->setText(fieldText(now));
    } else if (auto *choice = qobject_cast<QComboBox *>(field.widget); choice && !choice->isEditable()) {
        const QString value = fieldText(now);
        int index = choice->findData(value);
        const int foreign = choice->findData(QStringLiteral("\x01")); // what the document says and no choice does
        if (index < 0) {
            if (foreign < 0)
                choice->addItem(value, QStringLiteral("\x01"));
            index = choice->findData(QStringLiteral("\x01"));
            choice->setItemText(index, value);
        } else if (foreign >= 0) {
            choice->removeItem(foreign);
        }
        choice->setCurrentIndex(index);
    }
}

const Json *FieldBinder::value(const QString &path) const
{
    return valueAt(m_document, full(path));
}

QString FieldBinder::text(const QString &path) const
{
    return fieldText(value(path));
}

QWidget *FieldBinder::fieldOf(const QString &path) const
{
    QString at = path;
    while (!at.isEmpty()) {
        for (const Field &field : m_fields) {
            if (full(field.path) == at)
                return field.widget;
        }
        const qsizetype end = std::max(at.lastIndexOf(u'.'), at.lastIndexOf(u'['));
        at.truncate(std::max<qsizetype>(end, 0));
    }
    return nullptr;
}

DocumentEdit FieldBinder::editOf(const QString &path, const Json &value) const
{
    QString at = full(path);
    if (!value.is_null())
        return DocumentEdit::set(at, value);
    // Not "pod: {}": the map goes with the last field in it. Lists and spec itself stay.
    for (;;) {
        const QString parent = at.left(std::max<qsizetype>(std::max(at.lastIndexOf(u'.'), at.lastIndexOf(u'[')), 0));
        const Json *map = valueAt(m_document, parent);
        if (parent.isEmpty() || parent == QStringLiteral("spec") || parent.endsWith(u']') || !map ||
            !map->is_object() || map->size() != 1 || !valueAt(m_document, at))
            return DocumentEdit::remove(at);
        at = parent;
    }
}

} // namespace zdtp::ui
