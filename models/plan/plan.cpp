#include "models/plan/plan.h"

#include "models/engine/quote.h"
#include "models/plan/manifest.h"
#include "models/plan/sides.h"
#include "models/task/slice.h"

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

struct Dialects
{
    SqlDialect source = SqlDialect::PostgreSql;
    SqlDialect target = SqlDialect::PostgreSql;
    explicit Dialects(const PlanInput &input)
        : source(input.preset.dialectOfSource(input.task.source.url))
        , target(input.preset.dialectOfTarget(input.task.target.url))
    {
    }
};

/// A table and its key column, without a slice.
void putTable(TemplateValues &values, const QString &table, const QString &column, const Dialects &dialects)
{
    values.texts[QStringLiteral("table")] = table;
    values.texts[QStringLiteral("column")] = column;
    const QStringList parts = quote::tableParts(table);
    const QString plain = parts.isEmpty() ? table : parts.join(u'.');
    values.texts[QStringLiteral("name.schema")] = parts.size() > 1 ? parts.first() : QString();
    values.texts[QStringLiteral("name.table")] = parts.isEmpty() ? table : parts.last();
    values.texts[QStringLiteral("name.plain")] = plain;
    values.texts[QStringLiteral("name.regex")] = QRegularExpression::escape(plain);
    const auto put = [&](const QString &side, SqlDialect dialect) {
        const QString name = quote::sqlTable(table, dialect);
        const QString key = column.isEmpty() ? QString() : quote::sqlIdentifier(column, dialect);
        values.sql[side + QStringLiteral(".ident.table")] = name;
        values.sql[side + QStringLiteral(".ident.column")] = key;
        values.identifiers[QStringLiteral("table")] = name;
        values.identifiers[QStringLiteral("column")] = key;
    };
    put(QStringLiteral("source"), dialects.source);
    put(QStringLiteral("target"),
        dialects.target); // ident.NAME is the target's: that is where helpers delete and count
}

void putWhere(TemplateValues &values, const QString &source, const QString &target)
{
    values.flags[QStringLiteral("slice")] = !target.isEmpty();
    values.sql[QStringLiteral("source.where")] = source;
    values.sql[QStringLiteral("target.where")] = target;
}

void putSlice(TemplateValues &values, const WorkerSpec &worker, const Dialects &dialects)
{
    putTable(values, worker.table, worker.column, dialects);
    putWhere(values, slicePredicate(worker, dialects.source), slicePredicate(worker, dialects.target));
    values.flags[QStringLiteral("nulls")] = worker.nulls != SliceNulls::Without;
    for (const auto &[name, key] : {std::pair("from", worker.from), std::pair("to", worker.to)}) {
        if (key && worker.keyType == KeyType::Integer)
            values.numbers[QString::fromLatin1(name)] = key->toLongLong();
        else
            values.texts[QString::fromLatin1(name)] = key.value_or(QString());
    }
}

void putEndpoint(TemplateValues &values, const QString &side, const DatabaseEndpoint &endpoint)
{
    const QUrl url(endpoint.url);
    values.texts[side + QStringLiteral(".url")] = endpoint.url;
    values.texts[side + QStringLiteral(".user")] = endpoint.user;
    values.texts[side + QStringLiteral(".host")] = url.host();
    values.texts[side + QStringLiteral(".port")] = url.port() < 0 ? QString() : QString::number(url.port());
    values.texts[side + QStringLiteral(".database")] = url.path().mid(1);
}

/// All slices of one entry as one predicate.
QString entryPredicate(const TableSplit &split, SqlDialect dialect)
{
    if (!split.where.isEmpty())
        return u'(' + split.where.join(QStringLiteral(") OR (")) + u')';
    const QStringList bounds = boundsOf(split);
    WorkerSpec whole;
    whole.column = split.column;
    whole.keyType = split.type;
    if (!split.openEnds && bounds.size() > 1) {
        whole.from = bounds.first();
        whole.to = bounds.last();
    }
    whole.nulls = split.nulls == NullKeys::Nobody ? SliceNulls::Without : SliceNulls::With;
    return slicePredicate(whole, dialect);
}

