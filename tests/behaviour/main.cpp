// The behaviour suite: what the console relies on, asked of a cluster.
//   zdtp-behaviour --kubeconfig F [--namespace NS] [--no-node] [--out FILE] [ID…]
// One line a behaviour; the answers go to FILE as JSON so that two clusters can be compared.

#include "k8s/config/kubeconfig.h"
#include "k8s/rest/restclient.h"
#include "tests/behaviour/suite.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTextStream>

using namespace zdtp;
using namespace zdtp::behaviour;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption kubeconfig(QStringLiteral("kubeconfig"), {}, QStringLiteral("FILE"));
    const QCommandLineOption nameSpace(QStringLiteral("namespace"), {}, QStringLiteral("NS"),
                                       QStringLiteral("zdtp-behaviour"));
    const QCommandLineOption noNode(QStringLiteral("no-node"));
    const QCommandLineOption out(QStringLiteral("out"), {}, QStringLiteral("FILE"));
    // Some clusters forget old versions only when told to.
    const QCommandLineOption expire(QStringLiteral("expire"), {}, QStringLiteral("PROGRAM"));
    parser.addOptions({kubeconfig, nameSpace, noNode, out, expire});
    parser.addPositionalArgument(QStringLiteral("ID"), QStringLiteral("only these"));
    parser.process(app);
    QTextStream print(stdout);

    const auto loaded = k8s::Kubeconfig::load(parser.value(kubeconfig));
    if (!loaded) {
        print << loaded.error().toLine() << Qt::endl;
        return 4;
    }
    const auto config = loaded->restConfig({});
    if (!config) {
        print << config.error().toLine() << Qt::endl;
        return 4;
    }
    k8s::RestClient client(*config);
    Cluster cluster(client, parser.value(nameSpace));
    const Answer made = cluster.request(
        k8s::Verb::Post, QStringLiteral("/api/v1/namespaces"),
        {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", parser.value(nameSpace)}}}});
    if (!made.ok()) {
        print << "the namespace " << parser.value(nameSpace) << " could not be made: " << made.summary() << ' '
              << made.message << Qt::endl;
        return 4;
    }
    // Pods are refused until the controller has made the namespace's default service account.
    cluster.waitFor({{}, QStringLiteral("v1"), QStringLiteral("serviceaccounts"), QStringLiteral("ServiceAccount")},
                    QStringLiteral("default"), [](const Json &) { return true; });

    int passed = 0, failed = 0, skipped = 0;
    Json results = Json::object();
    for (const Behaviour &behaviour :
         objectBehaviours() + watchBehaviours() + policyBehaviours() + podBehaviours() + expiryBehaviours()) {
        const QStringList only = parser.positionalArguments();
        if (!only.isEmpty() && !only.contains(behaviour.id))
            continue;
        if (behaviour.needsNode && parser.isSet(noNode)) {
            ++skipped;
            print << "NOT RUN " << behaviour.id << ": no node runs containers here" << Qt::endl;
            continue;
        }
        if (behaviour.expires && parser.isSet(expire))
            QProcess::execute(parser.value(expire), {});
        const Observation observation = behaviour.run(cluster);
        const bool good = observation.problem.isEmpty();
        ++(good ? passed : failed);
        print << (good ? "pass " : "FAIL ") << behaviour.id << ": " << (good ? observation.seen : observation.problem)
              << Qt::endl;
        results[behaviour.id.toStdString()] = {
            {"title", behaviour.title}, {"seen", observation.seen}, {"problem", observation.problem}};
    }
    static_cast<void>(cluster.request(k8s::Verb::Delete,
                                      QStringLiteral("/api/v1/namespaces/") + parser.value(nameSpace), Json::object()));
    if (parser.isSet(out)) {
        QFile file(parser.value(out));
        if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray::fromStdString(results.dump(1))) < 0) {
            print << file.fileName() << ": " << file.errorString() << Qt::endl;
            return 1;
        }
    }
    print << passed << " passed, " << failed << " failed, " << skipped << " skipped" << Qt::endl;
    return failed == 0 ? 0 : 1;
}
