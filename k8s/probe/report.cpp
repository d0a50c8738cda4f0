#include "k8s/probe/report.h"

#include <QCoreApplication>

#include <algorithm>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::ConnectionReport)
};

using Status = LayerResult::Status;

QString millis(std::chrono::milliseconds took)
{
    return QStringLiteral("%1 ms").arg(took.count());
}

QString padded(const QString &text, qsizetype width)
{
    return text + QString(std::max<qsizetype>(0, width - text.size()), u' ');
}

QString answerId(AccessEntry::Answer answer)
{
    return answer == AccessEntry::Answer::Allowed  ? QStringLiteral("yes")
           : answer == AccessEntry::Answer::Denied ? QStringLiteral("no")
                                                   : QStringLiteral("?");
}

QString needId(AccessEntry::Need need)
{
    return need == AccessEntry::Need::Look     ? QStringLiteral("look")
           : need == AccessEntry::Need::Change ? QStringLiteral("change")
                                               : QStringLiteral("optional");
}

/// Rows of equal columns, three blanks apart, no trailing blanks.
QString table(const QList<QStringList> &rows)
{
    QList<qsizetype> widths;
    for (const QStringList &row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths.at(i), row.at(i).size());
    }
    QString text;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i)
            line += i + 1 < row.size() ? padded(row.at(i), widths.at(i) + 3) : row.at(i);
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    }
    return text;
}

QString accessTable(const QList<AccessEntry> &access)
{
    static const QStringList verbs{QStringLiteral("get"),    QStringLiteral("list"),  QStringLiteral("watch"),
                                   QStringLiteral("create"), QStringLiteral("patch"), QStringLiteral("delete")};
    QStringList header{Words::tr("RESOURCE")};
    for (const QString &verb : verbs)
        header << verb.toUpper();
    QList<QStringList> rows{header};
    for (const AccessEntry &entry : access) {
        if (rows.constLast().constFirst() != entry.name()) {
            rows.append(QStringList{entry.name()});
            while (rows.last().size() <= verbs.size())
                rows.last().append(QStringLiteral("-"));
        }
        rows.last()[1 + verbs.indexOf(entry.verb)] = answerId(entry.answer);
    }
    return table(rows);
}

} // namespace

std::optional<Layer> ConnectionReport::failedAt() const
{
    for (int i = 0; i < LayerCount; ++i) {
        if (layers.at(size_t(i)).status == Status::Failed)
            return Layer(i);
    }
    return {};
}

bool ConnectionReport::passed() const
{
    return isOver && std::all_of(layers.cbegin(), layers.cend(), [](const LayerResult &result) {
               return result.status == Status::Passed || result.status == Status::Warned;
           });
}

bool ConnectionReport::hasWarnings() const
{
    return std::any_of(layers.cbegin(), layers.cend(),
                       [](const LayerResult &result) { return result.status == Status::Warned; });
}

QString ConnectionReport::summary() const
{
    if (!isOver)
        return Words::tr("under way");
    if (const auto layer = failedAt()) {
        switch (*layer) {
        case Layer::Dns:
            return Words::tr("stopped at the name look-up");
        case Layer::Tcp:
            return Words::tr("stopped at the connection");
        case Layer::Proxy:
            return Words::tr("stopped at the proxy");
        case Layer::Tls:
            return Words::tr("stopped at TLS");
        case Layer::Certificate:
            return Words::tr("stopped at the certificate");
        case Layer::Authentication:
            return Words::tr("stopped at the authentication");
        case Layer::Authorisation:
            return Words::tr("not allowed to look");
        case Layer::Version:
            return Words::tr("stopped at the version");
        case Layer::Clock:
            return Words::tr("the clocks differ");
        }
    }
    if (isCancelled)
        return Words::tr("cancelled");
    const auto warnings = std::count_if(layers.cbegin(), layers.cend(),
                                        [](const LayerResult &result) { return result.status == Status::Warned; });
    return warnings == 0   ? Words::tr("passed")
           : warnings == 1 ? Words::tr("passed with 1 warning")
                           : Words::tr("passed with %1 warnings").arg(warnings);
}

QString idOf(Layer layer)
{
    static const char *const ids[] = {"dns",           "tcp",     "proxy", "tls", "certificate", "authentication",
                                      "authorisation", "version", "clock"};
    return QLatin1String(ids[int(layer)]);
}

QString idOf(Status status)
{
    static const char *const ids[] = {"not tried", "running", "pass", "warn", "fail"};
    return QLatin1String(ids[int(status)]);
}

