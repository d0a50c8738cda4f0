#pragma once

#include "ui/theme/theme.h"

#include <QList>
#include <QWidget>

class QPushButton;
class QVBoxLayout;

class QHBoxLayout;

namespace zdtp::ui {

class IconLabel;

class Box;
class TextLabel;

/// What stands where a list would be: a column of 680, left aligned: icon, what is not there, what it is for, then rows
/// with one button each. The caller makes exactly one of the buttons primary.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(const Theme &theme, QWidget *parent = nullptr);

    void setText(Icon icon, const QString &what, const QString &why);
    /// A caption over the rows that follow; starts a new box.
    void addCaption(const QString &caption);
    /// A row with a button; an empty `keys` shows no key cap.
    QPushButton *addRow(Icon icon, const QString &title, const QString &text, const QString &button,
                        const QString &keys = {}, bool primary = false);
    /// A tag beside the title of the row added last.
    void tagLastRow(State state, const QString &word);
    void addFootnote(const QString &text);
    /// Removes rows, captions and footnotes.
    void clear();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QVBoxLayout *m_column;
    QVBoxLayout *m_rows;
    IconLabel *m_icon;
    TextLabel *m_what;
    TextLabel *m_why;
    Box *m_box = nullptr;
    QHBoxLayout *m_lastTitle = nullptr;
};

} // namespace zdtp::ui
