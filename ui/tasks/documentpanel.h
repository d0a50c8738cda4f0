#pragma once

#include "ui/tasks/fieldbinder.h"
#include "ui/tasks/taskreview.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QPushButton;
class QStackedWidget;

namespace zdtp::ui {

class Banner;
class CodeView;
class PanelHeader;
class Segmented;
class TaskForm;

/// The document of a task, as a form and as YAML. The text is the only truth: the form shows what it says, and what is
/// typed in the form is an edit of the text, undone like any other.
class DocumentPanel : public QWidget
{
    Q_OBJECT

public:
    enum class View { Form, Yaml };

    DocumentPanel(const Theme &theme, const EngineCatalog &engines, QWidget *parent = nullptr);
    ~DocumentPanel() override;

    /// Replaces everything; cannot be undone.
    void load(const QByteArray &yaml);
    QByteArray yaml() const;
    CodeView *editor() const { return m_editor; }
    TaskForm *form() const { return m_form; }
    View view() const;
    void setView(View view);
    /// What the review says of the text; ignored by the form when the text has changed since.
    void setVerdict(const TaskVerdict &verdict);
    /// To the field in the form, or to the line in the YAML where the form has none.
    void goTo(const Finding &finding);
    /// One step of undo. `about`: what is typed in; further edits about the same join it.
    bool apply(const QList<DocumentEdit> &edits, const QString &about = {});
    /// Why no Secret can be made now; empty: it can.
    void setSecretRefusal(const QString &refusal, const QString &tip);
    void openFind();
    void takeFocus();

signals:
    void textChanged();
    void secretWanted();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showText();
    void showBroken(const Finding *finding);

    const Theme &m_theme;
    PanelHeader *m_header;
    Segmented *m_tabs;
    QPushButton *m_secret;
    Banner *m_banner;
    QStackedWidget *m_stack;
    TaskForm *m_form;
    CodeView *m_editor;
    Finding m_broken;
    QString m_about;    ///< of the last edit by the form
    int m_revision = 0; ///< of the text after it
    bool m_loading = false;
};

} // namespace zdtp::ui
