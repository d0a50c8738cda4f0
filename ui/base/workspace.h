#pragma once

#include "models/session/clustersession.h"
#include "models/tables/ratehistory.h"
#include "ui/theme/theme.h"
#include "ui/widgets/context.h"
#include "ui/widgets/statusbar.h"

#include <QString>

namespace zdtp::ui {

/// What every page and dialog of one connection stands on. Copied freely; theme and session outlive its users.
struct Workspace
{
    const Theme &theme;
    ClusterSession &session;
    ContextInfo context;
    QString draftsFolder;                 ///< where unsaved documents survive a crash
    tables::RateHistory *rates = nullptr; ///< of this session; may be absent in tests
    QString sampleTool;                   ///< the program that prepares the sample, empty where it is not installed
    QString sampleFile;                   ///< the document of the sample, empty when none was prepared

    const QString &nameSpace() const { return session.identity().nameSpace; }
};

/// The freshness of a session as the widgets know it, with the word for it ("Stale since 12:03:10").
Freshness freshnessOf(const k8s::Freshness &freshness);
QString freshnessWord(const k8s::Freshness &freshness);
ContextInfo contextOf(const ClusterIdentity &identity, int colour);

} // namespace zdtp::ui
