#pragma once

#include "models/plan/plan.h"

namespace zdtp {

/// What a pod of a run is made of, apart from what all pods of the console share.
struct PodParts
{
    QString name;
    QString role; ///< "worker", or the helper's kind
    const WorkerSpec *worker = nullptr;
    int attempt = 0; ///< 0: none
    QString image;   ///< empty: the task's, else the preset's
    QStringList command;
    QList<std::pair<QString, QString>> environment;     ///< name, value
    QList<std::pair<QString, SecretReference>> secrets; ///< name, where the value is
    RestartPolicy restartPolicy = RestartPolicy::Never;
    std::optional<int> deadlineSeconds;
    int itemMaps = 0; ///< ConfigMaps of items, mounted as one folder
};

/// Labels of an object of the run, in the order of their names. `worker` may be null.
Json labelsOf(const PlanInput &input, const QString &role, const WorkerSpec *worker, int attempt);
Json podManifest(const PlanInput &input, const PodParts &parts);
/// apiVersion, kind, name, namespace and labels of any other object of the run.
Json objectManifest(const PlanInput &input, const char *apiVersion, const char *kind, const QString &name,
                    const Json &labels);
/// A pod as the template of a workload: without a name and a namespace.
Json podTemplate(const Json &pod);

} // namespace zdtp
