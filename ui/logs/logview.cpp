#include "ui/logs/logview.h"

#include <QScrollBar>
#include <QTextBlock>

namespace zdtp::ui {

LogView::LogView(const Theme &theme, QWidget *parent) : CodeView(theme, parent), m_theme(theme)
{
    setReadOnly(true);
    setLineNumbers(false);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setUndoRedoEnabled(false);
    setMaximumBlockCount(MaximumLines);
    setAccessibleName(tr("Log"));
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    connect(&theme, &Theme::changed, this, &LogView::showAgain);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (!m_inserting)
            setFollowing(value >= verticalScrollBar()->maximum());
    });
}

void LogView::clearLines()
{
    m_lines.clear();
    m_dropped = 0;
    m_inserting = true;
    clear();
    m_inserting = false;
    setFollowing(true);
}

void LogView::setErrorPatterns(const QList<QRegularExpression> &patterns)
{
    m_patterns = patterns;
}

void LogView::setFollowing(bool follow)
{
    if (m_follow == follow)
        return;
    m_follow = follow;
    if (follow)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    emit followingChanged(follow);
}

bool LogView::isError(const QString &text) const
{
    static const QRegularExpression common(QStringLiteral("\\b(ERROR|FATAL|PANIC|error:|fatal:)"));
    if (common.match(text).hasMatch())
        return true;
    for (const QRegularExpression &pattern : m_patterns) {
        if (pattern.match(text).hasMatch())
            return true;
    }
    return false;
}

void LogView::append(const QList<ClusterSession::LogLine> &lines)
{
    if (lines.isEmpty())
        return;
    m_lines.append(lines);
    if (m_lines.size() > MaximumLines) {
        m_dropped += m_lines.size() - MaximumLines;
        m_lines.remove(0, m_lines.size() - MaximumLines);
    }
    insert(lines.size() > MaximumLines ? m_lines : lines);
}

void LogView::insert(const QList<ClusterSession::LogLine> &lines)
{
    QTextCharFormat time;
    time.setForeground(m_theme.color(Token::Third));
    QTextCharFormat plain;
    plain.setForeground(m_theme.color(Token::Text));
    QTextCharFormat error;
    error.setForeground(m_theme.stateColor(State::Failed));

    m_inserting = true;
    const int stood = verticalScrollBar()->value();
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    cursor.beginEditBlock();
    bool first = document()->isEmpty();
    for (const ClusterSession::LogLine &line : lines) {
        if (!first)
            cursor.insertBlock();
        first = false;
        if (line.time.isValid())
            cursor.insertText(line.time.toLocalTime().toString(QStringLiteral("HH:mm:ss.zzz   ")), time);
        cursor.insertText(line.text, isError(line.text) ? error : plain);
    }
    cursor.endEditBlock();
    verticalScrollBar()->setValue(m_follow ? verticalScrollBar()->maximum() : stood);
    m_inserting = false;
}

void LogView::showAgain()
{
    m_inserting = true;
    clear();
    m_inserting = false;
    insert(m_lines);
}

QByteArray LogView::toBytes() const
{
    QByteArray bytes;
    for (const ClusterSession::LogLine &line : m_lines) {
        if (line.time.isValid())
            bytes += line.time.toUTC().toString(Qt::ISODateWithMs).toUtf8() + ' ';
        bytes += line.text.toUtf8() + '\n';
    }
    return bytes;
}

} // namespace zdtp::ui
