#include "models/engine/quote.h"
#include "models/task/reviewtable.h"
#include "models/task/rules.h"
#include "models/task/split.h"

#include <algorithm>

namespace zdtp::review {
namespace {

/// Longer run numbers than this are not expected: names are checked as if run 9999 were next.
constexpr qsizetype runPart = sizeof("-r9999") - 1;

void badNames(const Subject &subject, const Report &report)
{
    const SyncTask &task = subject.task;
    const QString labelRule = say("Use small letters, digits and -, at most 63, with a letter or digit at both ends");
    const auto suggested = [](const QString &field, const QString &text) {
        const QString better = rules::dnsLabelFrom(text);
        return better.isEmpty() ? QList<DocumentEdit>() : QList<DocumentEdit>{setTo(field, better)};
    };
    const QString name = QStringLiteral("metadata.name");
    if (task.name.size() <= 63 && !rules::isDnsLabel(task.name))
        report.addBecause(say("It becomes a part of the names of pods"), name,
                          say("\"%1\" cannot be the name of a task").arg(task.name), labelRule,
                          suggested(name, task.name));
    const QString nameSpace = QStringLiteral("metadata.namespace");
    if (!task.nameSpace.isEmpty() && !rules::isDnsLabel(task.nameSpace))
        report.add(nameSpace, say("\"%1\" cannot be a namespace").arg(task.nameSpace.left(80)), labelRule,
                   suggested(nameSpace, task.nameSpace));
    const auto secret = [&](const QString &field, const SecretReference &reference) {
        if (!reference.secret.isEmpty() && !rules::isDnsSubdomain(reference.secret))
            report.add(field + QStringLiteral(".secret"),
                       say("\"%1\" cannot be the name of a Secret").arg(reference.secret.left(80)),
                       say("Use small letters, digits, - and ."));
        if (!reference.secret.isEmpty() && !rules::isConfigKey(reference.key))
            report.add(field + QStringLiteral(".key"),
                       say("\"%1\" cannot be a key of a Secret").arg(reference.key.left(80)),
                       say("Use letters, digits, -, _ and ."));
    };
    secret(QStringLiteral("spec.source.password"), task.source.password);
    secret(QStringLiteral("spec.target.password"), task.target.password);
    if (task.scheduling.queue)
        secret(scheduling("queue.url"), task.scheduling.queue->url);
    if (!task.pod.serviceAccountName.isEmpty() && !rules::isDnsSubdomain(task.pod.serviceAccountName))
        report.add(QStringLiteral("spec.pod.serviceAccountName"),
                   say("\"%1\" cannot be the name of a service account").arg(task.pod.serviceAccountName.left(80)));
    for (qsizetype i = 0; i < task.pod.imagePullSecrets.size(); ++i) {
        if (!rules::isDnsSubdomain(task.pod.imagePullSecrets.at(i)))
            report.add(at(QStringLiteral("spec.pod.imagePullSecrets"), i),
                       say("\"%1\" cannot be the name of a Secret").arg(task.pod.imagePullSecrets.at(i).left(80)));
    }
}

void longNames(const Subject &subject, const Report &report)
{
    const SyncTask &task = subject.task;
    if (task.name.size() > 63)
        report.addBecause(say("It becomes a label of every object, and labels hold at most 63"),
                          QStringLiteral("metadata.name"), say("the name has %1 characters").arg(task.name.size()),
                          say("Shorten it"),
                          {setTo(QStringLiteral("metadata.name"), rules::dnsLabelFrom(task.name.left(40)))});
    const auto identifier = [&](const QString &field, const QString &name) {
        if (name.toUtf8().size() > 63)
            report.addBecause(say("PostgreSQL would cut the name and may find another table"), field,
                              say("\"%1…\" has more than 63 bytes").arg(name.left(20)));
    };
    for (qsizetype i = 0; i < task.tables.size(); ++i) {
        const QString field = at(QStringLiteral("spec.tables"), i);
        for (const QString &part : quote::tableParts(task.tables.at(i).name))
            identifier(field + QStringLiteral(".name"), part);
        if (task.tables.at(i).split)
            identifier(field + QStringLiteral(".split.column"), task.tables.at(i).split->column);
    }
}

/// The names of the objects that the mode makes; facts section 5.
void longObjectNames(const Subject &subject, const Report &report)
{
    const SyncTask &task = subject.task;
    if (task.name.size() > 63)
        return;
    const QString field = QStringLiteral("metadata.name");
    const auto tooLong = [&](const char *kind, qsizetype most, qsizetype rest, const QString &where) {
        const qsizetype left = most - rest;
        report.add(
            field,
            say("the name of the %1 %2 would have more than %3 characters").arg(QLatin1String(kind), where).arg(most),
            left > 0 ? say("Use at most %1 characters").arg(left) : say("Choose another mode"),
            left > 0 ? QList<DocumentEdit>{setTo(field, rules::dnsLabelFrom(task.name.left(left)))}
                     : QList<DocumentEdit>());
    };
    const qsizetype base = task.name.size() + runPart;
    if (subject.isTimer()) {
        if (base > 52)
            tooLong("CronJob", 52, runPart, QString());
    } else if (subject.isQueue() || subject.mode() == SchedulingMode::JobIndexed) {
        // An Indexed Job's pods carry their index: "name-12".
        const qsizetype index = subject.isQueue() ? 0 : 1 + QString::number(subject.workers - 1).size();
        const qsizetype loader = subject.isQueue() ? qsizetype(sizeof("-loader") - 1) : 0;
        const qsizetype rest = runPart + std::max(index, loader);
        if (task.name.size() + rest > 63)
            tooLong("Job", 63, rest, QString());
    } else if (subject.mode() == SchedulingMode::JobPerWorker) {
        qsizetype longest = 0;
        QString name;
        for (const WorkerSpec &worker : workersOf(task)) {
            if (worker.name.size() > longest) {
                longest = worker.name.size();
                name = worker.name;
            }
        }
        const qsizetype rest = runPart + 1 + longest;
        if (task.name.size() + rest > 63)
            tooLong("Job", 63, rest, say("of worker %1").arg(name));
    }
}

void badTables(const Subject &subject, const Report &report)
{
    for (qsizetype i = 0; i < subject.task.tables.size(); ++i) {
        const QString &name = subject.task.tables.at(i).name;
        if (quote::tableParts(name).isEmpty() || hasControls(name))
            report.add(at(QStringLiteral("spec.tables"), i) + QStringLiteral(".name"),
                       say("\"%1\" is not the name of a table").arg(name.left(80)),
                       say("Write schema.table; names with dots in double quotes: '\"we.ird\".\"x\"'"));
    }
}

void badColumns(const Subject &subject, const Report &report)
{
    for (qsizetype i = 0; i < subject.task.tables.size(); ++i) {
        const auto &split = subject.task.tables.at(i).split;
        if (split && split->where.isEmpty() && (split->column.isEmpty() || hasControls(split->column)))
            report.add(at(QStringLiteral("spec.tables"), i) + QStringLiteral(".split.column"),
                       say("no column is named"), say("Name the key column"));
    }
}

constexpr Rule table[] = {
    {"bad-name", Severity::Error, "names", badNames},
    {"name-too-long", Severity::Error, "names", longNames},
    {"object-name-too-long", Severity::Error, "names", longObjectNames,
     QT_TRANSLATE_NOOP("zdtp::Review", "The server refuses a Job above 63 characters, index included, and a CronJob "
                                       "above 52; run numbers of four digits are counted in")},
    {"bad-table", Severity::Error, "tables", badTables},
    {"bad-column", Severity::Error, "tables", badColumns},
};

} // namespace

std::span<const Rule> nameRules()
{
    return table;
}

} // namespace zdtp::review
