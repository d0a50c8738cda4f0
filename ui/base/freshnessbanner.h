#pragma once

#include "ui/base/workspace.h"
#include "ui/widgets/banner.h"

namespace zdtp::ui {

/// Says on a page that what it shows is not fresh, or hides the banner. True while it is shown; its button should poke
/// the session.
bool showFreshness(Banner &banner, const ClusterSession &session);

} // namespace zdtp::ui
