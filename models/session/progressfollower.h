#pragma once

#include "k8s/rest/apiclient.h"
#include "models/engine/preset.h"
#include "models/fleet/fleet.h"
#include "models/session/logreader.h"

#include <QHash>
#include <QObject>

namespace zdtp {

/// Reads the progress of running workers from their logs, by the patterns of the preset that their run was launched
/// with. Bounded: at most `limit` logs at a time, newest runs first; the others show none.
class ProgressFollower : public QObject
{
    Q_OBJECT

public:
    static constexpr int limit = 20;
    ProgressFollower(k8s::ApiClient &client, Fleet &fleet, Clock &clock, QString nameSpace, QObject *parent = nullptr);
    void setOn(bool on);

private:
    struct Follow
    {
        k8s::CallHandle call;
        LineSplitter lines;
        Progress progress;
    };
    void look();
    void lookSoon();
    void follow(const WorkerRow &row, const EnginePreset &preset);
    void read(const QString &uid, const EnginePreset &preset, const QList<QByteArray> &lines);
    const EnginePreset *presetOf(const RunRecord &record);

    k8s::ApiClient &m_client;
    Fleet &m_fleet;
    Clock &m_clock;
    QString m_nameSpace;
    bool m_on = true;
    QHash<QString, std::shared_ptr<Follow>> m_follows;             ///< by uid of the pod
    QHash<QString, std::shared_ptr<const EnginePreset>> m_presets; ///< by task and run
    TimerHandle m_next;
};

/// One line's progress laid over what is known; false when the line tells none.
bool readProgress(const EnginePreset &preset, const QString &line, Progress *progress);

} // namespace zdtp
