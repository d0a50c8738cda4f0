#pragma once

#include "ui/theme/theme.h"

#include <QScrollArea>

class QVBoxLayout;

namespace zdtp::ui {

/// A column that scrolls when it has no room: the body of a details panel, of a form, of a long dialog. Never scrolls
/// sideways: its content wraps or elides.
class ScrollColumn : public QScrollArea
{
    Q_OBJECT

public:
    /// `ground` is painted under the content.
    explicit ScrollColumn(const Theme &theme, Token ground = Token::Base, QWidget *parent = nullptr);

    /// Where the caller puts its widgets; ends with a stretch that stays last when insert() is used.
    QVBoxLayout *column() const { return m_column; }
    void add(QWidget *widget);
    void add(QLayout *layout);
    void addSpace(int pixels);
    /// Deletes everything that was added.
    void clear();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();

    const Theme &m_theme;
    Token m_ground;
    QWidget *m_body;
    QVBoxLayout *m_column;
};

} // namespace zdtp::ui
