#pragma once

#include "k8s/rest/execconsent.h"
#include "ui/widgets/dialog.h"

class QPlainTextEdit;
class QPushButton;
class QTimer;

namespace zdtp::ui {

class KeyValueList;
class StepList;

/// A kubeconfig wants to run a program to sign in: shows what exactly would run, and where that is written, before the
/// first time. Cancel has the focus. Agrees to nothing itself: actionRequested is the agreement.
class ExecConsentDialog : public DialogFrame
{
    Q_OBJECT

public:
    ExecConsentDialog(const Theme &theme, const QString &context, const k8s::ExecRequest &request, QWidget *parent);

    /// What stands for a value that is not shown.
    static QString mask();

private:
    void showEnvironment(bool values);

    k8s::ExecRequest m_request;
    KeyValueList *m_environment;
    QPushButton *m_reveal;
    bool m_revealed = false;
};

/// A sign-in program runs. Shows itself only when it takes a while, goes away when it is done, and stays with what the
/// program said when it failed.
class ExecRunDialog : public DialogFrame
{
    Q_OBJECT

public:
    ExecRunDialog(const Theme &theme, const QString &commandLine, QWidget *parent);

    void say(const QString &text);
    /// Empty: it gave a credential, and the dialog closes.
    void end(const QString &problem);

signals:
    void cancelled();

private:
    StepList *m_steps;
    QPlainTextEdit *m_words;
    QTimer *m_patience;
    bool m_over = false;
};

} // namespace zdtp::ui
