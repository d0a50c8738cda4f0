#include "ui/theme/focusring.h"

#include <QAbstractButton>
#include <QEvent>
#include <QFocusEvent>
#include <QFocusFrame>
#include <QKeyEvent>
#include <QWidget>

namespace zdtp::ui {

FocusRing::FocusRing(QObject *parent) : QObject(parent) {}

FocusRing::~FocusRing()
{
    delete m_frame;
}

bool FocusRing::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::FocusIn: {
        const auto reason = static_cast<QFocusEvent *>(event)->reason();
        auto *widget = qobject_cast<QWidget *>(watched);
        if (!widget)
            break;
        if (reason != Qt::ActiveWindowFocusReason && reason != Qt::PopupFocusReason)
            m_keyboard = reason != Qt::MouseFocusReason;
        // A dialog that opens with the focus on a button shows where it is, also after a click: Enter would press it.
        const bool wants = (qobject_cast<QAbstractButton *>(widget) || widget->property("focusRing").toBool()) &&
                           !widget->property("ownFocusRing").toBool();
        const bool always = reason != Qt::MouseFocusReason && widget->window()->property("showsFocus").toBool();
        show(wants && (m_keyboard || always) ? widget : nullptr);
        break;
    }
    case QEvent::FocusOut:
        if (m_frame && m_frame->widget() == watched)
            show(nullptr);
        break;
    case QEvent::KeyPress:
    case QEvent::KeyRelease:
        if (static_cast<QKeyEvent *>(event)->key() == Qt::Key_Alt)
            setAlt(event->type() == QEvent::KeyPress);
        break;
    case QEvent::WindowDeactivate:
        setAlt(false);
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

void FocusRing::setAlt(bool held)
{
    if (held == m_alt)
        return;
    m_alt = held;
    emit altChanged();
}

void FocusRing::show(QWidget *widget)
{
    if (!widget) {
        if (m_frame)
            m_frame->setWidget(nullptr);
        return;
    }
    // The frame becomes a child of the window and dies with it.
    if (!m_frame)
        m_frame = new QFocusFrame(widget);
    m_frame->setWidget(widget);
}

} // namespace zdtp::ui
