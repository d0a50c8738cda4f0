#include "models/run/helper.h"

#include "k8s/api/pod.h"

#include <QCoreApplication>

namespace zdtp {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::HelperRun)
};

constexpr int NumberLimit = 1000;
constexpr auto StuckFor = 60s; ///< a helper whose container does not start is given up after this

Outcome failed(const QString &line)
{
    return {Outcome::Kind::Failed, line};
}

/// A line of JSON at the end of the termination message; anything else is what the engine printed last.
void readResult(HelperRun *result, const k8s::Pod &pod)
{
    const k8s::ContainerStatus *main = pod.containers.isEmpty() ? nullptr : pod.status(pod.containers.first().name);
    const QString message = main ? main->state.message.trimmed() : QString();
    const QString lastLine = message.mid(message.lastIndexOf(u'\n') + 1);
    const Json json = Json::parse(lastLine.toStdString(), nullptr, false);
    if (json.is_object()) {
        if (const Json *rows = jsonAt(json, {"rows"}); rows && rows->is_number_integer())
            result->rows = rows->get<qint64>();
        result->problem = jsonString(json, {"problem"});
    }
    if (pod.phase == QLatin1String("Succeeded"))
        return;
    if (result->problem.isEmpty())
        result->problem = message.isEmpty() ? (pod.message.isEmpty() ? pod.reason : pod.message) : message.right(600);
    if (result->problem.isEmpty() && main)
        result->problem = Words::tr("exit code %1").arg(main->state.exitCode);
    result->problem = result->problem.simplified();
}

Async<HelperRun> waitForEnd(Requests requests, HelperRun result)
{
    const milliseconds begin = requests.context().clock.elapsed();
    int lost = 0;
    for (int tried = 0;; ++tried) {
        ObjectResult found = co_await requests.get(k8s::resources::pods(), result.pod);
        if (found) {
            lost = 0;
            const auto pod = k8s::parsePod(jsonBytes(*found));
            if (!pod || pod->meta.uid != result.podUid) {
                result.outcome = {Outcome::Kind::Unknown, Words::tr("Pod %1 was replaced by another.").arg(result.pod)};
                co_return result;
            }
            if (pod->isFinished()) {
                readResult(&result, *pod);
                if (pod->phase == QLatin1String("Failed"))
                    result.outcome = failed(Words::tr("Pod %1 failed: %2").arg(result.pod, result.problem));
                co_return result;
            }
            const QString status = k8s::printPod(*pod, requests.context().clock.now()).status;
            const bool stuck = status.endsWith(QLatin1String("BackOff")) || status.startsWith(QLatin1String("Err")) ||
                               status.contains(QLatin1String("Invalid")) || status.endsWith(QLatin1String("Error"));
            if (stuck && requests.context().clock.elapsed() - begin > StuckFor) {
                const k8s::ContainerStatus *main =
                    pod->containerStatuses.isEmpty() ? nullptr : &pod->containerStatuses.first();
                result.outcome = failed(Words::tr("Pod %1 does not start: %2 %3")
                                            .arg(result.pod, status, main ? main->state.message : QString())
                                            .simplified());
                co_return result;
            }
        } else if (found.error().isNotFound()) {
            result.outcome = {Outcome::Kind::Unknown,
                              Words::tr("Pod %1 was deleted before its result was read.").arg(result.pod)};
            co_return result;
        } else if (sentOf(found.error()) == Sent::Refused || ++lost > 30) {
            result.outcome = Outcome::of(found.error(), Words::tr("Pod %1 was not read").arg(result.pod));
            co_return result;
        }
        if (requests.operation().isCancelled()) {
            result.outcome = {Outcome::Kind::Unknown,
                              Words::tr("Cancelled while pod %1 runs; it goes on by itself.").arg(result.pod)};
            co_return result;
        }
        co_await Pause(requests.operation(), std::min(milliseconds(50) * (1 << std::min(tried, 5)), milliseconds(1s)));
    }
}

} // namespace

Async<HelperRun> runHelper(Requests requests, const RunPlan *plan, HelperOrder order)
{
    HelperRun result;
    for (; order.number <= NumberLimit; ++order.number) {
        HelperRequest request;
        request.kind = order.kind;
        request.worker = order.worker ? &*order.worker : nullptr;
        request.side = order.side;
        request.number = order.number;
        auto planned = planHelper(plan->input, request);
        if (!planned) {
            result.outcome = {Outcome::Kind::Refused, planned.error().toLine()};
            co_return result;
        }
        stampLaunch(planned->manifest, order.launchId);
        result.pod = planned->name;
        const Creation creation = co_await createOnce(requests, planned->manifest);
        if (creation.kind == Creation::Kind::Foreign && !order.fixed)
            continue;
        if (creation.kind == Creation::Kind::Foreign)
            result.outcome = {Outcome::Kind::Refused,
                              Words::tr("Pod %1 was created by another operator meanwhile.").arg(result.pod)};
        else
            result.outcome = creation.outcome(QStringLiteral("Pod ") + result.pod);
        if (!creation.isThere())
            co_return result;
        result.podUid = creation.uid;
        co_return co_await waitForEnd(requests, result);
    }
    result.outcome = {
        Outcome::Kind::Refused,
        Words::tr("There are %1 helper pods of this kind already. Delete the run's old ones.").arg(NumberLimit)};
    co_return result;
}

} // namespace zdtp
