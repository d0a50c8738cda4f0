#include "ui/widgets/codeview.h"

#include <QRegularExpression>
#include <QSet>

namespace zdtp::ui {

CodeHighlighter::CodeHighlighter(const Theme &theme, QTextDocument *document)
    : QSyntaxHighlighter(document), m_theme(theme)
{
    connect(&theme, &Theme::changed, this, &CodeHighlighter::refresh);
    refresh();
}

void CodeHighlighter::setLanguage(Language language)
{
    if (language == m_language)
        return;
    m_language = language;
    rehighlight();
}

void CodeHighlighter::refresh()
{
    m_key.setForeground(m_theme.color(Token::CodeKey));
    m_string.setForeground(m_theme.color(Token::CodeString));
    m_number.setForeground(m_theme.color(Token::CodeNumber));
    m_keyword.setForeground(m_theme.color(Token::CodeKeyword));
    m_comment.setForeground(m_theme.color(Token::CodeComment));
    rehighlight();
}

void CodeHighlighter::highlightBlock(const QString &text)
{
    switch (m_language) {
    case Language::None:
        break;
    case Language::Yaml:
        yaml(text);
        break;
    case Language::Sql:
        sql(text);
        break;
    }
}

void CodeHighlighter::yaml(const QString &text)
{
    // State of a block: 0 outside, n + 1 inside a block scalar whose key stands at column n.
    const int previous = std::max(0, previousBlockState());
    qsizetype indent = 0;
    while (indent < text.size() && text[indent] == u' ')
        ++indent;
    if (previous > 0 && (indent == text.size() || indent >= previous)) {
        setFormat(0, int(text.size()), m_string);
        setCurrentBlockState(previous);
        return;
    }
    setCurrentBlockState(0);

    static const QRegularExpression number(
        QStringLiteral("^[-+]?(?:\\d[\\d_]*(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)(?:m|k|Ki|Mi|Gi|Ti|M|G|T|s)?$"));
    static const QSet<QString> words = {QStringLiteral("true"), QStringLiteral("false"), QStringLiteral("null"),
                                        QStringLiteral("~")};
    const auto scalar = [&](qsizetype start, qsizetype end) {
        while (start < end && text[start].isSpace())
            ++start;
        while (end > start && text[end - 1].isSpace())
            --end;
        if (start >= end)
            return;
        const QString word = text.mid(start, end - start);
        if (words.contains(word))
            setFormat(int(start), int(end - start), m_keyword);
        else if (number.match(word).hasMatch())
            setFormat(int(start), int(end - start), m_number);
        else if (word.startsWith(u'|') || word.startsWith(u'>'))
            setCurrentBlockState(int(indent) + 1);
        else if (word.startsWith(u'&') || word.startsWith(u'*') || word.startsWith(u'!') ||
                 word == QLatin1String("---"))
            setFormat(int(start), int(end - start), m_keyword);
    };

    qsizetype i = 0;
    qsizetype start = 0; // of the scalar that is being read
    int depth = 0;       // of flow brackets
    while (i < text.size()) {
        const QChar c = text[i];
        if (c == u'#' && (i == 0 || text[i - 1].isSpace())) {
            scalar(start, i);
            setFormat(int(i), int(text.size() - i), m_comment);
            return;
        }
        if ((c == u'"' || c == u'\'') && QStringView(text).mid(start, i - start).trimmed().isEmpty()) {
            qsizetype end = i + 1;
            while (end < text.size() && text[end] != c)
                end += c == u'"' && text[end] == u'\\' ? 2 : 1;
            end = std::min(end + 1, text.size());
            // A quoted key keeps the colour of keys.
            qsizetype after = end;
            while (after < text.size() && text[after] == u' ')
                ++after;
            const bool key = after < text.size() && text[after] == u':';
            setFormat(int(i), int(end - i), key ? m_key : m_string);
            i = end;
            start = end;
            continue;
        }
        if (c == u':' && (i + 1 == text.size() || text[i + 1].isSpace())) {
            qsizetype from = start;
            while (from < i && text[from].isSpace())
                ++from;
            if (from < i)
                setFormat(int(from), int(i - from), m_key);
            start = i + 1;
        } else if (c == u'-' && depth == 0 && QStringView(text).left(i).trimmed().isEmpty() &&
                   (i + 1 == text.size() || text[i + 1] == u' ')) {
            start = i + 1;
        } else if (c == u'{' || c == u'[') {
            ++depth;
            start = i + 1;
        } else if (depth > 0 && (c == u'}' || c == u']' || c == u',')) {
            scalar(start, i);
            start = i + 1;
            if (c != u',')
                --depth;
        }
        ++i;
    }
    scalar(start, text.size());
}

void CodeHighlighter::sql(const QString &text)
{
    static const QRegularExpression word(
        QStringLiteral("\\b(SELECT|FROM|WHERE|AND|OR|NOT|DELETE|INSERT|INTO|VALUES|UPDATE|SET|TRUNCATE|TABLE|COPY|TO|"
                       "STDIN|STDOUT|IS|NULL|IN|BETWEEN|ORDER|BY|LIMIT|COUNT|JOIN|ON|AS|CREATE|DROP|ONLY|WITH)\\b"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression number(QStringLiteral("(?<![\\w.])\\d+(?:\\.\\d+)?\\b"));
    static const QRegularExpression string(QStringLiteral("'(?:[^']|'')*'"));
    static const QRegularExpression comment(QStringLiteral("--.*$"));
    const auto paint = [&](const QRegularExpression &pattern, const QTextCharFormat &format) {
        for (auto it = pattern.globalMatch(text); it.hasNext();) {
            const auto match = it.next();
            setFormat(int(match.capturedStart()), int(match.capturedLength()), format);
        }
    };
    paint(word, m_keyword);
    paint(number, m_number);
    paint(string, m_string);
    paint(comment, m_comment);
}

} // namespace zdtp::ui
