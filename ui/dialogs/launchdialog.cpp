#include "ui/dialogs/launchdialog.h"

#include "models/run/launch.h"
#include "models/tables/words.h"
#include "ui/dialogs/secretdialog.h"
#include "ui/dialogs/smalltable.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/rows.h"
#include "ui/widgets/steps.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {

QString titleOf(const Finding &finding)
{
    QString title = tables::sentences({finding.message});
    return title.endsWith(u'.') ? title.chopped(1) : title;
}

} // namespace

LaunchDialog::LaunchDialog(const Workspace &workspace, const QByteArray &yaml, const QString &file, QWidget *parent)
    : ChangeDialog(workspace, Kind::Plain, parent), m_yaml(yaml), m_file(file)
{
    setObjectName(QStringLiteral("launchDialog"));
    ParsedTask parsed = parseSyncTask(yaml, file);
    Findings findings = checkTask(parsed, session().engines());
    m_task = std::move(parsed.task);
    if (m_task) {
        if (m_task->nameSpace.isEmpty())
            m_task->nameSpace = workspace.nameSpace();
        const EnginePreset *preset = session().engines().find(m_task->engine);

        const QList<RunView> runs = session().fleet().runsOf(workspace.nameSpace(), m_task->name);
        for (const RunView &view : runs)
            m_run = qMax(m_run, view.record.run + 1);
        if (preset && !hasErrors(findings)) {
            if (auto objects = planRun({*m_task, *preset, m_run}))
                m_objects = std::move(*objects);
            else
                findings.append({Severity::Error, QStringLiteral("plan"), {}, objects.error().toLine(), {}, {}, {}});
        }
        m_workers = int(workersOf(*m_task).size());
        if (m_task->nameSpace != workspace.nameSpace())
            findings.append({Severity::Error,
                             QStringLiteral("namespace"),
                             QStringLiteral("metadata.namespace"),
                             tr("The task belongs to namespace %1, and this window shows %2")
                                 .arg(m_task->nameSpace, workspace.nameSpace()),
                             {},
                             tr("Switch the namespace, or change the document"),
                             {}});
    }
    const QString name = m_task ? m_task->name : file;
    setWindowTitle(tr("Launch %1").arg(name));
    setHeading(tr("Run %1 of %2").arg(m_run).arg(name),
               m_task ? QStringLiteral("%1, %2, %3, %4, %5")
                            .arg(tables::workersWord(m_workers), word(m_task->type), m_task->engine,
                                 word(m_task->scheduling.mode), word(m_task->scheduling.restartPolicy))
                      : QString());

    m_findings = new RowList(theme(), this);
    m_findings->setObjectName(QStringLiteral("findings"));
    body()->addWidget(m_findings);
    showFindings(findings);

    m_checksTitle = new SectionTitle(theme(), tr("Checks with the server"), {}, false, this);
    m_checksTitle->hide();
    body()->addWidget(m_checksTitle);
    m_checks = new RowList(theme(), this);
    m_checks->setObjectName(QStringLiteral("checks"));
    m_checks->hide();
    body()->addWidget(m_checks);

    m_planned = new QWidget(this);
    auto *planned = new QVBoxLayout(m_planned);
    planned->setContentsMargins(0, 0, 0, 0);
    planned->setSpacing(6);
    planned->addWidget(new SectionTitle(theme(), tr("What will be created"), {}, false, m_planned));
    m_creates = new SmallTable(theme(), {tr("Kind"), tr("Count"), tr("Names")}, m_planned);
    m_creates->setObjectName(QStringLiteral("creates"));
    m_creates->setRightAligned(1);
    planned->addWidget(m_creates);
    body()->addWidget(m_planned);
    showPlan();

    m_progressArea = new Box(theme(), this);
    auto *area = new QVBoxLayout(m_progressArea);
    area->setContentsMargins(14, 12, 14, 12);
    area->setSpacing(8);
    auto *titles = new QHBoxLayout;
    m_progressTitle = new TextLabel(theme(), {}, FontRole::BodyMedium, Token::Text, m_progressArea);
    m_progressNote = new TextLabel(theme(), {}, FontRole::Small, Token::Second, m_progressArea);
    m_progressNote->setObjectName(QStringLiteral("progressNote"));
    titles->addWidget(m_progressTitle);
    titles->addWidget(m_progressNote);
    titles->addStretch();
    area->addLayout(titles);
    m_progress = new QProgressBar(m_progressArea);
    m_progress->setTextVisible(false);
    m_progress->setRange(0, qMax(1, m_workers));
    area->addWidget(m_progress);
    m_progressArea->hide();
    body()->addWidget(m_progressArea);
    steps()->hide();

    m_check = addFooterButton(tr("Check with the server"));
    m_check->setObjectName(QStringLiteral("checkWithServer"));
    m_check->setToolTip(
        tr("Asks for version, rights, quota and Secrets, and lets the server check every object. Creates "
           "nothing"));
    m_check->setVisible(!m_objects.isEmpty());
    connect(m_check, &QPushButton::clicked, this, &LaunchDialog::checkWithServer);
    m_stop = addFooterButton(tr("Stop creating"), Icon::None);
    m_stop->setObjectName(QStringLiteral("stopCreating"));
    m_stop->hide();
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_stop->setEnabled(false);
        if (operation())
            operation()->cancel();
    });
    m_secrets = addFooterButton(tr("Create Secret…"), Icon::Key);
    m_secrets->setObjectName(QStringLiteral("createSecret"));
    m_secrets->hide();
    connect(m_secrets, &QPushButton::clicked, this,
            [this] { (new SecretDialog(this->workspace(), SecretDialog::referencesOf(*m_task), this))->present(); });
    setRunningRule(tr("Closing this window does not stop the launch."));
    setAction(tr("Launch %1").arg(tables::workersWord(m_workers)), Icon::Play);
    connect(this, &DialogFrame::actionRequested, this, [this] {
        if (!operation() && !isRunning())
            launch();
        else
            emit openRun(m_task->name, m_run);
    });
    connect(&session().fleet(), &Fleet::workersChanged, this, &LaunchDialog::showProgress);
    resize(theme().dp(690), sizeHint().height());
}

