// Shows the components of the console, or saves a picture of them:
//   zdtp-gallery [--page parts|run|restart|launch|editor|empty|controls] [--grab FILE] [--dark] [--both]
#include "parts.h"
#include "pieces.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFontDatabase>
#include <QImage>
#include <QLocale>
#include <QPainter>
#include <QTextStream>

#include <memory>

using namespace zdtp;

namespace {

QFont firstOf(const QStringList &families, int pixels)
{
    const QStringList present = QFontDatabase::families();
    QFont font;
    for (const QString &family : families) {
        if (present.contains(family)) {
            font = QFont(QStringList{family, QStringLiteral("Noto Sans CJK SC")});
            break;
        }
    }
    font.setPixelSize(pixels);
    return font;
}

QWidget *make(const QString &page, const ui::Theme &theme)
{
    if (page == QLatin1String("parts"))
        return new gallery::Parts(theme);
    return gallery::makePiece(page, theme);
}

QImage picture(const QString &page, const ui::Theme &theme)
{
    std::unique_ptr<QWidget> widget(make(page, theme));
    widget->setAttribute(Qt::WA_DontShowOnScreen);
    widget->show();
    QApplication::setActiveWindow(widget.get());
    QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
    return widget->grab().toImage();
}

} // namespace

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption page(QStringLiteral("page"), QStringLiteral("What to show"), QStringLiteral("name"),
                                  QStringLiteral("parts"));
    const QCommandLineOption grab(QStringLiteral("grab"), QStringLiteral("Save a picture and end"),
                                  QStringLiteral("file"));
    const QCommandLineOption dark(QStringLiteral("dark"), QStringLiteral("Dark instead of light"));
    const QCommandLineOption both(QStringLiteral("both"), QStringLiteral("Light and dark beside each other"));
    const QCommandLineOption size(QStringLiteral("font-size"), QStringLiteral("Size of the body text"),
                                  QStringLiteral("pixels"), QStringLiteral("13"));
    parser.addOptions({page, grab, dark, both, size});
    parser.addHelpOption();
    parser.process(application);

    ui::Theme theme;
    const int pixels = parser.value(size).toInt();
    theme.setFonts(firstOf({QStringLiteral("Inter"), QStringLiteral("Noto Sans")}, pixels),
                   firstOf({QStringLiteral("JetBrains Mono"), QStringLiteral("DejaVu Sans Mono")}, pixels - 1));
    theme.setScheme(parser.isSet(dark) ? ui::Scheme::Dark : ui::Scheme::Light);
    ui::installTheme(application, theme);

    const QString name = parser.value(page);
    if (name == QLatin1String("empty"))
        theme.setLocale(QLocale(QLocale::Chinese));
    if (name != QLatin1String("parts") && !gallery::pieceNames().contains(name)) {
        QTextStream(stderr) << "No page " << name << ". There are: parts, "
                            << gallery::pieceNames().join(QStringLiteral(", ")) << "\n";
        return 2;
    }
    if (parser.isSet(grab)) {
        QImage image = picture(name, theme);
        if (parser.isSet(both)) {
            theme.setScheme(ui::Scheme::Dark);
            const QImage second = picture(name, theme);
            QImage pair(image.width() + second.width(), std::max(image.height(), second.height()),
                        QImage::Format_RGB32);
            pair.fill(Qt::black);
            image.setDevicePixelRatio(1);
            QImage right = second;
            right.setDevicePixelRatio(1);
            QPainter painter(&pair);
            painter.drawImage(0, 0, image);
            painter.drawImage(image.width(), 0, right);
            painter.end();
            image = pair;
        }
        return image.save(parser.value(grab)) ? 0 : 1;
    }
    std::unique_ptr<QWidget> widget(make(name, theme));
    widget->show();
    return QApplication::exec();
}
