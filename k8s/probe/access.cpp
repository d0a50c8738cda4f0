#include "k8s/probe/access.h"

#include <algorithm>

namespace zdtp::k8s {

namespace {

using Need = AccessEntry::Need;

struct Rule
{
    const char *group;
    const char *resource;
    std::initializer_list<const char *> look;
    std::initializer_list<const char *> change;
    std::initializer_list<const char *> optional;
    bool namespaced = true;
};

bool lists(const Json &rule, const char *key, const QString &wanted, const QString &wildcard = {})
{
    const Json *values = jsonAt(rule, {key});
    if (!values || !values->is_array())
        return false;
    return std::any_of(values->begin(), values->end(), [&](const Json &value) {
        if (!value.is_string())
            return false;
        const auto text = value.get<QString>();
        return text == wanted || text == QLatin1String("*") || (!wildcard.isEmpty() && text == wildcard);
    });
}

} // namespace

QList<AccessEntry> neededAccess()
{
    // Watches need list and watch; a restart is delete and create; helpers and workers are pods, jobs, …
    const Rule rules[] = {
        {"", "pods", {"get", "list", "watch"}, {"create", "patch", "delete"}, {}},
        {"", "pods/log", {"get"}, {}, {}},
        {"", "events", {"get", "list", "watch"}, {}, {}},
        {"", "configmaps", {"get", "list", "watch"}, {"create", "patch", "delete"}, {}},
        {"", "secrets", {}, {"get", "create", "patch", "delete"}, {}},
        {"batch", "jobs", {"get", "list", "watch"}, {"create", "patch", "delete"}, {}},
        {"batch", "cronjobs", {"get", "list", "watch"}, {"create", "patch", "delete"}, {}},
        {"apps", "deployments", {"get", "list", "watch"}, {"create", "patch", "delete"}, {}},
        {"apps", "deployments/scale", {}, {"get", "patch"}, {}},
        {"apps", "replicasets", {}, {}, {"get", "list", "watch"}},
        {"", "resourcequotas", {}, {}, {"get", "list"}},
        {"", "limitranges", {}, {}, {"get", "list"}},
        {"", "serviceaccounts", {}, {}, {"get", "list"}},
        {"", "namespaces", {}, {}, {"list"}, false},
    };
    QList<AccessEntry> all;
    for (const Rule &rule : rules) {
        const auto add = [&](std::initializer_list<const char *> verbs, Need need) {
            for (const char *verb : verbs)
                all.append({QLatin1String(rule.group), QLatin1String(rule.resource), QLatin1String(verb), need,
                            rule.namespaced, AccessEntry::Answer::Unknown, QString()});
        };
        add(rule.look, Need::Look);
        add(rule.change, Need::Change);
        add(rule.optional, Need::Optional);
    }
    return all;
}

Json accessReview(const AccessEntry &entry, const QString &nameSpace)
{
    Json attributes = Json::object();
    if (entry.namespaced)
        attributes["namespace"] = nameSpace;
    attributes["verb"] = entry.verb;
    attributes["group"] = entry.group;
    const qsizetype cut = entry.resource.indexOf(u'/');
    attributes["resource"] = cut < 0 ? entry.resource : entry.resource.left(cut);
    if (cut >= 0)
        attributes["subresource"] = entry.resource.mid(cut + 1);
    return {{"apiVersion", "authorization.k8s.io/v1"},
            {"kind", "SelfSubjectAccessReview"},
            {"spec", {{"resourceAttributes", attributes}}}};
}

AccessEntry::Answer allowedByRules(const Json &status, const AccessEntry &entry)
{
    const Json *rules = jsonAt(status, {"resourceRules"});
    if (!rules || !rules->is_array())
        return AccessEntry::Answer::Unknown;
    const qsizetype cut = entry.resource.indexOf(u'/');
    const QString anyParent = cut < 0 ? QString() : QStringLiteral("*") + entry.resource.mid(cut);
    for (const Json &rule : *rules) {
        const Json *names = jsonAt(rule, {"resourceNames"});
        if (names && names->is_array() && !names->empty())
            continue; // some objects only
        if (lists(rule, "verbs", entry.verb) && lists(rule, "apiGroups", entry.group) &&
            lists(rule, "resources", entry.resource, anyParent))
            return AccessEntry::Answer::Allowed;
    }
    return AccessEntry::Answer::Unknown;
}

} // namespace zdtp::k8s
