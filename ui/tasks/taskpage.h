#pragma once

#include "ui/base/page.h"
#include "ui/tasks/drafts.h"

#include <QTimer>

class QPushButton;
class QStackedWidget;
class QTabBar;

namespace zdtp::ui {

class Banner;
class CodeView;
class DocumentPanel;
class FindingsPanel;
class ManifestPanel;
class PageHeader;
class Splitter;
class TaskReview;

/// One task: its document as a form or as YAML on the left, the manifests of its next run live on the right, findings
/// below. What is typed is kept as a draft within a moment; Save writes it to the cluster.
class TaskPage : public Page
{
    Q_OBJECT

public:
    /// A saved task, with its draft when there is one.
    static TaskPage *ofTask(const Workspace &workspace, const QString &task, QWidget *parent = nullptr);
    /// A draft that was never saved.
    static TaskPage *ofDraft(const Workspace &workspace, const QString &draft, QWidget *parent = nullptr);
    ~TaskPage() override;

    Destination destination() const override;
    QString facts() const override;
    QString refusalOf(Command command) const override;
    void carryOut(Command command) override;
    void takeFocus() override;
    void saveLayout(QSettings &settings) const override;
    void restoreLayout(QSettings &settings) override;
    void aboutToLeave() override;

    CodeView *editor() const;
    DocumentPanel *document() const { return m_document; }
    const TaskReview &review() const { return *m_review; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    TaskPage(const Workspace &workspace, const QString &task, const QString &draft, QWidget *parent);

    void load();
    void edited();
    void judged();
    void keepDraft();
    void save();
    void exportManifests();
    void launch();
    void createSecret();
    QString secretRefusal() const;
    void refreshHeader();
    void arrange();
    QString launchRefusal() const;
    QString saveRefusal() const;
    const TaskRecord *record() const;

    QString m_task;  ///< empty: never saved
    QString m_draft; ///< id of the draft file
    Drafts m_drafts;
    QByteArray m_saved; ///< as on the cluster
    bool m_edited = false;
    bool m_loading = false;
    bool m_saving = false;
    QTimer m_keep;

    PageHeader *m_header;
    Banner *m_banner;
    QPushButton *m_export;
    QPushButton *m_save;
    QPushButton *m_launch;
    QTabBar *m_tabs;
    Splitter *m_sides;
    Splitter *m_rows;
    DocumentPanel *m_document;
    ManifestPanel *m_manifests;
    FindingsPanel *m_findings;
    TaskReview *m_review;
    enum class BannerUse { None, Recovered, Message } m_bannerUse = BannerUse::None;
};

} // namespace zdtp::ui
