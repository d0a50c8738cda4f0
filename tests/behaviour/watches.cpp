#include "tests/behaviour/suite.h"

namespace zdtp::behaviour {

using namespace k8s;

namespace {

const GroupVersionResource &maps()
{
    return resources::configMaps();
}

QString listVersion(Cluster &cluster)
{
    return jsonString(cluster.list(maps(), QStringLiteral("labelSelector=none")).body, {"metadata", "resourceVersion"});
}

QString types(const QList<Seen> &events)
{
    QStringList words;
    for (const Seen &event : events)
        words << (event.name.isEmpty() ? event.type : event.type + u' ' + event.name);
    return words.join(QStringLiteral(", "));
}

Observation fromAVersion(Cluster &cluster)
{
    Expect expect;
    const QString version = listVersion(cluster);
    static_cast<void>(cluster.create(maps(), configMap(QStringLiteral("w1"), {{"a", "1"}})));
    Json changed = cluster.get(maps(), QStringLiteral("w1")).body;
    changed["data"]["a"] = "2";
    static_cast<void>(cluster.request(Verb::Put, pathOf(maps(), cluster.nameSpace(), QStringLiteral("w1")), changed));
    static_cast<void>(cluster.remove(maps(), QStringLiteral("w1")));
    const auto events = cluster.watch(
        maps(), QStringLiteral("resourceVersion=%1&timeoutSeconds=10&fieldSelector=metadata.name%3Dw1").arg(version),
        [](const QList<Seen> &seen) { return seen.size() >= 3; });
    expect.note(types(events));
    expect.equal(types(events), QStringLiteral("ADDED w1, MODIFIED w1, DELETED w1"), QStringLiteral("the events"));
    if (events.size() == 3) {
        expect.equal(jsonString(events.at(2).object, {"data", "a"}), QStringLiteral("2"),
                     QStringLiteral("DELETED carries the last state"));
        expect.note(jsonString(events.at(2).object, {"metadata", "resourceVersion"}) !=
                            jsonString(events.at(1).object, {"metadata", "resourceVersion"})
                        ? QStringLiteral("DELETED has a version of its own")
                        : QStringLiteral("DELETED keeps the version"));
    }
    return expect.observation();
}

Observation selectorMoves(Cluster &cluster)
{
    Expect expect;
    const QString version = listVersion(cluster);
    static_cast<void>(cluster.create(maps(), configMap(QStringLiteral("mover"), Json::object(), {{"on", "no"}})));
    const QString path = pathOf(maps(), cluster.nameSpace(), QStringLiteral("mover"));
    for (const char *value : {"yes", "no"})
        static_cast<void>(cluster.request(Verb::Patch, path, {{"metadata", {{"labels", {{"on", value}}}}}},
                                          "application/merge-patch+json"));
    const auto events = cluster.watch(
        maps(), QStringLiteral("resourceVersion=%1&timeoutSeconds=10&labelSelector=on%3Dyes").arg(version),
        [](const QList<Seen> &seen) { return seen.size() >= 2; });
    expect.note(types(events));
    expect.equal(types(events), QStringLiteral("ADDED mover, DELETED mover"), QStringLiteral("the events"));
    return expect.observation();
}

Observation endsOnTime(Cluster &cluster)
{
    Expect expect;
    const auto events = cluster.watch(
        maps(),
        QStringLiteral("resourceVersion=%1&timeoutSeconds=2&allowWatchBookmarks=true&labelSelector=none")
            .arg(listVersion(cluster)),
        [](const QList<Seen> &) { return false; }, 20);
    expect.that(!events.isEmpty() && events.last().type == QLatin1String("END") && events.last().object["code"] == 200,
                QStringLiteral("did not end cleanly: ") + types(events));
    for (const Seen &event : events)
        expect.that(event.type == QLatin1String("END") || event.type == QLatin1String("BOOKMARK"), event.type);
    expect.note(QStringLiteral("ends cleanly"));
    return expect.observation();
}

Observation bookmarks(Cluster &cluster)
{
    Expect expect;
    const QString version = listVersion(cluster);
    // Others write all the time; a watch that sees none of it is told how far it is, at the latest before it ends.
    static_cast<void>(cluster.create(maps(), configMap(QStringLiteral("unseen"))));
    const auto events = cluster.watch(
        maps(),
        QStringLiteral("resourceVersion=%1&timeoutSeconds=4&allowWatchBookmarks=true&labelSelector=none").arg(version),
        [](const QList<Seen> &) { return false; }, 30);
    QList<Seen> marks = events;
    marks.removeIf([](const Seen &event) { return event.type != QLatin1String("BOOKMARK"); });
    expect.that(!marks.isEmpty(), QStringLiteral("no bookmark before the end: ") + types(events));
    if (!marks.isEmpty()) {
        const Json &mark = marks.last().object;
        expect.note(jsonString(mark, {"kind"}) + u' ' + jsonString(mark, {"apiVersion"}));
        const QString at = jsonString(mark, {"metadata", "resourceVersion"});
        expect.that(at.toLongLong() > version.toLongLong(), QStringLiteral("the bookmark says ") + at);
        expect.that(!jsonAt(mark, {"data"}), QStringLiteral("a bookmark carries data"));
        const auto later = cluster.watch(
            maps(), QStringLiteral("resourceVersion=%1&timeoutSeconds=1&labelSelector=none").arg(at),
            [](const QList<Seen> &) { return false; }, 30);
        expect.note(QStringLiteral("a watch goes on from it"));
        expect.equal(types(later), QStringLiteral("END"), QStringLiteral("the watch from the bookmark"));
    }
    return expect.observation();
}

Observation expired(Cluster &cluster, const QString &)
{
    Expect expect;
    // Version 1 is older than anything that is kept on a cluster that has just been used.
    const auto events = cluster.watch(maps(), QStringLiteral("resourceVersion=1&timeoutSeconds=5"),
                                      [](const QList<Seen> &seen) { return !seen.isEmpty(); });
    const Json object = events.isEmpty() ? Json() : events.first().object;
    const Json *code = jsonAt(object, {"code"});
    expect.note(events.isEmpty()
                    ? QStringLiteral("nothing")
                    : events.first().type + u' ' + (code ? QString::fromStdString(code->dump()) : QString()) + u' ' +
                          jsonString(object, {"reason"}));
    expect.that(code && *code == 410, QStringLiteral("not told that the version is gone: ") + types(events));
    return expect.observation();
}

QString firstPage(Cluster &cluster)
{
    for (int i = 0; i < 5; ++i)
        static_cast<void>(
            cluster.create(maps(), configMap(QStringLiteral("old-%1").arg(i), Json::object(), {{"old-page", "yes"}})));
    return jsonString(cluster.list(maps(), QStringLiteral("labelSelector=old-page&limit=3")).body,
                      {"metadata", "continue"});
}

Observation expiredPage(Cluster &cluster, const QString &kept)
{
    Expect expect;
    const Answer page = cluster.list(maps(), QStringLiteral("labelSelector=old-page&limit=3&continue=") +
                                                 QString::fromLatin1(kept.toUtf8().toPercentEncoding()));
    expect.that(!kept.isEmpty(), QStringLiteral("the first page has no token"));
    expect.note(page.summary());
    expect.equal(page.summary(), QStringLiteral("410 Expired"), QStringLiteral("an old page"));
    return expect.observation();
}

Observation streamingList(Cluster &cluster)
{
    Expect expect;
    static_cast<void>(cluster.create(maps(), configMap(QStringLiteral("sl1"), Json::object(), {{"sl", "yes"}})));
    static_cast<void>(cluster.create(maps(), configMap(QStringLiteral("sl2"), Json::object(), {{"sl", "yes"}})));
    const auto events = cluster.watch(
        maps(),
        QStringLiteral("sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&"
                       "labelSelector=sl&timeoutSeconds=10"),
        [](const QList<Seen> &seen) { return !seen.isEmpty() && seen.last().type == QLatin1String("BOOKMARK"); });
    expect.that(events.size() == 3 && events.last().type == QLatin1String("BOOKMARK"), types(events));
    if (!events.isEmpty())
        expect.equal(jsonString(events.last().object, {"metadata", "annotations", "k8s.io/initial-events-end"}),
                     QStringLiteral("true"), QStringLiteral("the bookmark at the end"));
    const auto refused = cluster.watch(maps(), QStringLiteral("sendInitialEvents=true&timeoutSeconds=2"),
                                       [](const QList<Seen> &seen) { return !seen.isEmpty(); });
    expect.note(refused.isEmpty() ? QStringLiteral("nothing") : QString::fromStdString(refused.first().object.dump()));
    return expect.observation();
}

Observation listVersions(Cluster &cluster)
{
    Expect expect;
    expect.note(cluster.list(maps(), QStringLiteral("resourceVersion=0")).summary());
    const Answer future = cluster.once(pathOf(maps(), cluster.nameSpace()) +
                                       QStringLiteral("?resourceVersion=99999999999&timeoutSeconds=3"));
    expect.note(future.summary());
    expect.that(!future.ok(), QStringLiteral("a version of the future is accepted"));
    expect.note(cluster.list(maps(), QStringLiteral("resourceVersion=abc")).summary());
    expect.note(cluster.list(maps(), QStringLiteral("resourceVersionMatch=Exact")).summary());
    return expect.observation();
}

} // namespace

QList<Behaviour> watchBehaviours()
{
    return {
        {QStringLiteral("watch-from-version"),
         QStringLiteral("a watch from a version replays what came since"),
         {},
         fromAVersion},
        {QStringLiteral("watch-selector"),
         QStringLiteral("objects that start and stop matching a selector"),
         {},
         selectorMoves},
        {QStringLiteral("watch-timeout"), QStringLiteral("timeoutSeconds ends a watch cleanly"), {}, endsOnTime},
        {QStringLiteral("watch-bookmarks"), QStringLiteral("bookmarks of a quiet watch"), {}, bookmarks},
        {QStringLiteral("watch-list"), QStringLiteral("a streaming list and its last bookmark"), {}, streamingList},
        {QStringLiteral("list-versions"), QStringLiteral("resourceVersion of a list"), {}, listVersions},
    };
}

QList<Expiry> expiries()
{
    return {
        {QStringLiteral("watch-expired"), QStringLiteral("a watch from a version that is gone"), {}, expired},
        {QStringLiteral("continue-expired"), QStringLiteral("a page of a list that is gone"), firstPage, expiredPage}};
}

} // namespace zdtp::behaviour
