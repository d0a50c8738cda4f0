#pragma once

#include "k8s/cache/reflector.h"
#include "k8s/cache/typedstore.h"

namespace zdtp::k8s {

/// A store and the reflector that feeds it.
template <typename T>
class Informer
{
public:
    Informer(ApiClient &client, ListWatch what, Clock &clock, quint32 seed = 0)
        : m_reflector(client, std::move(what), m_store, clock, seed)
    {
    }

    Store<T> &store() { return m_store; }
    const Store<T> &store() const { return m_store; }
    Reflector &reflector() { return m_reflector; }
    const Reflector &reflector() const { return m_reflector; }
    /// A list was committed at least once.
    bool hasSynced() const { return m_store.hasSynced(); }

private:
    Store<T> m_store;
    Reflector m_reflector;
};

} // namespace zdtp::k8s
