#pragma once

#include "ui/dialogs/changedialog.h"

namespace zdtp::ui {

/// Finishes a launch that was cut off.
class ResumeDialog : public ChangeDialog
{
    Q_OBJECT

public:
    ResumeDialog(const Workspace &workspace, const QString &task, int run, QWidget *parent);
};

} // namespace zdtp::ui
