#include "k8s/api/configmap.h"
#include "k8s/api/event.h"
#include "k8s/api/pod.h"
#include "k8s/cache/typedstore.h"

using namespace zdtp::k8s;

namespace {

template <typename T>
void feed(QByteArrayView bytes)
{
    Store<T> store;
    store.beginList();
    if (store.stageListPage(bytes))
        store.commitList();
    (void)store.applyWatchLine(bytes);
    (void)parseObject<T>(bytes, Encoding::Json);
    (void)parseObject<T>(bytes, Encoding::Protobuf);
}

} // namespace

/// What a server, or what stands before it, sends as a list or as a line of a watch, in either encoding.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArrayView bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    feed<Pod>(bytes);
    feed<Event>(bytes);
    feed<ConfigMap>(bytes);
    return 0;
}
