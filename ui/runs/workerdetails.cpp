#include "ui/runs/workerdetails.h"

#include "k8s/base/duration.h"
#include "models/plan/plan.h"
#include "models/tables/diagnosis.h"
#include "models/tables/words.h"
#include "models/tables/workertablemodel.h"
#include "ui/base/refusal.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/details.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace zdtp::ui {

WorkerDetails::WorkerDetails(const Workspace &workspace, QWidget *parent) : QWidget(parent), m_workspace(workspace)
{
    const Theme &theme = workspace.theme;
    setObjectName(QStringLiteral("workerDetails"));
    setMinimumWidth(theme.dp(280));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_header = new PanelHeader(theme, {}, this);
    auto *copy = m_header->addTool(Icon::Copy, tr("Copy what is known of this worker"));
    auto *close = m_header->addTool(Icon::Close, tr("Hide the details (Ctrl+I)"));
    close->setObjectName(QStringLiteral("detailsClose"));
    layout->addWidget(m_header);
    connect(close, &QToolButton::clicked, this, &WorkerDetails::closeWanted);
    connect(copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_copyText); });

    m_scroll = new QScrollArea(this);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(m_scroll, 1);
    m_body = new QWidget(m_scroll);
    m_body->setAutoFillBackground(true);
    m_body->setBackgroundRole(QPalette::Base);
    auto *body = new QVBoxLayout(m_body);
    body->setContentsMargins(theme.dp(14), theme.dp(14), theme.dp(14), theme.dp(14));
    body->setSpacing(theme.dp(10));
    m_scroll->setWidget(m_body);

    m_nothing =
        new TextLabel(theme, tr("Select a worker to see what is known of it."), FontRole::Body, Token::Second, m_body);
    m_nothing->setWordWrap(true);
    body->addWidget(m_nothing);
    m_diagnosis = new Diagnosis(theme, m_body);
    m_diagnosis->setObjectName(QStringLiteral("diagnosis"));
    body->addWidget(m_diagnosis);

    m_actions = new QWidget(m_body);
    auto *actions = new QHBoxLayout(m_actions);
    actions->setContentsMargins(0, 0, 0, 0);
    actions->setSpacing(8);
    m_restart = makeButton(theme, tr("Restart…"), Icon::None, m_actions);
    m_restart->setObjectName(QStringLiteral("restart"));
    setButtonRole(*m_restart, ButtonRole::Primary);
    m_cleanUp = makeButton(theme, tr("Clean up…"), Icon::None, m_actions);
    m_cleanUp->setObjectName(QStringLiteral("cleanUp"));
    m_delete = makeButton(theme, tr("Delete…"), Icon::None, m_actions);
    m_delete->setObjectName(QStringLiteral("delete"));
    setButtonRole(*m_delete, ButtonRole::DangerOutline);
    actions->addWidget(m_restart);
    actions->addWidget(m_cleanUp);
    actions->addWidget(m_delete);
    actions->addStretch();
    body->addWidget(m_actions);
    connect(m_restart, &QPushButton::clicked, this, &WorkerDetails::restartWanted);
    connect(m_cleanUp, &QPushButton::clicked, this, &WorkerDetails::cleanUpWanted);
    connect(m_delete, &QPushButton::clicked, this, &WorkerDetails::deleteWanted);

    m_evidenceTitle = new SectionTitle(theme, tr("Evidence"), {}, true, m_body);
    body->addWidget(m_evidenceTitle);
    m_evidence = new QVBoxLayout;
    m_evidence->setSpacing(theme.dp(8));
    body->addLayout(m_evidence);
    m_attemptTitle = new SectionTitle(theme, {}, {}, true, m_body);
    body->addWidget(m_attemptTitle);
    m_attempt = new KeyValueList(theme, m_body);
    m_attempt->setObjectName(QStringLiteral("attemptFacts"));
    m_attempt->setKeyWidth(theme.dp(72));
    body->addWidget(m_attempt);
    m_journalTitle = new SectionTitle(theme, tr("Journal"), {}, true, m_body);
    body->addWidget(m_journalTitle);
    m_journal = new KeyValueList(theme, m_body);
    m_journal->setObjectName(QStringLiteral("workerJournal"));
    m_journal->setKeyWidth(theme.dp(72));
    body->addWidget(m_journal);
    body->addStretch();
    show(nullptr, 0);
}

