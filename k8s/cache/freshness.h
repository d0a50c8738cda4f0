#pragma once

#include <QDateTime>
#include <QMetaType>
#include <QString>

namespace zdtp::k8s {

/// How far what a store holds can be trusted. Never better than it is.
struct Freshness
{
    enum class State {
        NotConnected, ///< never had a list
        CatchingUp,   ///< a first list is under way; `loaded` objects so far
        Live,         ///< a watch is open and was heard of within its time
        Stale         ///< the watch is cut: contents are as of `since`
    };
    State state = State::NotConnected;
    QDateTime since; ///< UTC; when this state began (Stale: when the last word was heard)
    int loaded = 0;
    QDateTime nextTry; ///< UTC; invalid when nothing waits
    QString problem;   ///< one line, empty when all is well

    bool isLive() const { return state == State::Live; }
    friend bool operator==(const Freshness &, const Freshness &) = default;
};

/// The worse of two, for a view that is fed by several stores.
Freshness worse(const Freshness &a, const Freshness &b);

} // namespace zdtp::k8s

Q_DECLARE_METATYPE(zdtp::k8s::Freshness)
