#pragma once

#include <Qt>
#include <QtGlobal>

namespace zdtp {

/// What a worker, a step, a check or a connection is in. The models give this and a word; icon and colour are the
/// theme's. The order is the order of the sums of a run, not the order of sorting: that is severity().
enum class State {
    Running,
    Waiting,
    Succeeded,
    Failed,
    Missing,
    Unknown,
    Stopped,
    NotTried,
};
inline constexpr int StateCount = 8;

/// Lower sorts first: what needs a person stands on top.
constexpr int severity(State state)
{
    switch (state) {
    case State::Failed:
        return 0;
    case State::Unknown:
        return 1;
    case State::Missing:
        return 2;
    case State::Running:
        return 3;
    case State::Waiting:
        return 4;
    case State::Succeeded:
        return 5;
    case State::Stopped:
        return 6;
    case State::NotTried:
        return 7;
    }
    return 8;
}

/// How loud the text of a cell is. Numbers and words are Normal, slices and reasons Second, times and hints Third.
enum class Tone { Normal, Second, Third, Link, State };

namespace tables {

/// The roles that every item model and every delegate share. Qt::DisplayRole is always the text as people read it,
/// Qt::ToolTipRole the full text, Qt::AccessibleTextRole the row in words, Qt::TextAlignmentRole the side.
enum Role {
    StateRole = Qt::UserRole + 1, ///< int of State; the word is the display text
    ProgressRole,                 ///< double 0 … 100; below 0: the engine reports no percent, show ProgressTextRole
    ProgressTextRole,             ///< QString, for example "rows only" or "not started"
    SortRole,                     ///< typed sort key (qint64, double, QString), never the display text
    KeyRole,                      ///< QString, the identity of the row (uid or name); stable over merges
    StaleRole,                    ///< bool, the row is not fresh: hues become grey, words stay
    ToneRole,                     ///< int of Tone
    StripeRole,                   ///< int, index of the context colour, drawn as a bar before the text
    IconNameRole,                 ///< QString, name in resources/icons without suffix, drawn before the text
    LinkRole,                     ///< QString, where a click on the cell goes
    FirstFreeRole = Qt::UserRole + 64, ///< a model's own roles start here
};

} // namespace tables
} // namespace zdtp
