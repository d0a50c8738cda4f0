#include "app/common/sleepwatch.h"

#include <QLoggingCategory>

namespace zdtp {

namespace {

Q_LOGGING_CATEGORY(logSleep, "zdtp.sleep", QtInfoMsg)

} // namespace

SleepWatch::SleepWatch(QDBusConnection bus, QObject *parent) : QObject(parent), m_bus(std::move(bus))
{
    // Who sends it is not asked for: on a bus without logind the signal simply never comes, and nothing is started.
    m_listens = m_bus.isConnected() &&
                m_bus.connect(QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1"),
                              QStringLiteral("org.freedesktop.login1.Manager"), QStringLiteral("PrepareForSleep"), this,
                              SLOT(onPrepareForSleep(bool)));
    qCDebug(logSleep) << (m_listens ? "listens to logind" : "there is no system bus");
}

void SleepWatch::onPrepareForSleep(bool begins)
{
    qCInfo(logSleep) << (begins ? "the machine goes to sleep" : "the machine woke");
    if (!begins)
        emit woke();
}

} // namespace zdtp
