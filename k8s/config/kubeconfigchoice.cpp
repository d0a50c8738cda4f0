#include "k8s/config/kubeconfigchoice.h"

#include "k8s/rest/proxyenvironment.h"
#include "k8s/rest/tls.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSslCertificate>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Kubeconfig)
};

using Severity = ConfigFinding::Severity;

constexpr qint64 maxFile = 8 * 1024 * 1024; // a bundle of authorities, a key, a token

QString stamp(const QDateTime &time)
{
    return time.toUTC().toString(QStringLiteral("yyyy-MM-dd hh:mm 'UTC'"));
}

class Chooser
{
public:
    Chooser(const ContextEntry &context, const ClusterEntry &cluster, const UserEntry *user)
        : m_context(context), m_cluster(cluster), m_user(user)
    {
    }

    Kubeconfig::Choice choose()
    {
        RestConfig &config = m_config;
        config.contextName = m_context.name;
        config.file = m_context.file;
        config.nameSpace = m_context.nameSpace.isEmpty() ? QStringLiteral("default") : m_context.nameSpace;
        config.userName = m_context.user;
        config.tlsServerName = m_cluster.tlsServerName;
        config.insecureSkipTlsVerify = m_cluster.insecure;
        config.disableCompression = m_cluster.disableCompression;
        static const QRegularExpression label(QStringLiteral("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"));
        if (!label.match(config.nameSpace).hasMatch())
            warn(Words::tr("\"%1\" is no name of a namespace").arg(config.nameSpace.left(80)),
                 Words::tr("It is made of small letters, digits and hyphens, at most 63."),
                 m_context.places.of(QStringLiteral("namespace")));
        server();
        proxy();
        authority();
        if (m_user) {
            certificate();
            token();
            plugin();
            impersonation();
        }
        if (config.server.scheme() == QLatin1String("http") && !hasErrors(m_findings))
            inTheClear();
        else
            checkTls();
        Kubeconfig::Choice choice;
        choice.findings = m_findings;
        if (!hasErrors(m_findings))
            choice.config = std::move(m_config);
        return choice;
    }

private:
    void wrong(const QString &what, const QString &remedy, const Place &place)
    {
        m_findings.append(ConfigFinding{Severity::Error, Error{what, remedy, place}});
    }
    void warn(const QString &what, const QString &remedy, const Place &place)
    {
        m_findings.append(ConfigFinding{Severity::Warning, Error{what, remedy, place}});
    }
    Place clusterPlace(const char *field) const { return m_cluster.places.of(QString::fromLatin1(field)); }
    Place userPlace(const char *field) const { return m_user->places.of(QString::fromLatin1(field)); }

    /// Bytes that may stand in the kubeconfig or in a file beside it; never in both.
    QByteArray dataOrFile(const QByteArray &data, const QString &file, const QString &key, const Place &place)
    {
        if (!data.isEmpty() && !file.isEmpty())
            wrong(Words::tr("%1 and %1-data are both set").arg(key), Words::tr("Remove one of the two."), place);
        if (file.isEmpty())
            return data;
        const auto read = readWhole(file, Words::tr("the file of %1").arg(key),
                                    Words::tr("Check %1 in %2.").arg(key, place.toString()), maxFile);
        if (!read)
            m_findings.append(ConfigFinding{Severity::Error, read.error()});
        return read.value_or(QByteArray());
    }

    void server()
    {
        const Place place = clusterPlace("server");
        if (m_cluster.server.isEmpty())
            return wrong(Words::tr("the cluster \"%1\" has no server").arg(m_cluster.name),
                         Words::tr("Add server: https://HOST:PORT."), place);
        QString server = m_cluster.server;
        if (!server.contains(QLatin1String("://"))) {
            const bool tls = !m_cluster.caFile.isEmpty() || !m_cluster.caData.isEmpty() || m_cluster.insecure ||
                             (m_user && m_user->hasCertificate());
            server.prepend(tls ? QLatin1String("https://") : QLatin1String("http://"));
        }
        m_config.server = QUrl(server, QUrl::StrictMode);
        const QString scheme = m_config.server.scheme();
        if (!m_config.server.isValid() || m_config.server.host().isEmpty() ||
            (scheme != QLatin1String("https") && scheme != QLatin1String("http"))) {
            // Never the address itself where it might hold a password.
            const QString shown =
                server.contains(u'@') ? Words::tr("the value of server") : u'"' + m_cluster.server.left(200) + u'"';
            return wrong(Words::tr("%1 is no address of a server").arg(shown),
                         Words::tr("It must look like https://HOST:PORT."), place);
        }
        if (!m_config.server.userInfo().isEmpty()) {
            warn(Words::tr("the name and password in the address of the cluster \"%1\" are not used")
                     .arg(m_cluster.name),
                 Words::tr("Give the user a token, a certificate or a plugin instead."), place);
            m_config.server.setUserInfo({});
        }
        m_config.server.setQuery(QString());
        m_config.server.setFragment({});
    }

