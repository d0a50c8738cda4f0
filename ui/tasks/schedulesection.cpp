#include "ui/tasks/schedulesection.h"

#include "models/task/synctask.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/rows.h"
#include "ui/widgets/text.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {

QString modePath()
{
    return QStringLiteral("spec.scheduling.mode");
}

QString policyPath()
{
    return QStringLiteral("spec.scheduling.restartPolicy");
}

OptionRow::Verdict verdictOf(Standing standing)
{
    switch (standing) {
    case Standing::Recommended:
        return OptionRow::Verdict::Recommended;
    case Standing::Possible:
        return OptionRow::Verdict::Possible;
    case Standing::Refused:
        break;
    }
    return OptionRow::Verdict::Refused;
}

} // namespace

ScheduleSection::ScheduleSection(const Theme &theme, FieldBinder &fields, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_fields(fields)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_title = new SectionTitle(theme, tr("Scheduling mode"), {}, false, this);
    layout->addWidget(m_title);
    m_modes = new OptionList(theme, this);
    m_modes->setAccessibleName(tr("Scheduling mode"));
    m_fields.add(modePath(), m_modes);
    for (const QString &word : schedulingModeWords())
        m_modes->addOption(word, word, OptionRow::Verdict::None, {})->setObjectName(QStringLiteral("mode:") + word);
    layout->addWidget(m_modes);
    layout->addSpacing(8);
    layout->addWidget(new SectionTitle(theme, tr("Restart policy"), {}, false, this));
    m_policies = new OptionList(theme, this);
    m_policies->setAccessibleName(tr("Restart policy"));
    m_fields.add(policyPath(), m_policies);
    for (const RestartPolicy policy : {RestartPolicy::Never, RestartPolicy::OnFailure, RestartPolicy::Always})
        m_policies->addOption(word(policy), word(policy), OptionRow::Verdict::None, {})
            ->setObjectName(QStringLiteral("policy:") + word(policy));
    layout->addWidget(m_policies);
    layout->addSpacing(4);

    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->setColumnMinimumWidth(0, theme.dp(92));
    grid->setColumnStretch(2, 1);
    layout->addLayout(grid);
    const QStringList jobs{word(SchedulingMode::JobPerWorker), word(SchedulingMode::JobIndexed),
                           word(SchedulingMode::JobQueuePerItem), word(SchedulingMode::JobQueueVariable),
                           word(SchedulingMode::CronJob)};
    const QStringList cron{word(SchedulingMode::CronJob)};
    const QStringList queues{word(SchedulingMode::JobQueuePerItem), word(SchedulingMode::JobQueueVariable)};
    QStringList parallel{word(SchedulingMode::Pod)};
    parallel += jobs;
    int row = 0;
    const auto number = [&](const char *key, const QString &label, const QString &hint, const QStringList &modes,
                            FieldKind kind = FieldKind::Scalar) {
        QLineEdit *field = m_fields.line(QStringLiteral("spec.scheduling.") + QLatin1String(key), kind, label, this);
        addSetting(*grid, row, QLatin1String(key), label, field, hint, modes);
        return field;
    };
    number("parallelism", tr("At most at once"), tr("workers; empty: all"), parallel);
    number("backoffLimit", tr("Backoff limit"), tr("failed pods that a Job replaces; 0: none"), jobs);
    number("activeDeadlineSeconds", tr("Deadline"), tr("seconds, then the Job is failed"), jobs);
    number("ttlSecondsAfterFinished", tr("Kept for"), tr("seconds after its end, with its pods; empty: for ever"),
           jobs);
    number("schedule", tr("Schedule"), tr("minute hour day month weekday"), cron, FieldKind::Text)
        ->setPlaceholderText(QStringLiteral("0 3 * * *"));
    number("timeZone", tr("Time zone"), tr("empty: that of the cluster"), cron, FieldKind::Text)
        ->setPlaceholderText(QStringLiteral("Europe/Berlin"));
    addSetting(*grid, row, QStringLiteral("concurrencyPolicy"), tr("Overlap"),
               m_fields.choice(QStringLiteral("spec.scheduling.concurrencyPolicy"),
                               {{{}, QStringLiteral("Allow")},
                                {QStringLiteral("Forbid"), QStringLiteral("Forbid")},
                                {QStringLiteral("Replace"), QStringLiteral("Replace")}},
                               tr("Overlap"), this),
               tr("when the last run still works; Forbid leaves the new one out"), cron);
    number("startingDeadlineSeconds", tr("Late by at most"), tr("seconds, then this time is left out"), cron);
    QList<FieldBinder::Choice> kinds;
    for (const QString &kind : queueKindWords())
        kinds.append({kind, kind});
    addSetting(*grid, row, QStringLiteral("queue"), tr("Queue"),
               m_fields.choice(QStringLiteral("spec.scheduling.queue.kind"), kinds, tr("Queue"), this),
               tr("redis without a URL is deployed with the task"), queues);
    addSetting(*grid, row, QStringLiteral("queue"), tr("Taken by"),
               m_fields.choice(QStringLiteral("spec.scheduling.queue.taking"),
                               {{{}, tr("the worker's image")}, {QStringLiteral("feeder"), tr("a feeder beside it")}},
                               tr("Taken by"), this),
               tr("engines that know no queue need the feeder"), queues);
    const auto reference = [&](const char *key, const QString &label, const QString &hint) {
        addSetting(*grid, row, QStringLiteral("queue"), label,
                   m_fields.line(QStringLiteral("spec.scheduling.queue.url.") + QLatin1String(key), FieldKind::Text,
                                 label, this),
                   hint, queues);
    };
    reference("secret", tr("URL's Secret"), tr("name of the Secret that holds the queue's URL"));
    reference("key", tr("URL's key"), tr("key in that Secret"));

    connect(m_modes, &OptionList::currentChanged, this, &ScheduleSection::modeChosen);
    connect(m_policies, &OptionList::currentChanged, this,
            [this](const QString &policy) { emit edited({m_fields.editOf(policyPath(), policy)}); });
}

