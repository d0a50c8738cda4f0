#pragma once

#include "ui/theme/theme.h"

#include <QHash>
#include <QPlainTextEdit>
#include <QSyntaxHighlighter>

namespace zdtp::ui {

class FindBar;

/// What a line of a diff is.
enum class DiffMark { None, Added, Removed };

/// A finding that belongs to a line; lines count from 1.
struct LineNote
{
    int line = 0;
    State state = State::Failed; ///< Failed for errors, Waiting for warnings
    QString words;
};

/// Colours YAML, SQL or nothing.
class CodeHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    enum class Language { None, Yaml, Sql };

    CodeHighlighter(const Theme &theme, QTextDocument *document);
    void setLanguage(Language language);

protected:
    void highlightBlock(const QString &text) override;

private:
    void yaml(const QString &text);
    void sql(const QString &text);
    void refresh();

    const Theme &m_theme;
    Language m_language = Language::None;
    QTextCharFormat m_key;
    QTextCharFormat m_string;
    QTextCharFormat m_number;
    QTextCharFormat m_keyword;
    QTextCharFormat m_comment;
};

/// Text in the fixed font with line numbers, colours, tints of a diff and marks of findings at the lines. Ctrl+F opens
/// a find bar at its top, F3 and Shift+F3 (or Enter and Shift+Enter in the bar) go on, Esc closes it.
class CodeView : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit CodeView(const Theme &theme, QWidget *parent = nullptr);

    void setLanguage(CodeHighlighter::Language language);
    void setLineNumbers(bool shown);
    /// One mark a line; lines that were removed have no number. An empty list: no diff.
    void setDiff(const QList<DiffMark> &marks);
    void setNotes(const QList<LineNote> &notes);
    QList<LineNote> notes() const { return m_notes; }
    /// Line from 1; moves the cursor there and makes it visible.
    void goToLine(int line, int column = 1);

    FindBar *findBar() const { return m_find; }
    /// Number of places that match; 0 when the bar is empty.
    int matchCount() const { return int(m_matches.size()); }
    int currentMatch() const { return m_match; }

public slots:
    void openFind();
    void closeFind();
    void findText(const QString &text);
    void findNext();
    void findPrevious();

signals:
    /// A mark in the gutter was clicked.
    void noteActivated(int line);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    friend class CodeGutter;
    int gutterWidth() const;
    void paintGutter(QPaintEvent *event);
    void placeParts();
    void selectMatch();
    void refresh();
    int lineAt(int y) const;

    const Theme &m_theme;
    CodeHighlighter *m_highlighter;
    QWidget *m_gutter;
    FindBar *m_find;
    QList<DiffMark> m_diff;
    QList<int> m_numbers; ///< of each line in a diff, 0 for removed ones
    QList<LineNote> m_notes;
    QList<int> m_matches; ///< positions in the document
    int m_match = -1;
    bool m_lineNumbers = true;
};

} // namespace zdtp::ui
