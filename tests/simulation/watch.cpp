#include "tests/simulation/watch.h"

#include "k8s/api/configmap.h"
#include "k8s/cache/informer.h"
#include "tests/support/fakeapiclient.h"

#include <random>

namespace zdtp::test {

using namespace k8s;
using namespace std::chrono_literals;
using Fault = FakeApiClient::Fault;

namespace {

const QString shop = QStringLiteral("shop");
const QString selector = QStringLiteral("app=zdtp");

Json configMap(const QString &name, const QString &value, bool isSelected)
{
    Json object = {{"metadata", {{"name", name}}}, {"data", {{"k", value}}}};
    if (isSelected)
        object["metadata"]["labels"]["app"] = "zdtp";
    return object;
}

ApiError errorOf(int kind)
{
    switch (kind) {
    case 0:
        return ApiError::make(ApiError::Kind::NotSent, QStringLiteral("refused"));
    case 1:
        return ApiError::fromAnswer(503, "");
    case 2:
        return ApiError::fromAnswer(410, "");
    case 3:
        return ApiError::make(ApiError::Kind::Timeout, QStringLiteral("late"));
    case 4:
        return ApiError::fromAnswer(429, "");
    case 5:
        return ApiError::fromAnswer(302, "<html>");
    case 6:
        return ApiError::fromAnswer(401, "");
    case 7:
        return ApiError::make(ApiError::Kind::Tls, QStringLiteral("expired"));
    case 8:
        return ApiError::fromAnswer(500, "");
    default:
        return ApiError::make(ApiError::Kind::Network, QStringLiteral("reset"));
    }
}

QByteArray strangeLine(int kind)
{
    switch (kind) {
    case 0:
        return "<html>\n";
    case 1:
        return "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"reason\":\"Expired\",\"code\":410}}\n";
    case 2:
        return "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":429}}\n";
    case 3:
        return "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":500}}\n";
    case 4:
        return "{\"type\":\"LATER\",\"object\":{\"metadata\":{\"name\":\"x\",\"resourceVersion\":\"1\"}}}\n";
    case 5:
        return "\n\n";
    default:
        return "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"half\n";
    }
}

class Schedule
{
public:
    explicit Schedule(quint32 seed) : m_random(seed), m_informer(m_server, what(), m_clock, seed)
    {
        m_server.chunkSize = below(3) == 0 ? 1 + below(200) : 0;
        m_server.expiredAsEvent = below(2) == 0;
        m_badness = below(5);
        m_server.onRequest([this](const Request &request) { return fault(request); });
        m_informer.store().onChange([this](const StoreChange<ConfigMap> &change) { follow(change); });
    }

    QString play()
    {
        m_informer.reflector().start();
        for (int part = 1 + below(3); part > 0; --part) {
            for (int steps = 3 + below(40); steps > 0; --steps) {
                step(steps);
                m_clock.advance(std::chrono::milliseconds(below(30)));
                checkTheWord();
                if (!m_violation.isEmpty())
                    return m_violation;
            }
            settle();
            if (!m_violation.isEmpty())
                return m_violation;
        }
        return {};
    }

private:
    static ListWatch what() { return {resources::configMaps(), shop, selector, {}}; }
    int below(int limit) { return int(m_random() % quint32(limit)); }
    void violated(const QString &how)
    {
        if (m_violation.isEmpty())
            m_violation = how;
    }

    Fault fault(const Request &request)
    {
        Fault fault;
        if (m_isWell)
            return fault;
        fault.delay = std::chrono::milliseconds(below(40));
        if (below(10) >= m_badness)
            return fault;
        const bool isWatch = request.query.hasQueryItem(QStringLiteral("watch"));
        fault.kind = isWatch || below(2) == 0 ? Fault::Kind::ErrorBefore : Fault::Kind::AnswerLost;
        fault.error = errorOf(below(10));
        return fault;
    }