void ScheduleSection::addSetting(QGridLayout &grid, int &row, const QString &key, const QString &label, QWidget *field,
                                 const QString &hint, const QStringList &modes)
{
    auto *caption = new TextLabel(m_theme, label, FontRole::Small, Token::Second, this);
    caption->setBuddy(field);
    auto *words = new TextLabel(m_theme, hint, FontRole::Small, Token::Third, this);
    words->setWordWrap(true);
    field->setFixedWidth(m_theme.dp(150));
    grid.addWidget(caption, row, 0);
    grid.addWidget(field, row, 1);
    grid.addWidget(words, row, 2);
    ++row;
    m_settings.append({key, modes, {caption, field, words}});
}

void ScheduleSection::modeChosen(const QString &mode)
{
    QList<DocumentEdit> edits{m_fields.editOf(modePath(), mode)};
    for (const TaskChoice &choice : std::as_const(m_choices.modes)) {
        // A mode that cannot have the present policy brings the one that it can have.
        if (choice.word == mode && !choice.policy.isEmpty() && choice.policy != m_fields.text(policyPath()))
            edits.append(m_fields.editOf(policyPath(), choice.policy));
    }
    emit edited(edits);
}

void ScheduleSection::fill(OptionList &list, const QList<TaskChoice> &choices, const QString &current)
{
    for (const TaskChoice &choice : choices)
        list.setOption(choice.word, verdictOf(choice.standing), choice.line);
    for (int i = 0; i < list.count(); ++i) {
        // What the document says is shown as chosen, refused or not.
        auto *row = qobject_cast<OptionRow *>(list.row(i));
        if (!row)
            continue;
        row->setChosen(row->title() == current);
        for (const TaskChoice &choice : choices) {
            if (choice.word == row->title())
                row->setToolTip(choice.details);
        }
    }
}

void ScheduleSection::showDocument(const Json &document)
{
    const auto wordAt = [&](const QString &path, const QString &otherwise) {
        const QString text = fieldText(valueAt(document, path));
        return text.isEmpty() ? otherwise : text;
    };
    const QString mode = wordAt(modePath(), word(SchedulingMode::Pod));
    fill(*m_modes, m_choices.modes, mode);
    fill(*m_policies, m_choices.policies, wordAt(policyPath(), word(RestartPolicy::Never)));
    for (const Setting &setting : std::as_const(m_settings)) {
        const bool visible =
            setting.modes.contains(mode) || valueAt(document, QStringLiteral("spec.scheduling.") + setting.key);
        for (QWidget *widget : setting.widgets)
            widget->setVisible(visible);
    }
}

void ScheduleSection::setChoices(const TaskChoices &choices, const QString &words)
{
    m_choices = choices;
    m_title->setNote(words);
    showDocument(m_fields.document());
}

} // namespace zdtp::ui
