#pragma once

#include "models/fleet/fleet.h"

#include <QHash>
#include <QList>

#include <optional>

namespace zdtp::tables {

/// Rows per second of every run over time, as the workers' own progress tells it. Only what was heard: a moment without
/// a report is a gap, and nothing is known of the time before the console looked. Bounded.
class RateHistory
{
public:
    static constexpr int MostSamples = 3600;

    struct Sample
    {
        qint64 time = 0; ///< milliseconds since the epoch, UTC
        std::optional<double> rate;
    };

    /// Once a second.
    void sample(const Fleet &fleet, const QDateTime &now);
    QList<Sample> samples(const QString &nameSpace, const QString &task, int run) const;
    bool hasRates(const QString &nameSpace, const QString &task, int run) const;

private:
    static QString keyOf(const QString &nameSpace, const QString &task, int run);
    QHash<QString, QList<Sample>> m_samples;
};

} // namespace zdtp::tables
