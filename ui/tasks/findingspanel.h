#pragma once

#include "models/task/finding.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QScrollArea;

namespace zdtp::ui {

class PanelHeader;
class RowList;
class StateLabel;

/// The findings below the editor: errors first, a click (or Enter) goes to the line.
class FindingsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit FindingsPanel(const Theme &theme, QWidget *parent = nullptr);

    void setFindings(const Findings &findings);
    const Findings &findings() const { return m_findings; }
    /// Steps through the findings, round and round; emits activated.
    void step(int by);

signals:
    void activated(const zdtp::Finding &finding);

private:
    const Theme &m_theme;
    PanelHeader *m_header;
    StateLabel *m_errors;
    StateLabel *m_warnings;
    QScrollArea *m_scroll;
    RowList *m_list;
    Findings m_findings;
    int m_current = -1;
};

} // namespace zdtp::ui