QString WorkerDetails::words(const WorkerRow &row) const
{
    QStringList lines{tables::rowInWords(row)};
    for (const QStringList &evidence : m_evidenceShown)
        lines.append(evidence.mid(0, 2).join(QStringLiteral("  ")));
    const KeyValueList::Pairs pairs = m_attempt->pairs();
    for (const auto &[key, value] : pairs)
        lines.append(key + QStringLiteral(": ") + value);
    return lines.join(u'\n');
}

void WorkerDetails::show(const WorkerRow *row, int selected)
{
    const bool any = row != nullptr;
    m_nothing->setVisible(!any);
    for (QWidget *part :
         std::initializer_list<QWidget *>{m_actions, m_attemptTitle, m_attempt, m_journalTitle, m_journal})
        part->setVisible(any);
    if (!any) {
        m_header->setTitle(tr("Details"));
        m_header->clearState();
        m_diagnosis->hide();
        m_evidenceTitle->hide();
        m_evidenceShown.clear();
        while (QLayoutItem *item = m_evidence->takeAt(0)) {
            delete item->widget();
            delete item;
        }
        m_key.clear();
        m_copyText.clear();
        return;
    }
    if (m_key != row->key()) {
        m_key = row->key();
        m_scroll->ensureVisible(0, 0);
    }
    m_header->setTitle(selected > 1 ? tr("%1 and %2 more").arg(row->spec.name).arg(selected - 1) : row->spec.name);
    m_header->setState(row->state, word(row->state));

    QString engine;
    if (const RunView *run = m_workspace.session.fleet().run(row->nameSpace, row->task, row->run)) {
        if (const ParsedTask parsed = parseSyncTask(run->record.taskYaml, row->task); parsed.task)
            engine = parsed.task->engine;
    }
    const Gate gate = m_workspace.session.gate(row->task, row->run, row->spec.name);
    const tables::DiagnosisWords diagnosis = tables::diagnose(*row, gate, engine);
    m_diagnosis->setVisible(!diagnosis.heading.isEmpty());
    if (!diagnosis.heading.isEmpty())
        m_diagnosis->show(diagnosis.state, diagnosis.heading.toHtmlEscaped(), diagnosis.why.toHtmlEscaped(),
                          diagnosis.whatToDo.toHtmlEscaped());
    showEvidence(*row);
    showAttempt(*row);
    showJournal(*row);
    m_copyText = words(*row);
}

void WorkerDetails::showEvidence(const WorkerRow &row)
{
    // what, where from, link, kind of link
    QList<QStringList> found;
    const QString at =
        row.finishedAt.isValid() ? row.finishedAt.toLocalTime().toString(QStringLiteral("HH:mm:ss")) : QString();
    if (row.exitCode >= 0)
        found.append({row.reason.isEmpty() ? tr("Exit code %1").arg(row.exitCode)
                                           : tr("Exit code %1, reason %2").arg(row.exitCode).arg(row.reason),
                      at.isEmpty() ? tr("container worker") : tr("container worker, %1").arg(at), tr("Log"),
                      QStringLiteral("log")});
    if (!row.message.isEmpty())
        found.append({row.message.section(u'\n', -1).simplified(),
                      row.started ? tr("termination message") : tr("message of the pod"),
                      row.started ? tr("Log") : tr("Events"),
                      row.started ? QStringLiteral("log") : QStringLiteral("events")});
    const QList<k8s::Event> events =
        row.podUid.isEmpty() ? QList<k8s::Event>() : m_workspace.session.events(row.podUid);
    for (const k8s::Event &event : events) {
        if (event.type != QLatin1String("Warning"))
            continue;
        found.append({event.reason + QStringLiteral(": ") + event.message.simplified(),
                      tr("event, %1").arg(tables::timeText(event.lastSeen, m_workspace.session.clock().now())),
                      tr("Events"), QStringLiteral("events")});
        break;
    }
    m_evidenceTitle->setVisible(!found.isEmpty());
    if (found == m_evidenceShown)
        return;
    m_evidenceShown = found;
    while (QLayoutItem *item = m_evidence->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const QStringList &piece : std::as_const(found)) {
        auto *line = new EvidenceRow(m_workspace.theme, piece.at(0), piece.at(1), piece.at(2), m_body);
        if (piece.at(1).startsWith(tr("event")))
            line->setIcon(Icon::Events);
        else if (&piece == &found.constFirst() && row.exitCode >= 0)
            line->setState(row.state);
        else
            line->setIcon(Icon::List);
        const bool log = piece.at(3) == QLatin1String("log");
        connect(line, &EvidenceRow::linkActivated, this, [this, log, pod = row.podName] {
            if (log)
                emit logWanted();
            else
                emit eventsWanted(pod);
        });
        m_evidence->addWidget(line);
    }
}