void LaunchDialog::showFindings(const Findings &findings)
{
    int errors = 0;
    for (const Severity wanted : {Severity::Error, Severity::Warning, Severity::Note}) {
        for (const Finding &finding : findings) {
            if (finding.severity != wanted)
                continue;
            errors += wanted == Severity::Error ? 1 : 0;
            auto *row = new RowWidget(theme(), m_findings);
            row->setVerdictFirst(true);
            if (wanted == Severity::Error)
                row->setVerdict(State::Failed, tr("fail"));
            else
                row->setVerdict(State::Waiting, wanted == Severity::Warning ? tr("warning") : tr("note"),
                                wanted == Severity::Warning ? Icon::Warning : Icon::Info);
            row->setTitle(titleOf(finding));
            row->setText(tables::sentences({finding.why, finding.fix}), true);
            row->setTextBelow(true);
            row->setBaseHeight(44);
            if (wanted == Severity::Error)
                row->setTint(State::Failed);
            m_findings->addRow(row);
        }
    }
    m_findings->align();
    m_findings->setVisible(m_findings->count() > 0);
    if (errors > 0) {
        setRuleState(State::Failed,
                     errors == 1 ? tr("Blocked by 1 finding") : tr("Blocked by %1 findings").arg(errors));
        setNotReady(errors == 1 ? tr("Blocked by 1 finding") : tr("Blocked by %1 findings").arg(errors));
    } else {
        setRule(tr("The record of the run is written before any worker."));
    }
}

/// A look, not a change: the launch may be pressed while it goes on, and checks again whatever it depends on.
void LaunchDialog::checkWithServer()
{
    m_check->setEnabled(false);
    m_check->setText(tr("Checking…"));
    m_checks->clear();
    m_secrets->hide();
    m_checking = session().rehearseLaunch(m_yaml, m_file);
    connect(m_checking, &Operation::stepsChanged, this, &LaunchDialog::showChecks);
    connect(m_checking, &Operation::finished, this, &LaunchDialog::checked);
}

void LaunchDialog::showChecks()
{
    if (!m_checking || operation())
        return;
    for (int i = m_checks->count(); i < m_checking->lines().size(); ++i) {
        const PreflightLine &line = m_checking->lines().at(i);
        auto *row = new RowWidget(theme(), m_checks);
        row->setVerdictFirst(true);
        if (line.verdict == PreflightLine::Verdict::Pass)
            row->setVerdict(State::Succeeded, tr("pass"));
        else if (line.verdict == PreflightLine::Verdict::Warning)
            row->setVerdict(State::Waiting, tr("warning"), Icon::Warning);
        else
            row->setVerdict(State::Failed, tr("fail"));
        row->setTitle(line.title);
        row->setText(line.text(), true);
        if (line.verdict == PreflightLine::Verdict::Fail)
            row->setTint(State::Failed);
        m_checks->addRow(row);
        m_checks->align();
    }
    m_checksTitle->setVisible(m_checks->count() > 0);
    m_checks->setVisible(m_checks->count() > 0);
}

