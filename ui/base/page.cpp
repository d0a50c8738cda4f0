#include "ui/base/page.h"

namespace zdtp::ui {

Page::Page(const Workspace &workspace, QWidget *parent) : QWidget(parent), m_workspace(workspace)
{
    setFocusPolicy(Qt::StrongFocus);
}

QString Page::refusalOf(Command) const
{
    return tr("This page has nothing to which it applies");
}

void Page::carryOut(Command) {}

} // namespace zdtp::ui
