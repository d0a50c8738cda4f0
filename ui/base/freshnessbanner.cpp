#include "ui/base/freshnessbanner.h"

#include <QCoreApplication>
#include <QPushButton>

namespace zdtp::ui {

bool showFreshness(Banner &banner, const ClusterSession &session)
{
    const auto say = [](const char *text) { return QCoreApplication::translate("Freshness", text); };
    const k8s::Freshness freshness = session.freshness();
    const bool starting = freshness.state == k8s::Freshness::State::NotConnected && freshness.problem.isEmpty();
    if (freshness.isLive() || freshness.state == k8s::Freshness::State::CatchingUp || starting) {
        banner.hide();
        return false;
    }
    const bool never = freshness.state == k8s::Freshness::State::NotConnected;
    banner.show(never ? State::Failed : State::Waiting,
                never ? say("Not connected.") : QString(freshnessWord(freshness) + u'.'),
                freshness.problem.isEmpty() ? say("What is shown may have changed since.") : freshness.problem,
                say("Connect now"));
    banner.button()->setEnabled(true);
    return true;
}

} // namespace zdtp::ui
