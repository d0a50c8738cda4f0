#include "ui/logs/logpanel.h"

#include "ui/logs/logview.h"
#include "ui/widgets/headers.h"

#include <QDir>
#include <QFileDialog>
#include <QLocale>
#include <QSaveFile>
#include <QToolButton>
#include <QVBoxLayout>

namespace zdtp::ui {

LogPanel::LogPanel(const Workspace &workspace, QWidget *parent) : QWidget(parent), m_workspace(workspace)
{
    setObjectName(QStringLiteral("logPanel"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_header = new PanelHeader(workspace.theme, tr("Logs"), this);
    layout->addWidget(m_header);
    m_view = new LogView(workspace.theme, this);
    m_view->setObjectName(QStringLiteral("logView"));
    layout->addWidget(m_view, 1);

    m_again = m_header->addTool(Icon::Refresh, tr("Read the log again from its beginning"));
    m_again->setObjectName(QStringLiteral("logAgain"));
    auto *find = m_header->addTool(Icon::Search, tr("Find in the log (Ctrl+F)"));
    find->setObjectName(QStringLiteral("logFind"));
    m_wrap = m_header->addTool(Icon::Wrap, tr("Wrap long lines"));
    m_wrap->setObjectName(QStringLiteral("logWrap"));
    m_wrap->setCheckable(true);
    m_follow = m_header->addTool(Icon::Follow, tr("Stay at the end as lines come"));
    m_follow->setObjectName(QStringLiteral("logFollow"));
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    m_save = m_header->addTool(Icon::Export, tr("Save the log as a file…"));
    m_save->setObjectName(QStringLiteral("logSave"));
    auto *close = m_header->addTool(Icon::Close, tr("Hide the logs (Ctrl+J)"));
    close->setObjectName(QStringLiteral("logClose"));

    connect(m_again, &QToolButton::clicked, this, &LogPanel::read);
    connect(find, &QToolButton::clicked, this, &LogPanel::openFind);
    connect(close, &QToolButton::clicked, this, &LogPanel::foldWanted);
    connect(m_wrap, &QToolButton::toggled, this, [this](bool wrap) {
        m_view->setLineWrapMode(wrap ? QPlainTextEdit::WidgetWidth : QPlainTextEdit::NoWrap);
    });
    connect(m_follow, &QToolButton::clicked, m_view, &LogView::setFollowing);
    connect(m_view, &LogView::followingChanged, m_follow, &QToolButton::setChecked);
    connect(m_save, &QToolButton::clicked, this, &LogPanel::save);
    open({}, {}, {}, {}, tr("Select a worker to read its log"));
}

LogPanel::~LogPanel() = default;

void LogPanel::open(const QString &podName, const QString &podUid, const QString &title, const QString &engine,
                    const QString &whyNone)
{
    if (!podName.isEmpty() && podName == m_pod && podUid == m_uid)
        return;
    m_pod = podName;
    m_uid = podUid;
    m_title = title;
    m_call.reset();
    m_view->clearLines();
    if (const EnginePreset *preset = m_workspace.session.engines().find(engine)) {
        QList<QRegularExpression> patterns;
        for (const EnginePreset::ErrorPattern &error : preset->errors)
            patterns.append(error.pattern);
        m_view->setErrorPatterns(patterns);
    }
    for (QToolButton *button : {m_again, m_save, m_follow})
        button->setEnabled(!m_pod.isEmpty());
    if (m_pod.isEmpty()) {
        setNote(title.isEmpty() ? whyNone : title + QStringLiteral(" · ") + whyNone);
        return;
    }
    read();
}

void LogPanel::read()
{
    if (m_pod.isEmpty())
        return;
    m_view->clearLines();
    setNote(tr("%1 · connecting").arg(m_title));
    ClusterSession::LogOptions options;
    options.follow = true;
    m_call = m_workspace.session.readLog(
        m_pod, options,
        [this](const QList<ClusterSession::LogLine> &lines) {
            m_view->append(lines);
            setNote(m_view->dropped() > 0
                        ? tr("%1 · following, the first %2 lines were dropped")
                              .arg(m_title, QLocale().toString(m_view->dropped()))
                        : tr("%1 · following, %2 lines").arg(m_title, QLocale().toString(m_view->lineCount())));
        },
        [this](std::optional<k8s::ApiError> error) { ended(error); });
}

void LogPanel::ended(const std::optional<k8s::ApiError> &error)
{
    if (error) {
        setNote(QStringLiteral("%1 · %2").arg(m_title, error->toLine()));
        return;
    }
    const QString lines = QLocale().toString(m_view->lineCount());
    setNote(m_view->dropped() > 0 ? tr("%1 · ended, the last %2 lines; the first %3 were dropped")
                                        .arg(m_title, lines, QLocale().toString(m_view->dropped()))
                                  : tr("%1 · ended, complete, %2 lines").arg(m_title, lines));
}

void LogPanel::setNote(const QString &note)
{
    m_note = note;
    m_header->setNote(note);
}

void LogPanel::openFind()
{
    m_view->openFind();
}

void LogPanel::setFolded(bool folded)
{
    m_view->setVisible(!folded);
}

void LogPanel::save()
{
    auto *dialog = new QFileDialog(this, tr("Save the log"), QDir::homePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(m_pod + QStringLiteral(".log"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &name) {
        QSaveFile file(name);
        const QByteArray bytes = m_view->toBytes();
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            setNote(tr("%1 was not saved: %2").arg(name, file.errorString()));
        else
            setNote(tr("Saved as %1").arg(name));
    });
    dialog->open();
}

} // namespace zdtp::ui