    void proxy()
    {
        if (m_cluster.proxy.isEmpty())
            return;
        const Place place = clusterPlace("proxy-url");
        const auto url = parseProxyUrl(m_cluster.proxy);
        if (!url)
            return wrong(
                Words::tr("proxy-url of the cluster \"%1\" cannot be used: %2").arg(m_cluster.name, url.error().what),
                url.error().remedy, place);
        if (const auto usable = toQtProxy(*url); !usable)
            return wrong(usable.error().what, usable.error().remedy, place);
        m_config.proxy = *url;
    }

    void authority()
    {
        const Place place = m_cluster.caFile.isEmpty() ? clusterPlace("certificate-authority-data")
                                                       : clusterPlace("certificate-authority");
        m_config.caPem = dataOrFile(m_cluster.caData, m_cluster.caFile, QStringLiteral("certificate-authority"), place);
        if (m_cluster.insecure && (!m_cluster.caFile.isEmpty() || !m_cluster.caData.isEmpty()))
            wrong(Words::tr("the cluster \"%1\" has a certificate authority and insecure-skip-tls-verify")
                      .arg(m_cluster.name),
                  Words::tr("Remove one of the two."), clusterPlace("insecure-skip-tls-verify"));
        else if (m_cluster.insecure)
            warn(Words::tr(
                     "the certificate of the cluster \"%1\" is not checked: whoever stands in between can read and "
                     "change everything")
                     .arg(m_cluster.name),
                 Words::tr("Replace insecure-skip-tls-verify by the cluster's certificate-authority-data."),
                 clusterPlace("insecure-skip-tls-verify"));
    }

    void certificate()
    {
        const Place place =
            userPlace(m_user->certificateFile.isEmpty() ? "client-certificate-data" : "client-certificate");
        const Place keyPlace = userPlace(m_user->keyFile.isEmpty() ? "client-key-data" : "client-key");
        if (!m_user->hasCertificate())
            return; // a key alone is ignored, as kubectl does
        const QByteArray pem =
            dataOrFile(m_user->certificateData, m_user->certificateFile, QStringLiteral("client-certificate"), place);
        const QByteArray key = dataOrFile(m_user->keyData, m_user->keyFile, QStringLiteral("client-key"), keyPlace);
        if (!m_user->hasKey())
            wrong(Words::tr("the user \"%1\" has a client certificate without its key").arg(m_user->name),
                  Words::tr("Add client-key-data or client-key."), place);
        m_config.clientCertificatePem = pem;
        m_config.clientKeyPem = key;
        const auto chain = QSslCertificate::fromData(pem, QSsl::Pem);
        if (chain.isEmpty())
            return;
        const QDateTime now = QDateTime::currentDateTimeUtc();
        if (chain.first().expiryDate() < now)
            warn(Words::tr("the client certificate of the user \"%1\" expired on %2")
                     .arg(m_user->name, stamp(chain.first().expiryDate())),
                 Words::tr("Get a new one from whoever runs the cluster."), place);
        else if (chain.first().effectiveDate() > now)
            warn(Words::tr("the client certificate of the user \"%1\" is not valid before %2")
                     .arg(m_user->name, stamp(chain.first().effectiveDate())),
                 Words::tr("Check this machine's clock."), place);
    }

    void token()
    {
        if (m_user->hasToken() && m_user->hasPassword())
            wrong(Words::tr("the user \"%1\" has a token and a password; only one of the two can sign in")
                      .arg(m_user->name),
                  Words::tr("Remove one of the two."), userPlace("token"));
        m_config.token = m_user->token.toUtf8();
        if (m_config.token.trimmed() != m_config.token) {
            // A line break would end the header, and Go refuses to send it.
            warn(Words::tr("the token of the user \"%1\" has blanks around it, which are left out").arg(m_user->name),
                 {}, userPlace("token"));
            m_config.token = m_config.token.trimmed();
        }
        if (m_config.token.contains('\n') || m_config.token.contains('\r'))
            wrong(Words::tr("the token of the user \"%1\" has a line break in it").arg(m_user->name),
                  Words::tr("Write it in one line."), userPlace("token"));
        m_config.basicUser = m_user->userName;
        m_config.basicPassword = m_user->password.toUtf8();
        if (m_user->hasPassword())
            warn(Words::tr("the user \"%1\" signs in with a name and a password, which API servers no longer take")
                     .arg(m_user->name),
                 Words::tr(
                     "Use a token, a client certificate or a plugin; a proxy in front of the server may still take "
                     "it."),
                 userPlace("username"));
        m_config.tokenFile = m_user->tokenFile;
        if (m_user->tokenFile.isEmpty() || !m_config.token.isEmpty())
            return;
        const QString remedy = Words::tr("Check tokenFile of the user \"%1\".").arg(m_user->name);
        const auto read = readWhole(m_user->tokenFile, Words::tr("the token file"), remedy, maxFile);
        if (!read)
            m_findings.append(ConfigFinding{Severity::Error, read.error()});
        else if (read->trimmed().isEmpty())
            wrong(Words::tr("the token file is empty"), remedy, Place{m_user->tokenFile, 0, 0});
        else
            m_config.token = read->trimmed();
    }

