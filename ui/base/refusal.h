#pragma once

#include <QString>

class QAction;
class QWidget;

namespace zdtp::ui {

/// Turns a control off with the reason in its tool tip and for readers, or on again when the reason is empty.
/// `toolTip` is shown while it is on.
void setRefused(QWidget &control, const QString &reason, const QString &toolTip = {});
void setRefused(QAction &action, const QString &reason);

} // namespace zdtp::ui
