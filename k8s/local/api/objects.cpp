#include "k8s/local/api/api.h"
#include "k8s/local/api/body.h"
#include "k8s/local/api/ownership.h"
#include "k8s/local/api/patch.h"
#include "k8s/local/api/schema.h"
#include "k8s/local/api/strategy.h"
#include "k8s/local/api/table.h"
#include "k8s/local/base/text.h"

namespace zdtp::local {

namespace {

/// Thrown out of a transaction to answer without storing anything.
struct DryRun
{
    std::string body;
};

bool isDryRun(const ApiRequest &request)
{
    if (!request.has("dryRun"))
        return false;
    if (request.param("dryRun") != "All")
        throw Refusal{422,
                      "Invalid",
                      "PatchOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: " +
                          dump(Json(request.param("dryRun"))) + ": supported values: \"All\"",
                      Json::object(),
                      {}};
    return true;
}

ApiResponse answer(int code, const ApiRequest &request, const ResourceType &type, const Object &object)
{
    ApiResponse response;
    response.code = code;
    switch (formOf(request)) {
    case Form::Table:
        response.body =
            dump(tableOf(type, {&object, 1}, std::to_string(object.revision), request.param("includeObject"), true));
        break;
    case Form::Metadata:
        response.body = dump(metadataOnly(object, true));
        break;
    case Form::Object:
        response.body = object.withType(type.kind, type.apiVersion());
    }
    return response;
}

/// Reads a body that should hold an object of this type, checks its fields and takes kind and apiVersion out.
Json objectBody(const ApiRequest &request, const ResourceType &type, std::vector<std::string> &warnings)
{
    Json body = parseBody(request);
    if (!body.is_object())
        throw Refusal::badRequest("the body of the request is not an object");
    checkType(type, body);
    checkFields(request, type, body, warnings);
    return body;
}

void checkPlace(const Json &body, const std::string &ns, const std::string &name)
{
    const std::string bodyNs = textAt(body, {"metadata", "namespace"});
    if (!bodyNs.empty() && bodyNs != ns)
        throw Refusal::badRequest(
            "the namespace of the provided object does not match the namespace sent on the request");
    const std::string bodyName = textAt(body, {"metadata", "name"});
    if (!name.empty() && bodyName != name)
        throw Refusal::badRequest("the name of the object (" + bodyName + ") does not match the name on the URL (" +
                                  name + ")");
}

} // namespace

ApiResponse Api::get(const ApiRequest &request, const Target &target)
{
    const ObjectPtr object = m_store.get({target.type->stored(), target.ns, target.name});
    if (!object)
        throw Refusal::notFound(*target.type, target.name);
    return answer(200, request, *target.type, *object);
}

/// Stores a new object; the body has its defaults and a name.
ObjectPtr Api::insert(Transaction &transaction, const Target &target, Json body)
{
    const ResourceType &type = *target.type;
    const std::string name = textAt(body, {"metadata", "name"});
    if (type.namespaced) {
        const ResourceType &namespaces = resourceOf("namespaces");
        const ObjectPtr ns = transaction.get({"namespaces", "", target.ns});
        if (!ns)
            throw Refusal::notFound(namespaces, target.ns);
        if (find(ns->parse(), {"metadata", "deletionTimestamp"})) {
            Refusal refusal = Refusal::isForbidden(type, name,
                                                   "unable to create new content in namespace " + target.ns +
                                                       " because it is being terminated");
            refusal.details["causes"] =
                Json::array({Json{{"reason", "NamespaceTerminating"},
                                  {"message", "namespace " + target.ns + " is being terminated"},
                                  {"field", "metadata.namespace"}}});
            throw refusal;
        }
    }
    const Key key{type.stored(), target.ns, name};
    if (transaction.get(key))
        throw Refusal::alreadyExists(type, name);
    // Metadata in the order that kubectl users know, with what only the server sets.
    const Json given = mapAt(body, {"metadata"});
    Json metadata = {{"name", name}};
    if (given.contains("generateName"))
        metadata["generateName"] = given["generateName"];
    if (type.namespaced)
        metadata["namespace"] = target.ns;
    metadata["uid"] = newUid();
    metadata["resourceVersion"] = "";
    metadata["creationTimestamp"] = toRfc3339(std::chrono::system_clock::now());
    for (const char *kept : {"labels", "annotations", "ownerReferences", "finalizers"}) {
        if (given.contains(kept) && !given[kept].empty())
            metadata[kept] = given[kept];
    }
    Json complete = {{"metadata", metadata}};
    prepareForCreate(type, body);
    if (body.contains("metadata") && body["metadata"].contains("generation"))
        complete["metadata"]["generation"] = body["metadata"]["generation"];
    for (const auto &[field, value] : body.items()) {
        if (field != "metadata")
            complete[field] = value;
    }
    const ObjectPtr made = transaction.put(key, std::move(complete));
    collectIfOwnersAreGone(transaction, made);
    if (type.plural == "namespaces")
        ensureDefaultAccount(transaction, name);
    return made;
}

ApiResponse Api::create(const ApiRequest &request, const Target &target)
{
    const ResourceType &type = *target.type;
    std::vector<std::string> warnings;
    Json body = objectBody(request, type, warnings);
    checkPlace(body, target.ns, {});
    if (!textAt(body, {"metadata", "resourceVersion"}).empty())
        throw Refusal::badRequest("resourceVersion should not be set on objects to be created");
    if (textAt(body, {"metadata", "name"}).empty() && !textAt(body, {"metadata", "generateName"}).empty())
        body["metadata"]["name"] = textAt(body, {"metadata", "generateName"}).substr(0, 58) + randomSuffix();
    setDefaults(type, body);
    if (const Causes causes = problemsOf(type, body); !causes.empty())
        throw Refusal::invalid(type, textAt(body, {"metadata", "name"}), causes);
    const bool dryRun = isDryRun(request);
    ApiResponse response;
    try {
        m_store.write([&](Transaction &transaction) {
            const ObjectPtr made = insert(transaction, target, std::move(body));
            response = answer(201, request, type, *made);
            if (dryRun)
                throw DryRun{response.body};
        });
    } catch (const DryRun &) {
        // The answer is there, and nothing was stored.
    }
    response.warnings = std::move(warnings);
    return response;
}

/// Replaces a stored object by a changed one, within what may change.
ObjectPtr Api::change(Transaction &transaction, const Target &target, const ObjectPtr &old, Json body)
{
    const ResourceType &type = *target.type;
    const Json before = old->parse();
    const Json &beforeMeta = mapAt(before, {"metadata"});
    if (const std::string version = textAt(body, {"metadata", "resourceVersion"});
        !version.empty() && version != std::to_string(old->revision))
        throw Refusal::conflict(type, target.name, staleVersion);
    if (const std::string uid = textAt(body, {"metadata", "uid"}); !uid.empty() && uid != old->uid)
        throw Refusal::conflict(type, target.name,
                                "Precondition failed: UID in precondition: " + uid +
                                    ", UID in object meta: " + old->uid);
    // The server's own fields stay.
    Json metadata = beforeMeta;
    for (const char *free : {"labels", "annotations", "ownerReferences", "finalizers"}) {
        metadata.erase(free);
        if (const Json *value = find(body, {"metadata", free}); value && !value->empty())
            metadata[free] = *value;
    }
    Json next = {{"metadata", metadata}};
    if (target.subresource == "status") {
        for (const auto &[field, value] : before.items()) {
            if (field != "metadata" && field != "status")
                next[field] = value;
        }
        if (body.contains("status"))
            next["status"] = body["status"];
    } else {
        setDefaults(type, body);
        for (const auto &[field, value] : body.items()) {
            if (field != "metadata" && field != "status" && field != "kind" && field != "apiVersion")
                next[field] = value;
        }
        if (before.contains("status"))
            next["status"] = before["status"];
        Causes causes = problemsOf(type, next);
        const Causes more = problemsOfChange(type, next, before);
        causes.insert(causes.end(), more.begin(), more.end());
        if (!causes.empty())
            throw Refusal::invalid(type, target.name, causes);
        if (type.plural == "pods" && nlohmann::json(mapAt(next, {"spec"})) != nlohmann::json(mapAt(before, {"spec"})))
            next["metadata"]["generation"] = numberAt(before, {"metadata", "generation"}, 1) + 1;
    }
    if (nlohmann::json(next) == nlohmann::json(before))
        return old; // a change of nothing makes no version
    if (find(next, {"metadata", "deletionTimestamp"}) && listAt(next, {"metadata", "finalizers"}).empty() &&
        (type.plural != "pods" || numberAt(next, {"metadata", "deletionGracePeriodSeconds"}, 0) == 0) &&
        type.plural != "namespaces") {
        transaction.put(old->key, std::move(next)); // the last finalizer is gone, and so is the object
        const ObjectPtr last = transaction.remove(old->key);
        collectOwnedBy(transaction, *last);
        finishNamespace(transaction, target.ns);
        return last;
    }
    return transaction.put(old->key, std::move(next));
}

ApiResponse Api::update(const ApiRequest &request, const Target &target)
{
    const ResourceType &type = *target.type;
    std::vector<std::string> warnings;
    Json body = objectBody(request, type, warnings);
    checkPlace(body, target.ns, target.name);
    const bool dryRun = isDryRun(request);
    ApiResponse response;
    try {
        m_store.write([&](Transaction &transaction) {
            const ObjectPtr old = transaction.get({type.stored(), target.ns, target.name});
            if (!old)
                throw Refusal::notFound(type, target.name);
            response = answer(200, request, type, *change(transaction, target, old, std::move(body)));
            if (dryRun)
                throw DryRun{response.body};
        });
    } catch (const DryRun &) {
    }
    response.warnings = std::move(warnings);
    return response;
}

ApiResponse Api::patch(const ApiRequest &request, const Target &target)
{
    const ResourceType &type = *target.type;
    const bool isApply = request.contentType.rfind("application/apply-patch", 0) == 0;
    const Json delta = parseBody(request);
    std::vector<std::string> warnings;
    if (isApply) {
        if (request.param("fieldManager").empty())
            throw Refusal{
                422,
                "Invalid",
                "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch",
                Json::object(),
                {}};
        if (textAt(delta, "apiVersion") != type.apiVersion() || textAt(delta, "kind") != type.kind)
            throw Refusal::badRequest("Incorrect version specified in apply patch. Specified patch version: " +
                                      textAt(delta, "apiVersion") + ", expected: " + type.apiVersion());
        if (find(delta, {"metadata", "managedFields"}))
            throw Refusal::badRequest("metadata.managedFields must be nil");
        checkPlace(delta, target.ns, target.name);
    } else if (request.flag("force")) {
        throw Refusal{
            422,
            "Invalid",
            "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch",
            Json::object(),
            {}};
    }
    const bool dryRun = isDryRun(request);
    ApiResponse response;
    try {
        m_store.write([&](Transaction &transaction) {
            warnings.clear();
            const ObjectPtr old = transaction.get({type.stored(), target.ns, target.name});
            if (!old && !isApply)
                throw Refusal::notFound(type, target.name);
            Json body = Json::object();
            if (old) {
                // A patch of any kind may state a version: one that differs is a conflict.
                body = old->parse();
                body["metadata"]["resourceVersion"] = std::to_string(old->revision);
            }
            body = patched(body, delta, isApply && !old ? "application/merge-patch+json" : request.contentType);
            checkFields(request, type, body, warnings);
            if (old) {
                response = answer(200, request, type, *change(transaction, target, old, std::move(body)));
            } else {
                setDefaults(type, body);
                if (const Causes causes = problemsOf(type, body); !causes.empty())
                    throw Refusal::invalid(type, target.name, causes);
                body.erase("kind");
                body.erase("apiVersion");
                response = answer(201, request, type, *insert(transaction, target, std::move(body)));
            }
            if (dryRun)
                throw DryRun{response.body};
        });
    } catch (const DryRun &) {
    }
    response.warnings = std::move(warnings);
    return response;
}

ApiResponse Api::remove(const ApiRequest &request, const Target &target)
{
    const ResourceType &type = *target.type;
    const Json options = request.body.empty() ? Json::object() : parseBody(request);
    long long grace = numberAt(options, {"gracePeriodSeconds"}, -1);
    if (request.body.empty() && request.has("gracePeriodSeconds")) {
        const auto value = toNumber(request.param("gracePeriodSeconds"));
        if (!value)
            throw Refusal::badRequest("gracePeriodSeconds is not a number: " + request.param("gracePeriodSeconds"));
        grace = *value < 0 ? 1 : *value;
    }
    if (find(options, {"gracePeriodSeconds"}) && grace < 0)
        grace = 1;
    const std::string policy =
        request.body.empty() ? request.param("propagationPolicy") : textAt(options, "propagationPolicy");
    if (!policy.empty() && policy != "Background" && policy != "Foreground" && policy != "Orphan") {
        static const ResourceType deleteOptions = {
            "meta.k8s.io", "v1", "deleteoptions", "deleteoptions", "DeleteOptions", false, {}, {}, {}, {}};
        throw Refusal::invalid(
            deleteOptions, {},
            {notSupported("propagationPolicy", policy, {"Foreground", "Background", "Orphan", "nil"})});
    }
    const bool dryRun = isDryRun(request) || !listAt(options, "dryRun").empty();
    ApiResponse response;
    try {
        m_store.write([&](Transaction &transaction) {
            const Key key{type.stored(), target.ns, target.name};
            const ObjectPtr old = transaction.get(key);
            if (!old)
                throw Refusal::notFound(type, target.name);
            const std::string uid = textAt(options, {"preconditions", "uid"});
            if (!uid.empty() && uid != old->uid)
                throw Refusal::conflict(type, target.name,
                                        "the UID in the precondition (" + uid + ") does not match the UID in record (" +
                                            old->uid + "). The object might have been deleted and then recreated");
            const std::string version = textAt(options, {"preconditions", "resourceVersion"});
            if (!version.empty() && version != std::to_string(old->revision))
                throw Refusal::conflict(type, target.name,
                                        "the ResourceVersion in the precondition (" + version +
                                            ") does not match the ResourceVersion in record (" +
                                            std::to_string(old->revision) + "). The object might have been modified");
            if (type.plural == "namespaces" && (target.name == "default" || target.name == "kube-system"))
                throw Refusal::isForbidden(type, target.name, "this namespace may not be deleted");
            if (policy == "Orphan")
                orphan(transaction, *old);
            const Removal removal = removeObject(transaction, key, grace);
            if (removal.gone && type.plural != "pods") {
                Json details = {{"name", target.name}};
                if (!type.group.empty())
                    details["group"] = type.group;
                details["kind"] = type.plural;
                details["uid"] = old->uid;
                response.body = dump({{"kind", "Status"},
                                      {"apiVersion", "v1"},
                                      {"metadata", Json::object()},
                                      {"status", "Success"},
                                      {"details", details}});
            } else {
                response = answer(200, request, type, *removal.object);
            }
            if (dryRun)
                throw DryRun{};
        });
    } catch (const DryRun &) {
    }
    return response;
}

ApiResponse Api::removeCollection(const ApiRequest &request, const Target &target)
{
    const Json options = request.body.empty() ? Json::object() : parseBody(request);
    const long long grace = numberAt(options, {"gracePeriodSeconds"}, -1);
    const Selector selector =
        Selector::parse(request.param("labelSelector"), request.param("fieldSelector"), target.type->stored());
    const bool dryRun = isDryRun(request) || !listAt(options, "dryRun").empty();
    Json items = Json::array();
    try {
        m_store.write([&](Transaction &transaction) {
            for (const ObjectPtr &object : transaction.list(target.type->stored(), target.ns)) {
                if (selector.matches(*object))
                    items.push_back(removeObject(transaction, object->key, grace).object->parse());
            }
            if (dryRun)
                throw DryRun{};
        });
    } catch (const DryRun &) {
    }
    ApiResponse response;
    response.body = dump({{"kind", target.type->kind + "List"},
                          {"apiVersion", target.type->apiVersion()},
                          {"metadata", {{"resourceVersion", std::to_string(m_store.revision())}}},
                          {"items", items}});
    return response;
}

ApiResponse Api::review(const ApiRequest &request, const Target &target)
{
    Json body = parseBody(request);
    if (!body.is_object())
        throw Refusal::badRequest("the body of the request is not an object");
    checkType(*target.type, body);
    Json review = {{"kind", target.type->kind},
                   {"apiVersion", target.type->apiVersion()},
                   {"metadata", {{"creationTimestamp", nullptr}}}};
    if (target.type->plural == "selfsubjectreviews") {
        review["metadata"]["creationTimestamp"] = toRfc3339(std::chrono::system_clock::now());
        review["status"] = {{"userInfo",
                             {{"username", "local-user"},
                              {"uid", "local-user"},
                              {"groups", {"system:masters", "system:authenticated"}}}}};
    } else {
        review["spec"] = mapAt(body, {"spec"});
        if (target.type->plural == "selfsubjectaccessreviews")
            review["status"] = {{"allowed", true}, {"reason", "the local cluster allows its one user everything"}};
        else
            review["status"] = {
                {"resourceRules", Json::array({Json{{"verbs", {"*"}}, {"apiGroups", {"*"}}, {"resources", {"*"}}}})},
                {"nonResourceRules", Json::array({Json{{"verbs", {"*"}}, {"nonResourceURLs", {"*"}}}})},
                {"incomplete", false}};
    }
    ApiResponse response;
    response.code = 201;
    response.body = dump(review);
    return response;
}

Removal removeObject(Transaction &transaction, const Key &key, long long graceSeconds)
{
    const ObjectPtr old = transaction.get(key);
    Json body = old->parse();
    Json &metadata = body["metadata"];
    const auto now = std::chrono::system_clock::now();
    const bool isPod = key.resource == "pods";
    const bool isNamespace = key.resource == "namespaces";
    long long grace = 0;
    if (isPod) {
        const std::string phase = textAt(body, {"status", "phase"});
        grace = graceSeconds >= 0 ? graceSeconds : numberAt(body, {"spec", "terminationGracePeriodSeconds"}, 30);
        // Nothing runs: before it reached the node, and after its end.
        if (textAt(body, {"spec", "nodeName"}).empty() || phase == "Succeeded" || phase == "Failed")
            grace = 0;
    }
    const bool isMarked = metadata.contains("deletionTimestamp");
    if (isMarked && isPod && grace >= numberAt(metadata, {"deletionGracePeriodSeconds"}, 0) && grace > 0)
        return {old, false}; // a later deletion can only shorten the time
    const bool hasFinalizers = !listAt(metadata, "finalizers").empty();
    if (grace == 0 && !hasFinalizers && !isNamespace) {
        const ObjectPtr last = transaction.remove(key);
        collectOwnedBy(transaction, *last);
        finishNamespace(transaction, key.ns);
        return {last, true};
    }
    if (isMarked && !isPod)
        return {old, false};
    metadata["deletionTimestamp"] = toRfc3339(now + std::chrono::seconds(grace));
    metadata["deletionGracePeriodSeconds"] = grace;
    if (isNamespace)
        body["status"]["phase"] = "Terminating";
    const ObjectPtr marked = transaction.put(key, std::move(body));
    if (isNamespace) {
        for (const ResourceType &type : resourceTypes()) {
            if (!type.namespaced || !type.isStored())
                continue;
            for (const ObjectPtr &object : transaction.list(type.stored(), key.name))
                removeObject(transaction, object->key, -1);
        }
        finishNamespace(transaction, key.name);
        if (!transaction.get(key))
            return {marked, true};
    }
    return {marked, false};
}

void ensureDefaultAccount(Transaction &transaction, const std::string &ns)
{
    const Key key{"serviceaccounts", ns, "default"};
    if (transaction.get(key))
        return;
    transaction.put(key, {{"metadata",
                           {{"name", "default"},
                            {"namespace", ns},
                            {"uid", newUid()},
                            {"creationTimestamp", toRfc3339(std::chrono::system_clock::now())}}}});
}

void finishNamespace(Transaction &transaction, const std::string &ns)
{
    const Key key{"namespaces", "", ns};
    const ObjectPtr object = ns.empty() ? nullptr : transaction.get(key);
    if (!object || !find(object->parse(), {"metadata", "deletionTimestamp"}))
        return;
    for (const ResourceType &type : resourceTypes()) {
        if (type.namespaced && type.isStored() && !transaction.list(type.stored(), ns).empty())
            return;
    }
    transaction.remove(key);
}

void Api::prepare(Store &store)
{
    store.write([](Transaction &transaction) {
        for (const char *name : {"default", "kube-system"}) {
            const Target target{&resourceOf("namespaces"), "", name, ""};
            if (transaction.get({"namespaces", "", name}))
                continue;
            Json body = {{"metadata", {{"name", name}}}};
            setDefaults(*target.type, body);
            insert(transaction, target, body);
        }
    });
}

} // namespace zdtp::local
