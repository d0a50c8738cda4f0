#pragma once

#include "k8s/base/error.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace zdtp::k8s {

/// A program that a kubeconfig names to sign in (`users[].user.exec`). Importing a kubeconfig must not mean running
/// what stands in it: see ExecConsent. `env` may hold secrets: show the names with care, never log the values.
struct ExecPlugin
{
    enum class Interactive { Never, IfAvailable, Always };
    struct Variable
    {
        QString name;
        QString value;
        friend bool operator==(const Variable &, const Variable &) = default;
    };

    QString apiVersion; ///< client.authentication.k8s.io/v1 or …/v1beta1
    QString command;    ///< absolute when the kubeconfig gave a path, else a bare word that goes through PATH
    QStringList args;
    QList<Variable> env; ///< on top of our own environment
    Interactive interactive = Interactive::IfAvailable;
    bool provideClusterInfo = false;
    QByteArray
        clusterExtension; ///< compact JSON of the cluster's extension client.authentication.k8s.io/exec, or empty
    QString installHint;  ///< already without control characters
    QString userName;     ///< the entry of the kubeconfig that names it
    Place origin;         ///< where that entry stands
};

/// Text of unknown origin for people: without control, escape and direction-changing characters, at most `most`
/// characters. Line breaks stay when `lines` is set, else they become spaces. Total.
QString cleanText(const QString &text, qsizetype most, bool lines = false);

} // namespace zdtp::k8s
