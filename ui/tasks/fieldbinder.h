#pragma once

#include "models/task/edit.h"

#include <QHash>
#include <QList>
#include <QObject>

class QComboBox;
class QLineEdit;
class QWidget;

namespace zdtp::ui {

/// How the words of a field are written into the document.
enum class FieldKind {
    Text,
    Scalar, ///< a number where it is one, as text otherwise: what is wrong shows as a finding, not as a lost key
    Words,  ///< a list, separated by commas
    Pairs,  ///< a map, "key=value" separated by commas
    Own,    ///< the widget shows and writes it by itself
};

/// Ties fields to paths of the document. What a user changes leaves as edits; what the document holds is shown. A field
/// that is emptied is removed from the document, with the map that would be left empty.
class FieldBinder : public QObject
{
    Q_OBJECT

public:
    /// `base`: put before every path, for example "spec.tables[2]"; a field's own path is relative to it.
    explicit FieldBinder(QObject *parent = nullptr);

    void setBase(const QString &base);
    const QString &base() const { return m_base; }
    /// `name` is what a reader says. The object's name is the path.
    QLineEdit *line(const QString &path, FieldKind kind, const QString &name, QWidget *parent);
    struct Choice
    {
        QString value; ///< empty: the field is removed
        QString title;
    };
    QComboBox *choice(const QString &path, const QList<Choice> &choices, const QString &name, QWidget *parent);
    /// A widget that shows and edits the field by itself; only focus and refusal are done here.
    void add(const QString &path, QWidget *widget);
    void forget(const QString &path);

    /// Nothing is emitted. A field that says the same in other words is left as it is typed.
    void show(const Json &document);
    const Json &document() const { return m_document; }
    /// The value of a field below the base, as text.
    QString text(const QString &path) const;
    const Json *value(const QString &path) const;
    /// The field of a path, or of its nearest parent; nullptr when none stands there. Absolute.
    QWidget *fieldOf(const QString &path) const;

    /// The edit that writes a value, or removes the field when it is null. `path` is relative to the base.
    DocumentEdit editOf(const QString &path, const Json &value) const;

signals:
    void edited(const QList<zdtp::DocumentEdit> &edits);

private:
    struct Field
    {
        QString path;
        FieldKind kind = FieldKind::Text;
        QWidget *widget = nullptr;
    };
    QString full(const QString &path) const;
    void show(const Field &field);

    QString m_base;
    QList<Field> m_fields;
    Json m_document;
    bool m_showing = false;
};

/// A value of the document as people type it; lists and maps joined by commas.
QString fieldText(const Json *value);
/// What typed words mean; null when nothing is left of them.
Json fieldValue(const QString &text, FieldKind kind);

} // namespace zdtp::ui

Q_DECLARE_METATYPE(QList<zdtp::DocumentEdit>)
