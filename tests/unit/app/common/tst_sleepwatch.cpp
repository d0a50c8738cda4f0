#include "app/common/sleepwatch.h"

#include <QDBusMessage>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace zdtp;

namespace {

const QString service = QStringLiteral("org.freedesktop.login1");

QDBusMessage prepareForSleep(bool begins)
{
    QDBusMessage message =
        QDBusMessage::createSignal(QStringLiteral("/org/freedesktop/login1"),
                                   QStringLiteral("org.freedesktop.login1.Manager"), QStringLiteral("PrepareForSleep"));
    message << begins;
    return message;
}

} // namespace

/// On a bus of its own, with somebody on it who speaks as logind does.
class TestSleepWatch : public QObject
{
    Q_OBJECT

private:
    QProcess m_daemon;
    QString m_address;

private slots:
    void initTestCase()
    {
        m_daemon.start(QStringLiteral("dbus-daemon"),
                       {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address")});
        QVERIFY2(m_daemon.waitForReadyRead(10'000), "dbus-daemon does not run (Debian: dbus-daemon)");
        m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
    }
    void cleanupTestCase()
    {
        m_daemon.kill();
        m_daemon.waitForFinished();
    }

    void wakingIsTold()
    {
        auto logind = QDBusConnection::connectToBus(m_address, QStringLiteral("logind"));
        QVERIFY(logind.registerService(service));
        SleepWatch watch(QDBusConnection::connectToBus(m_address, QStringLiteral("console")));
        QVERIFY(watch.isListening());
        QSignalSpy woke(&watch, &SleepWatch::woke);
        QVERIFY(logind.send(prepareForSleep(true)));
        QVERIFY(logind.send(prepareForSleep(false)));
        QVERIFY(woke.wait(10'000));
        QCOMPARE(woke.size(), 1); // going to sleep is not waking
    }

    void somebodyElseIsNotBelieved()
    {
        auto stranger = QDBusConnection::connectToBus(m_address, QStringLiteral("stranger"));
        auto logind = QDBusConnection::connectToBus(m_address, QStringLiteral("logind again"));
        QVERIFY(logind.isConnected());
        SleepWatch watch(QDBusConnection::connectToBus(m_address, QStringLiteral("console again")));
        QSignalSpy woke(&watch, &SleepWatch::woke);
        QVERIFY(stranger.send(prepareForSleep(false)));
        QVERIFY(!woke.wait(300));
    }

    void withoutABusNothingHappens()
    {
        const SleepWatch watch(QDBusConnection(QStringLiteral("there is none")));
        QVERIFY(!watch.isListening());
    }
};

QTEST_GUILESS_MAIN(TestSleepWatch)
#include "tst_sleepwatch.moc"
