#include "app/cli/output.h"

#include "k8s/yaml/emitter.h"

#include <cstdio>
#include <unistd.h>

namespace zdtp::cli {

namespace {

/// East Asian wide and full-width ranges of Unicode (UAX #11), as terminals draw them.
bool isWide(char32_t c)
{
    static constexpr std::pair<char32_t, char32_t> ranges[] = {
        {0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
        {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};
    for (const auto &[first, last] : ranges) {
        if (c >= first && c <= last)
            return true;
    }
    return false;
}

Json time(const QDateTime &when)
{
    return when.isValid() ? Json(when.toUTC().toString(Qt::ISODate)) : Json(nullptr);
}

template <typename T>
Json optional(const std::optional<T> &value)
{
    return value ? Json(*value) : Json(nullptr);
}

} // namespace

int displayWidth(const QString &text)
{
    int width = 0;
    for (const char32_t c : text.toUcs4()) {
        if (QChar::category(c) == QChar::Mark_NonSpacing)
            continue;
        width += isWide(c) ? 2 : 1;
    }
    return width;
}

QString Table::toString(bool withHeader) const
{
    if (m_rows.isEmpty())
        return {};
    QList<int> widths(m_header.size(), 0);
    const auto measure = [&](const QStringList &row) {
        for (qsizetype column = 0; column < row.size() && column < widths.size(); ++column)
            widths[column] = std::max(widths[column], displayWidth(row.at(column)));
    };
    measure(m_header);
    for (const QStringList &row : m_rows)
        measure(row);
    QString text;
    const auto write = [&](const QStringList &row) {
        QString line;
        for (qsizetype column = 0; column < row.size(); ++column) {
            line += row.at(column);
            if (column + 1 < row.size())
                line += QString(widths.at(column) - displayWidth(row.at(column)) + 3, u' ');
        }
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    };
    if (withHeader)
        write(m_header);
    for (const QStringList &row : m_rows)
        write(row);
    return text;
}

void print(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stdout);
    std::fflush(stdout);
}

void complain(const QString &line)
{
    const QByteArray bytes = line.toUtf8() + '\n';
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stderr);
}

bool stdoutIsTerminal()
{
    return isatty(STDOUT_FILENO) == 1;
}

QString findingLine(const Finding &finding)
{
    QString line = finding.place.toString();
    if (!line.isEmpty())
        line += QStringLiteral(": ");
    line += severityWord(finding.severity) + u' ' + finding.rule;
    if (!finding.field.isEmpty())
        line += u' ' + finding.field;
    line += QStringLiteral(": ") + finding.message;
    for (const QString &more : {finding.why, finding.fix}) {
        if (!more.isEmpty())
            line += (line.endsWith(u'.') || line.endsWith(u'?') ? QStringLiteral(" ") : QStringLiteral(". ")) + more;
    }
    return line.simplified();
}

QString stateId(WorkerState state)
{
    switch (state) {
    case State::Running:
        return QStringLiteral("Running");
    case State::Waiting:
        return QStringLiteral("Waiting");
    case State::Succeeded:
        return QStringLiteral("Succeeded");
    case State::Failed:
        return QStringLiteral("Failed");
    case State::Missing:
        return QStringLiteral("Missing");
    case State::Unknown:
        return QStringLiteral("Unknown");
    case State::Stopped:
        return QStringLiteral("Stopped");
    case State::NotTried:
        return QStringLiteral("NotTried");
    }
    return {};
}

Json toJson(const WorkerRow &row)
{
    Json json = {{"namespace", row.nameSpace},
                 {"task", row.task},
                 {"run", row.run},
                 {"worker", row.spec.name},
                 {"table", row.spec.table}};
    const auto key = [&row](const QString &text) {
        return row.spec.keyType == KeyType::Integer ? Json(text.toLongLong()) : Json(text);
    };
    if (!row.spec.column.isEmpty())
        json["column"] = row.spec.column;
    if (row.spec.from)
        json["from"] = key(*row.spec.from);
    if (row.spec.to)
        json["to"] = key(*row.spec.to);
    if (row.spec.nulls != SliceNulls::Without)
        json["nulls"] = row.spec.nulls == SliceNulls::Only ? "only" : "with";
    if (!row.spec.where.isEmpty())
        json["where"] = row.spec.where;
    json["attempt"] = row.attempt;
    json["state"] = stateId(row.state);
    json["pod"] = row.podName;
    json["uid"] = row.podUid;
    json["podStatus"] = row.podStatus;
    json["ready"] = row.ready;
    json["restarts"] = row.restartCount;
    json["node"] = row.node;
    json["image"] = row.image;
    json["created"] = time(row.created);
    json["startedAt"] = time(row.startedAt);
    json["finishedAt"] = time(row.finishedAt);
    json["exitCode"] = row.exitCode < 0 ? Json(nullptr) : Json(row.exitCode);
    json["reason"] = row.reason;
    json["message"] = row.message;
    json["rows"] = optional(row.progress.rows);
    json["percent"] = optional(row.progress.percent);
    return json;
}

QString itemsText(const Json &items, const QString &format)
{
    const Json list = {{"items", items}};
    if (format == QLatin1String("yaml"))
        return QString::fromUtf8(k8s::toYaml(list));
    return QString::fromStdString(list.dump(2, ' ', false, Json::error_handler_t::replace)) + u'\n';
}

} // namespace zdtp::cli
