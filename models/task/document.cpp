#include "models/task/document.h"

#include "k8s/yaml/fields.h"
#include "models/engine/preset.h"
#include "models/task/key.h"
#include "models/task/review.h"

#include <QCoreApplication>

#include <limits>

namespace zdtp {
namespace {

using k8s::YamlField;
using k8s::YamlFields;

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::SyncTask", text);
}

class Reader
{
public:
    explicit Reader(const QString &file) : m_fields(file) {}

    void read(const k8s::YamlNode &document)
    {
        const YamlField root = m_fields.root(document);
        if (!m_fields.enter(root, {"apiVersion", "kind", "metadata", "spec"}))
            return;
        m_fields.oneOf(m_fields.require(root, "apiVersion", say("Write apiVersion: zdtp.io/v1")), {"zdtp.io/v1"});
        m_fields.oneOf(m_fields.require(root, "kind", say("Write kind: SyncTask")), {"SyncTask"});
        const YamlField metadata = m_fields.require(root, "metadata", say("Write metadata: {name: …}"));
        if (m_fields.enter(metadata, {"name", "namespace"})) {
            m_task.name = text(m_fields.require(metadata, "name"));
            m_task.nameSpace = text(m_fields.child(metadata, "namespace"));
        }
        const YamlField spec = m_fields.require(root, "spec");
        if (m_fields.enter(spec, {"type", "engine", "image", "source", "target", "tables", "scheduling", "resources",
                                  "prepare", "options", "pod"}))
            readSpec(spec);
    }

    SyncTask &task() { return m_task; }
    const YamlFields &fields() const { return m_fields; }

private:
    QString text(const YamlField &field) { return m_fields.text(field).value_or(QString()); }

    std::optional<int> number(const YamlField &field, int least = 0)
    {
        const auto value = m_fields.integer(field, least, std::numeric_limits<int>::max());
        return value ? std::optional<int>(static_cast<int>(*value)) : std::nullopt;
    }

    template <typename Enum>
    void choose(const YamlField &field, const QStringList &words, Enum &into)
    {
        if (const auto index = m_fields.oneOf(field, words))
            into = static_cast<Enum>(*index);
    }

    void readSpec(const YamlField &spec)
    {
        choose(m_fields.require(spec, "type", say("Write full or incremental")), syncTypeWords(), m_task.type);
        m_task.engine = text(m_fields.require(spec, "engine", say("Name an engine preset, for example psql-copy")));
        m_task.image = text(m_fields.child(spec, "image"));
        m_task.source = readEndpoint(m_fields.require(spec, "source"));
        m_task.target = readEndpoint(m_fields.require(spec, "target"));
        const YamlField tables = m_fields.require(spec, "tables", say("List at least one: - name: public.orders"));
        const QList<YamlField> items = m_fields.list(tables);
        if (tables.isSet() && tables.node->kind == k8s::YamlNode::Kind::Sequence && items.isEmpty())
            m_fields.report(QStringLiteral("missing-field"), tables, say("the list of tables is empty"),
                            say("List at least one: - name: public.orders"));
        for (const YamlField &item : items)
            readTable(item);
        readScheduling(m_fields.child(spec, "scheduling"));
        const YamlField resources = m_fields.child(spec, "resources");
        if (m_fields.enter(resources, {"requests", "limits"})) {
            m_task.resources.requests = m_fields.scalarMap(m_fields.child(resources, "requests"), false);
            m_task.resources.limits = m_fields.scalarMap(m_fields.child(resources, "limits"), false);
        }
        choose(m_fields.child(spec, "prepare"), prepareWords(), m_task.prepare);
        m_task.options = m_fields.scalarMap(m_fields.child(spec, "options"));
        readPod(m_fields.child(spec, "pod"));
    }

