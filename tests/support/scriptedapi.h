#pragma once

#include "tests/support/scriptserver.h"

#include <QStringList>

namespace zdtp::test {

/// An API server as far as a connection test asks one.
struct ScriptedApi
{
    QByteArray user = "anna";
    int signIn = 201;
    bool page = false;  ///< everything is answered with HTML
    QStringList denied; ///< "create pods"
    bool reviewsRefused = false;
    QByteArray major = "1", minor = "36";
    qint64 clockOff = 0; ///< seconds
    bool dates = true;
    bool silent = false;

    void operator()(const ScriptServer::Seen &seen, const ScriptServer::Answer &answer) const;
};

} // namespace zdtp::test
