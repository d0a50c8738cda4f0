#include "models/run/preflight.h"

#include "k8s/probe/access.h"
#include "models/task/rules.h"

#include <QCoreApplication>

#include <algorithm>

namespace zdtp {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::PreflightLine)
};

using Verdict = PreflightLine::Verdict;

constexpr int OldestMinor = 27; ///< as the connection test has it
constexpr int LaneCount = 6;    ///< as many as there are connections

int leadingNumber(const QString &text)
{
    int end = 0;
    while (end < text.size() && text.at(end).isDigit())
        ++end;
    return end > 0 ? text.left(end).toInt() : -1;
}

PreflightLine notAsked(PreflightLine line, const k8s::ApiError &error)
{
    line.verdict = Verdict::Warning;
    line.evidence = Words::tr("could not be asked: %1").arg(error.toLine());
    return line;
}

const Json *podSpecOf(const Json &manifest)
{
    const QString kind = jsonString(manifest, {"kind"});
    if (kind == QLatin1String("Pod"))
        return jsonAt(manifest, {"spec"});
    if (kind == QLatin1String("CronJob"))
        return jsonAt(manifest, {"spec", "jobTemplate", "spec", "template", "spec"});
    return jsonAt(manifest, {"spec", "template", "spec"});
}

/// How many pods an object has at once.
double podsAtOnce(const Json &manifest)
{
    for (const char *key : {"replicas", "parallelism"}) {
        if (const Json *count = jsonAt(manifest, {"spec", key}); count && count->is_number())
            return count->get<double>();
    }
    return 1;
}

void addResources(const Json &podSpec, const char *part, double times, QMap<QString, double> *sums)
{
    const Json *containers = jsonAt(podSpec, {"containers"});
    if (!containers || !containers->is_array())
        return;
    for (const Json &container : *containers) {
        const Json *amounts = jsonAt(container, {"resources", part});
        if (!amounts || !amounts->is_object())
            continue;
        for (const auto &[name, amount] : amounts->items()) {
            if (const auto value = rules::quantity(amount.is_string() ? amount.get<QString>() : QString()))
                (*sums)[QLatin1String(part) + u'.' + QString::fromStdString(name)] += *value * times;
        }
    }
}

/// What the run adds to each line of a quota, by the names that quotas use.
QMap<QString, double> demandOf(const QList<PlannedObject> &objects, int atOnce)
{
    QMap<QString, double> sums;
    int bare = 0;
    for (const PlannedObject &object : objects) {
        const k8s::GroupVersionResource *resource = k8s::resources::ofManifest(object.manifest);
        if (!resource)
            continue;
        const QString counted =
            resource->group.isEmpty() ? resource->resource : resource->resource + u'.' + resource->group;
        sums[QStringLiteral("count/") + counted] += 1;
        if (object.kind == QLatin1String("ConfigMap"))
            sums[QStringLiteral("configmaps")] += 1;
        const Json *spec = podSpecOf(object.manifest);
        if (!spec || !spec->is_object())
            continue;
        if (object.kind == QLatin1String("Pod") && ++bare > atOnce && atOnce > 0)
            continue; // its place is free only when another has ended
        const double pods = object.kind == QLatin1String("Pod") ? 1 : podsAtOnce(object.manifest);
        sums[QStringLiteral("pods")] += pods;
        addResources(*spec, "requests", pods, &sums);
        addResources(*spec, "limits", pods, &sums);
    }
    // Quotas call requests by their bare names as well.
    for (const char *name : {"cpu", "memory"}) {
        const QString bareName = QLatin1String(name);
        if (sums.contains(QStringLiteral("requests.") + bareName))
            sums[bareName] = sums.value(QStringLiteral("requests.") + bareName);
    }
    return sums;
}

struct AccessLanes
{
    QList<k8s::AccessEntry> entries;
    qsizetype next = 0;
    QString problem;
};

