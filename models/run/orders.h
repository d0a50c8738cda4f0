#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

namespace zdtp {

struct RestartRequest
{
    QString task;
    int run = 0; ///< 0: the latest
    QStringList workers;
    enum class CleanUp { None, Pod, ByHand } cleanUp = CleanUp::None;
    QString byHandReason; ///< ByHand: must not be empty; goes to the journal
};

struct DeleteRequest
{
    QString task;
    int run = 0;
    QStringList workers; ///< empty: the whole run, its record included
    /// What was shown: pod uids by pod name. Anything else is left alone and said.
    QMap<QString, QString> shownPods;
    bool dryRun = false; ///< the server checks each delete; nothing is changed
};

} // namespace zdtp