    SecretReference readSecret(const YamlField &field)
    {
        SecretReference reference;
        if (field.isSet() && field.node->kind == k8s::YamlNode::Kind::Scalar) {
            // Somebody wrote the secret itself: the message must not repeat it.
            m_fields.report(QStringLiteral("secret-in-document"), field,
                            say("a password stands in the document; only a reference may"),
                            say("Put it into a Secret and write {secret: NAME, key: KEY}; then change the password"));
            return reference;
        }
        if (m_fields.enter(field, {"secret", "key"})) {
            reference.secret = text(m_fields.require(field, "secret", say("Name the Secret")));
            reference.key = text(m_fields.require(field, "key", say("Name the key inside of the Secret")));
        }
        return reference;
    }

    DatabaseEndpoint readEndpoint(const YamlField &field)
    {
        DatabaseEndpoint endpoint;
        if (m_fields.enter(field, {"url", "user", "password"})) {
            endpoint.url = text(m_fields.require(field, "url", say("For example postgresql://host:5432/database")));
            endpoint.user = text(m_fields.require(field, "user"));
            endpoint.password = readSecret(m_fields.require(field, "password", say("Write {secret: NAME, key: KEY}")));
        }
        return endpoint;
    }

    void readTable(const YamlField &field)
    {
        TableSpec table;
        if (!field.isSet()) {
            m_fields.report(QStringLiteral("missing-field"), field, say("an entry of the list is empty"),
                            say("Write name: public.orders, or remove it"));
        } else if (m_fields.enter(field, {"name", "split"})) {
            table.name = text(m_fields.require(field, "name"));
            const YamlField split = m_fields.child(field, "split");
            if (m_fields.enter(split, {"column", "type", "from", "to", "parts", "bounds", "ends", "nulls", "where"}))
                table.split = readSplit(split);
        }
        m_task.tables.append(std::move(table));
    }

    /// A key as its canonical text; what is none is reported.
    std::optional<QString> key(const YamlField &field, KeyType type)
    {
        if (type == KeyType::Integer) {
            const auto number =
                m_fields.integer(field, std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max());
            return number ? std::optional(QString::number(*number)) : std::nullopt;
        }
        const auto text = type == KeyType::Decimal ? m_fields.scalar(field, false) : m_fields.text(field);
        if (!text)
            return std::nullopt;
        auto canonical = keys::canonical(type, *text);
        if (!canonical)
            m_fields.report(QStringLiteral("bad-value"), field,
                            say("\"%1\" is not a key of type %2").arg(text->left(60), word(type)),
                            say("For example %1").arg(keys::example(type)));
        return canonical;
    }

    TableSplit readSplit(const YamlField &field)
    {
        TableSplit split;
        const YamlField column = m_fields.child(field, "column");
        const YamlField type = m_fields.child(field, "type");
        const YamlField bounds = m_fields.child(field, "bounds");
        const YamlField from = m_fields.child(field, "from");
        const YamlField to = m_fields.child(field, "to");
        const YamlField parts = m_fields.child(field, "parts");
        const YamlField ends = m_fields.child(field, "ends");
        const YamlField nulls = m_fields.child(field, "nulls");
        const YamlField where = m_fields.child(field, "where");
        const auto alone = [&](std::initializer_list<YamlField> others, const char *what, const QString &fix) {
            for (const YamlField &other : others) {
                if (other.isSet())
                    m_fields.report(QStringLiteral("bad-value"), other,
                                    say("stands beside %1").arg(QLatin1String(what)), fix);
            }
        };
        const auto neverEmpty = [&](const YamlField &item) {
            if (!item.isSet())
                m_fields.report(QStringLiteral("missing-field"), item, say("an entry of the list is empty"));
            return item.isSet();
        };
        if (where.isSet()) {
            alone({column, type, bounds, from, to, parts, ends, nulls}, "where",
                  say("Write either predicates, or a column with its keys"));
            for (const YamlField &item : m_fields.list(where)) {
                if (!neverEmpty(item))
                    continue;
                if (const auto predicate = m_fields.text(item))
                    split.where.append(*predicate);
            }
            return split;
        }
        split.column = text(m_fields.require(field, "column", say("Name the key column")));
        choose(type, keyTypeWords(), split.type);
        choose(nulls, nullKeysWords(), split.nulls);
        if (const auto index = m_fields.oneOf(ends, {QStringLiteral("closed"), QStringLiteral("open")}))
            split.openEnds = *index == 1;
        if (bounds.isSet()) {
            alone({from, to, parts}, "bounds", say("Write either bounds, or from, to and parts"));
            const QList<YamlField> items = m_fields.list(bounds);
            split.bounds.reserve(items.size());
            for (const YamlField &item : items) {
                if (!neverEmpty(item))
                    continue;
                if (const auto value = key(item, split.type))
                    split.bounds.append(*value);
            }
            if (bounds.node->kind == k8s::YamlNode::Kind::Sequence && items.size() < 2)
                m_fields.report(QStringLiteral("bad-value"), bounds, say("needs at least two keys"),
                                say("Each two neighbours are one slice, the second key not included"));
            return split;
        }
        split.from = key(m_fields.require(field, "from", say("The first key, or use bounds")), split.type);
        split.to = key(m_fields.require(field, "to", say("One more than the last key")), split.type);
        if (const auto count = number(parts, 1))
            split.parts = *count;
        return split;
    }

