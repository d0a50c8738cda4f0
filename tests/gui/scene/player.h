#pragma once

#include "tests/gui/scene/scene.h"

#include <QMap>
#include <QStringList>
#include <QTimer>

namespace zdtp::test {

/// Plays the kubelet and the database of a scene: workers run and end, helper pods answer. A worker that is told to
/// fail leaves rows in the target, and a clean-up takes them away.
class Player : public QObject
{
    Q_OBJECT

public:
    explicit Player(Scene &scene);

    /// This worker's attempt fails after it wrote so many rows.
    void fail(const QString &worker, int attempt, qint64 rows);
    /// Workers stay running.
    void hold(bool hold) { m_hold = hold; }
    qint64 rowsOf(const QString &worker) const { return m_target.value(worker); }
    /// Starts of each worker, by attempt: what the cluster saw.
    const QStringList &started() const { return m_started; }

private:
    void play();
    void worker(const Json &pod, const QString &name, const QString &label);
    void helper(const Json &pod, const QString &name, const QString &label);

    Scene &m_scene;
    QTimer m_timer;
    bool m_hold = false;
    QMap<QString, std::pair<int, qint64>> m_failures;
    QMap<QString, qint64> m_target;
    QMap<QString, qint64> m_source;
    QStringList m_started;
};

} // namespace zdtp::test
