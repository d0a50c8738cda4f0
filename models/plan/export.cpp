#include "k8s/yaml/emitter.h"
#include "models/plan/plan.h"

namespace zdtp {

QByteArray exportYaml(const QList<PlannedObject> &objects)
{
    QByteArray all;
    for (const PlannedObject &object : objects) {
        if (!all.isEmpty())
            all += "---\n";
        all += k8s::toYaml(object.manifest);
    }
    return all;
}

QList<std::pair<QString, QByteArray>> exportFolder(const QList<PlannedObject> &objects)
{
    QList<std::pair<QString, QByteArray>> files;
    const qsizetype digits = std::max<qsizetype>(2, QString::number(objects.size()).size());
    Json resources = Json::array();
    for (qsizetype i = 0; i < objects.size(); ++i) {
        // The number keeps the order of application where a folder is listed by name.
        const QString name = QStringLiteral("%1-%2-%3.yaml")
                                 .arg(QString::number(i + 1).rightJustified(digits, u'0'), objects.at(i).kind.toLower(),
                                      objects.at(i).name);
        resources.push_back(name);
        files.append({name, k8s::toYaml(objects.at(i).manifest)});
    }
    Json kustomization;
    kustomization["apiVersion"] = "kustomize.config.k8s.io/v1beta1";
    kustomization["kind"] = "Kustomization";
    kustomization["resources"] = std::move(resources);
    files.append({QStringLiteral("kustomization.yaml"), k8s::toYaml(kustomization)});
    return files;
}

} // namespace zdtp
