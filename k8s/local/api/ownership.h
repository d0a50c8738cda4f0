#pragma once

#include "k8s/local/store/store.h"

namespace zdtp::local {

// What belongs to what: metadata.ownerReferences, and what a garbage collector does about them. Here it is done in the
// transaction that takes the owner away, so Foreground is the same as Background.

/// The owner is gone: what it alone owned goes too, the rest loses the reference.
void collectOwnedBy(Transaction &transaction, const Object &owner);
/// What the object owns is to stay when it goes.
void orphan(Transaction &transaction, const Object &owner);
/// Something that was made for owners that are not there goes at once.
void collectIfOwnersAreGone(Transaction &transaction, const ObjectPtr &object);

} // namespace zdtp::local
