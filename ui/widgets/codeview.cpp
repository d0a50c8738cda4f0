#include "ui/widgets/codeview.h"

#include "ui/theme/paint.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/findbar.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace zdtp::ui {

namespace {

/// Lines of 17 to 18: the font's own height plus air below, which QPlainTextEdit has no setting for.
class AiryLayout : public QPlainTextDocumentLayout
{
public:
    using QPlainTextDocumentLayout::QPlainTextDocumentLayout;
    QRectF blockBoundingRect(const QTextBlock &block) const override
    {
        QRectF rect = QPlainTextDocumentLayout::blockBoundingRect(block);
        if (rect.isValid() && block.isVisible())
            rect.setHeight(rect.height() + 2 * std::max(1, block.lineCount()) - 1);
        return rect;
    }
};

} // namespace

/// Line numbers, signs of the diff and marks of findings.
class CodeGutter : public QWidget
{
public:
    explicit CodeGutter(CodeView *view) : QWidget(view), m_view(view) {}

protected:
    void paintEvent(QPaintEvent *event) override { m_view->paintGutter(event); }
    void wheelEvent(QWheelEvent *event) override { QCoreApplication::sendEvent(m_view->viewport(), event); }
    void mouseReleaseEvent(QMouseEvent *event) override
    {
        const int line = m_view->lineAt(event->position().toPoint().y());
        for (const LineNote &note : std::as_const(m_view->m_notes)) {
            if (note.line == line) {
                emit m_view->noteActivated(line);
                return;
            }
        }
    }
    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::ToolTip) {
            auto *help = static_cast<QHelpEvent *>(event);
            QStringList words;
            for (const LineNote &note : std::as_const(m_view->m_notes)) {
                if (note.line == m_view->lineAt(help->pos().y()))
                    words.append(note.words);
            }
            QToolTip::showText(help->globalPos(), words.join(u'\n'), this);
            return true;
        }
        return QWidget::event(event);
    }

private:
    CodeView *m_view;
};

CodeView::CodeView(const Theme &theme, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
    , m_highlighter(new CodeHighlighter(theme, document()))
    , m_gutter(new CodeGutter(this))
    , m_find(new FindBar(theme, this))
{
    document()->setDocumentLayout(new AiryLayout(document()));
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    document()->setDocumentMargin(4);
    m_find->hide();
    connect(this, &QPlainTextEdit::blockCountChanged, this, &CodeView::placeParts);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &rect, int dy) {
        if (dy)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    connect(m_find, &FindBar::textChanged, this, &CodeView::findText);
    connect(m_find, &FindBar::next, this, &CodeView::findNext);
    connect(m_find, &FindBar::previous, this, &CodeView::findPrevious);
    connect(m_find, &FindBar::closed, this, &CodeView::closeFind);
    connect(document(), &QTextDocument::contentsChanged, this, [this] {
        if (m_find->isVisible())
            findText(m_find->field()->text());
    });
    connect(&theme, &Theme::changed, this, &CodeView::refresh);
    refresh();
}

void CodeView::refresh()
{
    setFont(m_theme.font(FontRole::Fixed));
    setTabStopDistance(QFontMetricsF(font()).horizontalAdvance(u' ') * 2);
    QPalette colours = m_theme.palette();
    // In an inactive window the selection keeps the words readable too.
    colours.setColor(QPalette::HighlightedText, m_theme.color(Token::Text));
    setPalette(colours);
    placeParts();
    viewport()->update();
}

void CodeView::setLanguage(CodeHighlighter::Language language)
{
    m_highlighter->setLanguage(language);
}

void CodeView::setLineNumbers(bool shown)
{
    m_lineNumbers = shown;
    placeParts();
}

void CodeView::setDiff(const QList<DiffMark> &marks)
{
    m_diff = marks;
    m_numbers.clear();
    int number = 0;
    for (const DiffMark mark : marks)
        m_numbers.append(mark == DiffMark::Removed ? 0 : ++number);
    placeParts();
    viewport()->update();
}

void CodeView::setNotes(const QList<LineNote> &notes)
{
    m_notes = notes;
    placeParts();
    viewport()->update();
    m_gutter->update();
}

void CodeView::goToLine(int line, int column)
{
    const QTextBlock block = document()->findBlockByNumber(std::max(0, line - 1));
    if (!block.isValid())
        return;
    QTextCursor cursor(block);
    cursor.movePosition(QTextCursor::Right, QTextCursor::MoveAnchor, std::clamp(column - 1, 0, block.length() - 1));
    setTextCursor(cursor);
    centerCursor();
}

int CodeView::gutterWidth() const
{
    if (!m_lineNumbers)
        return 0;
    const QFontMetrics metrics(m_theme.font(FontRole::Fixed));
    const int digits = std::max<int>(2, int(QString::number(std::max(1, blockCount())).size()));
    const int sign = m_diff.isEmpty() ? 0 : metrics.horizontalAdvance(u'+') + 8;
    const int note = m_notes.isEmpty() ? 0 : m_theme.dp(14) + 4;
    return 10 + note + digits * metrics.horizontalAdvance(u'0') + sign + 10;
}

void CodeView::placeParts()
{
    const int left = gutterWidth();
    setViewportMargins(left, 0, 0, 0);
    const QRect area = contentsRect();
    m_gutter->setGeometry(area.left(), area.top(), left, area.height());
    m_gutter->update();
    const int wide = std::min(area.width() - 24, m_theme.dp(360));
    const int bar = verticalScrollBar()->isVisible() ? verticalScrollBar()->width() : 0;
    m_find->setGeometry(area.right() - wide - 8 - bar, area.top(), wide, m_find->sizeHint().height());
}

int CodeView::lineAt(int y) const
{
    return cursorForPosition(QPoint(0, y)).blockNumber() + 1;
}

void CodeView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    placeParts();
}

