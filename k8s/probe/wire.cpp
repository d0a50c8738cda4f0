#include "k8s/probe/probe.h"
#include "k8s/rest/proxyenvironment.h"
#include "k8s/rest/tls.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QProcessEnvironment>
#include <QSslCertificate>
#include <QSslCipher>
#include <QSslConfiguration>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::ConnectionTest)
};

constexpr int WarnDays = 7; ///< before the server's certificate ends

/// As the client goes: proxy-url, else the environment as Go reads it, and never for this machine itself.
Result<QUrl> proxyUrlOf(const RestConfig &config)
{
    if (!config.proxy.isEmpty())
        return config.proxy;
    return proxyFromEnvironment(config.server, QProcessEnvironment::systemEnvironment());
}

bool isProxy(const QNetworkProxy &proxy)
{
    return proxy.type() == QNetworkProxy::HttpProxy || proxy.type() == QNetworkProxy::Socks5Proxy ||
           proxy.type() == QNetworkProxy::HttpCachingProxy;
}

QString hostAndPort(const QString &host, int port)
{
    return (host.contains(u':') ? u'[' + host + u']' : host) + u':' + QString::number(port);
}

QString protocolWord(QSsl::SslProtocol protocol)
{
    return protocol == QSsl::TlsV1_3   ? QStringLiteral("TLS 1.3")
           : protocol == QSsl::TlsV1_2 ? QStringLiteral("TLS 1.2")
                                       : QStringLiteral("TLS");
}

QString day(const QDateTime &time)
{
    return time.toUTC().toString(QStringLiteral("yyyy-MM-dd"));
}

QString stamp(const QDateTime &time)
{
    return time.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm 'UTC'"));
}

QString nameOf(const QSslCertificate &certificate, bool issuer)
{
    const auto info = [&](QSslCertificate::SubjectInfo part) {
        return (issuer ? certificate.issuerInfo(part) : certificate.subjectInfo(part)).join(u' ');
    };
    const QString common = info(QSslCertificate::CommonName);
    return common.isEmpty() ? info(QSslCertificate::Organization) : common;
}

bool has(const QList<QSslError> &errors, std::initializer_list<QSslError::SslError> kinds)
{
    return std::any_of(errors.cbegin(), errors.cend(), [&](const QSslError &error) {
        return std::find(kinds.begin(), kinds.end(), error.error()) != kinds.end();
    });
}

bool isStranger(const QList<QSslError> &errors)
{
    return has(errors, {QSslError::SelfSignedCertificate, QSslError::SelfSignedCertificateInChain,
                        QSslError::UnableToGetLocalIssuerCertificate, QSslError::UnableToGetIssuerCertificate,
                        QSslError::UnableToVerifyFirstCertificate, QSslError::CertificateUntrusted,
                        QSslError::CertificateSignatureFailed, QSslError::InvalidCaCertificate});
}

SeenCertificate seen(const QSslCertificate &certificate, bool known)
{
    SeenCertificate facts;
    if (certificate.isNull())
        return facts;
    facts.subject = nameOf(certificate, false);
    facts.issuer = nameOf(certificate, true);
    const auto names = certificate.subjectAlternativeNames();
    for (auto name = names.cbegin(); name != names.cend(); ++name)
        facts.names.append(*name);
    facts.names.removeDuplicates();
    facts.names.sort();
    facts.from = certificate.effectiveDate().toUTC();
    facts.until = certificate.expiryDate().toUTC();
    facts.sha256 = QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex(':'));
    facts.pem = certificate.toPem();
    facts.signedByKnownAuthority = known;
    return facts;
}

} // namespace

QString ConnectionTest::Private::target() const
{
    const bool plain = config.server.scheme() == QLatin1String("http");
    return hostAndPort(config.server.host(), config.server.port(plain ? 80 : 443));
}

