#pragma once

#include <QString>
#include <QWidget>

#include <functional>

namespace zdtp::test {

/// The visible widget of this object name below any visible window; waits until there is one. nullptr when none comes.
QWidget *waitFor(const QString &name, int milliseconds = 5000);
template <typename T>
T *waitFor(const QString &name, int milliseconds = 5000)
{
    return qobject_cast<T *>(waitFor(name, milliseconds));
}
/// Waits until the widget is there and enabled, then clicks its middle with a real mouse event. False when it never is.
bool click(const QString &name, int milliseconds = 5000);
/// False when the condition did not come true in time. Events run meanwhile.
bool waitUntil(const std::function<bool()> &condition, int milliseconds = 5000);
/// What is visible, for the message of a test that failed.
QString visibleNames();

} // namespace zdtp::test
