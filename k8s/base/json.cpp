#include "k8s/base/json.h"

namespace zdtp {

const Json *jsonAt(const Json &object, std::initializer_list<const char *> path)
{
    const Json *at = &object;
    for (const char *key : path) {
        if (!at->is_object())
            return nullptr;
        const auto found = at->find(key);
        if (found == at->end())
            return nullptr;
        at = &*found;
    }
    return at;
}

QString jsonString(const Json &object, std::initializer_list<const char *> path)
{
    const Json *found = jsonAt(object, path);
    return found && found->is_string() ? found->get<QString>() : QString();
}

QByteArray jsonBytes(const Json &object)
{
    return QByteArray::fromStdString(object.dump(-1, ' ', false, Json::error_handler_t::replace));
}

} // namespace zdtp
