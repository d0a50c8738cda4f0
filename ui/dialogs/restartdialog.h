#pragma once

#include "ui/dialogs/changedialog.h"

class QLineEdit;
class QRadioButton;

namespace zdtp::ui {

class SlicePanel;
class ErrorLine;

/// Restart behind its gate, for one worker or several of one run. What the evidence demands (models/run/gate.h) decides
/// what is asked: nothing, a clean-up of the slices, or a statement that it was done by hand.
class RestartDialog : public ChangeDialog
{
    Q_OBJECT

public:
    RestartDialog(const Workspace &workspace, const QString &task, int run, const QStringList &workers,
                  QWidget *parent);

protected:
    void operationEnded(const Outcome &outcome) override;

private:
    void sortByGate(const QStringList &workers);
    void buildGate();
    void planSteps();
    void refresh();
    void act();
    bool byHand() const;

    QString m_task;
    int m_run;
    QStringList m_atOnce;   ///< nothing stands before them
    QStringList m_gated;    ///< their slices must be empty first
    QStringList m_excluded; ///< not restartable, with the reason
    QString m_reason;
    QList<RestartRequest> m_queue;
    QStringList m_outcomes;

    QRadioButton *m_withPod = nullptr;
    QRadioButton *m_handDone = nullptr;
    SlicePanel *m_slices = nullptr;
    QWidget *m_handArea = nullptr;
    QLineEdit *m_handReason = nullptr;
};

} // namespace zdtp::ui
