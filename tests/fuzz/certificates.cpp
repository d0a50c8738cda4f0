#include "k8s/rest/tls.h"

#include <QCoreApplication>

using namespace zdtp::k8s;

/// Authorities, certificates and keys of a kubeconfig, in every slot.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    static int argc = 1;
    static char name[] = "fuzz";
    static char *argv[] = {name, nullptr};
    static const QCoreApplication application(argc, argv); // Qt's TLS wants one
    // The machine's hundred authorities would be read again for every input.
    static const bool isBare = [] {
        QSslConfiguration::setDefaultConfiguration(QSslConfiguration());
        return true;
    }();
    Q_UNUSED(isBare)
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    RestConfig config;
    config.server = QUrl(QStringLiteral("https://127.0.0.1:6443"));
    config.caPem = bytes;
    (void)tlsConfiguration(config);
    config.caPem.clear();
    // One input may hold both, as a PEM file does.
    config.clientCertificatePem = bytes;
    config.clientKeyPem = bytes;
    (void)tlsConfiguration(config);
    return 0;
}
