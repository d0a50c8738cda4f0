#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDirIterator>
#include <QFile>
#include <QFontMetrics>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace zdtp;
using namespace zdtp::ui;

namespace {

bool isEmpty(const QImage &image)
{
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (qAlpha(image.pixel(x, y)) > 24)
                return false;
        }
    }
    return true;
}

const QList<Token> Surfaces = {Token::Window, Token::Header,   Token::Side,     Token::Base,      Token::Alternate,
                               Token::Hover,  Token::Selected, Token::Inactive, Token::NavCurrent};
const QList<State> AllStates = {State::Running, State::Waiting, State::Succeeded, State::Failed,
                                State::Missing, State::Unknown, State::Stopped,   State::NotTried};

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private slots:
    void contrastOfBlackOnWhite()
    {
        QCOMPARE(qRound(contrast(Qt::black, Qt::white) * 100), 2100);
        QCOMPARE(qRound(contrast(Qt::white, Qt::white) * 100), 100);
    }

    // The numbers that the drawings promise, to the tenth.
    void promisedContrast_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("token");
        QTest::addColumn<int>("ground");
        QTest::addColumn<double>("promised");
        const auto row = [](const char *name, Token token, Token ground, double light, double dark) {
            QTest::addRow("%s, light", name) << false << int(token) << int(ground) << light;
            QTest::addRow("%s, dark", name) << true << int(token) << int(ground) << dark;
        };
        row("text", Token::Text, Token::Base, 16.9, 14.5);
        row("second", Token::Second, Token::Base, 7.7, 8.7);
        row("third", Token::Third, Token::Base, 6.1, 6.8);
        row("edge of a field", Token::Field, Token::Base, 3.6, 4.1);
        row("link", Token::Link, Token::Base, 6.3, 8.0);
        row("link on window", Token::Link, Token::Window, 5.7, 7.1);
        row("on accent", Token::OnAccent, Token::Accent, 6.3, 5.0);
        row("on accent, hover", Token::OnAccent, Token::AccentHover, 8.0, 6.0);
        row("on danger", Token::OnDanger, Token::Danger, 6.2, 5.1);
    }
    void promisedContrast()
    {
        QFETCH(bool, dark);
        QFETCH(int, token);
        QFETCH(int, ground);
        QFETCH(double, promised);
        Theme theme;
        theme.setScheme(dark ? Scheme::Dark : Scheme::Light);
        const double found = contrast(theme.color(Token(token)), theme.color(Token(ground)));
        QVERIFY2(found > promised - 0.06,
                 qPrintable(QStringLiteral("%1, promised %2").arg(found, 0, 'f', 2).arg(promised, 0, 'f', 1)));
    }

    void textIsReadableOnEverySurface()
    {
        for (const bool dark : {false, true}) {
            Theme theme;
            theme.setScheme(dark ? Scheme::Dark : Scheme::Light);
            for (const Token ground : Surfaces) {
                for (const Token text : {Token::Text, Token::Second}) {
                    const double found = contrast(theme.color(text), theme.color(ground));
                    QVERIFY2(found >= 4.5, qPrintable(QStringLiteral("token %1 on %2: %3, dark %4")
                                                          .arg(int(text))
                                                          .arg(int(ground))
                                                          .arg(found, 0, 'f', 2)
                                                          .arg(dark)));
                }
            }
            for (const State state : AllStates) {
                for (const Token text : {Token::Text, Token::Second})
                    QVERIFY(contrast(theme.color(text), theme.stateTint(state)) >= 5.9);
            }
        }
    }

    void statesAreReadableInTablesAndTags()
    {
        for (const bool dark : {false, true}) {
            Theme theme;
            theme.setScheme(dark ? Scheme::Dark : Scheme::Light);
            for (const State state : AllStates) {
                const QColor colour = theme.stateColor(state);
                for (const Token ground :
                     {Token::Base, Token::Alternate, Token::Hover, Token::Selected, Token::Inactive, Token::Window}) {
                    const double found = contrast(colour, theme.color(ground));
                    QVERIFY2(found >= 4.5, qPrintable(QStringLiteral("state %1 on %2: %3, dark %4")
                                                          .arg(int(state))
                                                          .arg(int(ground))
                                                          .arg(found, 0, 'f', 2)
                                                          .arg(dark)));
                }
                QVERIFY(contrast(colour, theme.stateTint(state)) >= 4.45);
            }
        }
    }

    void codeAndLogsAreReadable()
    {
        for (const bool dark : {false, true}) {
            Theme theme;
            theme.setScheme(dark ? Scheme::Dark : Scheme::Light);
            for (const Token code : {Token::CodeKey, Token::CodeString, Token::CodeNumber, Token::CodeKeyword,
                                     Token::CodeComment, Token::Text}) {
                for (const Token ground : {Token::Base, Token::Added, Token::Removed})
                    QVERIFY2(contrast(theme.color(code), theme.color(ground)) >= 4.5,
                             qPrintable(QStringLiteral("code %1 on %2, dark %3: %4")
                                            .arg(int(code))
                                            .arg(int(ground))
                                            .arg(dark)
                                            .arg(contrast(theme.color(code), theme.color(ground)))));
            }
            for (int i = 0; i < Theme::logColorCount(); ++i)
                QVERIFY(contrast(theme.logColor(i), theme.color(Token::Base)) >= 4.5);
            for (int i = 0; i < ContextColourCount; ++i)
                QVERIFY(contrast(theme.contextColor(ContextColour(i)), theme.color(Token::Side)) >= 3);
        }
    }

    // Merged logs must not use the red that means an error.
    void workersInLogsAreNeverRed()
    {
        Theme theme;
        for (int i = 0; i < Theme::logColorCount(); ++i)
            QVERIFY(theme.logColor(i) != theme.stateColor(State::Failed));
        QCOMPARE(theme.logColor(Theme::logColorCount()), theme.logColor(0));
    }

    void everyIconIsDrawn_data()
    {
        QTest::addColumn<int>("icon");
        for (int i = 1; i < IconCount; ++i)
            QTest::newRow(qPrintable(iconName(Icon(i)))) << i;
    }
    void everyIconIsDrawn()
    {
        QFETCH(int, icon);
        const IconSet icons;
        QVERIFY2(QFile::exists(QStringLiteral(":/zdtp/icons/%1.svg").arg(iconName(Icon(icon)))), "no such file");
        for (const qreal ratio : {1.0, 2.0}) {
            const QImage image =
                icons.pixmap(Icon(icon), Qt::red, 16, ratio).toImage().convertToFormat(QImage::Format_ARGB32);
            QCOMPARE(image.size(), QSize(16, 16) * ratio);
            QVERIFY(!isEmpty(image));
            // 1 px stays free all around, so that icons do not touch their neighbours.
            for (int i = 0; i < image.width(); ++i) {
                QVERIFY(qAlpha(image.pixel(i, 0)) < 130);
                QVERIFY(qAlpha(image.pixel(0, i)) < 130);
            }
            // In the colour that was asked for, and in no other.
            bool red = false;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    const QRgb pixel = image.pixel(x, y);
                    if (qAlpha(pixel) < 150)
                        continue;
                    QVERIFY(qRed(pixel) > 240 && qGreen(pixel) < 12 && qBlue(pixel) < 12);
                    red = true;
                }
            }
            QVERIFY(red);
        }
    }

    void noDrawingIsForgotten()
    {
        const IconSet icons;
        int found = 0;
        for (QDirIterator it(QStringLiteral(":/zdtp/icons")); it.hasNext();) {
            it.next();
            const QString name = it.fileInfo().completeBaseName();
            if (name == QLatin1String("zdtp-console"))
                continue;
            ++found;
            QVERIFY2(iconFromName(name) != Icon::None, qPrintable(name));
        }
        QCOMPARE(found, IconCount - 1);
        QCOMPARE(iconFromName(QStringLiteral("no such drawing")), Icon::None);
        QVERIFY(!isEmpty(Theme::applicationIcon().pixmap(64).toImage()));
    }

    // Shape differs, not only colour.
    void statesDifferInShape()
    {
        Theme theme;
        QHash<State, QImage> shapes;
        for (const State state : {State::Running, State::Waiting, State::Succeeded, State::Failed, State::Missing,
                                  State::Unknown, State::Stopped})
            shapes.insert(state, theme.pixmap(Theme::stateIcon(state), QColor(Qt::black), 14, 1).toImage());
        for (auto one = shapes.cbegin(); one != shapes.cend(); ++one) {
            for (auto other = shapes.cbegin(); other != shapes.cend(); ++other) {
                if (one.key() != other.key())
                    QVERIFY(*one != *other);
            }
        }
    }

    void iconsAreDrawnOnce()
    {
        Theme theme;
        const QPixmap first = theme.pixmap(State::Failed, 14, 1);
        QCOMPARE(theme.pixmap(State::Failed, 14, 1).cacheKey(), first.cacheKey());
        QVERIFY(theme.pixmap(State::Failed, 14, 2).cacheKey() != first.cacheKey());
        QVERIFY(theme.pixmap(State::Failed, 14, 1, true).cacheKey() != first.cacheKey());
    }

    void switchesAtRunTime()
    {
        Theme theme;
        theme.setScheme(Scheme::Light);
        QSignalSpy changed(&theme, &Theme::changed);
        const QColor light = theme.color(Token::Window);
        const QIcon icon = theme.icon(Icon::Lock);
        const QImage before = icon.pixmap(16).toImage();
        theme.setScheme(Scheme::Dark);
        QCOMPARE(changed.size(), 1);
        QVERIFY(theme.isDark());
        QVERIFY(theme.color(Token::Window) != light);
        QCOMPARE(theme.palette().color(QPalette::Window), theme.color(Token::Window));
        QVERIFY2(icon.pixmap(16).toImage() != before, "an icon that is in use follows the theme");
        theme.setScheme(Scheme::Dark);
        QCOMPARE(changed.size(), 1);
    }

    void autoFollowsTheDesktop()
    {
        Theme theme;
        theme.setDesktopDark(true);
        QVERIFY(theme.isDark());
        theme.setDesktopDark(false);
        QVERIFY(!theme.isDark());
        theme.setScheme(Scheme::Light);
        theme.setDesktopDark(true);
        QVERIFY2(!theme.isDark(), "what the user chose wins");
        theme.setScheme(Scheme::Auto);
        QVERIFY(theme.isDark());
    }

    void installedThemeReachesEveryWidget()
    {
        Theme theme;
        theme.setScheme(Scheme::Light);
        installTheme(*qApp, theme);
        QWidget window;
        QLineEdit field(&window);
        QPushButton button(QStringLiteral("Verify…"), &window);
        window.show();
        QCOMPARE(window.palette().color(QPalette::Window), theme.color(Token::Window));
        theme.setScheme(Scheme::Dark);
        QCoreApplication::processEvents();
        QCOMPARE(window.palette().color(QPalette::Window), theme.color(Token::Window));
        QCOMPARE(field.palette().color(QPalette::Base), theme.color(Token::Base));
        const QImage picture = window.grab().toImage();
        QCOMPARE(QColor(picture.pixel(picture.width() - 1, picture.height() - 1)), theme.color(Token::Window));
        QApplication::setStyle(QStringLiteral("fusion"));
    }

    void sizesOfControls()
    {
        Theme theme;
        QFont font = QApplication::font();
        font.setPixelSize(13);
        theme.setFonts(font, font);
        installTheme(*qApp, theme);
        QPushButton button(QStringLiteral("Verify…"));
        QCOMPARE(button.sizeHint().height(), 28);
        QPushButton little(QStringLiteral("Count again"));
        setSmall(little);
        QCOMPARE(little.sizeHint().height(), 24);
        QLineEdit field;
        QCOMPARE(field.sizeHint().height(), 26);
        QApplication::setStyle(QStringLiteral("fusion"));
    }

    void typeGrowsWithTheSystem()
    {
        Theme theme;
        QFont font = QApplication::font();
        font.setPixelSize(13);
        theme.setFonts(font, font);
        QCOMPARE(theme.font(FontRole::PageTitle).pixelSize(), 17);
        QCOMPARE(theme.font(FontRole::Caption).pixelSize(), 11);
        QCOMPARE(theme.dp(28), 28);
        font.setPixelSize(26);
        theme.setFonts(font, font);
        QCOMPARE(theme.font(FontRole::PageTitle).pixelSize(), 34);
        QCOMPARE(theme.dp(28), 56);
        font.setPixelSize(9);
        theme.setFonts(font, font);
        QVERIFY2(theme.font(FontRole::Caption).pixelSize() >= 11, "11 is the smallest that can be read");
    }

    void mediumIsBoldInChinese()
    {
        Theme theme;
        theme.setLocale(QLocale(QLocale::English));
        QCOMPARE(theme.font(FontRole::SmallMedium).weight(), QFont::Medium);
        const int line = theme.lineHeight(FontRole::Small);
        theme.setLocale(QLocale(QLocale::Chinese));
        QCOMPARE(theme.font(FontRole::SmallMedium).weight(), QFont::Bold);
        QCOMPARE(theme.lineHeight(FontRole::Small), line + 1);
    }

    // Numbers of as many digits are as wide, whatever the font's own figures are.
    void figuresStandUnderEachOther()
    {
        Theme theme;
        const QFont font = theme.font(FontRole::Small);
        QCOMPARE(tabularWidth(font, QStringLiteral("1,111,111")), tabularWidth(font, QStringLiteral("8,888,888")));
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
