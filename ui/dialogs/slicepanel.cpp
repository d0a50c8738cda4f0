#include "ui/dialogs/slicepanel.h"

#include "models/tables/words.h"
#include "ui/dialogs/smalltable.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {
constexpr int MostStatementLines = 5;
}

SlicePanel::SlicePanel(const Workspace &workspace, const QString &task, int run, const QStringList &workers,
                       QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_task(task), m_run(run), m_workers(workers)
{
    const Theme &theme = workspace.theme;
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);

    for (const QString &worker : workers) {
        const Result<QString> statement = workspace.session.cleanUpStatement(task, run, worker);
        if (statement)
            m_statements.append(*statement);
        else
            m_statementProblem = statement.error().toLine();
    }
    auto *box = new QWidget(this);
    auto *boxLayout = new QHBoxLayout(box);
    boxLayout->setContentsMargins(0, 0, 0, 0);
    boxLayout->setSpacing(4);
    m_code = new CodeView(theme, box);
    m_code->setObjectName(QStringLiteral("statement"));
    m_code->setAccessibleName(tr("Statement that is run in the target"));
    m_code->setReadOnly(true);
    m_code->setLineNumbers(false);
    m_code->setLanguage(CodeHighlighter::Language::Sql);
    m_code->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_code->setFrameShape(QFrame::Box);
    const QString text = m_statementProblem.isEmpty() ? m_statements.join(u'\n') : m_statementProblem;
    m_code->setPlainText(text);
    const int lines = qBound(1, int(text.count(u'\n')) + 1, MostStatementLines);
    m_code->setFixedHeight(lines * QFontMetrics(theme.font(FontRole::Fixed)).lineSpacing() + theme.dp(14));
    boxLayout->addWidget(m_code, 1);
    auto *copy = makeToolButton(theme, Icon::Copy, tr("Copy the statement"), box);
    boxLayout->addWidget(copy, 0, Qt::AlignTop);
    connect(copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_code->toPlainText()); });
    layout->addWidget(box);

    if (workers.size() > 1) {
        m_table = new SmallTable(theme, {tr("Worker"), tr("In the target"), tr("In the source")}, this);
        m_table->setRightAligned(1);
        m_table->setRightAligned(2);
        m_table->setMostRows(6);
        for (const QString &worker : workers)
            m_table->addRow({worker, tables::dash(), tables::dash()});
        layout->addWidget(m_table);
    }

    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    m_number = new TextLabel(theme, {}, FontRole::BigNumber, Token::Text, this);
    m_number->setObjectName(QStringLiteral("rowsInTarget"));
    m_words = new TextLabel(theme, {}, FontRole::Body, Token::Second, this);
    m_words->setWordWrap(true);
    m_when = new TextLabel(theme, {}, FontRole::Small, Token::Third, this);
    m_again = makeSmallButton(theme, tr("Count again"), Icon::None, this);
    m_again->setObjectName(QStringLiteral("countAgain"));
    line->addWidget(m_number);
    line->addWidget(m_words, 1);
    line->addWidget(m_when);
    line->addWidget(m_again);
    layout->addLayout(line);
    connect(m_again, &QPushButton::clicked, this, &SlicePanel::count);
    refresh();
}

void SlicePanel::count()
{
    if (m_counting)
        return;
    if (const QString refusal = m_workspace.session.refusal(); !refusal.isEmpty()) {
        m_problem = refusal;
        refresh();
        return;
    }
    m_counting = true;
    m_counts.clear();
    m_problem.clear();
    m_timer.start();
    refresh();
    const QPointer<SlicePanel> self(this);
    m_operation = m_workspace.session.count(m_task, m_run, m_workers,
                                            [self](const QString &worker, const ClusterSession::Counts &counts) {
                                                if (self)
                                                    self->take(worker, counts);
                                            });
    connect(m_operation, &Operation::finished, this, [this](const Outcome &outcome) {
        m_counting = false;
        m_took = m_timer.elapsed();
        m_countedAt = m_workspace.session.clock().now();
        if (!outcome.isDone())
            m_problem = outcome.line;
        refresh();
        emit counted();
    });
}

void SlicePanel::take(const QString &worker, const ClusterSession::Counts &counts)
{
    m_counts.insert(worker, counts);
    if (!counts.problem.isEmpty())
        m_problem = counts.problem;
    refresh();
}

qint64 SlicePanel::targetRows() const
{
    qint64 sum = 0;
    for (const QString &worker : m_workers) {
        const auto found = m_counts.constFind(worker);
        if (found == m_counts.cend() || found->target < 0)
            return -1;
        sum += found->target;
    }
    return sum;
}

void SlicePanel::refresh()
{
    qint64 source = 0;
    for (int i = 0; i < m_workers.size(); ++i) {
        const auto found = m_counts.constFind(m_workers.at(i));
        const bool known = found != m_counts.cend();
        source = !known || found->source < 0 || source < 0 ? -1 : source + found->source;
        if (m_table) {
            m_table->setWord(i, 1, known && found->target >= 0 ? tables::count(found->target) : tables::dash());
            m_table->setWord(i, 2, known && found->source >= 0 ? tables::count(found->source) : tables::dash());
        }
    }
    const qint64 target = targetRows();
    m_again->setEnabled(!m_counting);
    m_again->setText(m_counting || m_countedAt.isNull() ? tr("Count") : tr("Count again"));
    m_number->setVisible(target >= 0);
    if (target >= 0) {
        m_number->setText(tables::rowsWord(target));
        m_number->setState(target > 0 ? std::optional(State::Failed) : std::optional(State::Succeeded));
        m_words->setText(source >= 0 ? tr("in the target now, %1 in the source").arg(tables::count(source))
                                     : tr("in the target now"));
    } else if (m_counting) {
        m_words->setText(tr("Counting in target and source with helper pods"));
    } else {
        m_words->setText(m_problem.isEmpty() ? tr("Not counted yet") : m_problem);
    }
    m_words->setState(target < 0 && !m_problem.isEmpty() && !m_counting ? std::optional(State::Failed) : std::nullopt);
    m_when->setVisible(target >= 0 && !m_counting && m_countedAt.isValid());
    if (m_countedAt.isValid())
        m_when->setText(tr("counted %1 in %2 s")
                            .arg(m_countedAt.toLocalTime().toString(QStringLiteral("HH:mm:ss")),
                                 QLocale().toString(double(m_took) / 1000.0, 'f', 1)));
}

} // namespace zdtp::ui
