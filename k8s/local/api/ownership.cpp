#include "k8s/local/api/ownership.h"

#include "k8s/local/api/api.h"
#include "k8s/local/api/resourcetype.h"

#include <algorithm>

namespace zdtp::local {

namespace {

/// Takes one owner out of the references.
void disown(Transaction &transaction, const ObjectPtr &object, const std::string &uid)
{
    Json body = object->parse();
    Json &metadata = body["metadata"];
    Json left = Json::array();
    for (const Json &reference : listAt(metadata, {"ownerReferences"})) {
        if (textAt(reference, "uid") != uid)
            left.push_back(reference);
    }
    if (left.empty())
        metadata.erase("ownerReferences");
    else
        metadata["ownerReferences"] = std::move(left);
    transaction.put(object->key, std::move(body));
}

bool isAlive(const Transaction &transaction, const std::string &ns, const Json &reference)
{
    const std::string version = textAt(reference, "apiVersion");
    const std::string kind = textAt(reference, "kind");
    const auto &types = resourceTypes();
    const auto type = std::find_if(types.begin(), types.end(), [&](const ResourceType &one) {
        return one.kind == kind && one.apiVersion() == version && one.isStored();
    });
    if (type == types.end())
        return true; // of a kind that is not known here: nothing can be said
    const ObjectPtr owner =
        transaction.get({type->stored(), type->namespaced ? ns : std::string(), textAt(reference, "name")});
    return owner && owner->uid == textAt(reference, "uid");
}

} // namespace

void collectOwnedBy(Transaction &transaction, const Object &owner)
{
    for (const ObjectPtr &object : transaction.ownedBy(owner.uid)) {
        if (object->owners.size() > 1)
            disown(transaction, object, owner.uid);
        else
            removeObject(transaction, object->key, -1);
    }
}

void orphan(Transaction &transaction, const Object &owner)
{
    for (const ObjectPtr &object : transaction.ownedBy(owner.uid))
        disown(transaction, object, owner.uid);
}

void collectIfOwnersAreGone(Transaction &transaction, const ObjectPtr &object)
{
    if (object->owners.empty())
        return;
    const Json body = object->parse();
    const Json &references = listAt(body, {"metadata", "ownerReferences"});
    const bool owned = std::any_of(references.begin(), references.end(), [&](const Json &reference) {
        return isAlive(transaction, object->key.ns, reference);
    });
    if (!owned)
        removeObject(transaction, object->key, -1);
}

} // namespace zdtp::local
