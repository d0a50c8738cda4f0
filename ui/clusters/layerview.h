#pragma once

#include "k8s/probe/report.h"
#include "ui/widgets/text.h"

#include <array>

class QHBoxLayout;
class QPushButton;

namespace zdtp::ui {

class RowWidget;

/// The layers of a connection test below each other. One with trouble unfolds: why, what to do, and buttons.
class LayerView : public Box
{
    Q_OBJECT

public:
    explicit LayerView(const Theme &theme, QWidget *parent = nullptr);

    void showReport(const k8s::ConnectionReport &report);

signals:
    void expectNameRequested(const QString &name);
    void otherNameRequested();
    void certificateRequested();

private:
    /// What stands below the row of a layer that failed or warned.
    struct Trouble
    {
        QWidget *area = nullptr;
        TextLabel *why = nullptr;
        TextLabel *todo = nullptr;
    };
    void showLayer(k8s::Layer layer, const k8s::LayerResult &result);
    void align();

    const Theme &m_theme;
    std::array<RowWidget *, k8s::LayerCount> m_rows{};
    std::array<Trouble, k8s::LayerCount> m_troubles{};
    QWidget *m_buttons;
    QPushButton *m_expect;
    QPushButton *m_other;
    QPushButton *m_certificate;
    QString m_name;
};

} // namespace zdtp::ui
