#include "k8s/rest/credentials.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSslCertificate>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Credentials)
};

Credential from(const ExecAuthenticator::Given &given)
{
    Credential credential;
    if (!given.credential.token.isEmpty())
        credential.authorization = "Bearer " + given.credential.token;
    credential.certificatePem = given.credential.certificatePem;
    credential.keyPem = given.credential.keyPem;
    credential.generation = given.generation;
    return credential;
}

} // namespace

Credentials::Credentials(const RestConfig &config, ExecHost *exec, Clock &clock)
    : m_config(config)
    , m_https(config.server.scheme() == QLatin1String("https"))
    , m_clock(clock)
    , m_token(config.token, config.tokenFile, clock)
{
    if (!m_https || !config.usesExec())
        return;
    m_execMissing = !exec;
    if (exec)
        m_exec = exec->authenticator(config);
}

std::optional<ApiResult<Credential>> Credentials::now()
{
    if (!m_https) // nothing travels in the clear
        return Credential();
    if (m_execMissing)
        return fail(ApiError::make(
            ApiError::Kind::NotSent,
            Words::tr("the user \"%1\" signs in with a plugin, which is not run here").arg(m_config.userName),
            Words::tr("Use a context with a token or a client certificate.")));
    if (m_exec) {
        if (const auto given = m_exec->current())
            return from(*given);
        return {};
    }
    Credential credential;
    if (m_config.hasToken()) {
        const auto token = m_token.token();
        if (!token)
            return fail(ApiError::make(ApiError::Kind::NotSent,
                                       Error{token.error().what, {}, token.error().place}.toLine(),
                                       token.error().remedy));
        credential.authorization = "Bearer " + *token;
    } else if (m_config.hasPassword()) {
        credential.authorization =
            "Basic " + QByteArray(m_config.basicUser.toUtf8() + ':' + m_config.basicPassword).toBase64();
    }
    return credential;
}

CallHandle Credentials::get(std::function<void(ApiResult<Credential>)> done)
{
    Q_ASSERT(m_exec);
    return m_exec->get([done = std::move(done)](ApiResult<ExecAuthenticator::Given> given) {
        if (given)
            done(from(*given));
        else
            done(fail(std::move(given.error())));
    });
}

bool Credentials::refused(quint64 generation)
{
    if (m_exec) {
        m_exec->refused(generation);
        return true;
    }
    m_token.refused();
    return !m_config.tokenFile.isEmpty();
}

ApiError Credentials::explain(ApiError error) const
{
    const auto stamp = [](const QDateTime &time) {
        return time.toUTC().toString(QStringLiteral("yyyy-MM-dd hh:mm 'UTC'"));
    };
    if (m_config.hasCertificate()) {
        const auto chain = QSslCertificate::fromData(m_config.clientCertificatePem, QSsl::Pem);
        if (!chain.isEmpty() && chain.first().expiryDate() < m_clock.now())
            error.remedy =
                Words::tr("The client certificate expired on %1: get a new one from whoever runs the cluster.")
                    .arg(stamp(chain.first().expiryDate()));
        else if (!chain.isEmpty() && chain.first().effectiveDate() > m_clock.now())
            error.remedy = Words::tr("The client certificate is not valid before %1: check this machine's clock.")
                               .arg(stamp(chain.first().effectiveDate()));
        else
            error.remedy =
                Words::tr("The server does not know the authority of this client certificate; the cluster may "
                          "have been set up anew.");
    } else if (m_exec) {
        error.remedy =
            Words::tr("The sign-in plugin is run again with the next request; sign in to it anew if this stays.");
    } else if (!m_config.tokenFile.isEmpty()) {
        error.remedy = Words::tr("The token file is read again with the next request; check that something renews it.");
    } else if (m_config.hasToken()) {
        error.remedy = Words::tr("The token is wrong or has expired: get a new one.");
    } else if (m_config.hasPassword()) {
        error.remedy =
            Words::tr("Kubernetes no longer takes names and passwords: use a token, a certificate or a plugin.");
    } else {
        error.remedy = Words::tr("The context has no credentials: add a token, a certificate or a plugin to its user.");
    }
    return error;
}

} // namespace zdtp::k8s
