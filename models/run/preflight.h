#pragma once

#include "models/run/runoperation.h"

namespace zdtp {

/// One line of the list that stands before a launch: what was looked at, what was seen, and a way out. Words for
/// people, translated.
struct PreflightLine
{
    enum class Verdict { Pass, Warning, Fail };
    QString id;    ///< stable: "task", "runs", "version", "namespace", "access", "quota", "secrets", "objects/Pod", …
    QString title; ///< "Rights"
    Verdict verdict = Verdict::Pass;
    QString evidence;
    QString remedy;         ///< empty where nothing is to be done
    bool forbidden = false; ///< a Fail because this user may not

    /// Evidence and remedy as one text.
    QString text() const;
    friend bool operator==(const PreflightLine &, const PreflightLine &) = default;
};
/// "pass", "warning", "fail": for JSON and for comparing, never translated.
QString verdictId(PreflightLine::Verdict verdict);

/// The checks that need the server but no plan of their own. Nothing is changed; what could not be asked is a warning
/// that says so.
namespace preflight {

Async<PreflightLine> version(Requests requests);
Async<PreflightLine> nameSpace(Requests requests);
/// Every verb that the console uses in this namespace. Without those of `kinds` ("Pod", "ConfigMap") the launch fails;
/// without the others something later does.
Async<PreflightLine> access(Requests requests, QStringList kinds);
/// The quotas of the namespace against what the run's pods ask for while `atOnce` of them run (0: all).
Async<PreflightLine> quota(Requests requests, QList<PlannedObject> objects, int atOnce);

/// Paths of members that were sent and that the server did not keep. Values are not compared: servers write quantities
/// in their own way. Elements of lists belong together by their name.
QStringList droppedFields(const Json &sent, const Json &kept);
/// The pod that a controller would make of the template within a Deployment, Job or CronJob; null for other kinds.
/// Pod Security, quota and LimitRange act on pods only: they never see the template.
Json barePod(const Json &manifest);

} // namespace preflight

} // namespace zdtp
