#pragma once

#include <QObject>
#include <QPointer>

class QFocusFrame;
class QWidget;

namespace zdtp::ui {

/// Shows the ring around buttons, chips, boxes and radios when the keyboard brought the focus there, and hides it when
/// the mouse did. Fields, rows and views draw their own ring inside. One for the application, owned by it.
class FocusRing : public QObject
{
    Q_OBJECT

public:
    explicit FocusRing(QObject *parent = nullptr);
    ~FocusRing() override;

    /// Whether the last focus change came from the keyboard.
    bool keyboardUsed() const { return m_keyboard; }
    /// Whether Alt is held: the letters of shortcuts are underlined then.
    bool altHeld() const { return m_alt; }

    bool eventFilter(QObject *watched, QEvent *event) override;

signals:
    void altChanged();

private:
    void setAlt(bool held);
    void show(QWidget *widget);

    QPointer<QFocusFrame> m_frame;
    bool m_keyboard = false;
    bool m_alt = false;
};

} // namespace zdtp::ui
