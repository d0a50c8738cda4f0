#pragma once

#include "k8s/base/clock.h"
#include "k8s/cache/freshness.h"
#include "k8s/cache/store.h"
#include "k8s/rest/apiclient.h"
#include "k8s/rest/resources.h"

#include <QObject>

#include <memory>

namespace zdtp::k8s {

/// What to list and watch.
struct ListWatch
{
    GroupVersionResource resource;
    QString nameSpace; ///< empty: all namespaces
    QString labelSelector;
    QString fieldSelector;
};

/// Keeps a ResourceSink equal to a collection on the server: list, watch from its resourceVersion, list again when that
/// expired. The state machine is appendix B of the team's Kubernetes facts, which follows client-go's Reflector.
/// One thread. Never gives up by itself; stop() or destruction ends it.
class Reflector : public QObject
{
    Q_OBJECT

public:
    /// `client`, `sink` and `clock` must outlive the reflector. `seed` feeds the jitter of waits, so that tests can
    /// repeat.
    Reflector(ApiClient &client, ListWatch what, ResourceSink &sink, Clock &clock, quint32 seed = 0);
    ~Reflector() override;

    void start();
    void stop();
    /// Cuts the waiting short: watch again at once (laptop resumed, network changed, the user pressed F5).
    void poke();
    const Freshness &freshness() const;

signals:
    void freshnessChanged(const zdtp::k8s::Freshness &freshness);
    /// A word came from the server: an event, a bookmark or a list.
    void heard();

private:
    class Machine;
    std::unique_ptr<Machine> m_machine;
};

} // namespace zdtp::k8s
