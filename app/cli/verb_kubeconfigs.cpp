#include "app/cli/context.h"
#include "app/cli/output.h"
#include "app/common/places.h"
#include "app/common/vault.h"
#include "k8s/config/kubeconfig.h"
#include "k8s/config/kubeconfigcheck.h"
#include "models/connection/clustersettings.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <CLI/CLI.hpp>

#include <unistd.h>

namespace zdtp::cli {

namespace {

constexpr qint64 LargestKubeconfig = 64 * 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("zdtp", text);
}

/// A file, or standard input for "-".
std::optional<QByteArray> bytesOf(Context &context, const QString &path)
{
    QFile file(path);
    const bool input = path == QLatin1String("-");
    if (!(input ? file.open(STDIN_FILENO, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly))) {
        context.failWith(Usage, tr("%1: cannot be read: %2").arg(path, file.errorString()));
        return {};
    }
    const QByteArray bytes = file.read(LargestKubeconfig + 1);
    if (bytes.size() > LargestKubeconfig) {
        context.failWith(Usage, tr("%1: larger than 64 MiB").arg(path));
        return {};
    }
    return bytes;
}

void check(Context &context, const QString &path)
{
    const auto bytes = bytesOf(context, path);
    if (!bytes)
        return;
    const QString name = path == QLatin1String("-") ? tr("standard input") : QFileInfo(path).absoluteFilePath();
    const k8s::KubeconfigCheck found = k8s::checkKubeconfig(*bytes, name);
    for (const k8s::ConfigFinding &finding : found.findings)
        complain(finding.toLine());
    Table table({QStringLiteral("CURRENT"), QStringLiteral("CONTEXT"), QStringLiteral("SERVER"),
                 QStringLiteral("NAMESPACE"), QStringLiteral("SIGN-IN")});
    for (const auto &known : found.contexts)
        table.add({known.name == found.currentContext ? QStringLiteral("*") : QString(), known.name, known.server,
                   known.nameSpace, known.authentication});
    if (!table.isEmpty())
        print(table.toString());
    if (!found.usable || k8s::hasErrors(found.findings))
        context.exitCode = Usage;
}

/// Turns the loop until the vault has answered; none when interrupted.
template <typename T, typename Ask>
std::optional<T> answerOf(Context &context, Ask ask)
{
    std::optional<T> answer;
    QEventLoop loop;
    ask([&answer, &loop](T given) {
        answer = std::move(given);
        loop.quit();
    });
    context.turn(loop, [&loop] { loop.quit(); });
    if (!answer)
        context.exitCode = Failed;
    return answer;
}

void addPasted(Context &context)
{
    const auto bytes = bytesOf(context, QStringLiteral("-"));
    if (!bytes)
        return;
    const k8s::KubeconfigCheck found = k8s::checkKubeconfig(*bytes, tr("standard input"));
    if (found.contexts.isEmpty()) {
        for (const k8s::ConfigFinding &finding : found.findings)
            complain(finding.toLine());
        context.exitCode = Usage;
        return;
    }
    Vault vault;
    struct Store
    {
        bool lasting = false;
        QString words;
    };
    const auto store = answerOf<Store>(context, [&vault](auto done) {
        vault.withStore([done](k8s::SecretStore &is) { done(Store{is.isLasting(), is.words()}); });
    });
    if (!store)
        return;
    if (!store->lasting && !found.secrets.isEmpty()) {
        // This process ends now, and the secrets would with it.
        context.failWith(Refused, tr("nothing was kept: %1, and this command ends here. Save the kubeconfig as a file "
                                     "and add that: zdtp clusters add FILE")
                                      .arg(store->words));
        return;
    }
    static const QRegularExpression others(QStringLiteral("[^A-Za-z0-9._]+"));
    QString stem = found.currentContext.isEmpty() ? found.contexts.first().name : found.currentContext;
    stem = stem.left(60).replace(others, QStringLiteral("-"));
    while (stem.startsWith(u'-') || stem.startsWith(u'.'))
        stem.remove(0, 1);
    if (stem.isEmpty())
        stem = QStringLiteral("kubeconfig");
    QString file = places::pasted() + u'/' + stem + QStringLiteral(".yaml");
    for (int number = 2; QFileInfo::exists(file); ++number)
        file = places::pasted() + u'/' + stem + u'-' + QString::number(number) + QStringLiteral(".yaml");
    const auto kept = answerOf<Result<void>>(context, [&](auto done) {
        vault.keep(*bytes, file, [done](Result<void> result) { done(std::move(result)); });
    });
    if (!kept)
        return;
    ClusterSettings settings(places::clusterSettings());
    auto added = *kept;
    if (added)
        added = settings.load();
    if (added)
        added = settings.addFile(file);
    if (!added)
        return context.failWith(Failed, added.error().toLine());
    for (const k8s::ConfigFinding &finding : found.findings)
        complain(finding.toLine());
    print(tr("%1: added; %2").arg(file, store->words) + u'\n');
}

void addFile(Context &context, const QString &path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const auto bytes = bytesOf(context, absolute);
    if (!bytes)
        return;
    const k8s::KubeconfigCheck found = k8s::checkKubeconfig(*bytes, absolute);
    for (const k8s::ConfigFinding &finding : found.findings)
        complain(finding.toLine());
    if (found.contexts.isEmpty()) {
        context.exitCode = Usage;
        return;
    }
    ClusterSettings settings(places::clusterSettings());
    auto added = settings.load();
    if (added)
        added = settings.addFile(absolute);
    if (!added)
        return context.failWith(Failed, added.error().toLine());
    print(tr("%1: added by reference; it stays as it is").arg(absolute) + u'\n');
}

void remove(Context &context, const QString &path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    ClusterSettings settings(places::clusterSettings());
    if (const auto read = settings.load(); !read)
        return context.failWith(Usage, read.error().toLine());
    if (!settings.files().contains(absolute))
        return context.failWith(Usage, tr("%1: was not added. See: zdtp clusters").arg(absolute));
    const bool pasted = QFileInfo(absolute).absolutePath() == QFileInfo(places::pasted()).absoluteFilePath();
    if (pasted && !context.confirm(tr("Remove %1 and its secrets from the keychain?").arg(absolute)))
        return;
    if (pasted) {
        Vault vault;
        const auto forgotten = answerOf<Result<void>>(context, [&](auto done) {
            vault.forget(absolute, [done](Result<void> result) { done(std::move(result)); });
        });
        if (!forgotten)
            return;
        if (!*forgotten)
            complain(forgotten->error().toLine());
    }
    if (const auto removed = settings.removeFile(absolute); !removed)
        return context.failWith(Failed, removed.error().toLine());
    print(tr("%1: removed").arg(absolute) + u'\n');
}

} // namespace

void addKubeconfigs(CLI::App &clusters, Context &context)
{
    auto file = std::make_shared<std::string>();
    const auto name = [file] { return QString::fromStdString(*file); };
    auto *adding = clusters.add_subcommand(
        "add", "Adds a kubeconfig by reference; \"-\": reads one from standard input and keeps its "
               "secrets in the keychain");
    adding->add_option("FILE", *file, "Kubeconfig, or -")->required();
    adding->callback([&context, name] {
        if (context.refusesDryRun())
            return;
        if (name() == QLatin1String("-"))
            addPasted(context);
        else
            addFile(context, name());
    });
    auto *removing = clusters.add_subcommand("remove", "Takes an added kubeconfig out of the list");
    removing->add_option("FILE", *file, "As \"zdtp clusters\" shows it")->required();
    removing->callback([&context, name] {
        if (!context.refusesDryRun())
            remove(context, name());
    });
    auto *checking = clusters.add_subcommand("check", "Says what is wrong with a kubeconfig; \"-\": standard input");
    checking->add_option("FILE", *file, "Kubeconfig, or -")->required();
    checking->callback([&context, name] { check(context, name()); });
}

} // namespace zdtp::cli
