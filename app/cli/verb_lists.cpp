#include "app/cli/context.h"
#include "app/cli/output.h"
#include "app/common/places.h"
#include "k8s/base/duration.h"
#include "k8s/config/kubeconfig.h"

#include <QCoreApplication>

#include <CLI/CLI.hpp>

namespace zdtp::cli {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("zdtp", text);
}

QString time(const QDateTime &when)
{
    return when.isValid() ? when.toUTC().toString(Qt::ISODate) : QStringLiteral("-");
}

bool structured(const Context &context)
{
    return context.options.output == "json" || context.options.output == "yaml";
}

void printItems(const Context &context, const Json &items)
{
    print(itemsText(items, QString::fromStdString(context.options.output)));
}

QString runState(const RunView &view)
{
    if (view.record.phase == RunPhase::Refused || view.record.phase == RunPhase::Cancelled)
        return word(view.record.phase);
    if (view.succeeded)
        return word(State::Succeeded);
    if (view.ended)
        return word(view.sums.failed > 0 ? State::Failed : view.sums.missing > 0 ? State::Missing : State::Unknown);
    return view.sums.running > 0 ? word(State::Running) : word(view.record.phase);
}

Json toJson(const RunSums &sums)
{
    return {{"expected", sums.expected},   {"running", sums.running}, {"waiting", sums.waiting},
            {"succeeded", sums.succeeded}, {"failed", sums.failed},   {"missing", sums.missing},
            {"unknown", sums.unknown},     {"stopped", sums.stopped}};
}

Json toJson(const RunView &view)
{
    Json journal = Json::array();
    for (const JournalEntry &entry : view.record.journal)
        journal.push_back({{"time", time(entry.time)},
                           {"who", entry.who},
                           {"what", entry.what},
                           {"object", entry.object},
                           {"uid", entry.uid},
                           {"outcome", entry.outcome},
                           {"reason", entry.reason}});
    return {{"task", view.record.task},
            {"namespace", view.record.nameSpace},
            {"run", view.record.run},
            {"phase", word(view.record.phase)},
            {"launchedBy", view.record.launchedBy},
            {"launchedAt", time(view.record.launchedAt)},
            {"launchId", view.record.launchId},
            {"ended", view.ended},
            {"succeeded", view.succeeded},
            {"reconstructed", view.reconstructed},
            {"sums", toJson(view.sums)},
            {"journal", journal}};
}

void tasks(Context &context)
{
    const auto connection = context.connect();
    if (!connection)
        return;
    const Fleet &fleet = connection->session->fleet();
    Json items = Json::array();
    Table table({QStringLiteral("NAME"), QStringLiteral("TYPE"), QStringLiteral("ENGINE"), QStringLiteral("MODE"),
                 QStringLiteral("WORKERS"), QStringLiteral("LAST RUN"), QStringLiteral("STATE"),
                 QStringLiteral("SAVED")});
    for (const TaskRecord &record : fleet.tasks()) {
        const ParsedTask parsed = parseSyncTask(record.yaml, record.name);
        const auto runs = fleet.runsOf(record.nameSpace, record.name);
        const QString dash = QStringLiteral("-");
        table.add({record.name, parsed.task ? word(parsed.task->type) : dash, parsed.task ? parsed.task->engine : dash,
                   parsed.task ? word(parsed.task->scheduling.mode) : dash,
                   parsed.task ? QString::number(workersOf(*parsed.task).size()) : dash,
                   runs.isEmpty() ? dash : QString::number(runs.first().record.run),
                   runs.isEmpty() ? dash : runState(runs.first()), time(record.savedAt)});
        items.push_back({{"name", record.name},
                         {"namespace", record.nameSpace},
                         {"revision", record.revision},
                         {"savedBy", record.savedBy},
                         {"savedAt", time(record.savedAt)},
                         {"document", QString::fromUtf8(record.yaml)}});
    }
    if (structured(context))
        printItems(context, items);
    else if (table.isEmpty())
        complain(tr("No tasks in namespace %1 of cluster %2. Save one with: zdtp save FILE")
                     .arg(connection->session->identity().nameSpace, connection->session->identity().context));
    else
        print(table.toString());
}

