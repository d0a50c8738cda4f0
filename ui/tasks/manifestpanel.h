#pragma once

#include "models/plan/plan.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;

namespace zdtp::ui {

class CodeView;
class PanelHeader;

/// The manifests of the next run, live: one object at a time, or all of them.
class ManifestPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ManifestPanel(const Theme &theme, QWidget *parent = nullptr);

    /// Keeps the chosen object by its name, and the place that is shown.
    void setObjects(const QList<PlannedObject> &objects);
    /// The document cannot be rendered: what is shown is of an older state.
    void setOutdated(bool outdated);
    void openFind();
    CodeView *view() const { return m_view; }

private:
    void show();

    PanelHeader *m_header;
    QComboBox *m_chooser;
    CodeView *m_view;
    QList<PlannedObject> m_objects;
    bool m_filling = false;
};

} // namespace zdtp::ui
