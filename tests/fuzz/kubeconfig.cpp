#include "k8s/config/kubeconfig.h"

using namespace zdtp::k8s;

/// A kubeconfig of somebody else: pasted, dropped or imported.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto parsed = Kubeconfig::parse(bytes, QStringLiteral("/nonexistent/fuzz/config"));
    if (!parsed)
        return 0;
    const auto contexts = parsed->contexts();
    (void)parsed->currentContext();
    // Choosing a context reads the files that it names; some files of a machine never end.
    if (bytes.contains("/dev") || bytes.contains("/proc") || bytes.contains("/sys") || bytes.contains(".."))
        return 0;
    for (const Kubeconfig::Context &context : contexts)
        (void)parsed->restConfig(context.name);
    return 0;
}