/// One entry a table, with the predicate of all of its slices.
QList<TemplateValues> tablesOf(const SyncTask &task, const Dialects &dialects)
{
    struct Table
    {
        TemplateValues values;
        QStringList source, target; ///< predicates of its entries
        bool whole = false;
    };
    QList<Table> tables;
    QHash<QString, qsizetype> known;
    for (const TableSpec &spec : task.tables) {
        const QString identifier = quote::sqlTable(spec.name);
        const auto before = known.constFind(identifier);
        if (before == known.constEnd()) {
            known.insert(identifier, tables.size());
            Table table;
            putTable(table.values, spec.name, spec.split ? spec.split->column : QString(), dialects);
            table.values.flags[QStringLiteral("nulls")] = false;
            tables.append(std::move(table));
        }
        Table &table = tables[known.value(identifier)];
        if (!spec.split) {
            table.whole = true;
            continue;
        }
        table.source.append(entryPredicate(*spec.split, dialects.source));
        table.target.append(entryPredicate(*spec.split, dialects.target));
        // Rows without a key are somebody's, or nobody looks for them: predicates have no key column.
        if (spec.split->nulls != NullKeys::Nobody || !spec.split->where.isEmpty())
            table.values.flags[QStringLiteral("nulls")] = true;
    }
    QList<TemplateValues> values;
    for (qsizetype i = 0; i < tables.size(); ++i) {
        Table &table = tables[i];
        const auto all = [&table](const QStringList &predicates) {
            return table.whole             ? QString()
                   : predicates.size() > 1 ? u'(' + predicates.join(QStringLiteral(") OR (")) + u')'
                                           : predicates.value(0);
        };
        putWhere(table.values, all(table.source), all(table.target));
        table.values.flags[QStringLiteral("first")] = i == 0;
        table.values.flags[QStringLiteral("last")] = i + 1 == tables.size();
        values.append(std::move(table.values));
    }
    return values;
}

} // namespace

struct Planner::Parts
{
    struct Variable
    {
        QString name;
        Template value;
        QString secret;
    };
    struct File
    {
        QString name;
        Template content;
    };

    explicit Parts(const PlanInput &from) : input(from), dialects(from) {}

    PlanInput input;
    Dialects dialects;
    TemplateValues shared; ///< what does not depend on a worker
    TemplateData sharedForPods;
    QMap<TemplateLanguage, TemplateData> sharedFor; ///< for variables that something else than a pod reads
    QList<Variable> environment;
    QList<Template> command;
    QList<File> files;

    /// What comes on top of the shared values.
    TemplateValues valuesOf(const WorkerSpec *worker, int attempt) const
    {
        TemplateValues values;
        values.texts[QStringLiteral("worker")] = worker ? worker->name : QString();
        values.texts[QStringLiteral("attempt")] = attempt > 0 ? QString::number(attempt) : QString();
        putSlice(values, worker ? *worker : WorkerSpec(), dialects);
        putPaths(values, input, worker ? worker->table : QString());
        return values;
    }

