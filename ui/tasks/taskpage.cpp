#include "ui/tasks/taskpage.h"

#include "models/tables/tasktablemodel.h"
#include "models/tables/words.h"
#include "ui/base/refusal.h"
#include "ui/dialogs/launchdialog.h"
#include "ui/dialogs/secretdialog.h"
#include "ui/tasks/documentpanel.h"
#include "ui/tasks/exporter.h"
#include "ui/tasks/findingspanel.h"
#include "ui/tasks/manifestpanel.h"
#include "ui/tasks/taskreview.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/splitter.h"

#include <QMenu>
#include <QPushButton>
#include <QResizeEvent>
#include <QSettings>
#include <QTabBar>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {
constexpr int KeepDraftMilliseconds = 400;
constexpr int TabsBelow = 1180 - 200; ///< page width below which editor and manifests become tabs
} // namespace

TaskPage *TaskPage::ofTask(const Workspace &workspace, const QString &task, QWidget *parent)
{
    return new TaskPage(workspace, task, task, parent);
}

TaskPage *TaskPage::ofDraft(const Workspace &workspace, const QString &draft, QWidget *parent)
{
    return new TaskPage(workspace, {}, draft, parent);
}

TaskPage::TaskPage(const Workspace &workspace, const QString &task, const QString &draft, QWidget *parent)
    : Page(workspace, parent), m_task(task), m_draft(draft), m_drafts(workspace.draftsFolder)
{
    setObjectName(QStringLiteral("taskPage"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);

    m_header = new PageHeader(theme(), this);
    m_header->setBaseHeight(44);
    m_export = m_header->addButton(tr("Export…"), Icon::Export);
    m_export->setObjectName(QStringLiteral("export"));
    m_save = m_header->addButton(tr("Save"), Icon::Save);
    m_save->setObjectName(QStringLiteral("save"));
    m_launch = m_header->addButton(tr("Launch…"), Icon::Play);
    m_launch->setObjectName(QStringLiteral("launch"));
    setButtonRole(*m_launch, ButtonRole::Primary);
    layout->addWidget(m_header);
    m_banner = new Banner(theme(), this);
    m_banner->setObjectName(QStringLiteral("banner"));
    m_banner->hide();
    layout->addWidget(m_banner);

    m_tabs = new QTabBar(this);
    m_tabs->setObjectName(QStringLiteral("editorTabs"));
    m_tabs->addTab(tr("Document"));
    m_tabs->addTab(tr("Manifests"));
    m_tabs->setDrawBase(false);
    m_tabs->hide();
    layout->addWidget(m_tabs);

    m_rows = new Splitter(Qt::Vertical, this);
    m_sides = new Splitter(Qt::Horizontal, m_rows);
    m_document = new DocumentPanel(theme(), session().engines(), m_sides);
    m_sides->addWidget(m_document);
    m_manifests = new ManifestPanel(theme(), m_sides);
    m_sides->addWidget(m_manifests);
    m_sides->setChildrenCollapsible(false);
    m_sides->setStretchFactor(0, 1);
    m_sides->setStretchFactor(1, 1);
    m_sides->setSizes({1000, 1000});
    m_document->setMinimumWidth(theme().dp(300));
    m_manifests->setMinimumWidth(theme().dp(300));
    m_rows->addWidget(m_sides);
    m_findings = new FindingsPanel(theme(), m_rows);
    m_rows->addWidget(m_findings);
    m_rows->setChildrenCollapsible(false);
    m_rows->setStretchFactor(0, 1);
    m_rows->setStretchFactor(1, 0);
    m_findings->setMinimumHeight(theme().dp(62));
    m_rows->setSizes({1000, theme().dp(124)});
    layout->addWidget(m_rows, 1);

    m_review = new TaskReview(session().engines(), workspace.nameSpace(), this);
    m_review->setRunNumber([this](const QString &name) {
        int number = 1;
        const QList<RunView> runs = session().fleet().runsOf(this->workspace().nameSpace(), name);
        for (const RunView &run : runs)
            number = qMax(number, run.record.run + 1);
        return number;
    });
    m_keep.setSingleShot(true);
    m_keep.setInterval(KeepDraftMilliseconds);

    connect(&m_keep, &QTimer::timeout, this, &TaskPage::keepDraft);
    connect(m_document, &DocumentPanel::textChanged, this, &TaskPage::edited);
    connect(m_review, &TaskReview::judged, this, &TaskPage::judged);
    connect(m_findings, &FindingsPanel::activated, this, [this](const Finding &finding) {
        m_tabs->setCurrentIndex(0);
        m_document->goTo(finding);
    });
    connect(m_tabs, &QTabBar::currentChanged, this, &TaskPage::arrange);
    connect(m_export, &QPushButton::clicked, this, &TaskPage::exportManifests);
    connect(m_save, &QPushButton::clicked, this, &TaskPage::save);
    connect(m_launch, &QPushButton::clicked, this, &TaskPage::launch);
    connect(m_document, &DocumentPanel::secretWanted, this, &TaskPage::createSecret);
    connect(m_banner, &Banner::buttonPressed, this, [this] {
        if (m_bannerUse == BannerUse::Recovered) { // back to what is saved
            m_drafts.remove(m_draft);
            load();
        }
        m_bannerUse = BannerUse::None;
        m_banner->hide();
    });
    connect(&session(), &ClusterSession::freshnessChanged, this, &TaskPage::refreshHeader);
    connect(&session().fleet(), &Fleet::tasksChanged, this, [this] {
        if (const TaskRecord *now = record(); now && !m_edited && now->yaml != m_saved)
            load(); // another console saved it, and nothing was typed here
        refreshHeader();
    });
    connect(&session().fleet(), &Fleet::runsChanged, m_review, &TaskReview::now);
    load();
}

TaskPage::~TaskPage() = default;

CodeView *TaskPage::editor() const
{
    return m_document->editor();
}

const TaskRecord *TaskPage::record() const
{
    return m_task.isEmpty() ? nullptr : session().fleet().task(workspace().nameSpace(), m_task);
}

Destination TaskPage::destination() const
{
    return m_task.isEmpty() ? Destination::ofDraft(m_draft) : Destination::ofTask(m_task);
}

void TaskPage::load()
{
    m_loading = true;
    const TaskRecord *saved = record();
    m_saved = saved ? saved->yaml : QByteArray();
    const std::optional<QByteArray> draft = m_drafts.read(m_draft);
    const QByteArray yaml = draft.value_or(m_saved);
    m_edited = draft.has_value() && yaml != m_saved;
    m_document->load(yaml);
    m_loading = false;
    if (m_edited && saved) {
        m_bannerUse = BannerUse::Recovered;
        m_banner->show(State::Waiting, tr("Changes that were not saved are shown."),
                       tr("Typed %1.").arg(tables::timeText(m_drafts.changed(m_draft), session().clock().now())),
                       tr("Back to what is saved"), Icon::Edit);
    }
    m_review->setText(yaml, m_draft + QStringLiteral(".yaml"));
    m_review->now();
    refreshHeader();
}

void TaskPage::edited()
{
    if (m_loading)
        return;
    const QByteArray yaml = m_document->yaml();
    m_edited = yaml != m_saved;
    m_review->setText(yaml, m_draft + QStringLiteral(".yaml"));
    m_keep.start();
    refreshHeader();
}

void TaskPage::keepDraft()
{
    m_keep.stop();
    const QByteArray yaml = m_document->yaml();
    if (!m_edited) {
        m_drafts.remove(m_draft);
        return;
    }
    if (const auto written = m_drafts.write(m_draft, yaml); !written) {
        m_bannerUse = BannerUse::Message;
        m_banner->show(State::Failed, tr("The draft is not kept."), written.error().toLine(), tr("Close"));
    }
}

void TaskPage::aboutToLeave()
{
    if (m_keep.isActive())
        keepDraft();
}

void TaskPage::judged()
{
    const TaskVerdict &verdict = m_review->verdict();
    m_findings->setFindings(verdict.findings);
    m_document->setVerdict(verdict);
    if (!verdict.objects.isEmpty() || verdict.yaml.isEmpty())
        m_manifests->setObjects(verdict.objects);
    else
        m_manifests->setOutdated(true);
    refreshHeader();
    emit factsChanged();
}

QString TaskPage::saveRefusal() const
{
    if (const QString refusal = session().refusal(); !refusal.isEmpty())
        return refusal;
    if (m_saving)
        return tr("It is being saved");
    if (!m_review->verdict().task)
        return tr("The document cannot be read yet: see the findings");
    if (!m_edited)
        return tr("Nothing has changed since it was saved");
    return {};
}

QString TaskPage::launchRefusal() const
{
    if (const QString refusal = session().refusal(); !refusal.isEmpty())
        return refusal;
    const TaskVerdict &verdict = m_review->verdict();
    if (!verdict.task)
        return tr("The document cannot be read yet: see the findings");
    if (hasErrors(verdict.findings))
        return tr("The findings below block the launch");
    return {};
}

void TaskPage::refreshHeader()
{
    const TaskVerdict &verdict = m_review->verdict();
    const QString name = !m_task.isEmpty()                               ? m_task
                         : verdict.task && !verdict.task->name.isEmpty() ? verdict.task->name
                                                                         : m_draft;
    m_header->setTitle(name);
    m_header->showPlainTag(m_edited ? (m_saved.isEmpty() ? tr("draft") : tr("edited")) : QString());
    if (const TaskRecord *saved = record())
        m_header->setFacts(tr("last saved %1 by %2, revision %3")
                               .arg(tables::timeText(saved->savedAt, session().clock().now()),
                                    saved->savedBy.isEmpty() ? tables::dash() : saved->savedBy)
                               .arg(saved->revision));
    else
        m_header->setFacts(tr("never saved to the cluster"));
    setRefused(*m_export, verdict.objects.isEmpty() ? tr("There are no manifests yet: see the findings") : QString(),
               tr("Write the manifests of the next run as files"));
    setRefused(*m_save, saveRefusal(), tr("Save the task in namespace %1").arg(workspace().nameSpace()));
    m_document->setSecretRefusal(secretRefusal(), tr("Write the passwords that the document refers to into a Secret"));
    setRefused(*m_launch, launchRefusal(), tr("Launch the next run of this task"));
    emit commandsChanged();
}

QString TaskPage::facts() const
{
    const TaskVerdict &verdict = m_review->verdict();
    QStringList words;
    if (verdict.task)
        words.append(tables::workersWord(workersOf(*verdict.task).size()));
    words.append(verdict.findings.size() == 1 ? tr("1 finding") : tr("%1 findings").arg(verdict.findings.size()));
    return words.join(QStringLiteral(" · "));
}

QString TaskPage::secretRefusal() const
{
    const auto &task = m_review->verdict().task;
    if (!task || SecretDialog::referencesOf(*task).isEmpty())
        return tr("The document refers to no Secret: give source and target a password {secret, key}");
    return session().refusal();
}

void TaskPage::createSecret()
{
    const auto &task = m_review->verdict().task;
    if (task && secretRefusal().isEmpty())
        (new SecretDialog(workspace(), SecretDialog::referencesOf(*task), window()))->present();
}

QString TaskPage::refusalOf(Command command) const
{
    switch (command) {
    case Command::Save:
        return saveRefusal();
    case Command::Launch:
        return launchRefusal();
    case Command::Export:
        return m_review->verdict().objects.isEmpty() ? tr("There are no manifests yet: see the findings") : QString();
    case Command::NextTrouble:
    case Command::PreviousTrouble:
        return m_findings->findings().isEmpty() ? tr("There are no findings") : QString();
    case Command::Find:
    case Command::Back:
        return {};
    default:
        return Page::refusalOf(command);
    }
}

void TaskPage::carryOut(Command command)
{
    switch (command) {
    case Command::Save:
        save();
        break;
    case Command::Launch:
        launch();
        break;
    case Command::Export:
        exportManifests();
        break;
    case Command::NextTrouble:
        m_findings->step(1);
        break;
    case Command::PreviousTrouble:
        m_findings->step(-1);
        break;
    case Command::Find:
        m_manifests->view()->hasFocus() ? m_manifests->openFind() : m_document->openFind();
        break;
    case Command::Back:
        emit wants(Destination::tasks());
        break;
    default:
        break;
    }
}

void TaskPage::takeFocus()
{
    m_document->takeFocus();
}

void TaskPage::save()
{
    if (!saveRefusal().isEmpty())
        return;
    const QByteArray yaml = m_document->yaml();
    const QString name = m_review->verdict().task->name;
    m_saving = true;
    refreshHeader();
    Operation *operation = session().saveTask(yaml, m_draft + QStringLiteral(".yaml"));
    connect(operation, &Operation::finished, this, [this, yaml, name](const Outcome &outcome) {
        m_saving = false;
        if (outcome.isDone()) {
            m_drafts.remove(m_draft);
            m_saved = yaml;
            m_task = name;
            m_draft = name;
            m_edited = m_document->yaml() != m_saved;
            if (m_bannerUse != BannerUse::None) {
                m_bannerUse = BannerUse::None;
                m_banner->hide();
            }
        } else {
            m_bannerUse = BannerUse::Message;
            m_banner->show(State::Failed, tr("The task was not saved."), outcome.line, tr("Close"));
        }
        refreshHeader();
    });
}

void TaskPage::exportManifests()
{
    const TaskVerdict &verdict = m_review->verdict();
    if (verdict.objects.isEmpty())
        return;
    const auto told = [this](bool written, const QString &line) {
        m_bannerUse = BannerUse::Message;
        m_banner->show(written ? State::Succeeded : State::Failed,
                       written ? tr("Exported.") : tr("The export did not succeed."), line, tr("Close"));
    };
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString suggested =
        (verdict.task ? verdict.task->name : QStringLiteral("manifests")) + QStringLiteral("-manifests.yaml");
    connect(menu->addAction(tr("As one file…")), &QAction::triggered, this,
            [this, suggested, told] { exportToFile(this, suggested, m_review->verdict().objects, told); });
    connect(menu->addAction(tr("As a folder, one file an object…")), &QAction::triggered, this,
            [this, told] { exportToFolder(this, m_review->verdict().objects, told); });
    menu->popup(m_export->mapToGlobal(QPoint(0, m_export->height())));
}

void TaskPage::launch()
{
    if (!launchRefusal().isEmpty())
        return;
    auto *dialog = new LaunchDialog(workspace(), m_document->yaml(), m_draft + QStringLiteral(".yaml"), this);
    connect(dialog, &LaunchDialog::openRun, this, [this, dialog](const QString &task, int run) {
        dialog->accept();
        emit wants(Destination::ofRun(task, run));
    });
    dialog->present();
}

void TaskPage::arrange()
{
    const bool narrow = width() < theme().dp(TabsBelow);
    m_tabs->setVisible(narrow);
    m_sides->widget(0)->setVisible(!narrow || m_tabs->currentIndex() == 0);
    m_sides->widget(1)->setVisible(!narrow || m_tabs->currentIndex() == 1);
}

void TaskPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    arrange();
}

void TaskPage::saveLayout(QSettings &settings) const
{
    settings.setValue(QStringLiteral("task/sides"), m_sides->saveState());
    settings.setValue(QStringLiteral("task/rows"), m_rows->saveState());
    settings.setValue(QStringLiteral("task/yaml"), m_document->view() == DocumentPanel::View::Yaml);
}

void TaskPage::restoreLayout(QSettings &settings)
{
    m_sides->restoreState(settings.value(QStringLiteral("task/sides")).toByteArray());
    m_rows->restoreState(settings.value(QStringLiteral("task/rows")).toByteArray());
    if (settings.value(QStringLiteral("task/yaml")).toBool())
        m_document->setView(DocumentPanel::View::Yaml);
}

} // namespace zdtp::ui
