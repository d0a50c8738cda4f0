#include "tests/support/certificates.h"

#include <QHostAddress>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

namespace zdtp::test {

namespace {

template <auto Free>
struct Deleter
{
    template <typename T>
    void operator()(T *object) const
    {
        Free(object);
    }
};
using KeyHandle = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using CertificateHandle = std::unique_ptr<X509, Deleter<X509_free>>;
using BioHandle = std::unique_ptr<BIO, Deleter<BIO_free>>;

QByteArray contents(BIO *bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, size};
}

QByteArray toPem(X509 *certificate)
{
    const BioHandle bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate);
    return contents(bio.get());
}

QByteArray toPem(EVP_PKEY *key)
{
    const BioHandle bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return contents(bio.get());
}

KeyHandle makeKey(Authority::Key kind)
{
    switch (kind) {
    case Authority::Key::Rsa:
        return KeyHandle(EVP_RSA_gen(2048));
    case Authority::Key::Ed25519:
        return KeyHandle(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    case Authority::Key::Ec:
        break;
    }
    return KeyHandle(EVP_EC_gen("P-256"));
}

void addExtension(X509 *certificate, X509 *issuer, int kind, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    if (X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.constData())) {
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    }
}

CertificateHandle makeCertificate(const QString &commonName, EVP_PKEY *key, int fromDays, int toDays)
{
    static long serial = 1;
    CertificateHandle certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), long(fromDays) * 86400);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), long(toDays) * 86400);
    X509_set_pubkey(certificate.get(), key);
    const QByteArray name = commonName.toUtf8();
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char *>(name.constData()), -1, -1, 0);
    return certificate;
}

} // namespace

struct Authority::Private
{
    KeyHandle key;
    CertificateHandle certificate;
};

Authority::Authority() : d(std::make_unique<Private>())
{
    d->key = makeKey(Key::Ec);
    d->certificate = makeCertificate(QStringLiteral("test-ca"), d->key.get(), -30, 30);
    X509 *certificate = d->certificate.get();
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    addExtension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
    addExtension(certificate, certificate, NID_key_usage, "critical,keyCertSign,digitalSignature");
    addExtension(certificate, certificate, NID_subject_key_identifier, "hash");
    X509_sign(certificate, d->key.get(), EVP_sha256());
}

Authority::~Authority() = default;

QByteArray Authority::pem() const
{
    return toPem(d->certificate.get());
}

Identity Authority::issue(const QString &commonName, const QStringList &names, Key kind, int fromDays, int toDays) const
{
    const KeyHandle key = makeKey(kind);
    const CertificateHandle certificate = makeCertificate(commonName, key.get(), fromDays, toDays);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(d->certificate.get()));
    QByteArrayList alternatives;
    for (const QString &name : names)
        alternatives.append((QHostAddress(name).isNull() ? "DNS:" : "IP:") + name.toLatin1());
    if (!alternatives.isEmpty())
        addExtension(certificate.get(), d->certificate.get(), NID_subject_alt_name, alternatives.join(','));
    X509_sign(certificate.get(), d->key.get(), EVP_sha256());
    return {toPem(certificate.get()), toPem(key.get())};
}

} // namespace zdtp::test
