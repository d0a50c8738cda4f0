#include "k8s/local/api/patch.h"

#include "k8s/local/api/refusal.h"

#include <algorithm>
#include <map>

namespace zdtp::local {

namespace {

/// The patchMergeKey of the API's types, by the name of the list.
const std::string *mergeKey(const std::string &list)
{
    static const std::map<std::string, std::string> keys = {{"containers", "name"},
                                                            {"initContainers", "name"},
                                                            {"ephemeralContainers", "name"},
                                                            {"env", "name"},
                                                            {"volumes", "name"},
                                                            {"volumeMounts", "mountPath"},
                                                            {"ports", "containerPort"},
                                                            {"imagePullSecrets", "name"},
                                                            {"hostAliases", "ip"},
                                                            {"ownerReferences", "uid"},
                                                            {"conditions", "type"},
                                                            {"topologySpreadConstraints", "topologyKey"},
                                                            {"volumeDevices", "devicePath"}};
    const auto found = keys.find(list);
    return found == keys.end() ? nullptr : &found->second;
}

bool startsWith(const std::string &text, const char *prefix)
{
    return text.rfind(prefix, 0) == 0;
}

Json mergeLists(const std::string &name, const Json &old, const Json &patch, const Json *order)
{
    const std::string *key = mergeKey(name);
    const bool byKey = key && std::all_of(patch.begin(), patch.end(), [&](const Json &item) {
                           return item.is_object() && (item.contains(*key) || item.contains("$patch"));
                       });
    if (name == "finalizers") { // a set of words
        Json result = old;
        for (const Json &item : patch) {
            if (std::find(result.begin(), result.end(), item) == result.end())
                result.push_back(item);
        }
        return result;
    }
    if (!byKey)
        return patch;
    Json result = old;
    for (const Json &item : patch) {
        const std::string directive = textAt(item, "$patch");
        if (directive == "replace") {
            result = Json::array();
            for (const Json &other : patch) {
                if (!other.contains("$patch"))
                    result.push_back(other);
            }
            break;
        }
        const auto same = std::find_if(result.begin(), result.end(), [&](const Json &candidate) {
            return candidate.is_object() && candidate.contains(*key) && item.contains(*key) &&
                   candidate[*key] == item[*key];
        });
        if (directive == "delete") {
            if (same != result.end())
                result.erase(same);
        } else if (same != result.end()) {
            *same = strategicMerge(*same, item);
        } else {
            result.push_back(strategicMerge(Json::object(), item));
        }
    }
    if (order && order->is_array()) {
        const auto rank = [&](const Json &item) {
            const auto at = std::find_if(order->begin(), order->end(), [&](const Json &wanted) {
                return wanted.is_object() && item.contains(*key) && wanted.contains(*key) && wanted[*key] == item[*key];
            });
            return at - order->begin();
        };
        std::stable_sort(result.begin(), result.end(),
                         [&](const Json &left, const Json &right) { return rank(left) < rank(right); });
    }
    return result;
}

} // namespace

Json strategicMerge(const Json &object, const Json &patch)
{
    if (!patch.is_object())
        return patch;
    if (textAt(patch, "$patch") == "replace") {
        Json replaced = patch;
        replaced.erase("$patch");
        return replaced;
    }
    Json result = object.is_object() ? object : Json::object();
    if (const Json *retained = find(patch, "$retainKeys"); retained && retained->is_array()) {
        Json kept = Json::object();
        for (const auto &[name, value] : result.items()) {
            if (std::find(retained->begin(), retained->end(), Json(name)) != retained->end())
                kept[name] = value;
        }
        result = std::move(kept);
    }
    for (const auto &[name, value] : patch.items()) {
        if (startsWith(name, "$deleteFromPrimitiveList/")) {
            const std::string list = name.substr(name.find('/') + 1);
            if (result.contains(list) && result[list].is_array() && value.is_array()) {
                Json kept = Json::array();
                for (const Json &item : result[list]) {
                    if (std::find(value.begin(), value.end(), item) == value.end())
                        kept.push_back(item);
                }
                result[list] = kept;
            }
        } else if (startsWith(name, "$")) {
            continue;
        } else if (value.is_null()) {
            result.erase(name);
        } else if (value.is_array() && result.contains(name) && result[name].is_array()) {
            const auto order = patch.find("$setElementOrder/" + name);
            result[name] = mergeLists(name, result[name], value, order == patch.end() ? nullptr : &*order);
        } else if (value.is_object()) {
            result[name] = strategicMerge(result.contains(name) ? result[name] : Json::object(), value);
        } else {
            result[name] = value;
        }
    }
    return result;
}

Json patched(const Json &object, const Json &patch, const std::string &contentType)
{
    const std::string type = contentType.substr(0, contentType.find(';'));
    if (type == "application/json-patch+json") {
        if (!patch.is_array())
            throw Refusal::badRequest("error decoding patch: a JSON patch is a list of operations");
        try {
            return object.patch(patch);
        } catch (const Json::exception &error) {
            throw Refusal{422,
                          "Invalid",
                          std::string("the server rejected our request due to an error in our request: ") +
                              error.what(),
                          Json::object(),
                          {}};
        }
    }
    if (!patch.is_object())
        throw Refusal::badRequest("error decoding patch: a merge patch is an object");
    if (type == "application/merge-patch+json") {
        Json result = object;
        result.merge_patch(patch);
        return result;
    }
    if (type == "application/strategic-merge-patch+json" || type == "application/apply-patch+yaml")
        return strategicMerge(object, patch);
    throw Refusal{415,
                  "UnsupportedMediaType",
                  "the body of the request was in an unknown format - accepted media types include: "
                  "application/json-patch+json, application/merge-patch+json, "
                  "application/strategic-merge-patch+json, application/apply-patch+yaml",
                  Json::object(),
                  {}};
}

} // namespace zdtp::local
