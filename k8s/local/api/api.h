#pragma once

#include "k8s/local/api/refusal.h"
#include "k8s/local/api/request.h"
#include "k8s/local/api/resourcetype.h"
#include "k8s/local/api/selector.h"
#include "k8s/local/store/store.h"

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>

namespace zdtp::local {

/// Answers the API's requests from the store. Thread-safe; one call a request.
class Api
{
public:
    /// Gives the answer to GET pods/NAME/log; the pod is the stored one.
    using LogsFunction = std::function<ApiResponse(const ApiRequest &, const Json &pod)>;

    Api(Store &store, LogsFunction logs);

    ApiResponse handle(const ApiRequest &request);

    /// Makes the objects that every cluster has, and those that a first start needs.
    static void prepare(Store &store);

private:
    struct Target
    {
        const ResourceType *type = nullptr;
        std::string ns;   ///< "" for all namespaces, or a cluster-scoped resource
        std::string name; ///< "" for the collection
        std::string subresource;
    };
    struct ListOptions;

    std::optional<ApiResponse> discovery(const ApiRequest &request) const;
    static Target parsePath(const std::string &path);
    ApiResponse dispatch(const ApiRequest &request, const Target &target);

    // objects.cpp: one object
    ApiResponse get(const ApiRequest &request, const Target &target);
    ApiResponse create(const ApiRequest &request, const Target &target);
    ApiResponse update(const ApiRequest &request, const Target &target);
    ApiResponse patch(const ApiRequest &request, const Target &target);
    ApiResponse remove(const ApiRequest &request, const Target &target);
    ApiResponse removeCollection(const ApiRequest &request, const Target &target);
    static ApiResponse review(const ApiRequest &request, const Target &target);
    static ObjectPtr insert(Transaction &transaction, const Target &target, Json body);
    static ObjectPtr change(Transaction &transaction, const Target &target, const ObjectPtr &old, Json body);

    // lists.cpp: collections
    static ListOptions listOptions(const ApiRequest &request, const Target &target);
    ApiResponse list(const ApiRequest &request, const Target &target);
    ApiResponse watch(const ApiRequest &request, const Target &target);

    Store &m_store;
    LogsFunction m_logs;

    /// What a list showed, for its later pages.
    struct Page
    {
        std::string id;
        std::vector<ObjectPtr> objects;
        std::int64_t revision = 0;
        std::chrono::steady_clock::time_point made;
    };
    std::mutex m_pagesMutex;
    std::list<Page> m_pages; ///< newest first
};

/// How the client wants objects: as they are, as a table's rows, or their metadata alone.
enum class Form { Object, Table, Metadata };
/// Throws Refusal (406) when nothing that it accepts can be given.
Form formOf(const ApiRequest &request);

/// Takes an object out in the way of the API: at once, or (a pod that runs, an object with finalizers) by marking it.
/// The result is its last or its marked state, and whether it is gone. `graceSeconds` below zero: the object's own.
struct Removal
{
    ObjectPtr object;
    bool gone = false;
};
Removal removeObject(Transaction &transaction, const Key &key, long long graceSeconds);
/// Every namespace has a service account called "default".
void ensureDefaultAccount(Transaction &transaction, const std::string &ns);
/// Takes out a namespace that is being deleted, once it is empty.
void finishNamespace(Transaction &transaction, const std::string &ns);

} // namespace zdtp::local
