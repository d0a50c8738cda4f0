#include "tests/support/fakestream.h"

namespace zdtp::test {

using namespace k8s;

namespace {

QByteArray line(const char *type, const Json &object)
{
    return jsonBytes({{"type", type}, {"object", object}}) + '\n';
}

/// What a watch with this selector says of a change; empty when it is none of its business.
QByteArray lineOf(const Json &before, const Json &after, const QString &selector)
{
    const bool was = !before.is_null() && matchesSelector(before, selector);
    const bool is = !after.is_null() && matchesSelector(after, selector);
    if (was && is)
        return line("MODIFIED", after);
    if (is)
        return line("ADDED", after);
    if (!was)
        return {};
    Json last = before;
    if (!after.is_null()) // it left the selection: the last state, with the version of the change
        last["metadata"]["resourceVersion"] = after["metadata"]["resourceVersion"];
    return line("DELETED", last);
}

} // namespace

void FakeApiClient::StreamCall::begin()
{
    m_began = true;
    isDead = isDead || m_server->m_silent;
    flushLater();
}

void FakeApiClient::StreamCall::write(const QByteArray &bytes)
{
    if (m_ending || !m_server || isDead)
        return;
    m_waiting += bytes;
    flushLater();
}

void FakeApiClient::StreamCall::end(std::optional<ApiError> error)
{
    if (m_ending || isDead)
        return;
    m_ending = true;
    m_error = std::move(error);
    flushLater();
}

void FakeApiClient::StreamCall::orphan()
{
    m_server = nullptr;
    m_timer.reset();
    m_timeout.reset();
    m_flush.reset();
}

void FakeApiClient::StreamCall::flushLater()
{
    if (!m_flush && m_server)
        m_flush = m_server->m_clock.after(std::chrono::milliseconds(0), [this] { flush(); });
}

void FakeApiClient::StreamCall::flush()
{
    const auto keep = std::move(m_flush); // what runs now
    if (m_began) {
        m_began = false;
        flushLater();
        Response head;
        head.httpCode = 200;
        if (const auto started = m_functions.started)
            started(head); // may destroy this
        return;
    }
    if (!m_waiting.isEmpty()) {
        const qsizetype lineEnd = m_waiting.indexOf('\n') + 1;
        const qsizetype most = m_server->chunkSize > 0 ? m_server->chunkSize : lineEnd > 0 ? lineEnd : m_waiting.size();
        const QByteArray bytes = m_waiting.left(most);
        m_waiting.remove(0, bytes.size());
        if (!m_waiting.isEmpty() || m_ending)
            flushLater();
        const auto data = m_functions.data;
        data(bytes); // may destroy this
        return;
    }
    if (m_ending) {
        if (m_server)
            m_server->m_streams.remove(this);
        m_server = nullptr;
        const auto ended = m_functions.ended;
        const auto error = m_error;
        ended(error); // may destroy this
    }
}

void FakeApiClient::startWatch(StreamCall *call, const Target &target, const Request &request)
{
    const auto value = [&request](const char *key) {
        return request.query.queryItemValue(QString::fromLatin1(key), QUrl::FullyDecoded);
    };
    if (!target.known)
        return call->end(ApiError::fromAnswer(404, "404 page not found"));
    call->target = target;
    if (target.subresource == QLatin1String("log")) {
        const QString key = target.nameSpace + u'/' + target.name;
        if (!find(target.resource, target.nameSpace, target.name))
            return call->end(ApiError::fromAnswer(
                404,
                R"({"kind":"Status","status":"Failure","reason":"NotFound","message":"pod not found","code":404})"));
        call->isLog = true;
        call->begin();
        call->write(m_logs.value(key));
        if (value("follow") != QLatin1String("true") || m_endedLogs.contains(key))
            call->end({});
        return;
    }

    const quint64 from = value("resourceVersion").toULongLong();
    if (from != 0 && from < m_compacted) {
        const Json expired = {{"kind", "Status"},
                              {"status", "Failure"},
                              {"reason", "Expired"},
                              {"message", "too old resource version"},
                              {"code", 410}};
        if (!expiredAsEvent)
            return call->end(ApiError::fromAnswer(410, jsonBytes(expired)));
        call->begin();
        call->write(line("ERROR", expired));
        return call->end({});
    }
    call->labelSelector = value("labelSelector");
    call->wantsBookmarks = value("allowWatchBookmarks") == QLatin1String("true");
    call->begin();
    for (const Change &change : std::as_const(m_history)) {
        if (change.version > from && change.collection == target.resource.resource) {
            const Json &any = change.after.is_null() ? change.before : change.after;
            if (target.nameSpace.isEmpty() || jsonString(any, {"metadata", "namespace"}) == target.nameSpace)
                call->write(lineOf(change.before, change.after, call->labelSelector));
        }
    }
    if (const int seconds = value("timeoutSeconds").toInt(); seconds > 0)
        call->m_timeout = m_clock.after(std::chrono::seconds(seconds), [call] { call->end({}); });
}

void FakeApiClient::record(Change change)
{
    m_history.append(change);
    tellStreams(change);
}

void FakeApiClient::tellStreams(const Change &change)
{
    const Json &any = change.after.is_null() ? change.before : change.after;
    const QString nameSpace = jsonString(any, {"metadata", "namespace"});
    for (StreamCall *call : std::as_const(m_streams)) {
        // One that has not started yet replays the history when it does.
        if (!call->target.known || call->isLog || call->target.resource.resource != change.collection)
            continue;
        if (call->target.nameSpace.isEmpty() || call->target.nameSpace == nameSpace)
            call->write(lineOf(change.before, change.after, call->labelSelector));
    }
}

void FakeApiClient::compact()
{
    m_history.clear();
    m_compacted = m_version;
    m_pages.clear();
}

void FakeApiClient::sendBookmarks()
{
    for (StreamCall *call : std::as_const(m_streams)) {
        if (call->target.known && call->wantsBookmarks)
            call->write(line("BOOKMARK", {{"kind", call->target.resource.kind},
                                          {"metadata", {{"resourceVersion", std::to_string(m_version)}}}}));
    }
}

void FakeApiClient::inject(const QByteArray &bytes)
{
    for (StreamCall *call : std::as_const(m_streams)) {
        if (call->target.known && !call->isLog)
            call->write(bytes);
    }
}

void FakeApiClient::silenceStreams()
{
    m_silent = true;
    for (StreamCall *call : std::as_const(m_streams))
        call->isDead = true;
}

void FakeApiClient::cutStreams(std::optional<ApiError> error, bool halfLine)
{
    const auto streams = m_streams;
    for (StreamCall *call : streams) {
        if (halfLine)
            call->write(R"({"type":"ADDED","object":{"metadata":{"name":"half)");
        call->end(error);
    }
}

void FakeApiClient::appendLog(const QString &nameSpace, const QString &pod, const QByteArray &bytes)
{
    m_logs[nameSpace + u'/' + pod] += bytes;
    for (StreamCall *call : std::as_const(m_streams)) {
        if (call->isLog && call->target.nameSpace == nameSpace && call->target.name == pod)
            call->write(bytes);
    }
}

void FakeApiClient::endLog(const QString &nameSpace, const QString &pod)
{
    m_endedLogs.insert(nameSpace + u'/' + pod);
    const auto streams = m_streams;
    for (StreamCall *call : streams) {
        if (call->isLog && call->target.nameSpace == nameSpace && call->target.name == pod)
            call->end({});
    }
}

} // namespace zdtp::test
