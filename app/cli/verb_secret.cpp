#include "app/cli/context.h"
#include "app/cli/output.h"
#include "models/connection/secrecy.h"

#include <QCoreApplication>
#include <QFile>

#include <CLI/CLI.hpp>

#include <termios.h>
#include <unistd.h>

namespace zdtp::cli {

namespace {

constexpr qint64 LargestValue = 512 * 1024; // a Secret holds 1 MiB, and base64 makes four bytes of three

QString tr(const char *text)
{
    return QCoreApplication::translate("zdtp", text);
}

/// One value from standard input: what is typed at a terminal is not shown. A line break at the end does not belong to
/// it. An empty one is reported.
QByteArray valueFromInput(Context &context, const QString &key)
{
    termios before{};
    const bool terminal = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &before) == 0;
    QFile input;
    if (!input.open(STDIN_FILENO, QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        context.failWith(Usage, tr("standard input cannot be read: %1").arg(input.errorString()));
        return {};
    }
    QByteArray value;
    if (terminal) {
        termios quiet = before;
        quiet.c_lflag &= ~tcflag_t(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
        fputs(qUtf8Printable(tr("Value of %1: ").arg(key)), stderr);
        value = input.readLine(LargestValue);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputs("\n", stderr);
    } else {
        for (QByteArray part = input.read(64 * 1024); !part.isEmpty() && value.size() <= LargestValue;
             part = input.read(64 * 1024))
            value += part;
    }
    if (value.size() > LargestValue) {
        wipe(value);
        context.failWith(Usage, tr("the value of %1 is larger than 512 KiB").arg(key));
        return {};
    }
    while (value.endsWith('\n') || value.endsWith('\r'))
        value.chop(1);
    if (value.isEmpty())
        context.failWith(Usage, tr("the value of %1 is empty: give it on standard input").arg(key));
    return value;
}

} // namespace

void addSecret(CLI::App &app, Context &context)
{
    struct Options
    {
        std::string name;
        std::string key = "password";
        bool fromInput = false;
        bool replace = false;
    };
    auto options = std::make_shared<Options>();
    auto *verb = app.add_subcommand("secret", "Secrets that task documents refer to");
    verb->require_subcommand(1);
    auto *create =
        verb->add_subcommand("create", "Creates a Secret, or adds a key to it; the value is never an argument");
    create->add_option("NAME", options->name, "Name of the Secret")->required();
    create->add_option("--key", options->key, "Key; default: password")->type_name("KEY");
    create->add_flag("--from-stdin", options->fromInput, "Read the value from standard input")->required();
    create->add_flag("--replace", options->replace, "Give a key that is there already another value");
    create->callback([&context, options] {
        const auto connection = context.connect({}, Context::Purpose::Change);
        if (!connection)
            return;
        QByteArray value = valueFromInput(context, QString::fromStdString(options->key));
        if (value.isEmpty())
            return;
        SecretOrder order;
        order.name = QString::fromStdString(options->name);
        order.values.insert(QString::fromStdString(options->key), std::move(value));
        order.replaceKeys = options->replace;
        order.dryRun = context.options.dryRun;
        if (context.run(connection->session->writeSecret(std::move(order))).kind == Outcome::Kind::Refused &&
            !options->replace)
            complain(tr("to replace it, add --replace"));
    });
}

} // namespace zdtp::cli
