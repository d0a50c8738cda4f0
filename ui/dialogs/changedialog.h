#pragma once

#include "ui/base/workspace.h"
#include "ui/widgets/dialog.h"

#include <QPointer>

class QLineEdit;
class QStackedWidget;
class QVBoxLayout;

namespace zdtp::ui {

class StepList;
class TextLabel;

/// A dialog that changes something on a cluster: names cluster, namespace and freshness, is off while the session
/// refuses changes, asks for the name of a protected cluster, and follows the operation that it starts. Closing it
/// never stops an operation: the session owns that.
class ChangeDialog : public DialogFrame
{
    Q_OBJECT

public:
    ChangeDialog(const Workspace &workspace, Kind kind, QWidget *parent);

    bool isRunning() const { return m_running; }
    bool event(QEvent *event) override;

signals:
    /// What was asked for is over, as told by the operation.
    void finishedWith(const zdtp::Outcome &outcome);

protected:
    const Workspace &workspace() const { return m_workspace; }
    const Theme &theme() const { return m_workspace.theme; }
    ClusterSession &session() const { return m_workspace.session; }

    /// The part above the steps; subclasses fill it.
    QVBoxLayout *body() const { return m_body; }
    StepList *steps() const { return m_steps; }
    /// Empty: the action may be pressed, as far as the dialog knows.
    void setNotReady(const QString &why);
    /// Follows an operation that was just asked of the session and starts it.
    void follow(Operation *operation);
    /// Called once for each followed operation, before finishedWith.
    virtual void operationEnded(const Outcome &outcome);
    /// After an operation that changed nothing: the action may be pressed once more.
    void again();
    /// What the footer says while the operation runs.
    void setRunningRule(const QString &rule) { m_runningRule = rule; }
    Operation *operation() const { return m_operation; }

private:
    void fit();
    void refreshFreshness();
    void refreshAction();

    Workspace m_workspace;
    QVBoxLayout *m_body;
    StepList *m_steps;
    QWidget *m_guard;
    QLineEdit *m_guardName;
    QString m_notReady;
    QString m_runningRule;
    QPointer<Operation> m_operation;
    bool m_running = false;
    bool m_over = false;
    bool m_fitting = false;
};

} // namespace zdtp::ui
