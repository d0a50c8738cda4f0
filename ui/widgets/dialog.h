#pragma once

#include "ui/theme/theme.h"
#include "ui/widgets/context.h"

#include <QDialog>

class QHBoxLayout;
class QPushButton;
class QVBoxLayout;

namespace zdtp::ui {

class ContextRow;
class ElidedLabel;
class StateLabel;
class TextLabel;

/// The frame of every dialog: context row with its stripe, title, one sentence about what will happen, content, footer
/// with the rule on the left, Cancel, and the action at the far right.
/// Window modal: present() opens it and returns at once; never exec(). It deletes itself when it closes unless told
/// otherwise. Enter presses the button with the focus; Ctrl+Enter the action; Esc cancels.
class DialogFrame : public QDialog
{
    Q_OBJECT

public:
    enum class Kind {
        Plain,       ///< the action is primary and has the focus
        Destructive, ///< the action is red and Cancel has the focus
        Changing,    ///< the action is primary and Cancel has the focus: data goes, or a protected cluster
    };

    DialogFrame(const Theme &theme, Kind kind, QWidget *parent);

    /// Hides the context row when never called: dialogs that change nothing on a cluster.
    void setContext(const ContextInfo &context);
    void setFreshness(State state, const QString &word);
    void setHeading(const QString &heading, const QString &after = {});
    /// One sentence with names. Plain text.
    void setSentence(const QString &sentence);
    /// The dialog owns it. Replaces what was there.
    void setContent(QWidget *content);
    /// Words at the left of the footer.
    void setRule(const QString &rule);
    /// A state with words instead of the rule, for example "Blocked by 1 failed check".
    void setRuleState(State state, const QString &words);
    /// Verb and count: "Delete 612,304 rows and restart". An empty text hides the action.
    void setAction(const QString &text, Icon icon = Icon::None);
    void setActionKind(Kind kind);
    /// Off says why in its tool tip and to readers.
    void setActionEnabled(bool enabled, const QString &why = {});
    void setCancelText(const QString &text);
    /// A third button before Cancel, for example "Check again". The footer owns it.
    QPushButton *addFooterButton(const QString &text, Icon icon = Icon::None);

    QPushButton *actionButton() const { return m_action; }
    QPushButton *cancelButton() const { return m_cancel; }
    /// Gets the focus instead of Cancel or the action when the dialog opens: the first way out, or a field.
    void setFirstFocus(QWidget *widget);

    /// Window modal, not blocking.
    void present();

signals:
    /// The action was pressed. The dialog stays open: whoever made it closes it (accept()) when the work is done.
    void actionRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void giveFocus();

    const Theme &m_theme;
    Kind m_kind;
    QVBoxLayout *m_all;
    ContextRow *m_context;
    TextLabel *m_heading;
    ElidedLabel *m_after;
    TextLabel *m_sentence;
    QVBoxLayout *m_body;
    QWidget *m_content = nullptr;
    QHBoxLayout *m_footer;
    QWidget *m_footerArea;
    TextLabel *m_rule;
    StateLabel *m_ruleState;
    QPushButton *m_cancel;
    QPushButton *m_action;
    QWidget *m_first = nullptr;
};

} // namespace zdtp::ui