QString wordOf(Layer layer)
{
    switch (layer) {
    case Layer::Dns:
        return Words::tr("DNS");
    case Layer::Tcp:
        return Words::tr("TCP");
    case Layer::Proxy:
        return Words::tr("Proxy");
    case Layer::Tls:
        return Words::tr("TLS");
    case Layer::Certificate:
        return Words::tr("Certificate");
    case Layer::Authentication:
        return Words::tr("Authentication");
    case Layer::Authorisation:
        return Words::tr("Authorisation");
    case Layer::Version:
        return Words::tr("Version");
    case Layer::Clock:
        return Words::tr("Clock");
    }
    return {};
}

QString wordOf(Status status)
{
    switch (status) {
    case Status::NotTried:
        return Words::tr("not tried");
    case Status::Running:
        return Words::tr("running");
    case Status::Passed:
        return Words::tr("passed");
    case Status::Warned:
        return Words::tr("warning");
    case Status::Failed:
        return Words::tr("failed");
    }
    return {};
}

Json toJson(const ConnectionReport &report)
{
    const auto time = [](const QDateTime &when) { return when.toUTC().toString(Qt::ISODate); };
    Json layers = Json::array();
    for (int i = 0; i < LayerCount; ++i) {
        const LayerResult &result = report.at(Layer(i));
        Json layer = {{"layer", idOf(Layer(i))},
                      {"result", idOf(result.status)},
                      {"milliseconds", result.took.count()},
                      {"evidence", result.evidence}};
        if (!result.problem.isEmpty()) {
            layer["problem"] = result.problem;
            layer["why"] = result.why;
            layer["remedy"] = result.remedy;
        }
        layers.push_back(std::move(layer));
    }
    Json access = Json::array();
    for (const AccessEntry &entry : report.access)
        access.push_back({{"group", entry.group},
                          {"resource", entry.resource},
                          {"verb", entry.verb},
                          {"need", needId(entry.need)},
                          {"allowed", entry.answer == AccessEntry::Answer::Unknown
                                          ? Json(nullptr)
                                          : Json(entry.answer == AccessEntry::Answer::Allowed)},
                          {"reason", entry.reason}});
    Json features = Json::object();
    for (const ServerFeature &feature : report.features)
        features[feature.name.toStdString()] = feature.present;
    Json json = {{"context", report.context},
                 {"server", report.server},
                 {"namespace", report.nameSpace},
                 {"passed", report.passed()},
                 {"cancelled", report.isCancelled},
                 {"insecureSkipTlsVerify", report.isInsecure},
                 {"startedAt", time(report.startedAt)},
                 {"milliseconds", report.took.count()},
                 {"layers", layers}};
    if (const auto failed = report.failedAt())
        json["failedAt"] = idOf(*failed);
    if (!report.certificate.isNull())
        json["certificate"] = {{"subject", report.certificate.subject},   {"issuer", report.certificate.issuer},
                               {"names", report.certificate.names},       {"from", time(report.certificate.from)},
                               {"until", time(report.certificate.until)}, {"sha256", report.certificate.sha256}};
    if (!report.userName.isEmpty())
        json["user"] = {{"name", report.userName}, {"groups", report.groups}};
    json["access"] = access;
    if (!report.version.isEmpty())
        json["version"] = {{"gitVersion", report.version}, {"platform", report.platform}, {"features", features}};
    if (report.clockSkew)
        json["clockSkewMilliseconds"] = report.clockSkew->count();
    return json;
}

QString toText(const ConnectionReport &report, bool all)
{
    QString text = Words::tr("Connection test of %1 (%2, namespace %3): %4")
                       .arg(report.context, report.server, report.nameSpace, report.summary()) +
                   QStringLiteral("\n\n");
    QList<QStringList> rows{{Words::tr("LAYER"), Words::tr("RESULT"), Words::tr("TIME"), Words::tr("EVIDENCE")}};
    for (int i = 0; i < LayerCount; ++i) {
        const LayerResult &result = report.at(Layer(i));
        const bool tried = result.status != Status::NotTried;
        rows.append({wordOf(Layer(i)), wordOf(result.status), tried ? millis(result.took) : QStringLiteral("-"),
                     result.evidence});
    }
    text += table(rows);
    for (int i = 0; i < LayerCount; ++i) {
        const LayerResult &result = report.at(Layer(i));
        if (result.problem.isEmpty())
            continue;
        text += u'\n' + wordOf(Layer(i)) + QStringLiteral(": ") + result.problem;
        if (!result.why.isEmpty())
            text += u' ' + result.why;
        text += u'\n';
        if (!result.remedy.isEmpty())
            text += QStringLiteral("  ") + Words::tr("What to do: %1").arg(result.remedy) + u'\n';
    }
    const bool known = report.at(Layer::Authorisation).status != Status::NotTried && !report.access.isEmpty();
    const bool trouble = std::any_of(report.access.cbegin(), report.access.cend(), [](const AccessEntry &entry) {
        return entry.answer != AccessEntry::Answer::Allowed;
    });
    if (known && (all || trouble))
        text += u'\n' + accessTable(report.access);
    return text;
}

} // namespace zdtp::k8s
