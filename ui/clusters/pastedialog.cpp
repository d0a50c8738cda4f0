#include "ui/clusters/pastedialog.h"

#include "ui/widgets/codeview.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/rows.h"
#include "ui/widgets/text.h"

#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>
#include <QtConcurrent/QtConcurrentRun>

namespace zdtp::ui {

namespace {

constexpr int PauseMilliseconds = 250; ///< of typing, before the text is judged
constexpr int FindingsShown = 50;

State stateOf(k8s::ConfigFinding::Severity severity)
{
    return severity == k8s::ConfigFinding::Severity::Error ? State::Failed : State::Waiting;
}

} // namespace

PasteDialog::PasteDialog(const Theme &theme, const QStringList &takenNames, QWidget *parent)
    : DialogFrame(theme, Kind::Plain, parent), m_theme(theme), m_taken(takenNames)
{
    setObjectName(QStringLiteral("pasteDialog"));
    setWindowTitle(tr("Paste kubeconfig"));
    setHeading(tr("Paste a kubeconfig"));
    setSentence(
        tr("Its secrets go to the keychain, the rest to a file below the console's own folder. Nothing of it is "
           "run or sent by adding it."));
    auto *content = new QWidget(this);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme.dp(8));
    auto *form = new FieldForm(theme, content);
    m_name = new QLineEdit(form);
    m_name->setObjectName(QStringLiteral("pasteName"));
    m_name->setPlaceholderText(QStringLiteral("staging"));
    m_nameRow = form->addRow(tr("Name"), m_name);
    m_nameRow->setHint(tr("of the file: letters, digits, dots and hyphens"));
    layout->addWidget(form);
    m_text = new CodeView(theme, content);
    m_text->setObjectName(QStringLiteral("pasteText"));
    m_text->setAccessibleName(tr("Kubeconfig"));
    m_text->setReadOnly(false);
    m_text->setTextInteractionFlags(Qt::TextEditorInteraction);
    m_text->setLanguage(CodeHighlighter::Language::Yaml);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true);
    m_text->setMinimumHeight(theme.dp(200));
    layout->addWidget(m_text, 1);
    m_summary = new TextLabel(theme, {}, FontRole::Small, Token::Second, content);
    m_summary->setObjectName(QStringLiteral("pasteSummary"));
    m_summary->setWordWrap(true);
    layout->addWidget(m_summary);
    m_findings = new RowList(theme, content);
    m_findings->setObjectName(QStringLiteral("pasteFindings"));
    layout->addWidget(m_findings);
    setContent(content);
    actionButton()->setObjectName(QStringLiteral("action"));
    cancelButton()->setObjectName(QStringLiteral("cancel"));
    setFirstFocus(m_text);
    m_pause.setSingleShot(true);
    m_pause.setInterval(PauseMilliseconds);
    connect(&m_pause, &QTimer::timeout, this, &PasteDialog::begin);
    connect(&m_watcher, &QFutureWatcher<k8s::KubeconfigCheck>::finished, this, &PasteDialog::judged);
    connect(m_text, &QPlainTextEdit::textChanged, this, &PasteDialog::edited);
    connect(m_name, &QLineEdit::textChanged, this, &PasteDialog::refresh);
    connect(m_text, &CodeView::noteActivated, this, [this](int line) { m_text->goToLine(line); });
    refresh();
    resize(theme.dp(720), theme.dp(600));
}

PasteDialog::~PasteDialog()
{
    m_watcher.waitForFinished(); // it reads values of its own, and is quick
    m_text->clear();
}

QString PasteDialog::name() const
{
    return m_name->text().trimmed();
}

QByteArray PasteDialog::text() const
{
    return m_text->toPlainText().toUtf8();
}

void PasteDialog::setStore(bool lasting, const QString &words)
{
    m_lasting = lasting;
    m_words = words;
    refresh();
}

void PasteDialog::showProblem(const QString &problem)
{
    setRuleState(State::Failed, problem);
    setActionEnabled(true);
}

void PasteDialog::edited()
{
    m_known = false;
    m_pause.start();
    refresh();
}

void PasteDialog::begin()
{
    if (m_watcher.isRunning()) {
        m_again = true;
        return;
    }
    m_again = false;
    m_watcher.setFuture(
        QtConcurrent::run([bytes = text()] { return k8s::checkKubeconfig(bytes, PasteDialog::tr("pasted text")); }));
}

