#include "ui/base/workspace.h"

#include <QCoreApplication>
#include <QLocale>

namespace zdtp::ui {

Freshness freshnessOf(const k8s::Freshness &freshness)
{
    switch (freshness.state) {
    case k8s::Freshness::State::Live:
        return Freshness::Live;
    case k8s::Freshness::State::CatchingUp:
        return Freshness::CatchingUp;
    case k8s::Freshness::State::Stale:
        return Freshness::Stale;
    case k8s::Freshness::State::NotConnected:
        return Freshness::NotConnected;
    }
    return Freshness::NotConnected;
}

QString freshnessWord(const k8s::Freshness &freshness)
{
    switch (freshness.state) {
    case k8s::Freshness::State::CatchingUp:
        return freshness.loaded > 0 ? QCoreApplication::translate("Workspace", "Catching up, %1 so far")
                                          .arg(QLocale().toString(freshness.loaded))
                                    : QCoreApplication::translate("Workspace", "Catching up");
    case k8s::Freshness::State::Stale:
        return freshness.since.isValid() ? QCoreApplication::translate("Workspace", "Stale since %1")
                                               .arg(freshness.since.toLocalTime().toString(QStringLiteral("HH:mm:ss")))
                                         : QCoreApplication::translate("Workspace", "Stale");
    default:
        return FreshnessLabel::wordOf(freshnessOf(freshness));
    }
}

ContextInfo contextOf(const ClusterIdentity &identity, int colour)
{
    ContextInfo context;
    context.cluster = identity.title.isEmpty() ? identity.context : identity.title;
    context.nameSpace = identity.nameSpace;
    context.colour = ContextColour(colour % ContextColourCount);
    context.isProtected = identity.isProtected;
    context.isReadOnly = identity.readOnly;
    context.isInsecure = identity.insecure;
    return context;
}

} // namespace zdtp::ui