void CodeView::paintEvent(QPaintEvent *event)
{
    // Tints under the text, over the whole width: QPlainTextEdit fills no background of its own.
    {
        QPainter painter(viewport());
        const QPointF offset = contentOffset();
        for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
            const QRectF line = blockBoundingGeometry(block).translated(offset);
            if (line.top() > event->rect().bottom())
                break;
            const QRectF whole(0, std::round(line.top()), viewport()->width(),
                               std::round(line.bottom()) - std::round(line.top()));
            const DiffMark mark = m_diff.value(block.blockNumber());
            if (mark != DiffMark::None)
                painter.fillRect(whole, m_theme.color(mark == DiffMark::Added ? Token::Added : Token::Removed));
            for (const LineNote &note : std::as_const(m_notes)) {
                if (note.line == block.blockNumber() + 1)
                    painter.fillRect(whole, m_theme.stateTint(note.state));
            }
        }
    }
    QPlainTextEdit::paintEvent(event);
    if (hasFocus()) {
        QPainter painter(viewport());
        painter.fillRect(QRect(0, 0, 2, viewport()->height()), m_theme.color(Token::FocusRing));
    }
}

void CodeView::paintGutter(QPaintEvent *event)
{
    QPainter painter(m_gutter);
    painter.fillRect(event->rect(), m_theme.color(Token::Base));
    const QFont font = m_theme.font(FontRole::Fixed);
    const QFontMetrics metrics(font);
    const int sign = m_diff.isEmpty() ? 0 : metrics.horizontalAdvance(u'+') + 8;
    const QPointF offset = contentOffset();
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF line = blockBoundingGeometry(block).translated(offset);
        if (line.top() > event->rect().bottom())
            break;
        const int index = block.blockNumber();
        // The last block also holds the margin of the document: the number stands beside its first line.
        const qreal first = block.layout()->lineCount() > 0 ? block.layout()->lineAt(0).height() + 1 : line.height();
        const QRect whole(0, int(std::round(line.top())), m_gutter->width(),
                          int(std::round(line.top() + std::min(first, line.height()))) - int(std::round(line.top())));
        const DiffMark mark = m_diff.value(index);
        if (mark != DiffMark::None)
            painter.fillRect(whole, m_theme.color(mark == DiffMark::Added ? Token::Added : Token::Removed));
        const LineNote *worst = nullptr;
        for (const LineNote &note : std::as_const(m_notes)) {
            if (note.line == index + 1 && (!worst || note.state == State::Failed))
                worst = &note;
        }
        if (worst) {
            painter.fillRect(whole, m_theme.stateTint(worst->state));
            const int size = m_theme.dp(14);
            painter.drawPixmap(
                4, whole.top() + (whole.height() - size) / 2,
                m_theme.pixmap(worst->state == State::Waiting ? Icon::Warning : Theme::stateIcon(worst->state),
                               m_theme.stateColor(worst->state), size, devicePixelRatioF()));
        }
        const int number = m_diff.isEmpty() ? index + 1 : m_numbers.value(index, 0);
        if (number > 0)
            paintText(painter, QRect(0, whole.top(), whole.width() - sign - 10, whole.height()), font,
                      m_theme.color(Token::Third), QString::number(number), Qt::AlignRight);
        if (mark != DiffMark::None)
            paintText(painter, QRect(whole.width() - sign - 2, whole.top(), sign, whole.height()), font,
                      m_theme.stateColor(mark == DiffMark::Added ? State::Succeeded : State::Failed),
                      mark == DiffMark::Added ? QStringLiteral("+") : QStringLiteral("-"));
    }
}

