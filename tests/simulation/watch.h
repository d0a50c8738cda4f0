#pragma once

#include <QString>
#include <QtGlobal>

namespace zdtp::test {

/// One random schedule of changes on a server, faults on the way and a clock that jumps, played against the real
/// Reflector and Store: what was violated, in words; empty when nothing was. The same seed plays the same schedule.
QString violationOfWatchSchedule(quint32 seed);

} // namespace zdtp::test
