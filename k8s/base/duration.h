#pragma once

#include <QString>

#include <chrono>

namespace zdtp {

/// An age as kubectl prints it: "119s", "2m", "9m59s", "3h", "2d", "7y364d". Negative beyond a second: "<invalid>".
/// The rule is that of k8s.io/apimachinery's duration.HumanDuration.
QString humanDuration(std::chrono::milliseconds duration);

} // namespace zdtp
