#pragma once

#include "k8s/rest/apierror.h"

#include <QList>
#include <QNetworkReply>
#include <QSslError>
#include <QUrl>

namespace zdtp::k8s {

/// What went wrong on the way to an answer, in words. `tlsErrors` are those that the reply told.
ApiError fromNetworkError(QNetworkReply::NetworkError error, const QString &text, const QUrl &url,
                          const QList<QSslError> &tlsErrors);
/// What the server's certificate lacks, in words, with what to do. `expectedName`: the name that was asked for.
ApiError fromTlsErrors(const QList<QSslError> &errors, const QString &expectedName);

} // namespace zdtp::k8s