void LaunchDialog::checked(const Outcome &outcome)
{
    if (operation())
        return;
    showChecks();
    m_check->setEnabled(true);
    m_check->setText(tr("Check again"));
    int failed = 0;
    bool secrets = false;
    const QList<PreflightLine> lines = m_checking ? m_checking->lines() : QList<PreflightLine>();
    for (const PreflightLine &line : lines) {
        failed += line.verdict == PreflightLine::Verdict::Fail ? 1 : 0;
        secrets |= line.verdict == PreflightLine::Verdict::Fail && line.id == QLatin1String("secrets");
    }
    m_secrets->setVisible(secrets);
    if (outcome.isDone())
        setRuleState(State::Succeeded, tr("Nothing stands in the way."));
    else
        setRuleState(State::Failed, failed == 0   ? outcome.line
                                    : failed == 1 ? tr("1 check failed")
                                                  : tr("%1 checks failed").arg(failed));
}

void LaunchDialog::showPlan()
{
    m_planned->setVisible(!m_objects.isEmpty());
    if (m_objects.isEmpty())
        return;
    m_creates->addRow({QStringLiteral("ConfigMap"), QStringLiteral("1"),
                       tr("%1, run record, written first").arg(names::runRecord(m_task->name, m_run))});
    QStringList kinds;
    for (const PlannedObject &object : std::as_const(m_objects)) {
        if (!kinds.contains(object.kind))
            kinds.append(object.kind);
    }
    for (const QString &kind : std::as_const(kinds)) {
        QStringList named;
        for (const PlannedObject &object : std::as_const(m_objects)) {
            if (object.kind == kind)
                named.append(object.name);
        }
        QString words = named.size() == 1 ? named.first() : tr("%1 … %2").arg(named.first(), named.last());
        const int limit = m_task->scheduling.parallelism;
        if (kind == QLatin1String("Pod") && limit > 0 && limit < named.size())
            words += tr(", at most %1 at once").arg(limit);
        m_creates->addRow({kind, tables::count(named.size()), words});
    }
    m_creates->header()->resizeSection(0, theme().dp(110));
    m_creates->header()->resizeSection(1, theme().dp(64));
}

void LaunchDialog::launch()
{
    m_findings->hide();
    m_checksTitle->hide();
    m_checks->hide();
    m_check->hide();
    m_secrets->hide();
    m_planned->hide();
    m_progressArea->show();
    steps()->show();
    m_stop->show();
    m_progressTitle->setText(tr("Creating %1").arg(tables::workersWord(m_workers)));
    follow(session().launch(m_yaml, m_file));
    setAction(tr("Open run %1").arg(m_run));
    showProgress();
}

void LaunchDialog::showProgress()
{
    if (!m_progressArea->isVisibleTo(this))
        return;
    int there = 0;
    const QList<WorkerRow> rows = session().fleet().workers(workspace().nameSpace(), m_task->name, m_run);
    for (const WorkerRow &row : rows)
        there += row.podUid.isEmpty() ? 0 : 1;
    m_progress->setValue(there);
    m_progressNote->setText(tr("%1 of %2 are on the cluster").arg(there).arg(m_workers));
    // The run can be looked at as soon as its record is there: the launch goes on.
    if (session().fleet().run(workspace().nameSpace(), m_task->name, m_run))
        setActionEnabled(true);
}

void LaunchDialog::operationEnded(const Outcome &outcome)
{
    m_stop->hide();
    showProgress();
    m_progressTitle->setText(outcome.isDone() ? tr("Launched %1").arg(tables::workersWord(m_workers))
                                              : tr("The launch did not finish"));
    const bool recorded = session().fleet().run(workspace().nameSpace(), m_task->name, m_run) != nullptr;
    if (!outcome.isDone() && !recorded) {
        // What refuses a launch before its record is written is, more often than not, a Secret that is missing.
        m_secrets->setVisible(outcome.kind == Outcome::Kind::Refused && m_task &&
                              !SecretDialog::referencesOf(*m_task).isEmpty());
        setAction({});
        cancelButton()->setFocus();
        return;
    }
    setAction(tr("Open run %1").arg(m_run));
    setActionEnabled(true);
    actionButton()->setFocus();
}

} // namespace zdtp::ui
