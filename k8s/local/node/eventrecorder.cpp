#include "k8s/local/node/eventrecorder.h"

#include "k8s/local/base/text.h"

#include <chrono>
#include <cstdio>

namespace zdtp::local {

namespace {

constexpr auto life = std::chrono::hours(1);

} // namespace

void EventRecorder::emit(const Json &pod, const std::string &container, const char *type, const char *reason,
                         const std::string &message, const char *component)
{
    const auto now = std::chrono::system_clock::now();
    const std::string uid = textAt(pod, {"metadata", "uid"});
    const std::string ns = textAt(pod, {"metadata", "namespace"});
    const std::string name = textAt(pod, {"metadata", "name"});
    if (m_seen.size() > 20'000)
        m_seen.clear(); // then they begin to count anew, as after a restart
    const auto [seen, isNew] = m_seen.try_emplace({uid, container, reason, message});
    if (isNew) {
        char suffix[24];
        std::snprintf(suffix, sizeof suffix, ".%llx", static_cast<unsigned long long>(now.time_since_epoch().count()));
        seen->second.key = {"events", ns, name.substr(0, 230) + suffix};
    } else {
        ++seen->second.count;
    }
    const Key key = seen->second.key;
    const int count = seen->second.count;
    Json body = {
        {"metadata", {{"name", key.name}, {"namespace", ns}, {"uid", newUid()}, {"creationTimestamp", toRfc3339(now)}}},
        {"involvedObject",
         {{"kind", "Pod"},
          {"namespace", ns},
          {"name", name},
          {"uid", uid},
          {"apiVersion", "v1"},
          {"resourceVersion", textAt(pod, {"metadata", "resourceVersion"})}}},
        {"reason", reason},
        {"message", message},
        {"source", {{"component", component}, {"host", "local"}}},
        {"firstTimestamp", toRfc3339(now)},
        {"lastTimestamp", toRfc3339(now)},
        {"count", count},
        {"type", type},
        {"eventTime", nullptr},
        {"reportingComponent", component},
        {"reportingInstance", "local"}};
    if (!container.empty())
        body["involvedObject"]["fieldPath"] = container;
    m_store.submit(
        [key, body = std::move(body)](Transaction &transaction) {
            if (!transaction.get({"namespaces", "", key.ns}))
                return;
            Json next = body;
            if (const ObjectPtr old = transaction.get(key)) {
                const Json before = old->parse();
                next["metadata"] = before["metadata"];
                next["firstTimestamp"] = before["firstTimestamp"];
            }
            transaction.put(key, std::move(next));
        },
        nullptr); // events are best effort
}

void EventRecorder::prune()
{
    const auto limit = std::chrono::system_clock::now() - life;
    m_store.submit(
        [limit](Transaction &transaction) {
            for (const ObjectPtr &event : transaction.list("events")) {
                const Json body = event->parse();
                auto when = fromRfc3339(textAt(body, "lastTimestamp"));
                if (!when)
                    when = fromRfc3339(textAt(body, {"metadata", "creationTimestamp"}));
                if (when && *when < limit)
                    transaction.remove(event->key);
            }
        },
        nullptr);
}

} // namespace zdtp::local
