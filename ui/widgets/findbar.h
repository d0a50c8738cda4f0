#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

class QToolButton;

namespace zdtp::ui {

class SearchField;
class TextLabel;

/// Find in a text: field, "2 of 14", previous, next, close. Stands over the top right of a view.
class FindBar : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(const Theme &theme, QWidget *parent = nullptr);

    SearchField *field() const { return m_field; }
    /// `current` from 0; below 0: none.
    void setMatches(int current, int count);

signals:
    void textChanged(const QString &text);
    void next();
    void previous();
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    const Theme &m_theme;
    SearchField *m_field;
    TextLabel *m_count;
    QToolButton *m_previous;
    QToolButton *m_next;
};

} // namespace zdtp::ui