Async<void> accessLane(Requests requests, AccessLanes *lanes)
{
    while (lanes->next < lanes->entries.size() && lanes->problem.isEmpty() && !requests.operation().isCancelled()) {
        k8s::AccessEntry &entry = lanes->entries[lanes->next++];
        const Json review = k8s::accessReview(entry, requests.context().nameSpace);
        const ObjectResult answer = co_await requests.create(k8s::resources::selfSubjectAccessReviews(), review);
        const Json *allowed = answer ? jsonAt(*answer, {"status", "allowed"}) : nullptr;
        if (allowed && allowed->is_boolean())
            entry.answer = allowed->get<bool>() ? k8s::AccessEntry::Answer::Allowed : k8s::AccessEntry::Answer::Denied;
        else
            lanes->problem = answer ? Words::tr("the answer is not an access review") : answer.error().toLine();
    }
}

bool isEmptyValue(const Json &value)
{
    return value.is_null() || (value.is_structured() && value.empty()) || value == Json("") || value == Json(false) ||
           value == Json(0);
}

const Json *elementNamed(const Json &list, const Json &element)
{
    const QString name = jsonString(element, {"name"});
    if (name.isEmpty())
        return nullptr;
    for (const Json &other : list) {
        if (jsonString(other, {"name"}) == name)
            return &other;
    }
    return nullptr;
}

void collectDropped(const Json &sent, const Json &kept, const QString &path, QStringList *dropped)
{
    if (sent.is_object()) {
        for (const auto &[key, value] : sent.items()) {
            const QString name = QString::fromStdString(key);
            const QString here = path.isEmpty() ? name : path + u'.' + name;
            const auto found = kept.is_object() ? kept.find(key) : kept.end();
            if (!kept.is_object() || found == kept.end()) {
                if (!isEmptyValue(value))
                    dropped->append(here);
            } else {
                collectDropped(value, *found, here, dropped);
            }
        }
    } else if (sent.is_array() && kept.is_array()) {
        for (size_t i = 0; i < sent.size(); ++i) {
            const QString here = path + QStringLiteral("[%1]").arg(i);
            const Json *other = elementNamed(kept, sent.at(i));
            if (!other && kept.size() == sent.size())
                other = &kept.at(i);
            if (other)
                collectDropped(sent.at(i), *other, here, dropped);
            else
                dropped->append(here);
        }
    }
}

} // namespace

QString verdictId(PreflightLine::Verdict verdict)
{
    switch (verdict) {
    case Verdict::Pass:
        return QStringLiteral("pass");
    case Verdict::Warning:
        return QStringLiteral("warning");
    case Verdict::Fail:
        return QStringLiteral("fail");
    }
    return {};
}

QString PreflightLine::text() const
{
    if (remedy.isEmpty() || evidence.isEmpty())
        return evidence + remedy;
    return evidence + (evidence.endsWith(u'.') ? QStringLiteral(" ") : QStringLiteral(". ")) + remedy;
}

