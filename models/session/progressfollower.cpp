#include "models/session/progressfollower.h"

#include "models/engine/success.h"

#include <QSet>

namespace zdtp {

using namespace std::chrono_literals;

bool readProgress(const EnginePreset &preset, const QString &line, Progress *progress)
{
    const auto told = progressOf(preset, line);
    if (!told)
        return false;
    if (told->rows)
        progress->rows = *told->rows;
    if (told->bytes)
        progress->bytes = *told->bytes;
    if (told->rate)
        progress->rate = *told->rate;
    if (told->percent)
        progress->percent = *told->percent;
    return true;
}

ProgressFollower::ProgressFollower(k8s::ApiClient &client, Fleet &fleet, Clock &clock, QString nameSpace,
                                   QObject *parent)
    : QObject(parent), m_client(client), m_fleet(fleet), m_clock(clock), m_nameSpace(std::move(nameSpace))
{
    connect(&m_fleet, &Fleet::workersChanged, this, &ProgressFollower::lookSoon);
}

void ProgressFollower::setOn(bool on)
{
    m_on = on;
    m_follows.clear();
    m_next.reset();
    if (on)
        lookSoon();
}

/// Not more than once a second, and never from within a stream's own function.
void ProgressFollower::lookSoon()
{
    if (!m_on || m_next)
        return;
    m_next = m_clock.after(1s, [this] {
        const TimerHandle ended = std::move(m_next);
        look();
    });
}

const EnginePreset *ProgressFollower::presetOf(const RunRecord &record)
{
    const QString key = record.task + u'/' + QString::number(record.run) + u'/' + record.launchId;
    if (const auto found = m_presets.constFind(key); found != m_presets.cend())
        return found->get();
    auto parsed = parsePreset(record.presetYaml, record.task);
    auto preset = parsed ? std::make_shared<const EnginePreset>(std::move(*parsed)) : nullptr;
    m_presets.insert(key, preset);
    return preset.get();
}

void ProgressFollower::look()
{
    QSet<QString> wanted;
    const QList<RunView> runs = m_fleet.runs();
    for (const RunView &view : runs) {
        if (view.sums.running == 0 || view.reconstructed || wanted.size() >= limit)
            continue;
        const EnginePreset *preset = presetOf(view.record);
        if (!preset || preset->progress.isEmpty())
            continue;
        const QList<WorkerRow> rows = m_fleet.workers(view.record.nameSpace, view.record.task, view.record.run);
        for (const WorkerRow &row : rows) {
            if (row.state != WorkerState::Running || row.podUid.isEmpty() || wanted.size() >= limit)
                continue;
            wanted.insert(row.podUid);
            if (!m_follows.contains(row.podUid))
                follow(row, *preset);
        }
    }
    for (auto one = m_follows.begin(); one != m_follows.end();)
        one = wanted.contains(one.key()) ? std::next(one) : m_follows.erase(one);
}

void ProgressFollower::follow(const WorkerRow &row, const EnginePreset &preset)
{
    LogRequest log;
    log.nameSpace = row.nameSpace;
    log.pod = row.podName;
    log.timestamps = false;
    log.tailLines = 20;
    const auto follow = std::make_shared<Follow>();
    const QString uid = row.podUid;
    m_follows.insert(uid, follow);
    const auto shared = std::make_shared<const EnginePreset>(preset);
    k8s::StreamFunctions functions;
    functions.data = [this, uid, shared](QByteArrayView bytes) {
        if (const auto found = m_follows.value(uid))
            read(uid, *shared, found->lines.add(bytes));
    };
    functions.ended = [this, uid](std::optional<k8s::ApiError>) {
        // When the worker still runs, the next look begins again.
        const auto ended = m_follows.take(uid);
        lookSoon();
    };
    follow->call = m_client.stream(toRequest(log), std::move(functions));
}

void ProgressFollower::read(const QString &uid, const EnginePreset &preset, const QList<QByteArray> &lines)
{
    const auto follow = m_follows.value(uid);
    bool told = false;
    for (const QByteArray &line : lines)
        told = readProgress(preset, QString::fromUtf8(line), &follow->progress) || told;
    if (told)
        m_fleet.setProgress(uid, follow->progress);
}

} // namespace zdtp
