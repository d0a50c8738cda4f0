#include "tests/gui/scene/clicks.h"

#include <QApplication>
#include <QTest>

namespace zdtp::test {

namespace {

QWidget *visible(const QString &name)
{
    const QWidgetList windows = QApplication::topLevelWidgets();
    // Dialogs stand over the window: what is modal comes first.
    for (const bool modal : {true, false}) {
        for (QWidget *window : windows) {
            if (!window->isVisible() || window->isModal() != modal)
                continue;
            if (window->objectName() == name)
                return window;
            const QList<QWidget *> found = window->findChildren<QWidget *>(name);
            for (QWidget *widget : found) {
                if (widget->isVisible() && widget->window() == window)
                    return widget;
            }
        }
    }
    return nullptr;
}

} // namespace

bool waitUntil(const std::function<bool()> &condition, int milliseconds)
{
    return QTest::qWaitFor(condition, milliseconds);
}

QWidget *waitFor(const QString &name, int milliseconds)
{
    QWidget *found = nullptr;
    waitUntil([&] { return (found = visible(name)) != nullptr; }, milliseconds);
    return found;
}

bool click(const QString &name, int milliseconds)
{
    QWidget *found = nullptr;
    const auto ready = [&] {
        found = visible(name);
        return found && found->isEnabled() && !found->size().isEmpty();
    };
    if (!waitUntil(ready, milliseconds))
        return false;
    // A modal dialog takes the clicks of everything below it.
    if (QWidget *modal = QApplication::activeModalWidget(); modal && modal != found->window())
        return false;
    QTest::mouseClick(found, Qt::LeftButton, {}, found->rect().center());
    return true;
}

QString visibleNames()
{
    QStringList names;
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget *window : windows) {
        if (!window->isVisible())
            continue;
        const QList<QWidget *> found = window->findChildren<QWidget *>();
        for (QWidget *widget : found) {
            if (widget->isVisible() && !widget->objectName().isEmpty() && !widget->objectName().startsWith(u"qt_"))
                names.append(widget->objectName() + (widget->isEnabled() ? QString() : QStringLiteral(" (off)")));
        }
    }
    return names.join(QStringLiteral(", "));
}

} // namespace zdtp::test
