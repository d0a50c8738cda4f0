#include "k8s/local/api/body.h"

#include "k8s/local/api/protobuf.h"
#include "k8s/local/api/refusal.h"
#include "k8s/local/api/schema.h"
#include "k8s/local/base/text.h"

#include <yaml-cpp/yaml.h>

namespace zdtp::local {

namespace {

Json fromYaml(const YAML::Node &node, int depth, int &nodes)
{
    // Aliases make a small text large.
    if (depth > 200 || ++nodes > 100'000)
        throw Refusal::badRequest("error parsing YAML: nested too deeply or too large");
    switch (node.Type()) {
    case YAML::NodeType::Sequence: {
        Json list = Json::array();
        for (const YAML::Node &item : node)
            list.push_back(fromYaml(item, depth + 1, nodes));
        return list;
    }
    case YAML::NodeType::Map: {
        Json map = Json::object();
        for (const auto &entry : node)
            map[entry.first.Scalar()] = fromYaml(entry.second, depth + 1, nodes);
        return map;
    }
    case YAML::NodeType::Scalar: {
        const std::string &text = node.Scalar();
        if (node.Tag() == "!") // quoted
            return text;
        if (text == "true" || text == "false")
            return text == "true";
        if (text == "null" || text == "~" || text.empty())
            return nullptr;
        if (const auto number = toNumber(text))
            return *number;
        double value = 0;
        if (text.find_first_not_of("0123456789+-.eE") == std::string::npos &&
            YAML::convert<double>::decode(node, value))
            return value;
        return text;
    }
    default:
        return nullptr;
    }
}

/// Refuses what no object is like but what would cost the server its stack or minutes of its time.
void checkShape(const std::string &text)
{
    constexpr int deepest = 1000;
    constexpr int mostKeys = 50'000;
    int depth = 0;
    int keys = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            if (++depth > deepest)
                throw Refusal::badRequest("the body is nested deeper than " + std::to_string(deepest) + " levels");
        } else if (c == '}' || c == ']') {
            --depth;
        } else if (c == ':' && ++keys > mostKeys) {
            throw Refusal::badRequest("the body has more than " + std::to_string(mostKeys) + " fields");
        }
    }
}

} // namespace

Json parseBody(const ApiRequest &request)
{
    const std::string type = trimmed(request.contentType.substr(0, request.contentType.find(';')));
    // JSON is YAML as well, and what kubectl sends.
    const bool isYaml = type == "application/yaml" || type == "application/apply-patch+yaml";
    if (type == "application/vnd.kubernetes.protobuf")
        return parseProtobuf(request.body);
    if (type == "application/cbor")
        throw Refusal{415,
                      "UnsupportedMediaType",
                      "the body of the request was in an unknown format - accepted media types include: "
                      "application/json, application/yaml",
                      Json::object(),
                      {}};
    if (!isYaml || trimmed(request.body).rfind('{', 0) == 0) {
        checkShape(request.body);
        try {
            return Json::parse(request.body);
        } catch (const Json::exception &error) {
            if (!isYaml)
                throw Refusal::badRequest(std::string("error decoding the request's body: ") + error.what());
        }
    }
    try {
        int nodes = 0;
        return fromYaml(YAML::Load(request.body), 0, nodes);
    } catch (const YAML::Exception &error) {
        throw Refusal::badRequest(std::string("error parsing YAML: ") + error.what());
    }
}

void checkType(const ResourceType &type, Json &body)
{
    const std::string kind = textAt(body, "kind");
    const std::string version = textAt(body, "apiVersion");
    if (!version.empty() && version != type.apiVersion())
        throw Refusal::badRequest("the API version in the data (" + version +
                                  ") does not match the expected API version (" + type.apiVersion() + ")");
    if (!kind.empty() && kind != type.kind)
        throw Refusal::badRequest(kind + " in version \"" + type.version + "\" cannot be handled as a " + type.kind +
                                  ": the kind does not match the resource");
    body.erase("kind");
    body.erase("apiVersion");
}

void checkFields(const ApiRequest &request, const ResourceType &type, Json &body, std::vector<std::string> &warnings)
{
    const std::vector<std::string> unknown = dropUnknownFields(type, body);
    const std::string mode = request.param("fieldValidation");
    if (unknown.empty() || mode == "Ignore")
        return;
    std::vector<std::string> texts;
    texts.reserve(unknown.size());
    for (const std::string &path : unknown)
        texts.push_back("unknown field \"" + path + "\"");
    if (mode == "Strict")
        throw Refusal::badRequest(type.kind + " in version \"" + type.version + "\" cannot be handled as a " +
                                  type.kind + ": strict decoding error: " + joined(texts, ", "));
    warnings.insert(warnings.end(), texts.begin(), texts.end());
}

} // namespace zdtp::local
