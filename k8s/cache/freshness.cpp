#include "k8s/cache/freshness.h"

namespace zdtp::k8s {

namespace {

int rank(Freshness::State state)
{
    switch (state) {
    case Freshness::State::Live:
        return 0;
    case Freshness::State::CatchingUp:
        return 1;
    case Freshness::State::Stale:
        return 2;
    case Freshness::State::NotConnected:
        return 3;
    }
    return 3;
}

} // namespace

Freshness worse(const Freshness &a, const Freshness &b)
{
    if (rank(a.state) != rank(b.state))
        return rank(a.state) > rank(b.state) ? a : b;
    Freshness both = a;
    // What is stale for longer is worse; what is live only since later is less.
    const bool older = b.since.isValid() && (!a.since.isValid() || b.since < a.since);
    if (a.state == Freshness::State::Stale ? older : !older)
        both = b;
    both.loaded = a.loaded + b.loaded;
    if (both.problem.isEmpty())
        both.problem = a.problem.isEmpty() ? b.problem : a.problem;
    if (!both.nextTry.isValid())
        both.nextTry = a.nextTry.isValid() ? a.nextTry : b.nextTry;
    return both;
}

} // namespace zdtp::k8s
