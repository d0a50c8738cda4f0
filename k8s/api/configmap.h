#pragma once

#include "k8s/api/meta.h"
#include "k8s/api/parse.h"
#include "k8s/base/json.h"
#include "k8s/base/result.h"

#include <QByteArrayView>

namespace zdtp::k8s {

/// A v1 ConfigMap; `binaryData` is decoded.
struct ConfigMap
{
    ObjectMeta meta;
    QMap<QString, QString> data;
    QMap<QString, QByteArray> binaryData;
    friend bool operator==(const ConfigMap &, const ConfigMap &) = default;
};

Result<ConfigMap> parseConfigMap(QByteArrayView bytes, Encoding encoding = Encoding::Json);
template <>
Result<ConfigMap> parseObject<ConfigMap>(QByteArrayView bytes, Encoding encoding);
/// The manifest to create or replace it; carries resourceVersion when the meta has one.
Json toJson(const ConfigMap &configMap);

} // namespace zdtp::k8s
