#include "models/plan/plan.h"

#include "models/engine/quote.h"
#include "models/plan/manifest.h"
#include "models/plan/planner.h"
#include "models/plan/sides.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QLocale>
#include <QUrl>

namespace zdtp {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::Plan", text);
}

/// The server's own limit for the values of a ConfigMap, with some room.
constexpr qsizetype largestConfig = 1000 * 1000;
/// One string of a process's environment; the kernel's limit is 128 KiB.
constexpr qsizetype largestVariable = 120 * 1000;

} // namespace

namespace {

/// Whether a template's text differs from worker to worker.
bool isOfWorker(const Template &text)
{
    static const QStringList own{"worker",    "attempt",   "table",       "column",       "from",
                                 "to",        "slice",     "nulls",       "source.where", "target.where",
                                 "statement", "qualified", "source.path", "target.path"};
    static const QStringList families{"ident.", "regclass.", "name.", "source.ident.", "target.ident."};
    return std::any_of(text.names().begin(), text.names().end(), [](const QString &name) {
        return own.contains(name) || std::any_of(families.begin(), families.end(),
                                                 [&name](const QString &family) { return name.startsWith(family); });
    });
}

} // namespace

Planner::Planner(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
Planner::~Planner() = default;
Planner::Planner(Planner &&) noexcept = default;
Planner &Planner::operator=(Planner &&) noexcept = default;

Result<Planner> Planner::make(const PlanInput &input)
{
    const SyncTask &task = input.task;
    const EnginePreset &preset = input.preset;
    if (task.nameSpace.isEmpty())
        return fail(say("the task %1 has no namespace").arg(task.name), say("Name one in the document, or with -n"));
    if (auto problem = queueProblem(input))
        return fail(std::move(*problem));
    if (auto problem = engineProblem(input))
        return fail(std::move(*problem));
    auto parts = std::make_unique<Parts>(input);

    TemplateValues &values = parts->shared;
    values.texts[QStringLiteral("task")] = task.name;
    values.texts[QStringLiteral("namespace")] = task.nameSpace;
    values.texts[QStringLiteral("type")] = word(task.type);
    values.texts[QStringLiteral("engine")] = preset.name;
    values.texts[QStringLiteral("image")] = task.image.isEmpty() ? preset.image : task.image;
    values.texts[QStringLiteral("prepare")] = word(task.prepare);
    values.numbers[QStringLiteral("run")] = input.run;
    putEndpoint(values, QStringLiteral("source"), task.source);
    putEndpoint(values, QStringLiteral("target"), task.target);
    putSides(values, input);
    for (const EnginePreset::Option &option : preset.options) {
        const QString value = task.options.value(option.name, option.defaultValue);
        values.texts[QStringLiteral("options.") + option.name] = value;
        if (option.type == QStringLiteral("boolean"))
            values.flags[QStringLiteral("flag.") + option.name] = value == QStringLiteral("true");
    }

    parts->sharedForPods = TemplateData(values, TemplateLanguage::Pod);

    const QStringList known = templateNames(preset);
    // A preset that was loaded compiles; one that was put together by hand may not.
    const auto compile = [&](const QString &text, TemplateLanguage language, Template &into) -> std::optional<Error> {
        auto compiled = Template::compile(text, language, known);
        if (!compiled) {
            Error error = compiled.error();
            error.what = say("engine %1: %2").arg(preset.name, error.what);
            error.place = Place{preset.origin, 0, 0};
            return error;
        }
        into = std::move(*compiled);
        return std::nullopt;
    };
    for (const EnginePreset::Environment &entry : preset.environment) {
        Parts::Variable variable{entry.name, {}, entry.secret, false};
        // A plain value may say $(NAME) of Kubernetes' own; a configuration is text for its reader alone.
        const TemplateLanguage language =
            entry.language == TemplateLanguage::Text ? TemplateLanguage::Pod : entry.language;
        if (auto error = compile(entry.value, language, variable.value))
            return fail(std::move(*error));
        variable.ofWorker = isOfWorker(variable.value);
        if (language != TemplateLanguage::Pod)
            parts->sharedFor[language] = TemplateData(values, language);
        parts->environment.append(std::move(variable));
    }
    for (const QString &text : preset.command) {
        if (auto error = compile(text, TemplateLanguage::Pod, parts->command.emplaceBack()))
            return fail(std::move(*error));
        if (!isOneObjectPerWorker(task.scheduling.mode) && isOfWorker(parts->command.last()))
            return fail(say("the command of engine %1 names the worker, and mode %2 has one command for all")
                            .arg(preset.name, word(task.scheduling.mode)),
                        say("Use mode JobPerWorker, or a preset that takes the slice from its environment"));
    }
    if (!isOneObjectPerWorker(task.scheduling.mode) && !preset.shell)
        return fail(say("the image of engine %1 has no shell, and mode %2 hands out its workers through one")
                        .arg(preset.name, word(task.scheduling.mode)),
                    say("Use mode JobPerWorker"));
    for (const EnginePreset::ConfigFile &file : preset.files) {
        if (file.dialect && *file.dialect != parts->dialects.source && *file.dialect != parts->dialects.target)
            continue; // a kit for another database
        Parts::File compiled{file.name, {}};
        if (auto error = compile(file.content, file.language, compiled.content))
            return fail(std::move(*error));
        parts->files.append(std::move(compiled));
    }
    return Planner(std::move(parts));
}

Result<PlannedObject> Planner::config() const
{
    const PlanInput &input = m_parts->input;
    TemplateValues values = m_parts->shared;
    values.lists[QStringLiteral("tables")] = tablesOf(input.task, m_parts->dialects);
    PlannedObject object;
    object.kind = QStringLiteral("ConfigMap");
    object.name = names::runConfig(input.task.name, input.run);
    object.manifest =
        objectManifest(input, "v1", "ConfigMap", object.name, labelsOf(input, QStringLiteral("config"), nullptr, 0));
    Json &manifest = object.manifest;
    // A run does not change: the kubelet need not watch it, and nobody edits it under running workers.
    manifest["immutable"] = true;
    Json &data = manifest["data"] = Json::object();
    qsizetype bytes = 0;
    for (const Parts::File &file : m_parts->files) {
        const QString content = file.content.render(values);
        bytes += content.toUtf8().size();
        data[file.name.toStdString()] = content;
    }
    if (bytes > largestConfig)
        return fail(say("the files of engine %1 have %2 for this task; a ConfigMap holds 1 MiB")
                        .arg(input.preset.name, QLocale().formattedDataSize(bytes)),
                    say("Split the task: fewer tables in each"));
    return object;
}

Result<QString> Planner::statement(const HelperRequest &request) const
{
    const PlanInput &input = m_parts->input;
    const auto helper = readHelper(input, request.kind, request.side);
    if (!helper)
        return fail(helper.error());
    const bool needsWorker =
        request.kind == HelperKind::Count || request.kind == HelperKind::Cleanup || request.kind == HelperKind::Measure;
    if (needsWorker && !request.worker)
        return fail(say("%1 works on one slice, and none was named").arg(word(request.kind)));
    if (request.kind == HelperKind::Measure && request.worker->column.isEmpty())
        return fail(say("%1 is not split, so there is no column to measure").arg(request.worker->table),
                    say("Name a key column: split: {column: id, …}"));
    TemplateValues values = m_parts->valuesOf(request.worker, 0);
    if (request.kind == HelperKind::Prepare || request.kind == HelperKind::Precheck)
        values.lists[QStringLiteral("tables")] = tablesOf(input.task, m_parts->dialects);
    putDatabase(values, input, request.side);
    const TemplateLanguage language = helper->statement.language();
    return helper->statement.render(TemplateData(m_parts->shared, language), TemplateData(values, language));
}

Result<PlannedObject> Planner::helper(const HelperRequest &request) const
{
    const PlanInput &input = m_parts->input;
    const auto text = statement(request);
    if (!text)
        return fail(text.error());
    if (text->toUtf8().size() > largestVariable)
        return fail(
            say("the statement of %1 has %2").arg(word(request.kind), QLocale().formattedDataSize(text->size())),
            say("Split the task: fewer tables in each"));
    const auto helper = readHelper(input, request.kind, request.side);
    if (!helper)
        return fail(helper.error());
    TemplateValues own = m_parts->valuesOf(request.worker, 0);
    const QString side = request.side == Side::Source ? QStringLiteral("source") : QStringLiteral("target");
    own.texts[QStringLiteral("statement")] = *text;
    own.texts[QStringLiteral("helper")] = word(request.kind);
    own.texts[QStringLiteral("side")] = side;
    putDatabase(own, input, request.side);
    const TemplateData values(own, TemplateLanguage::Pod);

    PodParts parts;
    const QString worker = request.worker ? request.worker->name : QString();
    parts.name = names::helperPod(input.task.name, input.run, worker, request.kind, request.number);
    parts.role = word(request.kind);
    parts.worker = request.worker;
    parts.image = helper->preset->image;
    for (const Template &part : helper->command)
        parts.command.append(part.render(m_parts->sharedForPods, values));
    m_parts->addContract(parts, request.worker, 0);
    if (!helper->preset->kit)
        m_parts->addEnvironment(parts, values, own);
    for (const EnginePreset::Environment &entry : helper->preset->environment) {
        if (!entry.secret.isEmpty()) {
            const bool source = entry.secret == QStringLiteral("source") ||
                                (entry.secret == QStringLiteral("db") && request.side == Side::Source);
            parts.secrets.append({entry.name, (source ? input.task.source : input.task.target).password});
            continue;
        }
        auto value = renderVariable(input, entry, m_parts->shared, own);
        if (!value)
            return fail(value.error());
        parts.environment.append({entry.name, *value});
    }
    parts.environment.append({QStringLiteral("ZDTP_HELPER"), word(request.kind)});
    parts.environment.append({QStringLiteral("ZDTP_SIDE"), side});
    if (helper->hasStatement)
        parts.environment.append({QStringLiteral("ZDTP_STATEMENT"), quote::pod(*text)});
    return PlannedObject{QStringLiteral("Pod"), parts.name, worker, 0, podManifest(input, parts)};
}

Result<QList<PlannedObject>> planRun(const PlanInput &input)
{
    const auto planner = Planner::make(input);
    if (!planner)
        return fail(planner.error());
    QList<PlannedObject> objects;
    auto config = planner->config();
    if (!config)
        return fail(config.error());
    objects.append(std::move(*config));
    const QList<WorkerSpec> workers = workersOf(input.task);
    if (isOneObjectPerWorker(input.task.scheduling.mode)) {
        for (const WorkerSpec &worker : workers) {
            auto object = planner->worker(worker, 1);
            if (!object)
                return fail(object.error());
            objects.append(std::move(*object));
        }
        return objects;
    }
    auto items = planner->items(workers);
    if (!items)
        return fail(items.error());
    auto work = planner->work(workers, int(items->size()));
    if (!work)
        return fail(work.error());
    const int itemMaps = int(items->size());
    objects.append(std::move(*items));
    if (isQueueMode(input.task.scheduling.mode))
        objects.append(queueObjects(input, itemMaps));
    objects.append(std::move(*work));
    return objects;
}

Result<PlannedObject> planWorker(const PlanInput &input, const WorkerSpec &worker, int attempt)
{
    const auto planner = Planner::make(input);
    return planner ? planner->worker(worker, attempt) : fail(planner.error());
}

Result<PlannedObject> planHelper(const PlanInput &input, const HelperRequest &request)
{
    const auto planner = Planner::make(input);
    return planner ? planner->helper(request) : fail(planner.error());
}

Result<QString> helperStatement(const PlanInput &input, const HelperRequest &request)
{
    const auto planner = Planner::make(input);
    return planner ? planner->statement(request) : fail(planner.error());
}

QString specHash(const Json &manifest)
{
    Json plain = manifest;
    if (plain.contains("metadata") && plain["metadata"].contains("annotations")) {
        Json &annotations = plain["metadata"]["annotations"];
        annotations.erase(names::launchId);
        annotations.erase(names::specHash);
        if (annotations.empty())
            plain["metadata"].erase("annotations");
    }
    // Keys in one order: the same intent, however it was put together.
    const nlohmann::json sorted = nlohmann::json::parse(jsonBytes(plain).toStdString());
    const std::string bytes = sorted.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return QString::fromLatin1(
        QCryptographicHash::hash(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())),
                                 QCryptographicHash::Sha256)
            .toHex()
            .left(32));
}

void stampLaunch(Json &manifest, const QString &launchId)
{
    const QString hash = specHash(manifest);
    Json &annotations = manifest["metadata"]["annotations"];
    annotations[names::launchId] = launchId;
    annotations[names::specHash] = hash;
}

} // namespace zdtp