    void plugin()
    {
        if (m_user->hasAuthProvider) {
            const Place place = userPlace("auth-provider");
            if (m_user->exec)
                wrong(Words::tr("the user \"%1\" has both exec and auth-provider").arg(m_user->name),
                      Words::tr("Remove auth-provider."), place);
            else
                wrong(
                    Words::tr("the user \"%1\" signs in with the auth provider \"%2\", which Kubernetes has taken out")
                        .arg(m_user->name, m_user->authProvider.left(80)),
                    successor(), place);
        }
        if (!m_user->exec)
            return;
        const ExecPlugin &exec = *m_user->exec;
        const bool stored = m_user->keychain.contains(QStringLiteral("exec"));
        if (exec.command.isEmpty())
            wrong(Words::tr("exec of the user \"%1\" names no command").arg(m_user->name), {}, userPlace("exec"));
        const auto version = [](const char *name) -> QString {
            return QStringLiteral("client.authentication.k8s.io/") + QLatin1String(name);
        };
        if (exec.apiVersion.isEmpty())
            wrong(Words::tr("exec of the user \"%1\" has no apiVersion").arg(m_user->name),
                  Words::tr("Add apiVersion: %1.").arg(version("v1")), userPlace("exec"));
        else if (exec.apiVersion == version("v1alpha1"))
            wrong(Words::tr("exec of the user \"%1\" asks for v1alpha1, which Kubernetes has taken out")
                      .arg(m_user->name),
                  Words::tr("Update the plugin and write %1.").arg(version("v1")), userPlace("exec.apiVersion"));
        else if (exec.apiVersion != version("v1") && exec.apiVersion != version("v1beta1"))
            wrong(Words::tr("exec of the user \"%1\" has the unknown apiVersion \"%2\"")
                      .arg(m_user->name, exec.apiVersion.left(80)),
                  Words::tr("Known are %1 and %2.").arg(version("v1"), version("v1beta1")),
                  userPlace("exec.apiVersion"));
        for (const ExecPlugin::Variable &variable : exec.env) {
            if (variable.name.isEmpty() && !stored)
                wrong(Words::tr("a variable of exec of the user \"%1\" has no name").arg(m_user->name), {},
                      userPlace("exec.env"));
        }
        const QString &mode = m_user->interactiveMode;
        if (mode.isEmpty())
            wrong(Words::tr("exec of the user \"%1\" has no interactiveMode, which v1 wants").arg(m_user->name),
                  Words::tr("Add interactiveMode: IfAvailable."), userPlace("exec"));
        else if (mode != QLatin1String("Never") && mode != QLatin1String("IfAvailable") &&
                 mode != QLatin1String("Always"))
            wrong(Words::tr("exec of the user \"%1\" has the unknown interactiveMode \"%2\"")
                      .arg(m_user->name, mode.left(80)),
                  Words::tr("It is Never, IfAvailable or Always."), userPlace("exec.interactiveMode"));
        m_config.exec = exec;
        m_config.exec->clusterExtension = m_cluster.execExtension;
    }

    QString successor() const
    {
        const QString &name = m_user->authProvider;
        const QString instead = Words::tr("Its successor is the exec plugin %1: %2.");
        if (name == QLatin1String("gcp"))
            return instead.arg(QStringLiteral("gke-gcloud-auth-plugin"),
                               QStringLiteral("gcloud container clusters get-credentials CLUSTER"));
        if (name == QLatin1String("azure"))
            return instead.arg(QStringLiteral("kubelogin"), QStringLiteral("kubelogin convert-kubeconfig"));
        if (name == QLatin1String("oidc"))
            return instead.arg(QStringLiteral("kubectl oidc-login (kubelogin)"),
                               QStringLiteral("kubectl oidc-login setup"));
        if (name == QLatin1String("openstack"))
            return instead.arg(QStringLiteral("client-keystone-auth"),
                               Words::tr("see the documentation of cloud-provider-openstack"));
        return Words::tr("Use a context with a token, a client certificate or an exec plugin.");
    }