void PasteDialog::judged()
{
    if (m_again) {
        begin();
        return;
    }
    m_check = m_watcher.result();
    m_known = !m_pause.isActive();
    // A name is offered while none was typed.
    if (m_name->text().isEmpty() && m_check.usable) {
        static const QRegularExpression unfit(QStringLiteral("[^A-Za-z0-9.-]+"));
        QString offered =
            m_check.currentContext.isEmpty() ? m_check.contexts.constFirst().name : m_check.currentContext;
        offered.replace(unfit, QStringLiteral("-"));
        while (offered.startsWith(u'-') || offered.startsWith(u'.'))
            offered.remove(0, 1);
        m_name->setText(offered.left(60));
    }
    refresh();
}

void PasteDialog::refresh()
{
    static const QRegularExpression fit(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9.-]{0,62}$"));
    QString nameProblem;
    if (!name().isEmpty() && !fit.match(name()).hasMatch())
        nameProblem = tr("Letters, digits, dots and hyphens only, a letter or digit first");
    else if (m_taken.contains(name()))
        nameProblem = tr("A kubeconfig of this name was pasted before");
    m_nameRow->setError(nameProblem);

    const bool empty = m_text->document()->isEmpty();
    QStringList words;
    if (m_known && !empty) {
        QStringList contexts;
        for (const k8s::Kubeconfig::Context &context : std::as_const(m_check.contexts))
            contexts.append(tr("%1 (%2, %3)")
                                .arg(context.name, context.server.isEmpty() ? tr("no server") : context.server,
                                     context.authentication.isEmpty() ? tr("no credentials") : context.authentication));
        words.append(
            contexts.isEmpty() ? tr("It gives no context.")
            : contexts.size() == 1
                ? tr("It gives 1 context: %1.").arg(contexts.constFirst())
                : tr("It gives %1 contexts: %2.").arg(contexts.size()).arg(contexts.join(QStringLiteral("; "))));
        if (!m_check.secrets.isEmpty())
            words.append(m_lasting
                             ? tr("To the keychain: %1.").arg(m_check.secrets.join(QStringLiteral(", ")))
                             : tr("Kept for this session only: %1.").arg(m_check.secrets.join(QStringLiteral(", "))));
    } else if (!empty) {
        words.append(tr("Reading…"));
    }
    m_summary->setParagraph(words.join(u' '));
    m_summary->setVisible(!words.isEmpty());

    QList<LineNote> notes;
    m_findings->clear();
    if (m_known && !empty) {
        for (const k8s::ConfigFinding &finding : m_check.findings.mid(0, FindingsShown)) {
            const bool error = finding.severity == k8s::ConfigFinding::Severity::Error;
            auto *row = new RowWidget(m_theme, m_findings);
            row->setIcon(stateOf(finding.severity), error ? Icon::None : Icon::Warning);
            row->setTitle(error                                                       ? tr("error")
                          : finding.severity == k8s::ConfigFinding::Severity::Warning ? tr("warning")
                                                                                      : tr("note"));
            row->setText(Error{finding.error.what, finding.error.remedy, {}}.toLine(), true);
            const int line = finding.error.place.line;
            if (line > 0) {
                row->setResult(tr("line %1").arg(line));
                row->setActivatable(true);
                connect(row, &RowWidget::activated, this, [this, finding] {
                    m_text->goToLine(finding.error.place.line, qMax(1, finding.error.place.column));
                    m_text->setFocus();
                });
                notes.append({line, stateOf(finding.severity), finding.error.what});
            }
            m_findings->addRow(row);
        }
    }
    m_findings->align();
    m_findings->setVisible(m_findings->count() > 0);
    m_text->setNotes(notes);

    if (!m_lasting)
        setRuleState(State::Waiting, m_words.isEmpty() ? tr("No keychain: kept for this session only") : m_words);
    else
        setRule(m_words);
    setAction(m_check.contexts.size() == 1 ? tr("Add 1 context") : tr("Add %1 contexts").arg(m_check.contexts.size()),
              Icon::Import);
    QString why;
    if (empty)
        why = tr("Paste a kubeconfig first");
    else if (!m_known)
        why = tr("It is being read");
    else if (!m_check.usable)
        why = tr("None of its contexts can be connected to: see the findings");
    else if (name().isEmpty())
        why = tr("Give it a name");
    else
        why = nameProblem;
    setActionEnabled(why.isEmpty(), why);
}

} // namespace zdtp::ui
