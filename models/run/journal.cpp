#include "models/run/journal.h"

#include "models/run/recordjson.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>

namespace zdtp {

Q_LOGGING_CATEGORY(journalLog, "zdtp.models.journal")

namespace recordjson {

Json journalJson(const JournalEntry &entry)
{
    Json json = Json::object();
    setTime(json, "time", entry.time);
    setText(json, "who", entry.who);
    setText(json, "what", entry.what);
    setText(json, "object", entry.object);
    setText(json, "uid", entry.uid);
    setText(json, "outcome", entry.outcome);
    setText(json, "reason", entry.reason);
    return json;
}

JournalEntry journalFrom(const Json &json)
{
    return {time(json, "time"), text(json, "who"),     text(json, "what"),  text(json, "object"),
            text(json, "uid"),  text(json, "outcome"), text(json, "reason")};
}

} // namespace recordjson

void JournalFile::append(const JournalEntry &entry, const QString &cluster, const QString &nameSpace,
                         const QString &task, int run) const
{
    if (m_path.isEmpty())
        return;
    Json json = recordjson::journalJson(entry);
    json["cluster"] = cluster;
    json["namespace"] = nameSpace;
    json["task"] = task;
    if (run > 0)
        json["run"] = run;
    QDir().mkpath(QFileInfo(m_path).absolutePath());
    QFile file(m_path);
    // One write of one line: lines of several programs do not mix.
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered) ||
        file.write(jsonBytes(json) + '\n') < 0)
        qCWarning(journalLog) << "the activity file" << m_path << "cannot be written:" << file.errorString();
}

} // namespace zdtp
