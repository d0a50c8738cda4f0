#pragma once

#include "k8s/base/error.h"

#include <QList>

namespace zdtp::k8s {

/// What a kubeconfig has that its owner should know. Never holds a secret.
struct ConfigFinding
{
    enum class Severity {
        Note,    ///< tolerated: an unknown field
        Warning, ///< will connect, but not as it reads: a certificate that has expired
        Error    ///< cannot be used
    };
    Severity severity = Severity::Error;
    Error error;

    /// "file:3:5: error: what. remedy."
    QString toLine() const;
};
using ConfigFindings = QList<ConfigFinding>;

bool hasErrors(const ConfigFindings &findings);
/// One error that tells all errors among the findings; the error itself where there is just one.
Error aggregate(const ConfigFindings &findings);

} // namespace zdtp::k8s
