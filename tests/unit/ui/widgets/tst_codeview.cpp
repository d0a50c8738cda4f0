#include "ui/theme/style.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/findbar.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

using namespace zdtp;
using namespace zdtp::ui;

class TestCodeView : public QObject
{
    Q_OBJECT

    Theme m_theme;

    QColor colourAt(const CodeView &view, int line, int column) const
    {
        const QTextBlock block = view.document()->findBlockByNumber(line - 1);
        const auto formats = block.layout()->formats();
        for (const auto &range : formats) {
            if (range.start <= column && column < range.start + range.length)
                return range.format.foreground().color();
        }
        return m_theme.color(Token::Text);
    }

private slots:
    void initTestCase()
    {
        m_theme.setScheme(Scheme::Light);
        installTheme(*qApp, m_theme);
    }

    void coloursYaml_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("column");
        QTest::addColumn<int>("token");
        const auto row = [](const char *text, int column, Token token) {
            QTest::addRow("%s @%d", text, column) << QString::fromUtf8(text) << column << int(token);
        };
        row("kind: Pod", 0, Token::CodeKey);
        row("kind: Pod", 6, Token::Text);
        row("  zdtp.io/run: \"3\"", 4, Token::CodeKey);
        row("  zdtp.io/run: \"3\"", 15, Token::CodeString);
        row("enabled: false", 9, Token::CodeKeyword);
        row("cpu: 250m", 5, Token::CodeNumber);
        row("image: postgres:17", 7, Token::Text);
        row("image: postgres:17", 16, Token::Text);
        row("# words", 3, Token::CodeComment);
        row("name: a # words", 9, Token::CodeComment);
        row("name: a#b", 8, Token::Text);
        row("- {name: A, value: \"1\"}", 4, Token::CodeKey);
        row("- {name: A, value: \"1\"}", 14, Token::CodeKey);
        row("- {name: A, value: \"1\"}", 20, Token::CodeString);
        row("limits: {memory: 512Mi}", 18, Token::CodeNumber);
        row("\"quoted: key\": 1", 2, Token::CodeKey);
        row("url: 'a # b'", 8, Token::CodeString);
        row("\"never closed", 4, Token::CodeString);
        row("a: \"ends in \\", 5, Token::CodeString);
    }
    void coloursYaml()
    {
        QFETCH(QString, text);
        QFETCH(int, column);
        QFETCH(int, token);
        CodeView view(m_theme);
        view.setLanguage(CodeHighlighter::Language::Yaml);
        view.setPlainText(text);
        QCOMPARE(colourAt(view, 1, column).name(), m_theme.color(Token(token)).name());
    }

    void blockScalarsAreStrings()
    {
        CodeView view(m_theme);
        view.setLanguage(CodeHighlighter::Language::Yaml);
        view.setPlainText(QStringLiteral("data:\n  copy.sh: |\n    set -e # not a comment\n\n    a: b\n  next: 1\n"));
        QCOMPARE(colourAt(view, 3, 12).name(), m_theme.color(Token::CodeString).name());
        QCOMPARE(colourAt(view, 5, 4).name(), m_theme.color(Token::CodeString).name());
        QCOMPARE(colourAt(view, 6, 2).name(), m_theme.color(Token::CodeKey).name());
    }

    void findsAndGoesRound()
    {
        QWidget window;
        CodeView view(m_theme, &window);
        view.resize(500, 300);
        view.setPlainText(QStringLiteral("one Two\nthree two\nfour\ntwo"));
        window.show();
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_F, Qt::ControlModifier);
        QVERIFY(view.findBar()->isVisible());
        QTest::keyClicks(view.findBar()->field(), QStringLiteral("two"));
        QCOMPARE(view.matchCount(), 3);
        QCOMPARE(view.currentMatch(), 0);
        QCOMPARE(view.textCursor().blockNumber(), 0);
        QTest::keyClick(view.findBar()->field(), Qt::Key_Return);
        QCOMPARE(view.textCursor().blockNumber(), 1);
        QTest::keyClick(view.findBar()->field(), Qt::Key_Return);
        QCOMPARE(view.textCursor().blockNumber(), 3);
        QTest::keyClick(view.findBar()->field(), Qt::Key_Return);
        QCOMPARE(view.textCursor().blockNumber(), 0);
        QTest::keyClick(view.findBar()->field(), Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(view.textCursor().blockNumber(), 3);
        QTest::keyClicks(view.findBar()->field(), QStringLiteral("x"));
        QCOMPARE(view.matchCount(), 0);
        QVERIFY2(view.findBar()->field()->property("invalid").toBool(), "nothing found is shown at the field");
        QTest::keyClick(view.findBar()->field(), Qt::Key_Escape);
        QVERIFY(!view.findBar()->isVisible());
        QCOMPARE(view.extraSelections().size(), 0);
    }

    void findsAgainWhenTheTextChanges()
    {
        QWidget window;
        CodeView view(m_theme, &window);
        view.setPlainText(QStringLiteral("two"));
        window.show();
        view.openFind();
        view.findBar()->field()->setText(QStringLiteral("two"));
        QCOMPARE(view.matchCount(), 1);
        view.setPlainText(QStringLiteral("two two"));
        QCOMPARE(view.matchCount(), 2);
    }

    void goesToALine()
    {
        CodeView view(m_theme);
        view.setPlainText(QStringLiteral("a\nbcd\ne"));
        view.goToLine(2, 3);
        QCOMPARE(view.textCursor().blockNumber(), 1);
        QCOMPARE(view.textCursor().positionInBlock(), 2);
        view.goToLine(99);
        QCOMPARE(view.textCursor().blockNumber(), 1);
    }

    void diffIsTintedOverTheWholeLine()
    {
        CodeView view(m_theme);
        view.setPlainText(QStringLiteral("a\nb\nc\n"));
        view.setDiff({DiffMark::None, DiffMark::Removed, DiffMark::Added, DiffMark::None});
        view.resize(400, 120);
        view.show();
        const QImage picture = view.viewport()->grab().toImage();
        const int tall = int(view.cursorRect().height()) + 1;
        QCOMPARE(QColor(picture.pixel(picture.width() - 30, 4 + tall + tall / 2)).name(),
                 m_theme.color(Token::Removed).name());
        QCOMPARE(QColor(picture.pixel(picture.width() - 30, 4 + 2 * tall + tall / 2)).name(),
                 m_theme.color(Token::Added).name());
        QCOMPARE(QColor(picture.pixel(picture.width() - 30, 6)).name(), m_theme.color(Token::Base).name());
    }

    void followsTheTheme()
    {
        Theme theme;
        theme.setScheme(Scheme::Light);
        CodeView view(theme);
        view.setLanguage(CodeHighlighter::Language::Yaml);
        view.setPlainText(QStringLiteral("kind: Pod"));
        theme.setScheme(Scheme::Dark);
        QCOMPARE(view.document()->firstBlock().layout()->formats().first().format.foreground().color().name(),
                 theme.color(Token::CodeKey).name());
        QCOMPARE(view.palette().color(QPalette::Base), theme.color(Token::Base));
    }
};

QTEST_MAIN(TestCodeView)
#include "tst_codeview.moc"
