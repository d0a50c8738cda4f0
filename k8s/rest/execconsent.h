#pragma once

#include "k8s/base/result.h"
#include "k8s/rest/apierror.h"
#include "k8s/rest/execplugin.h"

#include <QDateTime>
#include <QHash>

namespace zdtp::k8s {

/// A plugin with the program that its command means on this machine: what is shown before its first run, and what an
/// agreement is about.
struct ExecRequest
{
    ExecPlugin plugin;
    QString program;   ///< absolute; what is run
    QString canonical; ///< the same with symbolic links followed

    /// For display: the program and its arguments, quoted as a shell would want them.
    QString commandLine() const;
    /// For display: "NAME=value". Values may be secrets: a window shows them only on request.
    QStringList environment() const;
};

/// Finds the program: a path is taken as it is, a bare word is looked up in the absolute folders of `searchPath`
/// (separated as in PATH). Not found: an error with the plugin's install hint.
Result<ExecRequest> resolveExec(const ExecPlugin &plugin, const QString &searchPath);

/// Whether a plugin may run. Asked each time before one is started, at the place where it is started.
class ExecConsent
{
public:
    ExecConsent() = default;
    virtual ~ExecConsent() = default;
    Q_DISABLE_COPY_MOVE(ExecConsent)
    virtual bool isGiven(const ExecRequest &request) const = 0;
};

/// The agreements that were given on this machine, in a file that window and command line share. It is read again at
/// each question. An agreement is pinned to the program's path (with links followed), and by a salted hash to the
/// arguments, the environment, the API version and the kubeconfig's path: a change of any of them asks again. The file
/// holds no argument and no value of a variable.
class ExecConsentStore final : public ExecConsent
{
public:
    explicit ExecConsentStore(QString file) : m_file(std::move(file)) {}

    bool isGiven(const ExecRequest &request) const override;
    /// Keeps an agreement (0600, written whole or not at all).
    Result<void> give(const ExecRequest &request, const QDateTime &now);
    Result<void> takeBack(const ExecRequest &request);

private:
    QString m_file;
};

/// `--allow-exec`: everything may run, for as long as the process lives.
class ExecAllowed final : public ExecConsent
{
public:
    bool isGiven(const ExecRequest &) const override { return true; }
};

/// The refusal of a request for want of an agreement, and how to know it among other errors.
ApiError consentRequired(const ExecRequest &request);
bool isConsentRequired(const ApiError &error);

} // namespace zdtp::k8s
