#pragma once

#include <QString>

namespace zdtp {

/// Where in an input something stands. Line and column count from 1; 0 means not known.
struct Place
{
    QString file;
    int line = 0;
    int column = 0;

    /// "orders.yaml:12:3", "orders.yaml", or "" when nothing is known.
    QString toString() const;
    friend bool operator==(const Place &, const Place &) = default;
};

/// What went wrong, where, and what the reader can do about it. Never holds a secret.
struct Error
{
    QString what;   ///< one sentence without a final full stop
    QString remedy; ///< one sentence, may be empty
    Place place;

    /// One line: "place: what. remedy."
    QString toLine() const;
};

} // namespace zdtp