namespace preflight {

Async<PreflightLine> version(Requests requests)
{
    PreflightLine line{QStringLiteral("version"), Words::tr("Server version"), Verdict::Pass, {}, {}, false};
    k8s::Request request;
    request.path = QStringLiteral("/version");
    const k8s::ApiResult<k8s::Response> answer = co_await requests.send(request);
    if (!answer)
        co_return notAsked(line, answer.error());
    const Json json = Json::parse(answer->body.toStdString(), nullptr, false);
    const int major = leadingNumber(jsonString(json, {"major"}));
    const int minor = leadingNumber(jsonString(json, {"minor"})); // "27+" on some clouds
    line.evidence = jsonString(json, {"gitVersion"});
    if (line.evidence.isEmpty() || major < 0 || minor < 0) {
        line.verdict = Verdict::Warning;
        line.evidence = Words::tr("the answer to /version is not one of Kubernetes");
    } else if (major == 1 && minor < OldestMinor) {
        line.verdict = Verdict::Warning;
        line.remedy =
            Words::tr("Older than what the console is made for: use a cluster of v1.%1 or newer.").arg(OldestMinor);
    }
    co_return line;
}

Async<PreflightLine> nameSpace(Requests requests)
{
    const QString name = requests.context().nameSpace;
    PreflightLine line{QStringLiteral("namespace"), Words::tr("Namespace"), Verdict::Pass, {}, {}, false};
    const ObjectResult found = co_await requests.read(k8s::resources::namespaces(), name);
    if (found) {
        line.evidence = name;
        if (!jsonString(*found, {"metadata", "deletionTimestamp"}).isEmpty()) {
            line.verdict = Verdict::Fail;
            line.evidence = Words::tr("%1 is being deleted").arg(name);
            line.remedy = Words::tr("Choose another namespace, or wait until it is gone and create it again.");
        }
    } else if (found.error().isNotFound()) {
        line.verdict = Verdict::Fail;
        line.evidence = Words::tr("%1 does not exist").arg(name);
        line.remedy = Words::tr("Create it: kubectl create namespace %1").arg(name);
    } else if (found.error().isForbidden()) {
        line.evidence =
            Words::tr("%1; it may not be read by itself, the objects below show that it is there").arg(name);
    } else {
        line = notAsked(line, found.error());
    }
    co_return line;
}

Async<PreflightLine> access(Requests requests, QStringList kinds)
{
    PreflightLine line{QStringLiteral("access"), Words::tr("Rights"), Verdict::Pass, {}, {}, false};
    QSet<QString> created;
    for (const k8s::GroupVersionResource *resource :
         {&k8s::resources::pods(), &k8s::resources::configMaps(), &k8s::resources::deployments(),
          &k8s::resources::jobs(), &k8s::resources::cronJobs()}) {
        if (kinds.contains(resource->kind))
            created.insert(resource->resource);
    }
    AccessLanes lanes;
    for (const k8s::AccessEntry &entry : k8s::neededAccess()) {
        if (entry.need != k8s::AccessEntry::Need::Optional)
            lanes.entries.append(entry);
    }
    std::vector<Async<void>> running;
    for (int count = 0; count < LaneCount; ++count)
        running.push_back(accessLane(requests, &lanes));
    All all(std::move(running));
    co_await all;
    if (!lanes.problem.isEmpty()) {
        line.verdict = Verdict::Warning;
        line.evidence = Words::tr("could not be asked: %1").arg(lanes.problem);
        co_return line;
    }
    QStringList needed, later;
    for (const k8s::AccessEntry &entry : std::as_const(lanes.entries)) {
        if (entry.answer == k8s::AccessEntry::Answer::Allowed)
            continue;
        // A record is patched as the launch goes on, and a pod is removed only when it is restarted or deleted.
        const bool record = entry.resource == QLatin1String("configmaps") && entry.verb == QLatin1String("patch");
        const bool launches =
            created.contains(entry.resource) &&
            (record || (entry.verb != QLatin1String("patch") && entry.verb != QLatin1String("delete")));
        (launches ? needed : later).append(entry.verb + u' ' + entry.name());
    }
    line.evidence = Words::tr("%1 of %2 verbs in namespace %3")
                        .arg(lanes.entries.size() - needed.size() - later.size())
                        .arg(lanes.entries.size())
                        .arg(requests.context().nameSpace);
    if (!needed.isEmpty() || !later.isEmpty()) {
        line.verdict = needed.isEmpty() ? Verdict::Warning : Verdict::Fail;
        line.forbidden = !needed.isEmpty();
        line.evidence +=
            QStringLiteral("; ") + Words::tr("not allowed: %1").arg((needed + later).join(QStringLiteral(", ")));
        line.remedy = needed.isEmpty()
                          ? Words::tr("The launch does not need these; something later does. Ask for a Role with them.")
                          : Words::tr("Ask whoever administers the cluster for a Role with these verbs.");
    }
    co_return line;
}

Async<PreflightLine> quota(Requests requests, QList<PlannedObject> objects, int atOnce)
{
    PreflightLine line{QStringLiteral("quota"), Words::tr("Quota"), Verdict::Pass, {}, {}, false};
    const k8s::GroupVersionResource quotas{QString(), QStringLiteral("v1"), QStringLiteral("resourcequotas"),
                                           QStringLiteral("ResourceQuota"), true};
    const auto listed = co_await requests.listAll(quotas, QString());
    if (!listed && listed.error().isForbidden()) {
        line.verdict = Verdict::Warning;
        line.evidence = Words::tr("may not be read; the server applies it when each pod is created");
        line.remedy = Words::tr("Ask for the right to list resourcequotas, to see it before.");
        co_return line;
    }
    // A server that has no such resource, as the local cluster, may answer without a Status.
    if (!listed && listed.error().httpCode == 404) {
        line.evidence = Words::tr("this server knows none");
        co_return line;
    }
    if (!listed)
        co_return notAsked(line, listed.error());
    if (listed->items.empty()) {
        line.evidence = Words::tr("this namespace has none");
        co_return line;
    }
    const QMap<QString, double> demand = demandOf(objects, atOnce);
    QStringList names, exceeded;
    for (const Json &item : listed->items) {
        const QString name = jsonString(item, {"metadata", "name"});
        names.append(name);
        const Json *scopes = jsonAt(item, {"spec", "scopes"});
        const Json *selector = jsonAt(item, {"spec", "scopeSelector"});
        const bool scoped = (scopes && !scopes->empty()) || (selector && !selector->empty());
        const Json *hard = jsonAt(item, {"status", "hard"});
        if (scoped || !hard || !hard->is_object())
            continue; // counts some pods only: the dry run asks the server, pod by pod
        for (const auto &[key, limit] : hard->items()) {
            const QString resource = QString::fromStdString(key);
            const QString used = jsonString(item, {"status", "used", key.c_str()});
            const auto most = rules::quantity(limit.is_string() ? limit.get<QString>() : QString());
            if (!most || !demand.contains(resource))
                continue;
            if (rules::quantity(used).value_or(0) + demand.value(resource) > *most)
                exceeded.append(Words::tr("%1: %2 of %3 is used %4, and the run adds %5")
                                    .arg(name, resource, limit.get<QString>(),
                                         used.isEmpty() ? QStringLiteral("0") : used,
                                         QString::number(demand.value(resource), 'g', 12)));
        }
    }
    line.evidence = Words::tr("%1 has room for this run").arg(names.join(QStringLiteral(", ")));
    if (!exceeded.isEmpty()) {
        line.verdict = Verdict::Fail;
        line.evidence = exceeded.join(QStringLiteral("; "));
        line.remedy = Words::tr("Lower the task's requests or its parallelism, or ask for a larger quota.");
    }
    co_return line;
}

QStringList droppedFields(const Json &sent, const Json &kept)
{
    QStringList dropped;
    collectDropped(sent, kept, QString(), &dropped);
    return dropped;
}

Json barePod(const Json &manifest)
{
    const QString kind = jsonString(manifest, {"kind"});
    const Json *pod = kind == QLatin1String("CronJob") ? jsonAt(manifest, {"spec", "jobTemplate", "spec", "template"})
                                                       : jsonAt(manifest, {"spec", "template"});
    if (!pod || !pod->is_object())
        return {};
    Json bare = *pod;
    bare["apiVersion"] = "v1";
    bare["kind"] = "Pod";
    bare["metadata"]["name"] = jsonString(manifest, {"metadata", "name"});
    if (const QString space = jsonString(manifest, {"metadata", "namespace"}); !space.isEmpty())
        bare["metadata"]["namespace"] = space;
    return bare;
}

} // namespace preflight

} // namespace zdtp
