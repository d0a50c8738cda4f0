#pragma once

#include "ui/theme/theme.h"

#include <QLineEdit>
#include <QList>
#include <QWidget>

class QGridLayout;

class QHBoxLayout;
class QVBoxLayout;

namespace zdtp::ui {

class TextLabel;

/// A red line below a field: icon and words. Hidden while there is nothing to say.
class ErrorLine : public QWidget
{
    Q_OBJECT

public:
    explicit ErrorLine(const Theme &theme, QWidget *parent = nullptr);

    void setText(const QString &text);
    QString text() const;

private:
    TextLabel *m_text;
};

/// A labelled field: label (buddy), field, an optional hint, a line of error below. The row owns the field.
class FieldRow : public QWidget
{
    Q_OBJECT

public:
    /// `labelWidth` 0: the label's own width. Use FieldForm to align several.
    FieldRow(const Theme &theme, const QString &label, QWidget *field, QWidget *parent = nullptr);

    QWidget *field() const { return m_field; }
    void setLabelWidth(int pixels);
    int labelHint() const;
    void setHint(const QString &hint);
    /// Empty: no error. Sets the red edge of the field and its accessible description.
    void setError(const QString &error);
    QString error() const;
    /// More at the right of the field, for example a button. The row owns it.
    void addAfter(QWidget *widget);

private:
    QGridLayout *m_grid;
    TextLabel *m_label;
    QWidget *m_field;
    TextLabel *m_hint;
    ErrorLine *m_error;
    QHBoxLayout *m_line;
};

/// Field rows below each other with labels of one width.
class FieldForm : public QWidget
{
    Q_OBJECT

public:
    explicit FieldForm(const Theme &theme, QWidget *parent = nullptr);

    FieldRow *addRow(const QString &label, QWidget *field);
    /// A caption or anything else over the whole width; the form owns it.
    void addWidget(QWidget *widget);

private:
    const Theme &m_theme;
    QVBoxLayout *m_layout;
    QList<FieldRow *> m_rows;
};

/// A search field: lens at the left, the shortcut's key cap at the right while it is empty, a cross to clear otherwise.
/// Esc clears; a second Esc emits escaped.
class SearchField : public QLineEdit
{
    Q_OBJECT

public:
    SearchField(const Theme &theme, const QString &placeholder, const QString &shortcut = {},
                QWidget *parent = nullptr);

signals:
    void escaped();
    /// Down was pressed: the view below wants the focus.
    void leftDown();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const Theme &m_theme;
    QString m_shortcut;
    QAction *m_clear;
};

} // namespace zdtp::ui
