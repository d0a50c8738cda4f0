#include "models/plan/diff.h"
#include "models/task/rules.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace zdtp {
namespace {

/// What the server fills in where nothing was said, by key and value; an empty value stands for any. Seen on 1.36 by
/// creating what the planner makes and reading it back.
constexpr auto defaults = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"apiVersion", "\"v1\""}, // of a fieldRef
    {"backoffLimit", "2147483647"},
    {"backoffLimit", "6"},
    {"clusterIP", ""},
    {"clusterIPs", ""},
    {"completionMode", "\"NonIndexed\""},
    {"concurrencyPolicy", "\"Allow\""},
    {"creationTimestamp", "null"},
    {"defaultMode", "420"},
    {"dnsPolicy", "\"ClusterFirst\""},
    {"enableServiceLinks", "true"},
    {"failedJobsHistoryLimit", "1"},
    {"imagePullPolicy", ""},
    {"internalTrafficPolicy", "\"Cluster\""},
    {"ipFamilies", ""},
    {"ipFamilyPolicy", ""},
    {"manualSelector", "false"},
    {"nodeName", ""},
    {"optional", "false"},
    {"parallelism", "1"},
    {"podReplacementPolicy", "\"TerminatingOrFailed\""},
    {"podReplacementPolicy", "\"Failed\""}, // with a podFailurePolicy
    {"preemptionPolicy", "\"PreemptLowerPriority\""},
    {"priority", "0"},
    {"progressDeadlineSeconds", "600"},
    {"protocol", "\"TCP\""},
    {"resources", "{}"},
    {"restartPolicy", "\"Always\""},
    {"revisionHistoryLimit", "10"},
    {"schedulerName", "\"default-scheduler\""},
    {"securityContext", "{}"},
    {"serviceAccount", ""},
    {"serviceAccountName", "\"default\""},
    {"sessionAffinity", "\"None\""},
    {"status", "\"True\""}, // of a pattern of conditions
    {"strategy", ""},
    {"successfulJobsHistoryLimit", "3"},
    {"suspend", "false"},
    {"terminationGracePeriodSeconds", "30"},
    {"terminationMessagePath", "\"/dev/termination-log\""},
    {"terminationMessagePolicy", "\"File\""},
    {"type", "\"ClusterIP\""},
});

constexpr auto ownMetadata = std::to_array<std::string_view>({"creationTimestamp", "deletionGracePeriodSeconds",
                                                              "deletionTimestamp", "finalizers", "generation",
                                                              "managedFields", "resourceVersion", "selfLink", "uid"});

/// Labels and annotations that controllers and kubectl write.
constexpr auto ownNames = std::to_array<std::string_view>(
    {"batch.kubernetes.io/", "controller-uid", "deployment.kubernetes.io/", "job-name",
     "kubectl.kubernetes.io/last-applied-configuration", "pod-template-hash", names::launchId, names::specHash});

template <typename List>
bool has(const List &list, std::string_view key)
{
    return std::find(list.begin(), list.end(), key) != list.end();
}

bool isEmpty(const Json &value)
{
    return value.is_null() || ((value.is_object() || value.is_array()) && value.empty());
}

bool isDefault(std::string_view key, const Json &value)
{
    const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    return std::any_of(defaults.begin(), defaults.end(), [&](const auto &known) {
        return known.first == key && (known.second.empty() || known.second == text);
    });
}

/// The two that every pod gets: five minutes on a node that is lost.
bool isOwnToleration(const Json &value)
{
    const QString key = jsonString(value, {"key"});
    return jsonString(value, {"effect"}) == QStringLiteral("NoExecute") && value.value("tolerationSeconds", 0) == 300 &&
           (key == QStringLiteral("node.kubernetes.io/not-ready") ||
            key == QStringLiteral("node.kubernetes.io/unreachable"));
}

bool isSameQuantity(const Json &one, const Json &other)
{
    if (!one.is_string() || !other.is_string())
        return false;
    const auto first = rules::quantity(one.get<QString>());
    const auto second = rules::quantity(other.get<QString>());
    return first && second && *first == *second;
}

class Stripper
{
public:
    explicit Stripper(QString kind) : m_kind(std::move(kind)) {}

    Json strip(const Json &live, const Json &planned, const std::string &parent, int depth) const
    {
        if (live.is_object())
            return object(live, planned, parent, depth);
        if (live.is_array()) {
            Json result = Json::array();
            for (size_t i = 0; i < live.size(); ++i) {
                const bool isPlanned = planned.is_array() && i < planned.size();
                if (!isPlanned && parent == "tolerations" && isOwnToleration(live[i]))
                    continue;
                result.push_back(strip(live[i], isPlanned ? planned[i] : Json(), parent, depth + 1));
            }
            return result;
        }
        return isSameQuantity(live, planned) ? planned : live;
    }

private:
    Json object(const Json &live, const Json &planned, const std::string &parent, int depth) const
    {
        Json result = Json::object();
        if (planned.is_object()) {
            for (const auto &[key, value] : planned.items()) {
                const auto found = live.find(key);
                if (found != live.end())
                    result[key] = strip(*found, value, key, depth + 1);
                else if (isEmpty(value))
                    result[key] = value; // the server leaves out what is empty
            }
        }
        const bool isData = parent == "data" || parent == "binaryData" || parent == "stringData";
        for (const auto &[key, value] : live.items()) {
            if (result.contains(key) || (!isData && isServers(key, value, parent, depth)))
                continue;
            Json plain = strip(value, Json(), key, depth + 1);
            if (isData || !isEmpty(plain) || isEmpty(value))
                result[key] = std::move(plain);
        }
        return result;
    }

    bool isServers(const std::string &key, const Json &value, const std::string &parent, int depth) const
    {
        if (parent == "metadata")
            return has(ownMetadata, key);
        if (parent == "labels" || parent == "annotations" || parent == "matchLabels")
            return std::any_of(ownNames.begin(), ownNames.end(),
                               [&key](std::string_view own) { return key.starts_with(own); });
        if (depth == 0)
            return key == "status";
        if (key == "selector" && parent == "spec" && m_kind == QStringLiteral("Job"))
            return true;
        return isDefault(key, value);
    }

    QString m_kind;
};

} // namespace

Json withoutServerFields(const Json &live, const Json &planned)
{
    return Stripper(jsonString(live, {"kind"})).strip(live, planned, {}, 0);
}

} // namespace zdtp
