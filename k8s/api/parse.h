#pragma once

#include "k8s/base/result.h"

#include <QByteArrayView>

namespace zdtp::k8s {

/// How an object came over the wire. The API server speaks both, the local cluster JSON only.
enum class Encoding {
    Json,
    Protobuf ///< the message of the object alone, without the envelope of an answer
};

/// Parses one object as the API sends it; specialised for every kind that is watched. Pure and total; items of a list
/// need not state their kind.
template <typename T>
Result<T> parseObject(QByteArrayView bytes, Encoding encoding = Encoding::Json);

} // namespace zdtp::k8s
