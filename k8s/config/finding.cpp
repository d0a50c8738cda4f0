#include "k8s/config/finding.h"

#include <QCoreApplication>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Kubeconfig)
};

} // namespace

QString ConfigFinding::toLine() const
{
    const QString word = severity == Severity::Error     ? Words::tr("error")
                         : severity == Severity::Warning ? Words::tr("warning")
                                                         : Words::tr("note");
    return Error{word + QStringLiteral(": ") + error.what, error.remedy, error.place}.toLine();
}

bool hasErrors(const ConfigFindings &findings)
{
    return std::any_of(findings.cbegin(), findings.cend(),
                       [](const ConfigFinding &finding) { return finding.severity == ConfigFinding::Severity::Error; });
}

Error aggregate(const ConfigFindings &findings)
{
    QList<Error> errors;
    for (const ConfigFinding &finding : findings) {
        if (finding.severity == ConfigFinding::Severity::Error)
            errors.append(finding.error);
    }
    if (errors.size() == 1)
        return errors.first();
    QStringList lines;
    for (const Error &error : std::as_const(errors))
        lines.append(error.toLine());
    return {Words::tr("invalid configuration: [%1]").arg(lines.join(QStringLiteral(", "))), {}, {}};
}

} // namespace zdtp::k8s
