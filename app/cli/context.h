#pragma once

#include "k8s/base/clock.h"
#include "k8s/base/result.h"
#include "models/engine/preset.h"
#include "models/run/operation.h"
#include "models/session/clustersession.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace CLI {
class App;
}