void ConnectionTest::Private::describeAhead()
{
    report.at(Layer::Dns).evidence = config.server.host();
    report.at(Layer::Tcp).evidence = target();
    // Every layer says what it would ask, so that one that was not tried is no empty line.
    report.at(Layer::Proxy).evidence =
        config.proxy.isEmpty() ? Words::tr("as the environment says") : config.proxy.toString(QUrl::RemoveUserInfo);
    report.at(Layer::Tls).evidence = Words::tr("TLS 1.2 or newer");
    report.at(Layer::Clock).evidence = Words::tr("the server's against ours");
    report.at(Layer::Certificate).evidence = Words::tr("for the name %1").arg(report.expectedName);
    QString who = options.authentication;
    if (!config.userName.isEmpty())
        who = who.isEmpty() ? Words::tr("user %1").arg(config.userName)
                            : Words::tr("%1, user %2").arg(who, config.userName);
    report.at(Layer::Authentication).evidence = who;
    report.at(Layer::Authorisation).evidence =
        Words::tr("%1 verbs in namespace %2").arg(report.access.size()).arg(report.nameSpace);
    report.at(Layer::Version).evidence = Words::tr("needs v1.27 or newer");
}

void ConnectionTest::Private::lookUp()
{
    begin(Layer::Dns, options.lookUp);
    const QString scheme = config.server.scheme();
    if (config.server.host().isEmpty() || (scheme != QLatin1String("https") && scheme != QLatin1String("http")))
        return fail(config.server.toDisplayString(), Words::tr("The server's address is not usable."), {},
                    Words::tr("write it in the kubeconfig as https://HOST:PORT."));
    const Result<QUrl> way = proxyUrlOf(config);
    const Result<QNetworkProxy> through = !way ? Result<QNetworkProxy>(zdtp::fail(way.error()))
                                          : way->isEmpty()
                                              ? Result<QNetworkProxy>(QNetworkProxy(QNetworkProxy::NoProxy))
                                              : toQtProxy(*way);
    if (!through) {
        // Which way to go is not known: nothing of the way is tried.
        report.at(Layer::Dns).status = LayerResult::Status::NotTried;
        begin(Layer::Proxy, options.connect);
        return fail(way ? way->toString(QUrl::RemoveUserInfo) : QString(), through.error().what + u'.', {},
                    through.error().remedy);
    }
    proxy = *through;
    const bool indirect = isProxy(proxy);
    const QString host = indirect ? proxy.hostName() : config.server.host();
    if (!QHostAddress(host).isNull()) {
        pass(indirect ? Words::tr("the proxy %1 is an address; it looks up %2").arg(host, config.server.host())
                      : Words::tr("%1 is an address, no look-up needed").arg(host));
        return reach();
    }
    lookUpId = QHostInfo::lookupHost(host, this, [this, host, indirect](const QHostInfo &info) {
        lookUpId = -1;
        if (!running)
            return;
        if (info.error() != QHostInfo::NoError || info.addresses().isEmpty())
            return fail(host,
                        indirect ? Words::tr("The name of the proxy, %1, is not known.").arg(host)
                                 : Words::tr("The name %1 is not known.").arg(host),
                        info.errorString().isEmpty() ? QString() : Words::tr("%1.").arg(info.errorString()),
                        indirect
                            ? Words::tr("check proxy-url in the kubeconfig, or HTTPS_PROXY in the environment.")
                            : Words::tr("check the server's address in the kubeconfig, and the network or VPN: many "
                                        "clusters have names that are known inside only."));
        QStringList addresses;
        const QList<QHostAddress> found = info.addresses();
        for (const QHostAddress &address : found.mid(0, 3))
            addresses.append(address.toString());
        if (found.size() > 3)
            addresses.append(Words::tr("%1 more").arg(found.size() - 3));
        pass(Words::tr("%1 is %2").arg(host, addresses.join(QStringLiteral(", "))));
        reach();
    });
}

void ConnectionTest::Private::reach()
{
    begin(Layer::Tcp, options.connect);
    const bool indirect = isProxy(proxy);
    socket = std::make_unique<QSslSocket>();
    socket->setProxy(QNetworkProxy::NoProxy);
    connect(socket.get(), &QSslSocket::errorOccurred, this, &Private::socketFailed);
    connect(socket.get(), &QSslSocket::connected, this, [this, indirect] {
        const QString address = hostAndPort(socket->peerAddress().toString(), socket->peerPort());
        pass(indirect ? Words::tr("the proxy %1 answers").arg(address)
                      : Words::tr("%1 answers, directly").arg(address));
        throughProxy();
    });
    if (indirect)
        socket->connectToHost(proxy.hostName(), proxy.port());
    else
        socket->connectToHost(config.server.host(),
                              quint16(config.server.port(config.server.scheme() == QLatin1String("http") ? 80 : 443)));
}

