#pragma once

#include "k8s/base/json.h"

#include <QList>
#include <QString>

namespace zdtp::k8s {

/// One thing that the console does to a cluster, and whether this user may.
struct AccessEntry
{
    enum class Need {
        Look,    ///< without it the console cannot show what runs
        Change,  ///< without it one of its actions is refused
        Optional ///< a hint less
    };
    enum class Answer { Unknown, Allowed, Denied };

    QString group;    ///< "" for core
    QString resource; ///< with its subresource: "pods/log"
    QString verb;
    Need need = Need::Change;
    bool namespaced = true;
    Answer answer = Answer::Unknown;
    QString reason; ///< the server's own words

    QString name() const { return group.isEmpty() ? resource : resource + u'.' + group; }
    friend bool operator==(const AccessEntry &, const AccessEntry &) = default;
};

/// Everything that the console asks of a cluster, the smallest role that lets it do all it can.
QList<AccessEntry> neededAccess();

/// The spec of the SelfSubjectAccessReview that asks for it.
Json accessReview(const AccessEntry &entry, const QString &nameSpace);

/// What the status of a SelfSubjectRulesReview says of it: Allowed, or Unknown (a list of rules may be incomplete).
AccessEntry::Answer allowedByRules(const Json &status, const AccessEntry &entry);

} // namespace zdtp::k8s
