#pragma once

#include "ui/theme/theme.h"

#include <QList>
#include <QWidget>

class QPushButton;

namespace zdtp::ui {

class TextLabel;

/// What a page is told in one line below its header: 34 high, tint, bar, icon, bold words, second words, one button.
/// At most one a page; the worst wins (the page decides).
class Banner : public QWidget
{
    Q_OBJECT

public:
    explicit Banner(const Theme &theme, QWidget *parent = nullptr);

    /// Icon::None takes the icon of the state. An empty `button` shows none.
    void show(State state, const QString &what, const QString &why, const QString &button = {}, Icon icon = Icon::None);
    QPushButton *button() const { return m_button; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

signals:
    void buttonPressed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QRect textRect(int width) const;

    const Theme &m_theme;
    State m_state = State::Waiting;
    Icon m_icon = Icon::None;
    QString m_what;
    QString m_why;
    QPushButton *m_button;
};

/// Why something is not well and what to do: tint, 3 px bar, heading, paragraphs. Text is rich text of the caller's
/// making (escape what comes from the cluster); links emit linkActivated.
class Diagnosis : public QWidget
{
    Q_OBJECT

public:
    explicit Diagnosis(const Theme &theme, QWidget *parent = nullptr);

    void show(State state, const QString &heading, const QString &why, const QString &whatToDo);

signals:
    void linkActivated(const QString &link);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    const Theme &m_theme;
    State m_state = State::Failed;
    TextLabel *m_heading;
    TextLabel *m_why;
    TextLabel *m_todo;
};

} // namespace zdtp::ui
