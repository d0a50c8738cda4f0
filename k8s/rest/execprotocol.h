#pragma once

#include "k8s/base/result.h"
#include "k8s/rest/restconfig.h"

#include <QDateTime>

namespace zdtp::k8s {

/// What a plugin answered. Holds credentials.
struct ExecCredential
{
    QByteArray token;
    QByteArray certificatePem;
    QByteArray keyPem;
    QDateTime expires; ///< UTC; invalid: for as long as we run
};

/// KUBERNETES_EXEC_INFO for a run: compact JSON.
QByteArray execInfo(const RestConfig &config, bool interactive);

/// The plugin's standard output. Errors say what is missing and never quote the output, which may hold a token. Pure.
Result<ExecCredential> parseExecCredential(const QByteArray &output, const ExecPlugin &plugin);

} // namespace zdtp::k8s
