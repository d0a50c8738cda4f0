#include "k8s/api/configmap.h"

#include "k8s/api/reader.h"

namespace zdtp::k8s {

namespace reader {

template <>
struct Fields<ConfigMap>
{
    static constexpr Field<ConfigMap> all[] = {
        member<&ConfigMap::meta>("metadata", 1),
        member<&ConfigMap::data>("data", 2),
        member<&ConfigMap::binaryData>("binaryData", 3),
    };
};

} // namespace reader

Result<ConfigMap> parseConfigMap(QByteArrayView bytes, Encoding encoding)
{
    return reader::readObject<ConfigMap>(bytes, encoding, "ConfigMap");
}

template <>
Result<ConfigMap> parseObject<ConfigMap>(QByteArrayView bytes, Encoding encoding)
{
    return parseConfigMap(bytes, encoding);
}

Json toJson(const ConfigMap &configMap)
{
    const auto asObject = [](const QMap<QString, QString> &map) {
        Json object = Json::object();
        for (auto entry = map.cbegin(); entry != map.cend(); ++entry)
            object[entry.key().toStdString()] = *entry;
        return object;
    };
    const ObjectMeta &meta = configMap.meta;
    Json metadata = {{"name", meta.name}};
    if (!meta.nameSpace.isEmpty())
        metadata["namespace"] = meta.nameSpace;
    if (!meta.uid.isEmpty())
        metadata["uid"] = meta.uid;
    if (!meta.resourceVersion.isEmpty())
        metadata["resourceVersion"] = meta.resourceVersion;
    if (!meta.labels.isEmpty())
        metadata["labels"] = asObject(meta.labels);
    if (!meta.annotations.isEmpty())
        metadata["annotations"] = asObject(meta.annotations);
    if (!meta.owners.isEmpty()) {
        // A replace that leaves them out would take the owners away.
        Json owners = Json::array();
        for (const OwnerReference &owner : meta.owners)
            owners.push_back({{"apiVersion", owner.apiVersion},
                              {"kind", owner.kind},
                              {"name", owner.name},
                              {"uid", owner.uid},
                              {"controller", owner.controller}});
        metadata["ownerReferences"] = std::move(owners);
    }

    Json object = {{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", std::move(metadata)}};
    if (!configMap.data.isEmpty())
        object["data"] = asObject(configMap.data);
    if (!configMap.binaryData.isEmpty()) {
        Json binary = Json::object();
        for (auto entry = configMap.binaryData.cbegin(); entry != configMap.binaryData.cend(); ++entry)
            binary[entry.key().toStdString()] = entry->toBase64().toStdString();
        object["binaryData"] = std::move(binary);
    }
    return object;
}

} // namespace zdtp::k8s