    /// The contract's variables.
    void addContract(PodParts &parts, const WorkerSpec *worker, int attempt) const
    {
        const auto add = [&](const char *name, const QString &value) {
            parts.environment.append({QString::fromLatin1(name), quote::pod(value)});
        };
        add("ZDTP_TASK", input.task.name);
        add("ZDTP_RUN", QString::number(input.run));
        if (worker) {
            add("ZDTP_WORKER", worker->name);
            if (attempt > 0)
                add("ZDTP_ATTEMPT", QString::number(attempt));
            add("ZDTP_TABLE", worker->table);
            if (!worker->column.isEmpty())
                add("ZDTP_COLUMN", worker->column);
            if (worker->from)
                add("ZDTP_FROM", *worker->from);
            if (worker->to)
                add("ZDTP_TO", *worker->to);
            if (worker->nulls != SliceNulls::Without)
                add("ZDTP_NULLS", worker->nulls == SliceNulls::Only ? QStringLiteral("only") : QStringLiteral("with"));
            if (!worker->where.isEmpty())
                add("ZDTP_WHERE", worker->where);
        }
        add("ZDTP_PREPARE", word(input.task.prepare));
    }
    /// The engine's own, on top of the contract's.
    void addEnvironment(PodParts &parts, const TemplateData &values, const TemplateValues &own) const
    {
        for (const Variable &variable : environment) {
            if (!variable.secret.isEmpty()) {
                const DatabaseEndpoint &endpoint =
                    variable.secret == QStringLiteral("source") ? input.task.source : input.task.target;
                parts.secrets.append({variable.name, endpoint.password});
            } else {
                const TemplateLanguage language = variable.value.language();
                parts.environment.append(
                    {variable.name,
                     language == TemplateLanguage::Pod
                         ? variable.value.render(sharedForPods, values)
                         : quote::pod(variable.value.render(sharedFor.value(language), TemplateData(own, language)))});
            }
        }
    }
};

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
    if (task.scheduling.mode != SchedulingMode::Pod)
        return fail(say("this version launches mode Pod; %1 is not there yet").arg(word(task.scheduling.mode)),
                    say("Write mode: Pod"));
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
        Parts::Variable variable{entry.name, {}, entry.secret};
        // A plain value may say $(NAME) of Kubernetes' own; a configuration is text for its reader alone.
        const TemplateLanguage language =
            entry.language == TemplateLanguage::Text ? TemplateLanguage::Pod : entry.language;
        if (auto error = compile(entry.value, language, variable.value))
            return fail(std::move(*error));
        if (language != TemplateLanguage::Pod)
            parts->sharedFor[language] = TemplateData(values, language);
        parts->environment.append(std::move(variable));
    }
    for (const QString &text : preset.command) {
        if (auto error = compile(text, TemplateLanguage::Pod, parts->command.emplaceBack()))
            return fail(std::move(*error));
    }
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
    Json &manifest = object.manifest;
    manifest["apiVersion"] = "v1";
    manifest["kind"] = "ConfigMap";
    manifest["metadata"]["name"] = object.name;
    manifest["metadata"]["namespace"] = input.task.nameSpace;
    manifest["metadata"]["labels"] = labelsOf(input, QStringLiteral("config"), nullptr, 0);
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

Result<PlannedObject> Planner::worker(const WorkerSpec &worker, int attempt) const
{
    const PlanInput &input = m_parts->input;
    const TemplateValues own = m_parts->valuesOf(&worker, attempt);
    const TemplateData values(own, TemplateLanguage::Pod);
    PodParts parts;
    parts.name = names::workerPod(input.task.name, input.run, worker.name, attempt);
    if (parts.name.size() > 253)
        return fail(say("the pod's name %1 has more than 253 characters").arg(parts.name),
                    say("Shorten the name of the task"));
    parts.role = QStringLiteral("worker");
    parts.worker = &worker;
    parts.attempt = attempt;
    parts.restartPolicy = input.task.scheduling.restartPolicy;
    parts.deadlineSeconds = input.task.scheduling.activeDeadlineSeconds;
    for (const Template &text : m_parts->command)
        parts.command.append(text.render(m_parts->sharedForPods, values));
    m_parts->addContract(parts, &worker, attempt);
    m_parts->addEnvironment(parts, values, own);
    return PlannedObject{QStringLiteral("Pod"), parts.name, worker.name, attempt, podManifest(input, parts)};
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
    for (const WorkerSpec &worker : workersOf(input.task)) {
        auto object = planner->worker(worker, 1);
        if (!object)
            return fail(object.error());
        objects.append(std::move(*object));
    }
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
