#include "k8s/local/serve/certificates.h"

#include "k8s/local/base/files.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <memory>

namespace zdtp::local {

namespace {

template <typename Type, void (*release)(Type *)>
struct Release
{
    void operator()(Type *object) const { release(object); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY, EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, Release<X509, X509_free>>;
struct BioRelease
{
    void operator()(BIO *bio) const { BIO_free_all(bio); }
};
using BioPtr = std::unique_ptr<BIO, BioRelease>;

[[noreturn]] void raise(const char *doing)
{
    char text[256] = "unknown error";
    if (const unsigned long code = ERR_get_error())
        ERR_error_string_n(code, text, sizeof text);
    throw Failure(std::string("cannot make certificates (") + doing + "): " + text);
}

KeyPtr makeKey()
{
    KeyPtr key(EVP_EC_gen("P-256"));
    if (!key)
        raise("key");
    return key;
}

void addExtension(X509 *certificate, X509 *issuer, int nid, const std::string &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    if (!extension)
        raise("extension");
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

CertificatePtr makeCertificate(EVP_PKEY *key, const char *name, long days, X509 *issuer)
{
    CertificatePtr certificate(X509_new());
    if (!certificate)
        raise("certificate");
    X509_set_version(certificate.get(), 2);
    unsigned char serial[16];
    if (RAND_bytes(serial, sizeof serial) != 1)
        raise("serial number");
    serial[0] &= 0x7f;
    BIGNUM *number = BN_bin2bn(serial, sizeof serial, nullptr);
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate.get()));
    BN_free(number);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600); // for clocks that differ a little
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), days * 86400);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME *subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>(name), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), issuer ? X509_get_subject_name(issuer) : subject);
    X509 *parent = issuer ? issuer : certificate.get();
    addExtension(certificate.get(), parent, NID_subject_key_identifier, "hash");
    if (issuer) {
        addExtension(certificate.get(), parent, NID_authority_key_identifier, "keyid:always");
        addExtension(certificate.get(), parent, NID_basic_constraints, "critical,CA:FALSE");
        addExtension(certificate.get(), parent, NID_key_usage, "critical,digitalSignature");
        addExtension(certificate.get(), parent, NID_ext_key_usage, "serverAuth");
    } else {
        addExtension(certificate.get(), parent, NID_basic_constraints, "critical,CA:TRUE");
        addExtension(certificate.get(), parent, NID_key_usage, "critical,keyCertSign,cRLSign");
    }
    return certificate;
}

std::string pem(X509 *certificate)
{
    const BioPtr bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate);
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return std::string(data, static_cast<std::size_t>(size));
}

std::string pem(EVP_PKEY *key)
{
    const BioPtr bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return std::string(data, static_cast<std::size_t>(size));
}

CertificatePtr readCertificate(const std::string &path)
{
    const auto text = readFile(path);
    if (!text)
        return nullptr;
    const BioPtr bio(BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
    return CertificatePtr(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

KeyPtr readKey(const std::string &path)
{
    const auto text = readFile(path);
    if (!text)
        return nullptr;
    const BioPtr bio(BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
    return KeyPtr(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
}

bool isAddress(const std::string &host)
{
    unsigned char buffer[16];
    return inet_pton(AF_INET, host.c_str(), buffer) == 1 || inet_pton(AF_INET6, host.c_str(), buffer) == 1;
}

bool lastsLongEnough(const X509 *certificate)
{
    int days = 0;
    int seconds = 0;
    return ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(certificate)) == 1 && days >= 30;
}

bool fits(X509 *certificate, const std::string &host)
{
    if (host.empty() || host == "0.0.0.0" || host == "::")
        return true;
    return (isAddress(host) ? X509_check_ip_asc(certificate, host.c_str(), 0)
                            : X509_check_host(certificate, host.c_str(), host.size(), 0, nullptr)) == 1;
}

} // namespace

void prepareCertificates(const std::string &folder, const std::string &host)
{
    makeFolders(folder);
    KeyPtr caKey = readKey(folder + "/ca.key");
    CertificatePtr ca = readCertificate(folder + "/ca.crt");
    bool isNewCa = false;
    if (!ca || !caKey || !lastsLongEnough(ca.get()) || X509_check_private_key(ca.get(), caKey.get()) != 1) {
        ERR_clear_error();
        caKey = makeKey();
        ca = makeCertificate(caKey.get(), "zdtp local cluster", 3650, nullptr);
        if (X509_sign(ca.get(), caKey.get(), EVP_sha256()) == 0)
            raise("signature");
        writeFile(folder + "/ca.key", pem(caKey.get()), 0600, true);
        writeFile(folder + "/ca.crt", pem(ca.get()), 0600, true);
        isNewCa = true;
    }
    const CertificatePtr old = readCertificate(folder + "/server.crt");
    if (!isNewCa && old && exists(folder + "/server.key") && lastsLongEnough(old.get()) && fits(old.get(), host) &&
        X509_verify(old.get(), caKey.get()) == 1)
        return;
    ERR_clear_error();
    const KeyPtr key = makeKey();
    const CertificatePtr certificate = makeCertificate(key.get(), "zdtp-local", 825, ca.get());
    std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
    if (!host.empty() && host != "127.0.0.1" && host != "::1" && host != "localhost" && host != "0.0.0.0" &&
        host != "::")
        names += (isAddress(host) ? ",IP:" : ",DNS:") + host;
    addExtension(certificate.get(), ca.get(), NID_subject_alt_name, names);
    if (X509_sign(certificate.get(), caKey.get(), EVP_sha256()) == 0)
        raise("signature");
    writeFile(folder + "/server.key", pem(key.get()), 0600, true);
    writeFile(folder + "/server.crt", pem(certificate.get()), 0600, true);
}

} // namespace zdtp::local