    void readScheduling(const YamlField &field)
    {
        if (!m_fields.enter(field, {"mode", "restartPolicy", "parallelism", "backoffLimit", "backoffLimitPerIndex",
                                    "maxFailedIndexes", "activeDeadlineSeconds", "ttlSecondsAfterFinished", "schedule",
                                    "timeZone", "concurrencyPolicy", "startingDeadlineSeconds",
                                    "successfulJobsHistoryLimit", "failedJobsHistoryLimit", "queue"}))
            return;
        Scheduling &scheduling = m_task.scheduling;
        choose(m_fields.child(field, "mode"), schedulingModeWords(), scheduling.mode);
        choose(m_fields.child(field, "restartPolicy"), restartPolicyWords(), scheduling.restartPolicy);
        scheduling.parallelism = number(m_fields.child(field, "parallelism")).value_or(0);
        scheduling.backoffLimit = number(m_fields.child(field, "backoffLimit"));
        scheduling.backoffLimitPerIndex = number(m_fields.child(field, "backoffLimitPerIndex"));
        scheduling.maxFailedIndexes = number(m_fields.child(field, "maxFailedIndexes"));
        scheduling.successfulJobsHistoryLimit = number(m_fields.child(field, "successfulJobsHistoryLimit"));
        scheduling.failedJobsHistoryLimit = number(m_fields.child(field, "failedJobsHistoryLimit"));
        scheduling.activeDeadlineSeconds = number(m_fields.child(field, "activeDeadlineSeconds"), 1);
        scheduling.ttlSecondsAfterFinished = number(m_fields.child(field, "ttlSecondsAfterFinished"));
        scheduling.schedule = text(m_fields.child(field, "schedule"));
        scheduling.timeZone = text(m_fields.child(field, "timeZone"));
        const QStringList policies{"Allow", "Forbid", "Replace"};
        if (const auto index = m_fields.oneOf(m_fields.child(field, "concurrencyPolicy"), policies))
            scheduling.concurrencyPolicy = policies.at(*index);
        scheduling.startingDeadlineSeconds = number(m_fields.child(field, "startingDeadlineSeconds"));
        const YamlField queue = m_fields.child(field, "queue");
        if (m_fields.enter(queue, {"kind", "taking", "url"})) {
            Queue read;
            choose(m_fields.require(queue, "kind"), queueKindWords(), read.kind);
            choose(m_fields.child(queue, "taking"), queueTakingWords(), read.taking);
            read.url = readSecret(m_fields.child(queue, "url"));
            scheduling.queue = read;
        }
    }

