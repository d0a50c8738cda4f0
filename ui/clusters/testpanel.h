#pragma once

#include "k8s/probe/report.h"
#include "models/tables/accesstablemodel.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <array>

class QPushButton;

namespace zdtp::ui {

class DataTable;
class ElidedLabel;
class LayerView;
class ScrollColumn;
class SectionTitle;
class StateLabel;
class TextLabel;

/// A connection test: its layers with what was seen and what to do, and what the user may do. Shows a report, does
/// nothing itself.
class TestPanel : public QWidget
{
    Q_OBJECT

public:
    explicit TestPanel(const Theme &theme, QWidget *parent = nullptr);

    /// Before the first test of this context.
    void showUntested(const QString &context);
    /// The kubeconfig does not say how to get there.
    void showProblem(const QString &context, const QString &problem);
    void showReport(const QString &title, const k8s::ConnectionReport &report);

signals:
    void testRequested();
    void cancelRequested();
    void expectNameRequested(const QString &name); ///< a name of the server's certificate
    void otherNameRequested();
    void certificateRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void setTitle(const QString &context);

    const Theme &m_theme;
    k8s::ConnectionReport m_report;
    ElidedLabel *m_title;
    StateLabel *m_summary;
    ElidedLabel *m_when;
    QPushButton *m_copy;
    QPushButton *m_again;
    QPushButton *m_cancel;
    TextLabel *m_words;
    ScrollColumn *m_column;
    LayerView *m_layers;
    SectionTitle *m_accessTitle;
    DataTable *m_access;
    tables::AccessTableModel m_model;
};

} // namespace zdtp::ui
