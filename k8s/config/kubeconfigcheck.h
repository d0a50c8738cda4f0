#pragma once

#include "k8s/config/kubeconfig.h"

namespace zdtp::k8s {

/// What a text is as a kubeconfig, for a dialog that shows it while it is typed.
struct KubeconfigCheck
{
    ConfigFindings findings; ///< of the text and of each of its contexts, in the order of their places
    QList<Kubeconfig::Context> contexts;
    QString currentContext;
    QStringList secrets; ///< what goes to the keychain when it is kept, in words: "token of anna"

    /// At least one context of it can be connected to.
    bool usable = false;
};

/// Reads no file but those that the text names; runs nothing. Total. `file` names the text in places, and relative
/// paths are resolved against its folder.
KubeconfigCheck checkKubeconfig(const QByteArray &bytes, const QString &file);

} // namespace zdtp::k8s
