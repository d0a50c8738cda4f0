#include "k8s/rest/networkerror.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QLocale>
#include <QSslCertificate>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::NetworkError)
};

QString hostAndPort(const QUrl &url)
{
    const QString host = url.host().contains(u':') ? u'[' + url.host() + u']' : url.host();
    return host + u':' + QString::number(url.port(url.scheme() == QLatin1String("http") ? 80 : 443));
}

QString namesOf(const QSslCertificate &certificate)
{
    QStringList names;
    const auto alternatives = certificate.subjectAlternativeNames();
    for (auto name = alternatives.cbegin(); name != alternatives.cend(); ++name)
        names.append(*name);
    if (names.isEmpty())
        names = certificate.subjectInfo(QSslCertificate::CommonName);
    names.removeDuplicates();
    names.sort();
    return names.isEmpty() ? Words::tr("no name at all") : names.join(QStringLiteral(", "));
}

QString stamp(const QDateTime &time)
{
    return time.toUTC().toString(QStringLiteral("yyyy-MM-dd hh:mm 'UTC'"));
}

} // namespace

ApiError fromTlsErrors(const QList<QSslError> &errors, const QString &expectedName)
{
    const auto has = [&errors](QSslError::SslError kind) -> const QSslError * {
        for (const QSslError &error : errors) {
            if (error.error() == kind)
                return &error;
        }
        return nullptr;
    };
    const auto make = [](const QString &message, const QString &remedy) {
        return ApiError::make(ApiError::Kind::Tls, message, remedy);
    };
    if (const auto *error = has(QSslError::CertificateExpired))
        return make(Words::tr("the server's certificate expired on %1").arg(stamp(error->certificate().expiryDate())),
                    Words::tr("Have it renewed, or check this machine's clock."));
    if (const auto *error = has(QSslError::CertificateNotYetValid))
        return make(Words::tr("the server's certificate is not valid before %1")
                        .arg(stamp(error->certificate().effectiveDate())),
                    Words::tr("Check this machine's clock."));
    if (const auto *error = has(QSslError::HostNameMismatch))
        return make(
            Words::tr("the server's certificate is not for %1 but for %2")
                .arg(expectedName, namesOf(error->certificate())),
            Words::tr("Use one of these names as server, or set tls-server-name of the cluster in the kubeconfig."));
    for (const auto kind : {QSslError::SelfSignedCertificate, QSslError::SelfSignedCertificateInChain,
                            QSslError::UnableToGetLocalIssuerCertificate, QSslError::UnableToGetIssuerCertificate,
                            QSslError::UnableToVerifyFirstCertificate, QSslError::CertificateUntrusted,
                            QSslError::CertificateSignatureFailed, QSslError::InvalidCaCertificate}) {
        if (has(kind))
            return make(Words::tr("the server's certificate is signed by an unknown authority"),
                        Words::tr("Set certificate-authority of the cluster in the kubeconfig to the authority that "
                                  "signed it; the cluster may have been set up anew."));
    }
    if (has(QSslError::CertificateRevoked) || has(QSslError::CertificateBlacklisted))
        return make(Words::tr("the server's certificate was revoked"), Words::tr("Ask whoever runs the cluster."));
    if (has(QSslError::NoPeerCertificate))
        return make(Words::tr("the server showed no certificate"), Words::tr("Check the server's address."));
    const QString text = errors.isEmpty() ? Words::tr("unknown reason") : errors.first().errorString();
    return make(Words::tr("the server's certificate was not accepted: %1").arg(text),
                Words::tr("Check certificate-authority and tls-server-name of the cluster in the kubeconfig."));
}

ApiError fromNetworkError(QNetworkReply::NetworkError error, const QString &text, const QUrl &url,
                          const QList<QSslError> &tlsErrors)
{
    using Kind = ApiError::Kind;
    const QString where = hostAndPort(url);
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
        return ApiError::make(Kind::NotSent, Words::tr("%1 refused the connection").arg(where),
                              Words::tr("Check that the cluster runs, and the server's address in the kubeconfig."));
    case QNetworkReply::HostNotFoundError:
        return ApiError::make(Kind::NotSent, Words::tr("the host %1 is not known").arg(url.host()),
                              Words::tr("Check the server's address in the kubeconfig, and the network or VPN."));
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return ApiError::make(Kind::NotSent, Words::tr("the proxy on the way to %1 failed: %2").arg(where, text),
                              Words::tr("Check proxy-url in the kubeconfig, HTTPS_PROXY and NO_PROXY."));
    case QNetworkReply::SslHandshakeFailedError:
        if (!tlsErrors.isEmpty())
            return fromTlsErrors(tlsErrors, url.host());
        return ApiError::make(
            Kind::Tls, Words::tr("no secure connection to %1: %2").arg(where, text),
            Words::tr("Check that the address is that of the API server, and the client certificate."));
    case QNetworkReply::TimeoutError:
        return ApiError::make(Kind::Timeout, Words::tr("%1 did not answer in time").arg(where),
                              Words::tr("Check the network or VPN, and whether the cluster is overloaded."));
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolInvalidOperationError:
        return ApiError::make(Kind::NotSent, Words::tr("%1 cannot be asked: %2").arg(where, text),
                              Words::tr("Check the server's address in the kubeconfig."));
    default: {
        // Qt's "Unknown error" is what it says when it may not send a body a second time.
        const bool resend = error == QNetworkReply::ContentReSendError || text == QLatin1String("Unknown error");
        const QString reason = resend ? Words::tr("the other side closed it") : text;
        return ApiError::make(Kind::Network, Words::tr("the connection to %1 broke: %2").arg(where, reason),
                              Words::tr("Check the network or VPN, and whether the cluster was restarted."));
    }
    }
}

} // namespace zdtp::k8s
