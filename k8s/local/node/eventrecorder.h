#pragma once

#include "k8s/local/base/json.h"
#include "k8s/local/store/store.h"

#include <map>
#include <string>
#include <tuple>

namespace zdtp::local {

/// Writes the events of the node. The same event again counts up instead of filling the store. One thread.
class EventRecorder
{
public:
    explicit EventRecorder(Store &store) : m_store(store) {}
    /// `container`: "spec.containers{name}", or "" for the pod.
    void emit(const Json &pod, const std::string &container, const char *type, const char *reason,
              const std::string &message, const char *component = "kubelet");
    /// Removes events whose hour is over.
    void prune();

private:
    struct Seen
    {
        Key key;
        int count = 1;
    };
    Store &m_store;
    std::map<std::tuple<std::string, std::string, std::string, std::string>, Seen> m_seen;
};

} // namespace zdtp::local