void ConnectionTest::Private::throughProxy()
{
    begin(Layer::Proxy, options.connect);
    if (!isProxy(proxy)) {
        pass(Words::tr("none"));
        return handshake();
    }
    const QString where = hostAndPort(proxy.hostName(), proxy.port());
    report.at(Layer::Proxy).evidence = where;
    // The connection of the layer before was to the proxy; this one goes through it.
    QSslSocket *old = socket.release();
    old->disconnect(this);
    old->abort();
    old->deleteLater();
    socket = std::make_unique<QSslSocket>();
    socket->setProxy(proxy);
    connect(socket.get(), &QSslSocket::errorOccurred, this, &Private::socketFailed);
    connect(socket.get(), &QSslSocket::connected, this, [this, where] {
        pass(Words::tr("%1 lets us through to %2").arg(where, target()));
        handshake();
    });
    socket->connectToHost(config.server.host(), quint16(config.server.port(443)));
}

void ConnectionTest::Private::handshake()
{
    begin(Layer::Tls, options.connect);
    if (config.server.scheme() == QLatin1String("http")) {
        warn(Words::tr("plain http"), Words::tr("Nothing on this connection is encrypted."),
             Words::tr("Credentials are not sent over plain http."),
             Words::tr("use an https:// address, except for a proxy on this machine."));
        begin(Layer::Certificate, options.connect);
        pass(Words::tr("none: plain http"));
        stop();
        return authenticate();
    }
    RestConfig anonymous = config; // the way is looked at without showing who we are
    anonymous.clientCertificatePem.clear();
    anonymous.clientKeyPem.clear();
    const Result<QSslConfiguration> tls = tlsConfiguration(anonymous);
    if (!tls) {
        pass(Words::tr("not begun: the authority to check against cannot be read"));
        begin(Layer::Certificate, options.connect);
        return fail({}, tls.error().what + u'.', {}, tls.error().remedy);
    }
    QSslConfiguration looking = *tls;
    // The certificate is wanted even when it is bad; what is wrong with it is told in any case.
    looking.setPeerVerifyMode(QSslSocket::QueryPeer);
    socket->setSslConfiguration(looking);
    socket->setPeerVerifyName(report.expectedName);
    connect(socket.get(), &QSslSocket::encrypted, this, [this] { inspect(); });
    socket->startClientEncryption();
}

void ConnectionTest::Private::inspect()
{
    const QSslCipher cipher = socket->sessionCipher();
    const QSslCertificate certificate = socket->peerCertificate();
    const QList<QSslError> errors = socket->sslHandshakeErrors();
    pass(protocolWord(socket->sessionProtocol()) + QStringLiteral(", ") + cipher.name());
    begin(Layer::Certificate, options.connect);
    const bool known = !isStranger(errors);
    report.certificate = seen(certificate, known);
    const SeenCertificate &facts = report.certificate;
    stop(); // nothing is ever sent on it
    if (facts.isNull())
        return fail({}, Words::tr("The server showed no certificate."), {},
                    Words::tr("check the server's address in the kubeconfig."));

    const QString authority =
        config.caPem.isEmpty() ? Words::tr("an authority of this machine") : Words::tr("the CA of this context");
    const QString names = facts.names.isEmpty() ? Words::tr("no name at all") : facts.names.join(QStringLiteral(", "));
    const QString evidence =
        Words::tr("%1, valid until %2, issued by %3")
            .arg(facts.subject.isEmpty() ? Words::tr("no subject") : facts.subject, day(facts.until), facts.issuer);
    QString problem, why, remedy;
    if (has(errors, {QSslError::CertificateExpired})) {
        problem = Words::tr("The server's certificate expired on %1.").arg(stamp(facts.until));
        why = Words::tr("This machine's clock says %1.").arg(stamp(clock.now()));
        remedy =
            Words::tr("have it renewed by whoever runs the cluster; if the date is wrong, set this machine's clock.");
    } else if (has(errors, {QSslError::CertificateNotYetValid})) {
        problem = Words::tr("The server's certificate is not valid before %1.").arg(stamp(facts.from));
        why = Words::tr("This machine's clock says %1.").arg(stamp(clock.now()));
        remedy = Words::tr("check this machine's clock, then that of the machine which issued it.");
    } else if (!known) {
        problem = Words::tr("The server's certificate is signed by an unknown authority.");
        why = Words::tr("It is for %1 and issued by %2; that is not %3.").arg(names, facts.issuer, authority);
        remedy = Words::tr("get the kubeconfig again from whoever runs the cluster: it may have been set up anew. If a "
                           "proxy opens TLS here, its CA belongs into certificate-authority.");
    } else if (has(errors, {QSslError::HostNameMismatch})) {
        problem = Words::tr("The server's certificate is not valid for the name %1.").arg(report.expectedName);
        why = Words::tr("It is valid for %1, and until %2. It is signed by %3, so the server is very likely the right "
                        "one, reached under another name.")
                  .arg(names, day(facts.until), authority);
        remedy =
            Words::tr("tell the console which name to expect (tls-server-name), or use one of these names as server.");
    } else if (has(errors, {QSslError::CertificateRevoked, QSslError::CertificateBlacklisted})) {
        problem = Words::tr("The server's certificate was revoked.");
        remedy = Words::tr("ask whoever runs the cluster.");
    } else if (!errors.isEmpty()) {
        problem = Words::tr("The server's certificate was refused: %1.").arg(errors.constFirst().errorString());
        remedy = Words::tr("ask whoever runs the cluster for a certificate that can be checked.");
    }
    if (config.insecureSkipTlsVerify) {
        warn(evidence, Words::tr("Nobody checks this certificate: insecure-skip-tls-verify is set."),
             problem.isEmpty() ? Words::tr("It would be found good.") : problem + u' ' + why,
             Words::tr("remove insecure-skip-tls-verify from the kubeconfig; give certificate-authority instead."));
    } else if (!problem.isEmpty()) {
        return fail(evidence, problem, why, remedy);
    } else if (facts.until < clock.now().addDays(WarnDays)) {
        warn(evidence, Words::tr("The server's certificate ends on %1.").arg(stamp(facts.until)), {},
             Words::tr("have it renewed before then."));
    } else {
        pass(evidence);
    }
    authenticate();
}

