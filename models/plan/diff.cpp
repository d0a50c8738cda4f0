#include "models/plan/diff.h"

#include "k8s/yaml/emitter.h"

#include <QHash>

#include <algorithm>
#include <vector>

namespace zdtp {
namespace {

/// Beyond so many differing lines nobody reads a diff, and its cost grows with the square.
constexpr int mostDifferences = 2000;
constexpr int context = 3;

QStringList linesOf(const Json &manifest)
{
    QString text = QString::fromUtf8(k8s::toYaml(manifest));
    if (text.endsWith(u'\n'))
        text.chop(1);
    return text.split(u'\n');
}

/// Without what a launch adds: two launches of one intent are the same.
Json withoutLaunch(Json manifest)
{
    if (!manifest.contains("metadata") || !manifest["metadata"].contains("annotations"))
        return manifest;
    Json &annotations = manifest["metadata"]["annotations"];
    annotations.erase(names::launchId);
    annotations.erase(names::specHash);
    if (annotations.empty())
        manifest["metadata"].erase("annotations");
    return manifest;
}

QString keyOf(const Json &manifest)
{
    return jsonString(manifest, {"kind"}) + u'/' + jsonString(manifest, {"metadata", "name"});
}

void put(QList<DiffLine> &lines, DiffLine::Kind kind, const QStringList &texts, qsizetype from, qsizetype to)
{
    for (qsizetype i = from; i < to; ++i)
        lines.append({kind, texts.at(i)});
}

ObjectDiff whole(ObjectDiff::Change change, const Json &manifest)
{
    ObjectDiff diff{change, jsonString(manifest, {"kind"}), jsonString(manifest, {"metadata", "name"}), {}};
    const QStringList lines = linesOf(manifest);
    put(diff.lines, change == ObjectDiff::Change::Added ? DiffLine::Kind::Added : DiffLine::Kind::Removed, lines, 0,
        lines.size());
    return diff;
}

QList<ObjectDiff> compare(const QList<Json> &before, const QList<PlannedObject> &after, bool isLive)
{
    QHash<QString, qsizetype> old;
    for (qsizetype i = 0; i < before.size(); ++i)
        old.insert(keyOf(before.at(i)), i);
    QList<ObjectDiff> result;
    for (const PlannedObject &object : after) {
        const Json planned = withoutLaunch(object.manifest);
        const auto found = old.constFind(keyOf(planned));
        if (found == old.constEnd()) {
            result.append(whole(ObjectDiff::Change::Added, planned));
            continue;
        }
        const Json plain = withoutLaunch(before.at(*found));
        const Json was = isLive ? withoutServerFields(plain, planned) : plain;
        old.erase(found);
        ObjectDiff diff{ObjectDiff::Change::Same, object.kind, object.name, {}};
        if (was != planned) {
            diff.lines = diffLines(linesOf(was), linesOf(planned));
            const bool differs = std::any_of(diff.lines.begin(), diff.lines.end(),
                                             [](const DiffLine &line) { return line.kind != DiffLine::Kind::Same; });
            if (differs)
                diff.change = ObjectDiff::Change::Changed;
            else
                diff.lines.clear();
        }
        result.append(std::move(diff));
    }
    for (const Json &manifest : before) {
        if (old.contains(keyOf(manifest)))
            result.append(whole(ObjectDiff::Change::Removed,
                                isLive ? withoutServerFields(manifest, Json::object()) : withoutLaunch(manifest)));
    }
    return result;
}

} // namespace

QList<DiffLine> diffLines(const QStringList &before, const QStringList &after)
{
    qsizetype head = 0;
    while (head < before.size() && head < after.size() && before.at(head) == after.at(head))
        ++head;
    qsizetype tail = 0;
    while (tail < before.size() - head && tail < after.size() - head &&
           before.at(before.size() - 1 - tail) == after.at(after.size() - 1 - tail))
        ++tail;
    QList<DiffLine> lines;
    put(lines, DiffLine::Kind::Same, before, 0, head);
    const int n = int(before.size() - head - tail);
    const int m = int(after.size() - head - tail);

    // Myers: the furthest point of each diagonal with d differences, kept for every d to find the way back.
    std::vector<std::vector<int>> steps;
    const int most = std::min(n + m, mostDifferences);
    bool found = false;
    for (int d = 0; d <= most && !found; ++d) {
        std::vector<int> furthest(size_t(2 * d + 1)); // diagonals -d … d
        for (int k = -d; k <= d; k += 2) {
            int x = 0;
            if (d > 0) {
                const std::vector<int> &last = steps.back(); // diagonals -(d-1) … d-1
                const auto at = [&](int diagonal) { return last[size_t(diagonal + d - 1)]; };
                const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
                x = down ? at(k + 1) : at(k - 1) + 1;
            }
            while (x < n && x - k < m && before.at(head + x) == after.at(head + x - k))
                ++x;
            furthest[size_t(k + d)] = x;
            if (x >= n && x - k >= m) {
                found = true;
                break;
            }
        }
        steps.push_back(std::move(furthest));
    }
    if (found) {
        QList<DiffLine> way; // backwards
        int x = n;
        int y = m;
        for (int d = int(steps.size()) - 1; d > 0; --d) {
            const std::vector<int> &last = steps[size_t(d - 1)];
            const auto at = [&](int diagonal) { return last[size_t(diagonal + d - 1)]; };
            const int k = x - y;
            const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
            const int fromX = down ? at(k + 1) : at(k - 1);
            const int fromY = down ? fromX - k - 1 : fromX - k + 1;
            const int steady = down ? fromX : fromX + 1;
            for (; x > steady; --x, --y)
                way.append({DiffLine::Kind::Same, before.at(head + x - 1)});
            if (down)
                way.append({DiffLine::Kind::Added, after.at(head + y - 1)});
            else
                way.append({DiffLine::Kind::Removed, before.at(head + x - 1)});
            x = fromX;
            y = fromY;
        }
        for (; x > 0; --x)
            way.append({DiffLine::Kind::Same, before.at(head + x - 1)});
        std::reverse(way.begin(), way.end());
        lines.append(way);
    } else {
        put(lines, DiffLine::Kind::Removed, before, head, head + n);
        put(lines, DiffLine::Kind::Added, after, head, head + m);
    }
    put(lines, DiffLine::Kind::Same, before, before.size() - tail, before.size());
    return lines;
}

QList<ObjectDiff> diffPlans(const QList<PlannedObject> &before, const QList<PlannedObject> &after)
{
    QList<Json> manifests;
    for (const PlannedObject &object : before)
        manifests.append(object.manifest);
    return compare(manifests, after, false);
}

QList<ObjectDiff> diffLive(const QList<Json> &live, const QList<PlannedObject> &planned)
{
    return compare(live, planned, true);
}

QString unifiedDiff(const QList<ObjectDiff> &objects)
{
    QString text;
    for (const ObjectDiff &object : objects) {
        if (object.change == ObjectDiff::Change::Same)
            continue;
        const QString name = object.kind.toLower() + u'/' + object.name;
        const QString nothing = QStringLiteral("/dev/null");
        text += QStringLiteral("--- %1\n+++ %2\n")
                    .arg(object.change == ObjectDiff::Change::Added ? nothing : name,
                         object.change == ObjectDiff::Change::Removed ? nothing : name);
        const QList<DiffLine> &lines = object.lines;
        qsizetype from = 0; // the line after the last one printed
        int left = 0;       // numbers of lines up to `from`
        int right = 0;
        while (true) {
            qsizetype first = from;
            while (first < lines.size() && lines.at(first).kind == DiffLine::Kind::Same)
                ++first;
            if (first == lines.size())
                break;
            qsizetype end = first; // after the last change that is near enough
            for (qsizetype i = first; i < lines.size() && i <= end + 2 * context; ++i) {
                if (lines.at(i).kind != DiffLine::Kind::Same)
                    end = i + 1;
            }
            const qsizetype begin = std::max(from, first - context);
            const qsizetype stop = std::min(lines.size(), end + context);
            left += int(begin - from);
            right += int(begin - from);
            QString hunk;
            int removed = 0;
            int added = 0;
            for (qsizetype i = begin; i < stop; ++i) {
                const DiffLine &line = lines.at(i);
                removed += line.kind != DiffLine::Kind::Added ? 1 : 0;
                added += line.kind != DiffLine::Kind::Removed ? 1 : 0;
                hunk += line.kind == DiffLine::Kind::Same ? u' ' : line.kind == DiffLine::Kind::Added ? u'+' : u'-';
                hunk += line.text + u'\n';
            }
            text += QStringLiteral("@@ -%1,%2 +%3,%4 @@\n")
                        .arg(removed ? left + 1 : left)
                        .arg(removed)
                        .arg(added ? right + 1 : right)
                        .arg(added) +
                    hunk;
            left += removed;
            right += added;
            from = stop;
        }
    }
    return text;
}

} // namespace zdtp
