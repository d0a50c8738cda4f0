#include "models/run/replay.h"

#include <QCoreApplication>

namespace zdtp {

using namespace std::chrono_literals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::Replay)
};

struct Read
{
    QByteArray bytes;
    std::optional<k8s::ApiError> error;
};

/// One watch from a version to where the server ends it.
Answer<Read> watch(const RunContext &context, const QString &resourceVersion, const QString &labelSelector)
{
    k8s::Request request;
    request.path = k8s::pathOf(k8s::resources::pods(), context.nameSpace);
    request.query.addQueryItem(QStringLiteral("watch"), QStringLiteral("1"));
    request.query.addQueryItem(QStringLiteral("resourceVersion"), resourceVersion);
    request.query.addQueryItem(QStringLiteral("timeoutSeconds"), QStringLiteral("2"));
    request.query.addQueryItem(QStringLiteral("labelSelector"), labelSelector);
    request.timeout = 30s;
    return Answer<Read>([request, client = &context.client](std::function<void(Read)> done) {
        auto bytes = std::make_shared<QByteArray>();
        k8s::StreamFunctions functions;
        functions.data = [bytes](QByteArrayView part) { bytes->append(part.data(), part.size()); };
        functions.ended = [bytes, done = std::move(done)](std::optional<k8s::ApiError> error) {
            done({*bytes, std::move(error)});
        };
        return client->stream(request, std::move(functions));
    });
}

} // namespace

Async<Replay> replayPods(Requests requests, QString resourceVersion, QString labelSelector, QSet<QString> mustSee)
{
    Replay replay;
    if (resourceVersion.isEmpty()) {
        replay.problem = Words::tr("the record does not say where its history begins");
        co_return replay;
    }
    Read read = co_await watch(requests.context(), resourceVersion, labelSelector);
    if (read.error) {
        replay.problem = read.error->toLine();
        co_return replay;
    }
    const QList<QByteArray> lines = read.bytes.split('\n');
    for (const QByteArray &line : lines) {
        if (line.trimmed().isEmpty())
            continue;
        const Json event = Json::parse(line.cbegin(), line.cend(), nullptr, false);
        const QString type = event.is_object() ? jsonString(event, {"type"}) : QString();
        if (type.isEmpty() || type == QLatin1String("ERROR")) {
            replay.problem = type.isEmpty() ? Words::tr("its history was cut off in the middle")
                                            : jsonString(event, {"object", "message"});
            co_return replay;
        }
        if (type != QLatin1String("BOOKMARK"))
            replay.seen.insert(jsonString(event, {"object", "metadata", "name"}));
    }
    if (!replay.seen.contains(mustSee)) {
        replay.problem = Words::tr("its history was not read to its end");
        co_return replay;
    }
    replay.complete = true;
    co_return replay;
}

} // namespace zdtp