void runs(Context &context, const std::string &name)
{
    const auto argument = context.taskArgument(name);
    const auto connection =
        argument ? context.connect(argument->task ? argument->task->nameSpace : QString()) : nullptr;
    if (!connection || !context.chooseRun(*connection->session, argument->name(), 0))
        return;
    Json items = Json::array();
    Table table({QStringLiteral("RUN"), QStringLiteral("STATE"), QStringLiteral("EXPECTED"), QStringLiteral("RUNNING"),
                 QStringLiteral("WAITING"), QStringLiteral("SUCCEEDED"), QStringLiteral("FAILED"),
                 QStringLiteral("MISSING"), QStringLiteral("UNKNOWN"), QStringLiteral("LAUNCHED"),
                 QStringLiteral("BY")});
    const auto &identity = connection->session->identity();
    for (const RunView &view : connection->session->fleet().runsOf(identity.nameSpace, argument->name())) {
        items.push_back(toJson(view));
        QStringList row{QString::number(view.record.run), runState(view)};
        for (const int count : {view.sums.expected, view.sums.running, view.sums.waiting, view.sums.succeeded,
                                view.sums.failed, view.sums.missing, view.sums.unknown})
            row << QString::number(count);
        table.add(row << time(view.record.launchedAt) << view.record.launchedBy);
    }
    if (structured(context))
        printItems(context, items);
    else
        print(table.toString());
}

void show(Context &context, const std::string &name, int run)
{
    const auto argument = context.taskArgument(name);
    const auto connection =
        argument ? context.connect(argument->task ? argument->task->nameSpace : QString()) : nullptr;
    if (!connection)
        return;
    const RunView *view = context.chooseRun(*connection->session, argument->name(), run);
    if (!view)
        return;
    if (structured(context)) {
        const Json json = toJson(*view);
        print(context.options.output == "yaml" ? itemsText(Json::array({json}), QStringLiteral("yaml"))
                                               : QString::fromStdString(json.dump(2)) + u'\n');
        return;
    }
    const RunRecord &record = view->record;
    print(tr("%1 run %2: %3\nlaunched %4 by %5, launch id %6\n")
              .arg(record.task)
              .arg(record.run)
              .arg(runState(*view), time(record.launchedAt), record.launchedBy, record.launchId));
    if (view->reconstructed)
        print(tr("The record of this run is gone; this is what the labels of its pods still tell.\n"));
    Table table({QStringLiteral("TIME"), QStringLiteral("WHO"), QStringLiteral("WHAT"), QStringLiteral("OBJECT"),
                 QStringLiteral("OUTCOME"), QStringLiteral("REASON")});
    for (const JournalEntry &entry : record.journal)
        table.add({time(entry.time), entry.who, entry.what, entry.object, entry.outcome, entry.reason});
    print(table.toString());
}

void clusters(Context &context)
{
    const QString file = QString::fromStdString(context.options.kubeconfig);
    ClusterSettings settings(places::clusterSettings());
    if (const auto read = settings.load(); !read)
        complain(read.error().toLine());
    const auto loaded = places::KnownClusters::load(file, file.isEmpty() ? settings.files() : QStringList());
    for (const QString &warning : loaded.warnings)
        complain(warning);
    if (loaded.problem) // what can be read is listed all the same
        context.failWith(Unreachable, loaded.problem->toLine());
    for (const auto &added : loaded.added) {
        if (!added.problem.isEmpty())
            complain(added.problem);
    }
    Table table({QStringLiteral("CURRENT"), QStringLiteral("CONTEXT"), QStringLiteral("SERVER"),
                 QStringLiteral("NAMESPACE"), QStringLiteral("SIGN-IN"), QStringLiteral("GUARDS"),
                 QStringLiteral("FILE")});
    Json items = Json::array();
    const auto add = [&](const k8s::Kubeconfig::Context &known, bool current, const k8s::Kubeconfig *definer) {
        const ContextSettings kept = settings.of(known.name);
        QStringList guards;
        if (kept.readOnly)
            guards << tr("read-only");
        if (kept.isProtected)
            guards << tr("protected");
        if (known.insecure)
            guards << tr("INSECURE");
        Json findings = Json::array();
        const auto found = definer ? definer->choose(known.name).findings : k8s::ConfigFindings();
        for (const k8s::ConfigFinding &finding : found) {
            findings.push_back(finding.toLine());
            const bool unusable = finding.severity == k8s::ConfigFinding::Severity::Error;
            if (unusable && !guards.contains(tr("UNUSABLE")))
                guards << tr("UNUSABLE");
            if (unusable || context.options.output == "wide")
                complain(finding.toLine());
        }
        table.add({current ? QStringLiteral("*") : QString(), known.name, known.server,
                   kept.nameSpace.isEmpty() ? known.nameSpace : kept.nameSpace, known.authentication, guards.join(u','),
                   known.file});
        items.push_back({{"current", current},
                         {"context", known.name},
                         {"server", known.server},
                         {"namespace", kept.nameSpace.isEmpty() ? known.nameSpace : kept.nameSpace},
                         {"authentication", known.authentication},
                         {"readOnly", kept.readOnly},
                         {"protected", kept.isProtected},
                         {"insecureSkipTlsVerify", known.insecure},
                         {"runsProgram", known.needsConsent},
                         {"findings", std::move(findings)},
                         {"file", known.file}});
    };
    for (const auto &known : loaded.contexts())
        add(known, known.name == loaded.own.currentContext(), loaded.definer(known.name));
    if (context.options.kubeconfig.empty()) {
        if (const auto local = k8s::Kubeconfig::load(places::localKubeconfig())) {
            for (const auto &known : local->contexts())
                add(known, loaded.own.isEmpty(), nullptr);
        }
    }
    if (structured(context))
        printItems(context, items);
    else if (table.isEmpty() && loaded.problem)
        return;
    else if (table.isEmpty())
        complain(tr("No clusters are known. Start the local one with: zdtp-local serve --detach"));
    else
        print(table.toString());
}

