#pragma once

#include <QDBusConnection>
#include <QObject>

namespace zdtp {

/// Hears of the machine's sleep from logind, where there is one. Nothing that was connected before counts afterwards;
/// the reflectors notice the gap by themselves within seconds, this is for the moment at which the lid opens.
class SleepWatch final : public QObject
{
    Q_OBJECT

public:
    /// `bus` is the system's; tests have one of their own.
    explicit SleepWatch(QDBusConnection bus, QObject *parent = nullptr);

    /// False without a bus; nothing is ever told then.
    bool isListening() const { return m_listens; }

signals:
    void woke();

private slots:
    void onPrepareForSleep(bool begins);

private:
    QDBusConnection m_bus;
    bool m_listens = false;
};

} // namespace zdtp
