#include "models/run/record.h"

#include "k8s/base/json.h"
#include "models/plan/plan.h"
#include "models/run/gzip.h"
#include "models/run/recordjson.h"

#include <QCoreApplication>

namespace zdtp {

using namespace recordjson;

namespace {

constexpr int Schema = 1;
constexpr auto HeadKey = "run.json";
constexpr auto BulkKey = "bulk.json.gz";
constexpr auto TaskKey = "task.yaml";
constexpr auto TaskHeadKey = "task.json";
constexpr qsizetype SizeLimit = 700 * 1024;
constexpr qsizetype BulkLimit = 64 * 1024 * 1024;

constexpr std::pair<RunPhase, const char *> Phases[] = {{RunPhase::Preparing, "Preparing"},
                                                        {RunPhase::Launching, "Launching"},
                                                        {RunPhase::Launched, "Launched"},
                                                        {RunPhase::Refused, "Refused"},
                                                        {RunPhase::Cancelled, "Cancelled"}};

QString phaseName(RunPhase phase)
{
    for (const auto &[value, name] : Phases) {
        if (value == phase)
            return QString::fromLatin1(name);
    }
    return {};
}

Json attemptJson(const AttemptRecord &attempt)
{
    Json json = Json::object();
    json["attempt"] = attempt.attempt;
    if (attempt.removed)
        json["removed"] = true;
    if (attempt.cleaned)
        json["cleaned"] = true;
    setText(json, "evidence", attempt.evidenceName);
    setText(json, "launchId", attempt.launchId);
    setTime(json, "intendedAt", attempt.intendedAt);
    if (attempt.endState)
        json["endState"] = int(*attempt.endState);
    if (attempt.exitCode != -1)
        json["exitCode"] = attempt.exitCode;
    if (attempt.started)
        json["started"] = true;
    setText(json, "reason", attempt.reason);
    setText(json, "claim", attempt.claim);
    setText(json, "claimedBy", attempt.claimedBy);
    setTime(json, "claimedAt", attempt.claimedAt);
    if (attempt.cleanups)
        json["cleanups"] = attempt.cleanups;
    return json;
}

AttemptRecord attemptFrom(const Json &json)
{
    AttemptRecord attempt;
    attempt.attempt = int(number(json, "attempt", 1));
    attempt.removed = flag(json, "removed");
    attempt.cleaned = flag(json, "cleaned");
    attempt.evidenceName = text(json, "evidence");
    attempt.launchId = text(json, "launchId");
    attempt.intendedAt = time(json, "intendedAt");
    if (const qint64 state = number(json, "endState", -1); state >= 0 && state < StateCount)
        attempt.endState = State(state);
    attempt.exitCode = int(number(json, "exitCode", -1));
    attempt.started = flag(json, "started");
    attempt.reason = text(json, "reason");
    attempt.claim = text(json, "claim");
    attempt.claimedBy = text(json, "claimedBy");
    attempt.claimedAt = time(json, "claimedAt");
    attempt.cleanups = int(number(json, "cleanups", 0));
    return attempt;
}

Json bulkOf(const RunRecord &record)
{
    Json bulk = Json::object();
    bulk["task"] = QString::fromUtf8(record.taskYaml);
    bulk["preset"] = QString::fromUtf8(record.presetYaml);
    Json attempts = Json::object();
    for (auto worker = record.attempts.cbegin(); worker != record.attempts.cend(); ++worker) {
        Json list = Json::array();
        for (const AttemptRecord &attempt : *worker)
            list.push_back(attemptJson(attempt));
        attempts[worker.key().toStdString()] = std::move(list);
    }
    bulk["attempts"] = std::move(attempts);
    Json journal = Json::array();
    for (const JournalEntry &entry : record.journal)
        journal.push_back(journalJson(entry));
    bulk["journal"] = std::move(journal);
    return bulk;
}

void readBulk(RunRecord &record, const Json &bulk)
{
    record.taskYaml = text(bulk, "task").toUtf8();
    record.presetYaml = text(bulk, "preset").toUtf8();
    if (const Json *attempts = jsonAt(bulk, {"attempts"}); attempts && attempts->is_object()) {
        for (const auto &[worker, list] : attempts->items()) {
            QList<AttemptRecord> values;
            if (list.is_array()) {
                for (const Json &one : list)
                    values.append(attemptFrom(one));
            }
            record.attempts.insert(QString::fromStdString(worker), values);
        }
    }
    if (const Json *journal = jsonAt(bulk, {"journal"}); journal && journal->is_array()) {
        for (const Json &one : *journal)
            record.journal.append(journalFrom(one));
    }
}

qsizetype sizeOf(const k8s::ConfigMap &map)
{
    qsizetype size = 0;
    for (auto entry = map.data.cbegin(); entry != map.data.cend(); ++entry)
        size += entry.key().size() + entry->toUtf8().size();
    for (auto entry = map.binaryData.cbegin(); entry != map.binaryData.cend(); ++entry)
        size += entry.key().size() + entry->size();
    return size;
}

tl::unexpected<Error> damaged(const k8s::ConfigMap &map, const QString &why)
{
    return fail(QCoreApplication::translate("Record", "ConfigMap %1/%2 is not a readable record: %3")
                    .arg(map.meta.nameSpace, map.meta.name, why),
                QCoreApplication::translate(
                    "Record", "What the pods' labels say is shown instead; delete the ConfigMap to be rid of it"));
}

tl::unexpected<Error> otherSchema(const k8s::ConfigMap &map, qint64 schema)
{
    return fail(QCoreApplication::translate("Record", "ConfigMap %1/%2 has schema %3, and this version reads schema %4")
                    .arg(map.meta.nameSpace, map.meta.name)
                    .arg(schema)
                    .arg(Schema),
                QCoreApplication::translate("Record", "Use the version of the console that wrote it, or a newer one"));
}

Result<Json> headOf(const k8s::ConfigMap &map, const char *key)
{
    const auto found = map.data.constFind(QString::fromLatin1(key));
    if (found == map.data.cend())
        return damaged(map, QCoreApplication::translate("Record", "it has no %1").arg(QLatin1String(key)));
    Json head = Json::parse(found->toStdString(), nullptr, false);
    if (!head.is_object())
        return damaged(map, QCoreApplication::translate("Record", "%1 is not JSON").arg(QLatin1String(key)));
    if (const qint64 schema = number(head, "schema", -1); schema != Schema)
        return otherSchema(map, schema);
    return head;
}

bool hasRole(const k8s::ConfigMap &map, const char *role)
{
    return map.meta.labels.value(QString::fromLatin1(names::role)) == QLatin1String(role);
}

QMap<QString, QString> commonLabels(const QString &task, const char *role)
{
    return {{QString::fromLatin1(names::managedBy), QString::fromLatin1(names::managedByValue)},
            {QString::fromLatin1(names::partOf), QString::fromLatin1(names::partOfValue)},
            {QString::fromLatin1(names::task), task},
            {QString::fromLatin1(names::role), QString::fromLatin1(role)}};
}

} // namespace

QString word(RunPhase phase)
{
    switch (phase) {
    case RunPhase::Preparing:
        return QCoreApplication::translate("Record", "Preparing");
    case RunPhase::Launching:
        return QCoreApplication::translate("Record", "Launching");
    case RunPhase::Launched:
        return QCoreApplication::translate("Record", "Launched");
    case RunPhase::Refused:
        return QCoreApplication::translate("Record", "Refused");
    case RunPhase::Cancelled:
        return QCoreApplication::translate("Record", "Cancelled");
    }
    return {};
}

bool RunRecord::mayHaveStarted() const
{
    switch (phase) {
    case RunPhase::Refused:
        return false;
    case RunPhase::Cancelled:
        return intended > 0;
    case RunPhase::Preparing: // it may go on at any moment
    case RunPhase::Launching:
    case RunPhase::Launched:
        break;
    }
    return true;
}

int RunRecord::latestAttempt(const QString &worker) const
{
    int latest = 1;
    const auto found = attempts.constFind(worker);
    if (found != attempts.cend()) {
        for (const AttemptRecord &one : *found)
            latest = std::max(latest, one.attempt);
    }
    return latest;
}

const AttemptRecord *RunRecord::attempt(const QString &worker, int number) const
{
    const auto found = attempts.constFind(worker);
    if (found == attempts.cend())
        return nullptr;
    for (const AttemptRecord &one : *found) {
        if (one.attempt == number)
            return &one;
    }
    return nullptr;
}

AttemptRecord &RunRecord::attemptForWriting(const QString &worker, int number)
{
    QList<AttemptRecord> &list = attempts[worker];
    for (AttemptRecord &one : list) {
        if (one.attempt == number)
            return one;
    }
    AttemptRecord made;
    made.attempt = number;
    list.append(made);
    return list.last();
}

QString RunRecord::launchIdOf(const QString &worker, int number) const
{
    const AttemptRecord *one = attempt(worker, number);
    return one && !one->launchId.isEmpty() ? one->launchId : launchId;
}

Result<k8s::ConfigMap> toConfigMap(const RunRecord &record)
{
    k8s::ConfigMap map;
    map.meta.name = names::runRecord(record.task, record.run);
    map.meta.nameSpace = record.nameSpace;
    map.meta.resourceVersion = record.resourceVersion;
    map.meta.labels = commonLabels(record.task, "record");
    map.meta.labels.insert(QString::fromLatin1(names::run), QString::number(record.run));
    map.meta.annotations.insert(QString::fromLatin1(names::launchId), record.launchId);

    Json head = Json::object();
    head["schema"] = Schema;
    head["task"] = record.task;
    head["run"] = record.run;
    head["phase"] = phaseName(record.phase);
    head["launchId"] = record.launchId;
    setText(head, "launchedBy", record.launchedBy);
    setTime(head, "launchedAt", record.launchedAt);
    head["expected"] = record.expected;
    head["intended"] = record.intended;
    setText(head, "podsVersion", record.podsVersion);
    setTime(head, "updatedAt", record.updatedAt);
    setText(head, "writeId", record.writeId);
    map.data.insert(QString::fromLatin1(HeadKey),
                    QString::fromStdString(head.dump(2, ' ', false, Json::error_handler_t::replace)) + u'\n');
    map.binaryData.insert(QString::fromLatin1(BulkKey), gzip(jsonBytes(bulkOf(record))));
    if (sizeOf(map) > SizeLimit)
        return fail(QCoreApplication::translate("Record", "the record of run %1 of %2 would be larger than 700 KiB")
                        .arg(record.run)
                        .arg(record.task),
                    QCoreApplication::translate("Record", "Split the task, or launch a new run instead of restarting "
                                                          "more workers of this one"));
    return map;
}

bool isRunRecord(const k8s::ConfigMap &map)
{
    return hasRole(map, "record");
}

Result<RunRecord> parseRunRecord(const k8s::ConfigMap &map)
{
    const auto head = headOf(map, HeadKey);
    if (!head)
        return fail(head.error());
    RunRecord record;
    record.nameSpace = map.meta.nameSpace;
    record.task = text(*head, "task");
    record.run = int(number(*head, "run", 0));
    if (record.task.isEmpty() || record.run < 1)
        return damaged(map, QCoreApplication::translate("Record", "it names no task or no run"));
    const QString phase = text(*head, "phase");
    bool known = false;
    for (const auto &[value, name] : Phases) {
        if (phase == QLatin1String(name)) {
            record.phase = value;
            known = true;
        }
    }
    if (!known)
        return damaged(map, QCoreApplication::translate("Record", "its phase '%1' is not known").arg(phase.left(40)));
    record.launchId = text(*head, "launchId");
    record.launchedBy = text(*head, "launchedBy");
    record.launchedAt = time(*head, "launchedAt");
    record.expected = int(std::max<qint64>(0, number(*head, "expected", 0)));
    record.intended = int(std::clamp<qint64>(number(*head, "intended", 0), 0, record.expected));
    record.podsVersion = text(*head, "podsVersion");
    record.updatedAt = time(*head, "updatedAt");
    record.writeId = text(*head, "writeId");
    record.uid = map.meta.uid;
    record.resourceVersion = map.meta.resourceVersion;

    const auto bulk = map.binaryData.constFind(QString::fromLatin1(BulkKey));
    if (bulk == map.binaryData.cend())
        return damaged(map, QCoreApplication::translate("Record", "it has no %1").arg(QLatin1String(BulkKey)));
    const auto plain = gunzip(*bulk, BulkLimit);
    if (!plain)
        return damaged(map, plain.error().what);
    const Json json = Json::parse(plain->constData(), plain->constData() + plain->size(), nullptr, false);
    if (!json.is_object())
        return damaged(map, QCoreApplication::translate("Record", "%1 is not JSON").arg(QLatin1String(BulkKey)));
    readBulk(record, json);
    return record;
}

k8s::ConfigMap toConfigMap(const TaskRecord &record)
{
    k8s::ConfigMap map;
    map.meta.name = names::taskRecord(record.name);
    map.meta.nameSpace = record.nameSpace;
    map.meta.resourceVersion = record.resourceVersion;
    map.meta.labels = commonLabels(record.name, "task");
    Json head = Json::object();
    head["schema"] = Schema;
    head["name"] = record.name;
    head["revision"] = record.revision;
    setText(head, "savedBy", record.savedBy);
    setTime(head, "savedAt", record.savedAt);
    map.data.insert(QString::fromLatin1(TaskHeadKey),
                    QString::fromStdString(head.dump(2, ' ', false, Json::error_handler_t::replace)) + u'\n');
    map.data.insert(QString::fromLatin1(TaskKey), QString::fromUtf8(record.yaml));
    return map;
}

bool isTaskRecord(const k8s::ConfigMap &map)
{
    return hasRole(map, "task");
}

Result<TaskRecord> parseTaskRecord(const k8s::ConfigMap &map)
{
    const auto head = headOf(map, TaskHeadKey);
    if (!head)
        return fail(head.error());
    TaskRecord record;
    record.name = text(*head, "name");
    if (record.name.isEmpty())
        return damaged(map, QCoreApplication::translate("Record", "it names no task"));
    record.nameSpace = map.meta.nameSpace;
    record.savedBy = text(*head, "savedBy");
    record.savedAt = time(*head, "savedAt");
    record.revision = int(std::max<qint64>(1, number(*head, "revision", 1)));
    record.resourceVersion = map.meta.resourceVersion;
    const auto yaml = map.data.constFind(QString::fromLatin1(TaskKey));
    if (yaml == map.data.cend())
        return damaged(map, QCoreApplication::translate("Record", "it has no %1").arg(QLatin1String(TaskKey)));
    record.yaml = yaml->toUtf8();
    return record;
}

} // namespace zdtp