void CodeView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Find)) {
        openFind();
        return;
    }
    if (event->key() == Qt::Key_F3) {
        if (event->modifiers() & Qt::ShiftModifier)
            findPrevious();
        else
            findNext();
        return;
    }
    if (event->key() == Qt::Key_Escape && m_find->isVisible()) {
        closeFind();
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

bool CodeView::event(QEvent *event)
{
    // Ctrl+F belongs to the view that has the focus, before any action of the window.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Find)) {
        event->accept();
        return true;
    }
    return QPlainTextEdit::event(event);
}

void CodeView::openFind()
{
    placeParts();
    m_find->show();
    m_find->raise();
    const QString selected = textCursor().selectedText();
    if (!selected.isEmpty() && !selected.contains(QChar::ParagraphSeparator))
        m_find->field()->setText(selected);
    m_find->field()->setFocus(Qt::ShortcutFocusReason);
    m_find->field()->selectAll();
    findText(m_find->field()->text());
}

void CodeView::closeFind()
{
    m_find->hide();
    m_matches.clear();
    m_match = -1;
    setExtraSelections({});
    setFocus(Qt::OtherFocusReason);
}

void CodeView::findText(const QString &text)
{
    m_matches.clear();
    m_match = -1;
    if (!text.isEmpty()) {
        const QString all = toPlainText();
        for (qsizetype at = all.indexOf(text, 0, Qt::CaseInsensitive); at >= 0;
             at = all.indexOf(text, at + text.size(), Qt::CaseInsensitive))
            m_matches.append(int(at));
        if (!m_matches.isEmpty()) {
            // The first one at or after the cursor.
            const int from = textCursor().selectionStart();
            const auto found = std::lower_bound(m_matches.cbegin(), m_matches.cend(), from);
            m_match = found == m_matches.cend() ? 0 : int(found - m_matches.cbegin());
        }
    }
    selectMatch();
}

void CodeView::findNext()
{
    if (m_matches.isEmpty()) {
        findText(m_find->field()->text());
        return;
    }
    m_match = (m_match + 1) % int(m_matches.size());
    selectMatch();
}

void CodeView::findPrevious()
{
    if (m_matches.isEmpty())
        return;
    m_match = (m_match + int(m_matches.size()) - 1) % int(m_matches.size());
    selectMatch();
}

void CodeView::selectMatch()
{
    m_find->setMatches(m_match, matchCount());
    const int length = int(m_find->field()->text().size());
    QList<QTextEdit::ExtraSelection> selections;
    // All of them are marked as long as that is quick; the current one always.
    constexpr int most = 2000;
    for (int i = 0; i < m_matches.size(); ++i) {
        if (i >= most && i != m_match)
            continue;
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(document());
        selection.cursor.setPosition(m_matches[i]);
        selection.cursor.setPosition(m_matches[i] + length, QTextCursor::KeepAnchor);
        selection.format.setBackground(i == m_match ? m_theme.stateColor(State::Waiting)
                                                    : m_theme.stateTint(State::Waiting));
        if (i == m_match)
            selection.format.setForeground(m_theme.color(Token::Base));
        selections.append(selection);
    }
    setExtraSelections(selections);
    if (m_match >= 0) {
        QTextCursor cursor(document());
        cursor.setPosition(m_matches[m_match]);
        setTextCursor(cursor);
        ensureCursorVisible();
    }
}

} // namespace zdtp::ui