void events(Context &context, const std::string &name)
{
    const auto argument = context.taskArgument(name);
    const auto connection =
        argument ? context.connect(argument->task ? argument->task->nameSpace : QString()) : nullptr;
    if (!connection)
        return;
    ClusterSession &session = *connection->session;
    const RunView *view = context.chooseRun(session, argument->name(), 0);
    if (!view)
        return;
    QSet<QString> pods;
    for (const WorkerRow &row : session.fleet().workers(view->record.nameSpace, view->record.task, view->record.run))
        pods.insert(row.podUid);
    for (const k8s::Pod &pod : session.fleet().helperPods(view->record.nameSpace, view->record.task, view->record.run))
        pods.insert(pod.meta.uid);
    Table table({QStringLiteral("LAST SEEN"), QStringLiteral("TYPE"), QStringLiteral("REASON"),
                 QStringLiteral("OBJECT"), QStringLiteral("MESSAGE")});
    Json items = Json::array();
    for (const k8s::Event &event : session.events()) {
        if (!pods.contains(event.objectUid))
            continue;
        table.add({humanDuration(std::chrono::milliseconds(event.lastSeen.msecsTo(context.clock().now()))), event.type,
                   event.reason, event.objectKind.toLower() + u'/' + event.objectName, event.message.simplified()});
        items.push_back({{"lastSeen", time(event.lastSeen)},
                         {"type", event.type},
                         {"reason", event.reason},
                         {"object", event.objectName},
                         {"count", event.count},
                         {"message", event.message}});
    }
    if (structured(context))
        printItems(context, items);
    else
        print(table.toString());
}

} // namespace

void addLists(CLI::App &app, Context &context)
{
    app.add_subcommand("tasks", "Saved tasks")->callback([&context] { tasks(context); });

    auto name = std::make_shared<std::string>();
    auto *runsVerb = app.add_subcommand("runs", "Runs of a task");
    runsVerb->add_option("TASK", *name, "Task")->required();
    runsVerb->callback([&context, name] { runs(context, *name); });

    auto shown = std::make_shared<std::string>();
    auto run = std::make_shared<int>(0);
    auto *showVerb = app.add_subcommand("show", "A run with its journal");
    showVerb->add_option("TASK", *shown, "Task")->required();
    showVerb->add_option("--run", *run, "Number of the run; default: the latest")->type_name("N");
    showVerb->callback([&context, shown, run] { show(context, *shown, *run); });

    auto of = std::make_shared<std::string>();
    auto *eventsVerb = app.add_subcommand("events", "Events of the latest run's pods");
    eventsVerb->add_option("TASK", *of, "Task")->required();
    eventsVerb->callback([&context, of] { events(context, *of); });

    auto *clustersVerb = app.add_subcommand("clusters", "Contexts of the kubeconfig, and the local cluster");
    addAllow(*clustersVerb, context);
    addKubeconfigs(*clustersVerb, context);
    clustersVerb->callback([&context, clustersVerb] {
        if (clustersVerb->get_subcommands().empty())
            clusters(context);
    });
}

} // namespace zdtp::cli
