#include "k8s/config/kubeconfigcheck.h"

#include "k8s/config/kubeconfigfile.h"

#include <QCoreApplication>

#include <algorithm>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Kubeconfig)
};

bool isSame(const ConfigFinding &one, const ConfigFinding &other)
{
    return one.error.what == other.error.what && one.error.place == other.error.place;
}

} // namespace

KubeconfigCheck checkKubeconfig(const QByteArray &bytes, const QString &file)
{
    KubeconfigCheck check;
    const KubeconfigFile content = readKubeconfig(bytes, file);
    check.findings = content.findings;
    for (const UserEntry &user : content.users) {
        const auto has = [&](bool there, const QString &what) {
            if (there)
                check.secrets.append(what.arg(user.name));
        };
        has(!user.token.isEmpty(), Words::tr("token of %1"));
        has(!user.password.isEmpty(), Words::tr("password of %1"));
        has(!user.certificateData.isEmpty(), Words::tr("client certificate of %1"));
        has(!user.keyData.isEmpty(), Words::tr("client key of %1"));
        has(user.exec && (!user.exec->env.isEmpty() || !user.exec->args.isEmpty()),
            Words::tr("plugin arguments and environment of %1"));
    }
    const auto parsed = Kubeconfig::parse(bytes, file);
    if (parsed) {
        check.contexts = parsed->contexts();
        check.currentContext = parsed->currentContext();
        for (const Kubeconfig::Context &context : std::as_const(check.contexts)) {
            const Kubeconfig::Choice choice = parsed->choose(context.name);
            check.usable = check.usable || choice.config;
            for (const ConfigFinding &finding : choice.findings) {
                const bool known = std::any_of(check.findings.cbegin(), check.findings.cend(),
                                               [&](const ConfigFinding &other) { return isSame(finding, other); });
                if (!known)
                    check.findings.append(finding);
            }
        }
        const auto add = [&](ConfigFinding::Severity severity, const QString &what, const QString &remedy,
                             const Place &place) {
            check.findings.append(ConfigFinding{severity, Error{what, remedy, place}});
        };
        if (check.contexts.isEmpty())
            add(ConfigFinding::Severity::Error, Words::tr("there is no context in it"),
                Words::tr("Paste all of the file: clusters, users and contexts."), Place{file, 0, 0});
        else if (!check.currentContext.isEmpty() &&
                 std::none_of(check.contexts.cbegin(), check.contexts.cend(),
                              [&](const auto &context) { return context.name == check.currentContext; }))
            add(ConfigFinding::Severity::Warning,
                Words::tr("current-context is \"%1\", which is not there").arg(check.currentContext.left(80)), {},
                content.currentPlace);
    }
    std::stable_sort(check.findings.begin(), check.findings.end(),
                     [](const ConfigFinding &one, const ConfigFinding &other) {
                         return std::pair(one.error.place.line, one.error.place.column) <
                                std::pair(other.error.place.line, other.error.place.column);
                     });
    return check;
}

} // namespace zdtp::k8s
