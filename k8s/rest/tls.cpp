#include "k8s/rest/tls.h"

#include <QCoreApplication>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Tls)
};

Result<QList<QSslCertificate>> certificates(const QByteArray &pem, const QString &what)
{
    const auto found = QSslCertificate::fromData(pem, QSsl::Pem);
    if (!found.isEmpty())
        return found;
    if (!pem.contains("-----BEGIN CERTIFICATE-----"))
        return fail(Words::tr("%1 holds no certificate in PEM form").arg(what),
                    Words::tr("It must hold a block that begins with -----BEGIN CERTIFICATE-----."));
    return fail(Words::tr("%1 cannot be read: its PEM block is damaged").arg(what),
                Words::tr("Get a fresh copy of it from whoever runs the cluster."));
}

Result<QSslKey> privateKey(const QByteArray &pem)
{
    if (pem.contains("ENCRYPTED"))
        return fail(Words::tr("the client key is encrypted with a passphrase"),
                    Words::tr("Kubernetes clients need it in the clear: openssl pkey -in KEY -out KEY.plain."));
    // QSslKey must be told the algorithm.
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec}) {
        QSslKey key(pem, algorithm, QSsl::Pem, QSsl::PrivateKey);
        if (!key.isNull())
            return key;
    }
    if (!pem.contains("PRIVATE KEY-----"))
        return fail(Words::tr("the client key holds no private key in PEM form"),
                    Words::tr("It must hold a block that begins with -----BEGIN PRIVATE KEY-----."));
    return fail(Words::tr("the client key cannot be read: it is damaged, or of a kind other than RSA and EC"),
                Words::tr("Ed25519 keys cannot be used; ask for a client certificate with an EC or RSA key."));
}

/// Whether a key is that of a certificate. Qt finds out during the handshake only, and says it in OpenSSL's words.
bool belong(const QByteArray &certificatePem, const QByteArray &keyPem)
{
    const auto read = [](const QByteArray &pem) {
        return std::unique_ptr<BIO, decltype(&BIO_free)>(BIO_new_mem_buf(pem.constData(), int(pem.size())), &BIO_free);
    };
    // Without a callback OpenSSL would ask for a passphrase on the terminal.
    const auto noPassphrase = [](char *, int, int, void *) { return -1; };
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(read(certificatePem).get(), nullptr, noPassphrase, nullptr), &X509_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PrivateKey(read(keyPem).get(), nullptr, noPassphrase, nullptr), &EVP_PKEY_free);
    const bool match = certificate && key && X509_check_private_key(certificate.get(), key.get()) == 1;
    ERR_clear_error(); // or Qt would tell of it at the next handshake
    return match;
}

} // namespace

Result<QSslConfiguration> tlsConfiguration(const RestConfig &config)
{
    if (!QSslSocket::supportsSsl())
        return fail(Words::tr("this machine's Qt has no TLS"), Words::tr("Install OpenSSL 3 (package libssl3)."));
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    // HTTP/1.1 only: HTTP/2 in Qt hangs after GOAWAY and knows no read buffer limit.
    tls.setAllowedNextProtocols({QByteArrayLiteral("http/1.1")});
    tls.setPeerVerifyMode(config.insecureSkipTlsVerify ? QSslSocket::VerifyNone : QSslSocket::VerifyPeer);
    if (!config.caPem.isEmpty()) {
        auto ca = certificates(config.caPem, Words::tr("the cluster's certificate authority"));
        if (!ca)
            return fail(ca.error());
        tls.setCaCertificates(*ca);
    }
    if (!config.clientCertificatePem.isEmpty() || !config.clientKeyPem.isEmpty()) {
        auto chain = certificates(config.clientCertificatePem, Words::tr("the client certificate"));
        if (!chain)
            return fail(chain.error());
        auto key = privateKey(config.clientKeyPem);
        if (!key)
            return fail(key.error());
        if (!belong(config.clientCertificatePem, config.clientKeyPem))
            return fail(Words::tr("the client key does not belong to the client certificate"),
                        Words::tr("Check client-certificate and client-key of this user in the kubeconfig."));
        tls.setLocalCertificateChain(*chain);
        tls.setPrivateKey(*key);
    }
    return tls;
}

} // namespace zdtp::k8s