    void step(int number)
    {
        const QString name = QStringLiteral("c%1").arg(below(8));
        switch (below(15)) {
        case 0:
            return m_server.compact();
        case 1:
            return m_server.cutStreams(below(2) ? std::optional(errorOf(9)) : std::nullopt, below(2) == 0);
        case 2:
        case 3:
            m_server.erase(resources::configMaps(), shop, name);
            return;
        case 4:
            return m_server.sendBookmarks();
        case 5:
            return m_clock.advance(std::chrono::milliseconds(below(200'000)));
        case 6:
            return m_informer.reflector().poke();
        case 7:
            return m_server.silenceStreams();
        case 8:
            return m_server.unsilenceStreams();
        case 9:
            return m_clock.jumpWallClock(std::chrono::seconds(below(8000) - 1000));
        case 10:
            return m_server.inject(strangeLine(below(7)));
        case 11:
            if (below(4) == 0) {
                m_informer.reflector().stop();
                m_clock.advance(std::chrono::milliseconds(below(2000)));
                m_informer.reflector().start();
            }
            return;
        default:
            m_server.put(resources::configMaps(), shop, configMap(name, QString::number(number), below(4) != 0));
            return;
        }
    }

    /// What is said must never be better than what is.
    void checkTheWord()
    {
        const Freshness &freshness = m_informer.reflector().freshness();
        if (freshness.isLive() && m_server.openStreams() == 0)
            violated(QStringLiteral("live without a watch"));
        if (freshness.isLive() && (!freshness.problem.isEmpty() || freshness.nextTry.isValid()))
            violated(QStringLiteral("live with a problem: ") + freshness.problem);
        if (freshness.state == Freshness::State::Stale && !m_informer.hasSynced())
            violated(QStringLiteral("stale without ever having been filled"));
    }

    /// What is told must be news, in the order in which it happened.
    void follow(const StoreChange<ConfigMap> &change)
    {
        for (const ConfigMap &gone : change.removed) {
            if (m_followed.remove(Store<ConfigMap>::keyOf(gone.meta)) == 0)
                violated(QStringLiteral("removed twice: ") + gone.meta.name);
        }
        for (const QString &key : change.upserted) {
            const quint64 version = m_informer.store().find(key)->meta.resourceVersion.toULongLong();
            quint64 &newest = m_newest[key];
            if (version == newest)
                violated(QStringLiteral("applied twice: %1 %2").arg(key).arg(version));
            else if (version < newest)
                violated(QStringLiteral("went back: %1 from %2 to %3").arg(key).arg(newest).arg(version));
            newest = version;
            m_followed.insert(key, version);
        }
    }

    /// Once the network is well, the store is what the server holds, and so is what a listener made of the notices.
    void settle()
    {
        m_isWell = true;
        m_server.unsilenceStreams();
        m_clock.advance(5min);
        m_server.sendBookmarks();
        m_clock.advance(1s);
        QMap<QString, quint64> truth;
        for (const Json &one : m_server.all(resources::configMaps(), shop)) {
            if (matchesSelector(one, selector))
                truth.insert(shop + u'/' + jsonString(one, {"metadata", "name"}) + u' ' +
                                 jsonString(one, {"metadata", "uid"}),
                             jsonString(one, {"metadata", "resourceVersion"}).toULongLong());
        }
        QMap<QString, quint64> held;
        QHash<QString, quint64> versions;
        for (const ConfigMap &one : m_informer.store().objects()) {
            const QString key = Store<ConfigMap>::keyOf(one.meta);
            held.insert(key + u' ' + one.meta.uid, one.meta.resourceVersion.toULongLong());
            versions.insert(key, one.meta.resourceVersion.toULongLong());
        }
        if (held != truth)
            violated(QStringLiteral("the store holds %1 objects that are not the server's %2")
                         .arg(held.size())
                         .arg(truth.size()));
        if (m_followed != versions)
            violated(QStringLiteral("the notices do not lead to what the store holds"));
        const Freshness &freshness = m_informer.reflector().freshness();
        if (!freshness.isLive())
            violated(QStringLiteral("not live on a good network: ") + freshness.problem);
        m_isWell = false;
    }

    std::mt19937 m_random;
    ManualClock m_clock;
    FakeApiClient m_server{m_clock};
    Informer<ConfigMap> m_informer;
    int m_badness = 0;
    bool m_isWell = false;
    QHash<QString, quint64> m_followed;
    QHash<QString, quint64> m_newest;
    QString m_violation;
};

} // namespace

QString violationOfWatchSchedule(quint32 seed)
{
    return Schedule(seed).play();
}

} // namespace zdtp::test
