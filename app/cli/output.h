#pragma once

#include "k8s/base/json.h"
#include "models/fleet/worker.h"
#include "models/task/finding.h"

#include <QString>
#include <QStringList>

namespace zdtp::cli {

/// How many columns of a terminal a text takes: Chinese characters take two.
int displayWidth(const QString &text);

/// Rows under a header, columns as wide as their widest cell and three blanks apart, as kubectl prints them. No
/// trailing blanks; an empty table prints nothing.
class Table
{
public:
    explicit Table(QStringList header) : m_header(std::move(header)) {}
    void add(QStringList row) { m_rows.append(std::move(row)); }
    bool isEmpty() const { return m_rows.isEmpty(); }
    QString toString(bool withHeader = true) const;

private:
    QStringList m_header;
    QList<QStringList> m_rows;
};

/// Standard output and standard error, UTF-8, whole lines.
void print(const QString &text);
void complain(const QString &line);
bool stdoutIsTerminal();

/// "task.yaml:12:3: error unknown-field spec.tabels: message. Fix."
QString findingLine(const Finding &finding);

/// A worker as the command line's JSON: stable keys, words that are never translated, times in RFC 3339.
Json toJson(const WorkerRow &row);
/// "Failed": for JSON and for comparing, never translated.
QString stateId(WorkerState state);

/// "{"items": […]}" as -o json or -o yaml wants it.
QString itemsText(const Json &items, const QString &format);

} // namespace zdtp::cli