    void impersonation()
    {
        if (m_user->impersonateUser.isEmpty() &&
            (!m_user->impersonateUid.isEmpty() || !m_user->impersonateGroups.isEmpty() ||
             !m_user->impersonateExtra.isEmpty()))
            wrong(Words::tr("the user \"%1\" has as-uid, as-groups or as-user-extra without as").arg(m_user->name),
                  Words::tr("Add as: USER."), m_user->places.entry);
        m_config.impersonateUser = m_user->impersonateUser;
        m_config.impersonateUid = m_user->impersonateUid;
        m_config.impersonateGroups = m_user->impersonateGroups;
        m_config.impersonateExtra = m_user->impersonateExtra;
    }

    /// Credentials and authorities never travel, nor count, without TLS.
    void inTheClear()
    {
        const bool signs = m_config.hasToken() || m_config.hasPassword() || m_config.hasCertificate() ||
                           m_config.exec || (m_user && !m_user->keychain.isEmpty());
        if (signs)
            warn(Words::tr(
                     "the server of the cluster \"%1\" is asked in the clear, so the user's credentials are not sent")
                     .arg(m_cluster.name),
                 Words::tr("Write https:// if it can."), clusterPlace("server"));
        m_config.caPem.clear();
        m_config.token.clear();
        m_config.tokenFile.clear();
        m_config.basicUser.clear();
        m_config.basicPassword.clear();
        m_config.clientCertificatePem.clear();
        m_config.clientKeyPem.clear();
        m_config.exec.reset();
        m_config.insecureSkipTlsVerify = false;
        m_config.tlsServerName.clear();
    }

    /// What cannot work is said now, with its place, not at the first request.
    void checkTls()
    {
        if (!m_config.caPem.isEmpty()) {
            RestConfig alone;
            alone.caPem = m_config.caPem;
            if (const auto tls = tlsConfiguration(alone); !tls)
                wrong(tls.error().what, tls.error().remedy,
                      m_cluster.caFile.isEmpty() ? clusterPlace("certificate-authority-data")
                                                 : Place{m_cluster.caFile, 0, 0});
        }
        const bool whole = !m_config.clientCertificatePem.isEmpty() && !m_config.clientKeyPem.isEmpty();
        if (m_user && whole) {
            RestConfig alone;
            alone.clientCertificatePem = m_config.clientCertificatePem;
            alone.clientKeyPem = m_config.clientKeyPem;
            if (const auto tls = tlsConfiguration(alone); !tls)
                wrong(tls.error().what, tls.error().remedy,
                      m_user->certificateFile.isEmpty() ? userPlace("client-certificate-data")
                                                        : Place{m_user->certificateFile, 0, 0});
        }
        for (const SecretReferences &references : {m_cluster.keychain, m_user ? m_user->keychain : SecretReferences()})
            m_config.keychain.insert(references);
    }

    const ContextEntry &m_context;
    const ClusterEntry &m_cluster;
    const UserEntry *m_user;
    RestConfig m_config;
    ConfigFindings m_findings;
};

} // namespace

Result<QByteArray> readWhole(const QString &path, const QString &what, const QString &remedy, qint64 most)
{
    QFile file(path);
    if (QFileInfo(path).isDir())
        return fail(Words::tr("%1 is a folder, not a file").arg(what), remedy, Place{path, 0, 0});
    if (!file.open(QIODevice::ReadOnly))
        return fail(Words::tr("%1 cannot be read: %2").arg(what, file.errorString()), remedy, Place{path, 0, 0});
    // A pipe or a device has no size, and need not end.
    const QByteArray bytes = file.read(most + 1);
    if (bytes.size() > most)
        return fail(Words::tr("%1 is larger than %2 MiB").arg(what, QString::number(most / 1024 / 1024)), remedy,
                    Place{path, 0, 0});
    return bytes;
}

QString authenticationOf(const UserEntry *user)
{
    QStringList ways;
    if (user) {
        if (user->hasCertificate())
            ways.append(Words::tr("client certificate"));
        if (!user->tokenFile.isEmpty())
            ways.append(Words::tr("token file"));
        else if (user->hasToken())
            ways.append(Words::tr("token"));
        if (user->hasPassword())
            ways.append(Words::tr("password"));
        if (user->exec && ways.isEmpty())
            ways.append(Words::tr("exec plugin %1").arg(cleanText(QFileInfo(user->exec->command).fileName(), 80)));
        if (user->hasAuthProvider)
            ways.append(Words::tr("auth provider %1").arg(cleanText(user->authProvider, 80)));
        if (!user->impersonateUser.isEmpty())
            ways.append(Words::tr("as %1").arg(cleanText(user->impersonateUser, 80)));
    }
    return ways.isEmpty() ? Words::tr("none") : ways.join(QStringLiteral(", "));
}

Kubeconfig::Choice chooseEntries(const ContextEntry &context, const ClusterEntry &cluster, const UserEntry *user)
{
    return Chooser(context, cluster, user).choose();
}

} // namespace zdtp::k8s
