#include "ui/tasks/documentpanel.h"

#include "k8s/yaml/reader.h"
#include "models/tables/words.h"
#include "ui/base/refusal.h"
#include "ui/tasks/taskform.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/headers.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace zdtp::ui {

DocumentPanel::DocumentPanel(const Theme &theme, const EngineCatalog &engines, QWidget *parent)
    : QWidget(parent), m_theme(theme)
{
    setObjectName(QStringLiteral("documentPanel"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_header = new PanelHeader(theme, tr("Document"), this);
    m_tabs = new Segmented(theme, m_header);
    m_tabs->setObjectName(QStringLiteral("documentTabs"));
    m_tabs->setAccessibleName(tr("View of the document"));
    m_tabs->addSegment(tr("Form"), tr("The document as fields"));
    m_tabs->addSegment(tr("YAML"), tr("The same document as text"));
    m_header->addLeft(m_tabs);
    m_secret = makeSmallButton(theme, tr("Create Secret…"), Icon::Key, m_header);
    m_secret->setObjectName(QStringLiteral("createSecret"));
    m_header->addRight(m_secret);
    layout->addWidget(m_header);
    m_banner = new Banner(theme, this);
    m_banner->setObjectName(QStringLiteral("brokenBanner"));
    m_banner->hide();
    layout->addWidget(m_banner);
    m_stack = new QStackedWidget(this);
    m_form = new TaskForm(theme, engines, m_stack);
    m_stack->addWidget(m_form);
    m_editor = new CodeView(theme, m_stack);
    m_editor->setObjectName(QStringLiteral("editor"));
    m_editor->setAccessibleName(tr("Document of the task"));
    m_editor->setReadOnly(false); // a code view shows, unless told otherwise
    m_editor->setTextInteractionFlags(Qt::TextEditorInteraction);
    m_editor->setLanguage(CodeHighlighter::Language::Yaml);
    m_editor->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_editor->setTabChangesFocus(true); // YAML knows no tabs, and the keyboard must be able to leave
    m_stack->addWidget(m_editor);
    layout->addWidget(m_stack, 1);

    connect(m_tabs, &Segmented::currentChanged, this, [this](int index) { m_stack->setCurrentIndex(index); });
    connect(m_secret, &QPushButton::clicked, this, &DocumentPanel::secretWanted);
    connect(m_form, &TaskForm::secretWanted, this, &DocumentPanel::secretWanted);
    connect(m_form, &TaskForm::edited, this, [this](const QList<DocumentEdit> &edits) {
        QString about; // typing in one field is one step of undo
        for (const DocumentEdit &edit : edits)
            about += edit.path + u'\n';
        apply(edits, about);
    });
    connect(m_editor, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_loading)
            emit textChanged();
    });
    connect(m_banner, &Banner::buttonPressed, this, [this] {
        setView(View::Yaml);
        m_editor->goToLine(std::max(1, m_broken.place.line), std::max(1, m_broken.place.column));
        m_editor->setFocus();
    });
    qApp->installEventFilter(this); // fields have an undo of their own, which knows nothing of the document
}

DocumentPanel::~DocumentPanel() = default;

void DocumentPanel::load(const QByteArray &yaml)
{
    m_loading = true;
    m_editor->setPlainText(QString::fromUtf8(yaml));
    m_loading = false;
    showText();
}

QByteArray DocumentPanel::yaml() const
{
    return m_editor->toPlainText().toUtf8();
}

DocumentPanel::View DocumentPanel::view() const
{
    return m_stack->currentIndex() == 0 ? View::Form : View::Yaml;
}

void DocumentPanel::setView(View view)
{
    m_tabs->setCurrent(int(view));
    m_stack->setCurrentIndex(int(view));
}

void DocumentPanel::showText()
{
    const auto documents = k8s::readYaml(yaml(), QString());
    if (documents && documents->size() == 1 && documents->first()->kind == k8s::YamlNode::Kind::Map)
        m_form->showDocument(k8s::toJson(*documents->first()));
}

