#include "ui/tasks/findingspanel.h"

#include "models/tables/words.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/rows.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/text.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {

QString titleOf(const Finding &finding)
{
    QString title = tables::sentences({finding.message});
    return title.endsWith(u'.') ? title.chopped(1) : title;
}

} // namespace

FindingsPanel::FindingsPanel(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setObjectName(QStringLiteral("findingsPanel"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_header = new PanelHeader(theme, tr("Findings"), this);
    m_errors = new StateLabel(theme, State::Failed, {}, FontRole::SmallMedium, m_header);
    m_warnings = new StateLabel(theme, State::Waiting, {}, FontRole::SmallMedium, m_header);
    m_warnings->setIcon(Icon::Warning);
    m_header->addLeft(m_errors);
    m_header->addLeft(m_warnings);
    m_header->addRight(new TextLabel(theme, tr("F8 next finding"), FontRole::Small, Token::Third, m_header));
    layout->addWidget(m_header);
    m_scroll = new QScrollArea(this);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list = new RowList(theme, m_scroll);
    m_list->setObjectName(QStringLiteral("findingsList"));
    m_list->setEdges(false);
    auto *holder = new QWidget(m_scroll);
    holder->setAutoFillBackground(true);
    holder->setBackgroundRole(QPalette::Base);
    auto *holding = new QVBoxLayout(holder);
    holding->setContentsMargins(0, 0, 0, 0);
    holding->addWidget(m_list);
    holding->addStretch();
    m_scroll->setWidget(holder);
    layout->addWidget(m_scroll, 1);
    setFindings({});
}

void FindingsPanel::setFindings(const Findings &findings)
{
    m_findings = findings;
    m_current = -1;
    m_list->clear();
    int errors = 0;
    int warnings = 0;
    for (const Finding &finding : findings) {
        const bool error = finding.severity == Severity::Error;
        errors += error;
        warnings += finding.severity == Severity::Warning; // notes are rows, and no trouble
        auto *row = new RowWidget(m_theme, m_list);
        if (error)
            row->setIcon(State::Failed);
        else if (finding.severity == Severity::Warning)
            row->setIcon(State::Waiting, Icon::Warning);
        else
            row->setIcon(State::Stopped, Icon::Info);
        row->setTitle(titleOf(finding));
        row->setText(tables::sentences({finding.why, finding.fix}));
        row->setToolTip(QStringList{finding.message, finding.why, finding.fix}.join(u'\n').trimmed());
        row->setBaseHeight(30);
        row->setActivatable(true);
        if (!finding.field.isEmpty() || finding.place.line > 0)
            row->setLink(finding.field.isEmpty() ? tr("line %1").arg(finding.place.line) : finding.field, true);
        const auto go = [this, finding] { emit activated(finding); };
        connect(row, &RowWidget::activated, this, go);
        connect(row, &RowWidget::linkActivated, this, go);
        m_list->addRow(row);
    }
    m_list->align();
    m_errors->setVisible(errors > 0);
    m_errors->setState(State::Failed,
                       errors == 1 ? tr("1 error blocks the launch") : tr("%1 errors block the launch").arg(errors));
    m_warnings->setVisible(warnings > 0);
    m_warnings->setState(State::Waiting, warnings == 1 ? tr("1 warning") : tr("%1 warnings").arg(warnings));
    m_warnings->setIcon(Icon::Warning);
    m_header->setNote(findings.isEmpty() ? tr("nothing to say about this document") : QString());
}

void FindingsPanel::step(int by)
{
    if (m_findings.isEmpty())
        return;
    const int count = int(m_findings.size());
    m_current = m_current < 0 ? (by > 0 ? 0 : count - 1) : (m_current + by + count) % count;
    if (RowWidget *row = m_list->row(m_current))
        m_scroll->ensureWidgetVisible(row);
    emit activated(m_findings.at(m_current));
}

} // namespace zdtp::ui
