#pragma once

#include "models/engine/preset.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace zdtp {

/// What is known of a worker's end. Exit 0 is no proof: pgloader ends with 0 after "Access denied".
struct EngineEnd
{
    std::optional<int> exitCode; ///< nothing: not known
    QString terminationMessage;
    QStringList logTail;  ///< lines, the last one last; may be empty
    bool logKnown = true; ///< false: the log could not be read, so a line that is not there proves nothing
};

struct EngineVerdict
{
    enum class Kind {
        Succeeded,
        Failed,
        Unproven ///< it may have succeeded: count the rows, or read the log
    };
    Kind kind = Kind::Unproven;
    bool countRows = false; ///< the preset says that only a count of both sides proves the rest
    QString what;           ///< one sentence
    QString remedy;         ///< may be empty

    friend bool operator==(const EngineVerdict &, const EngineVerdict &) = default;
};

/// What an engine's line says that it went wrong by.
struct EngineComplaint
{
    QString said;   ///< the engine's own words
    QString cause;  ///< in words; may be empty
    QString remedy; ///< may be empty
    bool fails = false;
};

/// Pure and total; any thread.
EngineVerdict judge(const EnginePreset &preset, const EngineEnd &end);
std::optional<EngineComplaint> complaintOf(const EnginePreset &preset, const QString &line);
/// The most telling complaint of a log: that of the first pattern of the preset that any line matches, its last line.
std::optional<EngineComplaint> complaintOf(const EnginePreset &preset, const QStringList &lines);

/// A line of progress; what it does not tell is nothing.
struct EngineProgress
{
    std::optional<qint64> rows;
    std::optional<qint64> bytes;
    std::optional<double> percent; ///< 0 to 100
    std::optional<double> rate;    ///< rows a second

    friend bool operator==(const EngineProgress &, const EngineProgress &) = default;
};
std::optional<EngineProgress> progressOf(const EnginePreset &preset, const QString &line);

} // namespace zdtp
