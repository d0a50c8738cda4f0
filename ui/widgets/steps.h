#pragma once

#include "ui/theme/theme.h"
#include "ui/widgets/text.h"

#include <QList>
#include <QWidget>

namespace zdtp::ui {

/// What a step of a list of steps is in.
enum class StepState { Planned, Running, Done, Failed, NotTried };

/// Numbered steps with a line between their rings: what, how, and the result at the right. A running step shows the
/// running icon (turning), a done one the tick, a failed one the octagon and its message.
class StepList : public Box
{
    Q_OBJECT

public:
    explicit StepList(const Theme &theme, QWidget *parent = nullptr);

    int addStep(const QString &what, const QString &how, const QString &result = {});
    void clear();
    int count() const { return int(m_steps.size()); }
    void setStep(int index, StepState state, const QString &result = {}, const QString &message = {});
    StepState stateOf(int index) const;
    void setText(int index, const QString &what, const QString &how);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    struct Step
    {
        QString what;
        QString how;
        QString result;
        QString message;
        StepState state = StepState::Planned;
    };
    int stepHeight(const Step &step, int width) const;
    void changedContent();

    const Theme &m_theme;
    QList<Step> m_steps;
    int m_timer = 0;
    int m_angle = 0;
};

} // namespace zdtp::ui