    void readPod(const YamlField &field)
    {
        if (!m_fields.enter(field, {"nodeSelector", "tolerations", "serviceAccountName", "imagePullSecrets", "labels",
                                    "annotations", "graceSeconds"}))
            return;
        PodSettings &pod = m_task.pod;
        pod.nodeSelector = m_fields.textMap(m_fields.child(field, "nodeSelector"));
        pod.serviceAccountName = text(m_fields.child(field, "serviceAccountName"));
        pod.imagePullSecrets = m_fields.texts(m_fields.child(field, "imagePullSecrets"));
        pod.labels = m_fields.textMap(m_fields.child(field, "labels"));
        pod.annotations = m_fields.textMap(m_fields.child(field, "annotations"));
        pod.graceSeconds = number(m_fields.child(field, "graceSeconds"));
        for (const YamlField &item : m_fields.list(m_fields.child(field, "tolerations"))) {
            if (!m_fields.enter(item, {"key", "operator", "value", "effect", "tolerationSeconds"}))
                continue;
            Toleration toleration;
            toleration.key = text(m_fields.child(item, "key"));
            const QStringList operators{"Exists", "Equal"};
            if (const auto index = m_fields.oneOf(m_fields.child(item, "operator"), operators))
                toleration.operation = operators.at(*index);
            toleration.value = text(m_fields.child(item, "value"));
            const QStringList effects{"NoSchedule", "PreferNoSchedule", "NoExecute"};
            if (const auto index = m_fields.oneOf(m_fields.child(item, "effect"), effects))
                toleration.effect = effects.at(*index);
            toleration.seconds =
                m_fields.integer(m_fields.child(item, "tolerationSeconds"), std::numeric_limits<qint64>::min(),
                                 std::numeric_limits<qint64>::max());
            pod.tolerations.append(toleration);
        }
    }

    YamlFields m_fields;
    SyncTask m_task;
};

Finding whole(const Error &error, const QString &rule)
{
    return {Severity::Error, rule, QString(), error.what, QString(), error.remedy, error.place};
}

} // namespace

Place ParsedTask::placeOf(const QString &field) const
{
    QString at = field;
    while (!at.isEmpty()) {
        const auto found = places.constFind(at);
        if (found != places.constEnd())
            return *found;
        const qsizetype end = std::max(at.lastIndexOf(u'.'), at.lastIndexOf(u'['));
        at.truncate(std::max<qsizetype>(end, 0));
    }
    return {file, 0, 0};
}

ParsedTask parseSyncTask(const QByteArray &yaml, const QString &file)
{
    ParsedTask result;
    result.file = file;
    const auto documents = k8s::readYaml(yaml, file);
    if (!documents) {
        result.findings.append(whole(documents.error(), QStringLiteral("yaml")));
        return result;
    }
    const bool empty = documents->isEmpty() || documents->first()->kind == k8s::YamlNode::Kind::Null;
    if (empty && documents->size() <= 1) {
        result.findings.append(whole({say("the document is empty"),
                                      say("Begin with apiVersion: zdtp.io/v1 and kind: SyncTask"), Place{file, 1, 1}},
                                     QStringLiteral("empty-document")));
        return result;
    }
    if (documents->size() > 1) {
        const auto &second = documents->at(1);
        result.findings.append(whole({say("the file holds %1 documents").arg(documents->size()),
                                      say("Write one task in one file"), Place{file, second->line, second->column}},
                                     QStringLiteral("many-documents")));
        return result;
    }
    Reader reader(file);
    reader.read(*documents->first());
    for (const k8s::YamlProblem &problem : reader.fields().problems())
        result.findings.append(
            {Severity::Error, problem.rule, problem.field, problem.message, QString(), problem.fix, problem.place});
    // In the order in which a reader goes through the document.
    std::stable_sort(result.findings.begin(), result.findings.end(), [](const Finding &a, const Finding &b) {
        return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
    });
    result.places = reader.fields().places();
    if (result.findings.isEmpty())
        result.task = std::move(reader.task());
    return result;
}

Findings checkTask(const ParsedTask &parsed, const EngineCatalog &engines)
{
    Findings findings = parsed.findings;
    if (parsed.task) {
        for (Finding finding : reviewTask(*parsed.task, engines.find(parsed.task->engine))) {
            if (finding.rule == QStringLiteral("unknown-engine")) {
                const QString near = k8s::nearestWord(parsed.task->engine, engines.names());
                finding.fix = near.isEmpty() ? say("Known engines: %1").arg(engines.names().join(QStringLiteral(", ")))
                                             : say("Did you mean %1?").arg(near);
            }
            finding.place = parsed.placeOf(finding.field);
            findings.append(std::move(finding));
        }
    }
    return findings;
}

} // namespace zdtp
