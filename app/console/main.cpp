#include "app/common/places.h"
#include "app/common/sleepwatch.h"
#include "app/console/clusters.h"
#include "app/console/options.h"
#include "models/engine/preset.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLoggingCategory>
#include <QSettings>

#include <cstdio>

namespace {

Q_LOGGING_CATEGORY(logConsole, "zdtp.console", QtInfoMsg)

zdtp::ui::Scheme schemeOf(const QString &word)
{
    return word == QLatin1String("light")  ? zdtp::ui::Scheme::Light
           : word == QLatin1String("dark") ? zdtp::ui::Scheme::Dark
                                           : zdtp::ui::Scheme::Auto;
}

} // namespace

int main(int argc, char *argv[])
{
    using namespace zdtp;
    // Usage must be told without a display.
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    const Result<console::Options> options = console::parseOptions(arguments);
    if (!options) {
        std::fprintf(stderr, "zdtp-console: %s\n", qUtf8Printable(options.error().toLine()));
        return 2;
    }
    if (!options->answer.isEmpty()) {
        std::fputs(qUtf8Printable(options->answer), stdout);
        return 0;
    }

    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("zdtp-console"));
    QApplication::setApplicationDisplayName(QStringLiteral("ZDTP Console"));
    QApplication::setApplicationVersion(QStringLiteral(ZDTP_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("zdtp-console"));

    QSettings settings(places::config() + QStringLiteral("/console.ini"), QSettings::IniFormat);
    ui::Theme theme;
    theme.setScheme(options->scheme.value_or(schemeOf(settings.value(QStringLiteral("window/theme")).toString())));
    ui::installTheme(application, theme);
    QApplication::setWindowIcon(ui::Theme::applicationIcon());

    SystemClock clock;
    QList<Error> problems;
    const EngineCatalog engines = EngineCatalog::load(places::engines(), &problems);
    for (const Error &problem : std::as_const(problems))
        qCWarning(logConsole, "%s", qUtf8Printable(problem.toLine()));

    console::Clusters clusters(options->kubeconfig, options->context, options->nameSpace, engines, clock);
    ui::MainWindow::Places where;
    where.draftsFolder = places::config() + QStringLiteral("/drafts");
    where.sampleFile = places::sample();
    where.sampleTool = qEnvironmentVariable("ZDTP_SAMPLE_TOOL");
    ui::MainWindow window(theme, clusters, settings, where);
    window.show();
    std::unique_ptr<SleepWatch> sleep;
    // The window is on the screen before anything is fetched.
    QMetaObject::invokeMethod(
        &clusters,
        [&] {
            sleep = std::make_unique<SleepWatch>(QDBusConnection::systemBus());
            QObject::connect(sleep.get(), &SleepWatch::woke, &clusters, [&clusters] {
                if (ClusterSession *session = clusters.session())
                    session->poke();
            });
            clusters.open({});
            if (!options->file.isEmpty())
                window.openFile(options->file);
        },
        Qt::QueuedConnection);
    return QApplication::exec();
}
