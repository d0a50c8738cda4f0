#include "ui/base/refusal.h"

#include <QAction>
#include <QWidget>

namespace zdtp::ui {

void setRefused(QWidget &control, const QString &reason, const QString &toolTip)
{
    control.setEnabled(reason.isEmpty());
    control.setToolTip(reason.isEmpty() ? toolTip : reason);
    control.setAccessibleDescription(reason);
}

void setRefused(QAction &action, const QString &reason)
{
    action.setEnabled(reason.isEmpty());
    action.setStatusTip(reason);
    action.setToolTip(reason.isEmpty() ? action.text().remove(u'&') : reason);
}

} // namespace zdtp::ui
