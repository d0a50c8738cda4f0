// The behaviour suite: what the console relies on, asked of a cluster.
//   zdtp-behaviour --kubeconfig F [--namespace NS] [--user KIND=F]… [--no-node] [--no-controllers] [--expire PROGRAM]
//                  [--out FILE] [ID…]
// One line a behaviour; the answers go to FILE as JSON so that two clusters can be compared. They run side by side:
// most of the time they wait for the cluster.

#include "k8s/config/kubeconfig.h"
#include "tests/behaviour/suite.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QMutex>
#include <QProcess>
#include <QTextStream>
#include <QThreadPool>

#include <deque>

using namespace zdtp;
using namespace zdtp::behaviour;

namespace {

constexpr int SideBySide = 10;

std::optional<k8s::RestConfig> configOf(const QString &file)
{
    const auto loaded = k8s::Kubeconfig::load(file);
    auto config = loaded ? loaded->restConfig({}) : Result<k8s::RestConfig>(fail(loaded.error()));
    if (config)
        return *config;
    QTextStream(stdout) << config.error().toLine() << Qt::endl;
    return {};
}

/// Counts, tells and keeps what was seen; asked from every thread.
class Report
{
public:
    void skip(const QString &id, const QString &why)
    {
        const QMutexLocker locker(&m_mutex);
        ++m_skipped;
        m_print << "NOT RUN " << id << ": " << why << Qt::endl;
    }
    void tell(const QString &id, const QString &title, const QString &difference, const Observation &observation,
              const QElapsedTimer &since)
    {
        const QMutexLocker locker(&m_mutex);
        const bool good = observation.problem.isEmpty();
        ++(good ? m_passed : m_failed);
        m_print << (good ? "pass " : "FAIL ") << id << " (" << QString::number(double(since.elapsed()) / 1000, 'f', 1)
                << " s): " << (good ? observation.seen : observation.problem) << Qt::endl;
        m_results[id] = {
            {"title", title}, {"seen", observation.seen}, {"problem", observation.problem}, {"difference", difference}};
    }
    int failed() const { return m_failed; }
    void summary() { m_print << m_passed << " passed, " << m_failed << " failed, " << m_skipped << " skipped\n"; }
    /// In the order in which they are written down, whatever came first.
    bool write(const QString &name, const QStringList &order)
    {
        Json all = Json::object();
        for (const QString &id : order) {
            if (m_results.contains(id))
                all[id.toStdString()] = m_results.value(id);
        }
        QFile file(name);
        if (file.open(QIODevice::WriteOnly) && file.write(QByteArray::fromStdString(all.dump(1))) >= 0)
            return true;
        m_print << name << ": " << file.errorString() << Qt::endl;
        return false;
    }

private:
    QMutex m_mutex;
    QTextStream m_print{stdout};
    int m_passed = 0, m_failed = 0, m_skipped = 0;
    QMap<QString, Json> m_results;
};

QString missing(const World &world, const Behaviour &behaviour)
{
    if (behaviour.needs == Behaviour::Needs::Node && !world.hasNode)
        return QStringLiteral("no node runs containers here");
    if (behaviour.needs == Behaviour::Needs::Controllers && !world.hasControllers)
        return QStringLiteral("there is no controller manager here");
    return {};
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption kubeconfig(QStringLiteral("kubeconfig"), {}, QStringLiteral("FILE"));
    const QCommandLineOption nameSpace(QStringLiteral("namespace"), {}, QStringLiteral("NS"),
                                       QStringLiteral("zdtp-behaviour"));
    const QCommandLineOption user(QStringLiteral("user"), {}, QStringLiteral("KIND=FILE"));
    const QCommandLineOption noNode(QStringLiteral("no-node"));
    const QCommandLineOption noControllers(QStringLiteral("no-controllers"));
    const QCommandLineOption out(QStringLiteral("out"), {}, QStringLiteral("FILE"));
    // Some clusters forget old versions only when told to.
    const QCommandLineOption expire(QStringLiteral("expire"), {}, QStringLiteral("PROGRAM"));
    parser.addOptions({kubeconfig, nameSpace, user, noNode, noControllers, out, expire});
    parser.addPositionalArgument(QStringLiteral("ID"), QStringLiteral("only these"));
    parser.process(app);

    World world;
    const auto administrator = configOf(parser.value(kubeconfig));
    if (!administrator)
        return 4;
    world.administrator = *administrator;
    world.nameSpace = parser.value(nameSpace);
    world.hasNode = !parser.isSet(noNode);
    world.hasControllers = !parser.isSet(noControllers);
    for (const QString &pair : parser.values(user)) {
        const auto config = configOf(pair.section(u'=', 1));
        if (!config)
            return 4;
        world.users.insert(pair.section(u'=', 0, 0), *config);
    }
    Cluster cluster(world);
    const Answer made = cluster.makeNamespace(world.nameSpace);
    if (!made.ok()) {
        QTextStream(stdout) << "the namespace " << world.nameSpace << " could not be made: " << made.summary() << ' '
                            << made.message << Qt::endl;
        return 4;
    }

    const QStringList only = parser.positionalArguments();
    const auto wanted = [&only](const QString &id) { return only.isEmpty() || only.contains(id); };
    Report report;
    QStringList order;
    QThreadPool pool;
    pool.setMaxThreadCount(SideBySide);
    const QList<Behaviour> behaviours = objectBehaviours() + watchBehaviours() + ownershipBehaviours() +
                                        policyBehaviours() + accessBehaviours() + recordBehaviours() + podBehaviours();
    for (const Behaviour &behaviour : behaviours) {
        if (!wanted(behaviour.id))
            continue;
        order << behaviour.id;
        if (const QString why = missing(world, behaviour); !why.isEmpty()) {
            report.skip(behaviour.id, why);
            continue;
        }
        // What runs containers takes longest: first, so that none of it is left at the end.
        const int priority = behaviour.needs == Behaviour::Needs::Node ? 1 : 0;
        const auto ask = [&world, &report, &behaviour] {
            QElapsedTimer since;
            since.start();
            Cluster own(world);
            report.tell(behaviour.id, behaviour.title, behaviour.difference, behaviour.run(own), since);
        };
        pool.start(ask, priority);
    }
    pool.waitForDone();

    // Last and alone: they end what the others could still watch.
    std::deque<std::pair<Expiry, QString>> asked;
    for (const Expiry &expiry : expiries()) {
        if (wanted(expiry.id) && !parser.isSet(expire))
            report.skip(expiry.id, QStringLiteral("this cluster cannot be made to forget (--expire)"));
        else if (wanted(expiry.id))
            asked.emplace_back(expiry, expiry.before ? expiry.before(cluster) : QString());
    }
    if (!asked.empty() && QProcess::execute(parser.value(expire), {}) != 0)
        QTextStream(stdout) << parser.value(expire) << " failed" << Qt::endl;
    for (const auto &[expiry, kept] : asked) {
        order << expiry.id;
        QElapsedTimer since;
        since.start();
        Cluster own(world); // the connections of the other ended with the server
        report.tell(expiry.id, expiry.title, {}, expiry.run(own, kept), since);
    }
    Cluster last(world);
    static_cast<void>(
        last.request(k8s::Verb::Delete, QStringLiteral("/api/v1/namespaces/") + world.nameSpace, Json::object()));
    if (parser.isSet(out) && !report.write(parser.value(out), order))
        return 1;
    report.summary();
    return report.failed() == 0 ? 0 : 1;
}
