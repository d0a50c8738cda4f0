#include "app/console/options.h"

#include <QCoreApplication>

namespace zdtp::console {

namespace {

QString usage()
{
    return QCoreApplication::translate("console",
                                       "Usage: zdtp-console [options] [FILE]\n"
                                       "  FILE                    a task document to open\n"
                                       "  --kubeconfig FILE       instead of KUBECONFIG and ~/.kube/config\n"
                                       "  --context NAME          a context of it, or \"local\" for the local cluster\n"
                                       "  -n, --namespace NAME    instead of the context's own\n"
                                       "  --theme light|dark|auto\n"
                                       "  --help, --version\n");
}

} // namespace

Result<Options> parseOptions(const QStringList &arguments)
{
    const auto say = [](const char *text) { return QCoreApplication::translate("console", text); };
    const QString help = say("See zdtp-console --help");
    Options options;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        QString name = arguments.at(i);
        QString value;
        bool hasValue = false;
        if (const qsizetype cut = name.indexOf(u'='); name.startsWith(QLatin1String("--")) && cut > 0) {
            value = name.mid(cut + 1);
            name = name.left(cut);
            hasValue = true;
        }
        if (name == QLatin1String("--help") || name == QLatin1String("-h")) {
            options.answer = usage();
            return options;
        }
        if (name == QLatin1String("--version")) {
            options.answer = QStringLiteral("zdtp-console " ZDTP_VERSION "\n");
            return options;
        }
        if (!name.startsWith(u'-')) {
            if (!options.file.isEmpty())
                return fail(say("More than one file is given: %1").arg(name), help);
            options.file = name;
            continue;
        }
        QString *taken = name == QLatin1String("--kubeconfig")                                 ? &options.kubeconfig
                         : name == QLatin1String("--context")                                  ? &options.context
                         : name == QLatin1String("-n") || name == QLatin1String("--namespace") ? &options.nameSpace
                                                                                               : nullptr;
        const bool theme = name == QLatin1String("--theme");
        if (!taken && !theme)
            return fail(say("Unknown option %1").arg(name), help);
        if (!hasValue) {
            if (i + 1 >= arguments.size())
                return fail(say("Option %1 needs a value").arg(name), help);
            value = arguments.at(++i);
        }
        if (taken) {
            *taken = value;
        } else if (value == QLatin1String("light")) {
            options.scheme = ui::Scheme::Light;
        } else if (value == QLatin1String("dark")) {
            options.scheme = ui::Scheme::Dark;
        } else if (value == QLatin1String("auto")) {
            options.scheme = ui::Scheme::Auto;
        } else {
            return fail(say("There is no theme %1").arg(value), say("Choose light, dark or auto"));
        }
    }
    return options;
}

} // namespace zdtp::console