bool DocumentPanel::apply(const QList<DocumentEdit> &edits, const QString &about)
{
    const QString before = m_editor->toPlainText();
    const auto after = editDocument(before.toUtf8(), edits);
    if (!after) {
        Finding finding;
        finding.message = after.error().what;
        finding.fix = after.error().remedy;
        showBroken(&finding);
        return false;
    }
    const TextChange change = changeBetween(before, QString::fromUtf8(*after));
    if (!change.isEmpty()) {
        QTextCursor cursor(m_editor->document());
        const bool joins = !about.isEmpty() && about == m_about && m_revision == m_editor->document()->revision();
        joins ? cursor.joinPreviousEditBlock() : cursor.beginEditBlock();
        cursor.setPosition(int(change.at));
        cursor.setPosition(int(change.at + change.length), QTextCursor::KeepAnchor);
        cursor.insertText(change.text);
        cursor.endEditBlock();
        m_about = about;
        m_revision = m_editor->document()->revision();
    }
    showText();
    return true;
}

void DocumentPanel::setVerdict(const TaskVerdict &verdict)
{
    QList<LineNote> notes;
    for (const Finding &finding : verdict.findings) {
        if (finding.place.line > 0)
            notes.append({finding.place.line, finding.severity == Severity::Error ? State::Failed : State::Waiting,
                          finding.message});
    }
    m_editor->setNotes(notes);
    if (verdict.yaml != yaml())
        return; // typed on: the next verdict is on its way
    if (!verdict.document) {
        showBroken(verdict.findings.isEmpty() ? nullptr : &verdict.findings.first());
        return;
    }
    showBroken(nullptr);
    m_form->showDocument(*verdict.document);
    QString workers;
    QString about;
    if (verdict.task) {
        const SyncTask &task = *verdict.task;
        workers = tables::workersWord(verdict.workers);
        if (task.scheduling.parallelism > 0)
            workers = tr("%1, at most %2 at once").arg(workers).arg(task.scheduling.parallelism);
        about = verdict.about;
    }
    m_form->setVerdict(verdict.findings, verdict.choices, workers, about);
}

void DocumentPanel::showBroken(const Finding *finding)
{
    m_form->setEnabled(!finding);
    m_banner->setVisible(finding != nullptr);
    if (!finding)
        return;
    m_broken = *finding;
    m_banner->show(State::Failed, tr("The form shows the last state that could be read."),
                   finding->place.line > 0 ? tr("Line %1: %2").arg(finding->place.line).arg(finding->message)
                                           : finding->message,
                   tr("Go to the YAML"));
}

void DocumentPanel::goTo(const Finding &finding)
{
    if (view() == View::Form && m_form->isEnabled() && !finding.field.isEmpty() && m_form->goTo(finding.field))
        return;
    setView(View::Yaml);
    if (finding.place.line > 0)
        m_editor->goToLine(finding.place.line, qMax(1, finding.place.column));
    m_editor->setFocus();
}

void DocumentPanel::setSecretRefusal(const QString &refusal, const QString &tip)
{
    setRefused(*m_secret, refusal, tip);
}

void DocumentPanel::openFind()
{
    setView(View::Yaml);
    m_editor->openFind();
}

void DocumentPanel::takeFocus()
{
    if (view() == View::Yaml)
        m_editor->setFocus();
    else
        m_form->goTo(QStringLiteral("spec.type"));
}

bool DocumentPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        const bool undo = key->matches(QKeySequence::Undo);
        auto *widget = qobject_cast<QWidget *>(watched);
        if ((undo || key->matches(QKeySequence::Redo)) && widget && m_form->isAncestorOf(widget)) {
            event->accept();
            if (event->type() == QEvent::KeyPress) {
                undo ? m_editor->undo() : m_editor->redo();
                m_about.clear();
                showText();
            }
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace zdtp::ui