void WorkerDetails::showAttempt(const WorkerRow &row)
{
    const auto orDash = [](const QString &text) { return text.isEmpty() ? tables::dash() : text; };
    m_attemptTitle->setTitle(row.attempt > 0 ? tr("Attempt %1").arg(row.attempt) : tr("Not started"));
    QString ran;
    if (row.startedAt.isValid()) {
        const QDateTime now = m_workspace.session.clock().now();
        const QDateTime end = row.finishedAt.isValid() ? row.finishedAt : now;
        ran = tr("%1, %2 %3")
                  .arg(tables::timeText(row.startedAt, now), row.finishedAt.isValid() ? tr("ran") : tr("runs for"),
                       humanDuration(std::chrono::milliseconds(row.startedAt.msecsTo(end))));
    }
    m_attempt->setPairs({
        {tr("Table"), row.spec.table},
        {tr("Slice"), row.spec.sliceText()},
        {tr("Rows"), row.progress.rows ? tables::count(*row.progress.rows) : tables::dash()},
        {tr("Pod"), orDash(row.podName)},
        {tr("UID"), orDash(row.podUid)},
        {tr("Node"), orDash(row.node)},
        {tr("Image"), orDash(row.image)},
        {tr("Started"), orDash(ran)},
        {tr("Restarts"), orDash(row.restarts)},
    });
}

void WorkerDetails::showJournal(const WorkerRow &row)
{
    KeyValueList::Pairs pairs;
    if (const RunView *run = m_workspace.session.fleet().run(row.nameSpace, row.task, row.run)) {
        QStringList pods;
        for (int attempt = 1; attempt <= row.attempt; ++attempt)
            pods.append(names::workerPod(row.task, row.run, row.spec.name, attempt));
        const QDateTime now = m_workspace.session.clock().now();
        for (const JournalEntry &entry : run->record.journal) {
            const bool ofPod = std::any_of(pods.cbegin(), pods.cend(), [&](const QString &pod) {
                return entry.object == pod || entry.object.endsWith(u' ' + pod);
            });
            const bool ofWorker = entry.object == row.spec.name || entry.object.endsWith(u' ' + row.spec.name);
            if (!ofPod && !ofWorker && entry.what != QLatin1String("launch"))
                continue;
            // Accounts are long: the first part tells people apart, the activity page has all of it.
            QString words = tr("%1 by %2").arg(entry.what, entry.who.section(u'@', 0, 0));
            if (!entry.outcome.isEmpty())
                words += QStringLiteral(", ") + entry.outcome;
            if (!entry.reason.isEmpty())
                words += QStringLiteral(" (") + entry.reason + u')';
            pairs.append({tables::timeText(entry.time, now), words});
        }
    }
    m_journalTitle->setVisible(!pairs.isEmpty());
    m_journal->setVisible(!pairs.isEmpty());
    m_journal->setPairs(pairs);
}

void WorkerDetails::setRefusals(const QString &restart, const QString &cleanUp, const QString &remove)
{
    setRefused(*m_restart, restart, tr("Restart this worker (Ctrl+Shift+R)"));
    setRefused(*m_cleanUp, cleanUp, tr("Delete the rows of its slice in the target"));
    setRefused(*m_delete, remove, tr("Delete its pod (Delete)"));
}

} // namespace zdtp::ui