void ConnectionTest::Private::socketFailed(QAbstractSocket::SocketError error)
{
    const QString text = socket->errorString();
    const QString said = text.isEmpty() ? QString() : Words::tr("%1.").arg(text);
    const bool indirect = isProxy(proxy);
    if (layer == Layer::Tcp) {
        const QString where = indirect ? hostAndPort(proxy.hostName(), proxy.port()) : target();
        const QString remedy = indirect
                                   ? Words::tr("check proxy-url in the kubeconfig, HTTPS_PROXY and NO_PROXY.")
                                   : Words::tr("check that the cluster runs, the port in the kubeconfig, and the VPN.");
        if (error == QAbstractSocket::ConnectionRefusedError)
            return fail(where, Words::tr("%1 refused the connection.").arg(where),
                        Words::tr("Nothing listens on this port, or a firewall rejects it."), remedy);
        return fail(where, Words::tr("%1 cannot be reached.").arg(where), said, remedy);
    }
    if (layer == Layer::Proxy) {
        const QString where = hostAndPort(proxy.hostName(), proxy.port());
        const QString remedy = Words::tr("check proxy-url in the kubeconfig, HTTPS_PROXY and NO_PROXY.");
        if (error == QAbstractSocket::ProxyAuthenticationRequiredError)
            return fail(where, Words::tr("The proxy %1 wants a user name and password.").arg(where), said,
                        Words::tr("write them into proxy-url: http://USER:PASSWORD@HOST:PORT."));
        return fail(where, Words::tr("The proxy %1 does not let us through to %2.").arg(where, target()), said, remedy);
    }
    const QString address = Words::tr("check that the server's address and port are those of the API server.");
    if (error == QAbstractSocket::RemoteHostClosedError)
        return fail(target(), Words::tr("%1 closed the connection during the TLS handshake.").arg(target()),
                    Words::tr("It may not speak TLS, or something on the way cuts it off."), address);
    if (text.contains(QLatin1String("wrong version number")) || text.contains(QLatin1String("packet length")) ||
        text.contains(QLatin1String("http request")) || text.contains(QLatin1String("record layer")))
        return fail(target(), Words::tr("%1 answers, but does not speak TLS.").arg(target()), said,
                    Words::tr("check the port; a server without TLS is written as http:// (credentials are then not "
                              "sent)."));
    fail(target(), Words::tr("No secure connection to %1.").arg(target()), said, address);
}

} // namespace zdtp::k8s
