#include "k8s/rest/apierror.h"
#include "k8s/rest/headers.h"

using namespace zdtp::k8s;

/// The answer of whoever answers with an error: a Status in either encoding, a page, a header.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    for (const int code : {0, 401, 410, 429, 503}) {
        const ApiError error = ApiError::fromAnswer(code, bytes);
        (void)error.toLine();
        (void)error.isAmbiguous();
    }
    (void)parseWarnings(bytes);
    (void)parseHttpDate(bytes);
    return 0;
}
