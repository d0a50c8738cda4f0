#include "k8s/yaml/fields.h"
#include "models/task/reviewtable.h"
#include "models/task/rules.h"

namespace zdtp::review {
namespace {

const QString podField = QStringLiteral("spec.pod.");

bool isOurs(const QString &key)
{
    return key.startsWith(QStringLiteral("zdtp.io/")) || key == QStringLiteral("app.kubernetes.io/managed-by") ||
           key == QStringLiteral("app.kubernetes.io/part-of") || key == QStringLiteral("app.kubernetes.io/name");
}

QString entryField(const char *map, const QString &key)
{
    return podField + QLatin1String(map) + u'.' + key;
}

DocumentEdit removeEntry(const char *map, const QString &key)
{
    return DocumentEdit::remove(fieldPath(podField + QLatin1String(map), key));
}

void badLabels(const Subject &subject, const Report &report)
{
    const PodSettings &pod = subject.task.pod;
    const auto check = [&](const char *name, const QMap<QString, QString> &map, bool values) {
        for (auto it = map.begin(); it != map.end(); ++it) {
            if (!rules::isLabelKey(it.key()))
                report.add(entryField(name, it.key()), say("\"%1\" cannot be a key here").arg(it.key().left(80)),
                           say("Use [prefix/]name: letters, digits, -, _ and ., the name at most 63"));
            if (values && !rules::isLabelValue(it.value()))
                report.add(entryField(name, it.key()), say("\"%1\" cannot be a label's value").arg(it.value().left(80)),
                           say("Use letters, digits, -, _ and ., at most 63; free text goes to annotations"));
        }
    };
    check("labels", pod.labels, true);
    check("annotations", pod.annotations, false);
    check("nodeSelector", pod.nodeSelector, true);
    for (qsizetype i = 0; i < pod.tolerations.size(); ++i) {
        const Toleration &toleration = pod.tolerations.at(i);
        if (!toleration.key.isEmpty() && !rules::isLabelKey(toleration.key))
            report.add(at(podField + QStringLiteral("tolerations"), i) + QStringLiteral(".key"),
                       say("\"%1\" cannot be the key of a taint").arg(toleration.key.left(80)));
    }
}

void reservedLabels(const Subject &subject, const Report &report)
{
    const auto check = [&](const char *name, const QMap<QString, QString> &map) {
        for (auto it = map.begin(); it != map.end(); ++it) {
            if (rules::isLabelKey(it.key()) && isOurs(it.key()))
                report.add(entryField(name, it.key()), say("%1 is the console's own").arg(it.key()),
                           say("Choose another key"), {removeEntry(name, it.key())});
        }
    };
    check("labels", subject.task.pod.labels);
    check("annotations", subject.task.pod.annotations);
}

void largeAnnotations(const Subject &subject, const Report &report)
{
    const auto &annotations = subject.task.pod.annotations;
    qsizetype bytes = 0;
    for (auto it = annotations.begin(); it != annotations.end(); ++it)
        bytes += it.key().toUtf8().size() + it.value().toUtf8().size();
    if (bytes > 200 * 1024)
        report.add(podField + QStringLiteral("annotations"), say("the annotations have more than 200 KiB"));
}

void badTolerations(const Subject &subject, const Report &report)
{
    const QList<Toleration> &tolerations = subject.task.pod.tolerations;
    for (qsizetype i = 0; i < tolerations.size(); ++i) {
        const Toleration &toleration = tolerations.at(i);
        const QString field = at(podField + QStringLiteral("tolerations"), i);
        if (toleration.key.isEmpty() && toleration.operation != QStringLiteral("Exists"))
            report.add(field, say("a toleration without a key must have operator Exists"),
                       say("Write operator: Exists"),
                       {setTo(field + QStringLiteral(".operator"), QStringLiteral("Exists"))});
        if (toleration.operation == QStringLiteral("Exists") && !toleration.value.isEmpty())
            report.add(field + QStringLiteral(".value"), say("operator Exists takes no value"), say("Remove it"),
                       {DocumentEdit::remove(field + QStringLiteral(".value"))});
        if (toleration.operation != QStringLiteral("Exists") && !rules::isLabelValue(toleration.value))
            report.add(field + QStringLiteral(".value"),
                       say("\"%1\" cannot be the value of a taint").arg(toleration.value.left(80)));
        if (toleration.seconds && toleration.effect != QStringLiteral("NoExecute"))
            report.add(field + QStringLiteral(".tolerationSeconds"),
                       say("tolerationSeconds goes with effect NoExecute only"), say("Write effect: NoExecute"),
                       {setTo(field + QStringLiteral(".effect"), QStringLiteral("NoExecute"))});
    }
}

void badResources(const Subject &subject, const Report &report)
{
    const auto check = [&](const QString &field, const QMap<QString, QString> &map) {
        for (auto it = map.begin(); it != map.end(); ++it) {
            static const QStringList known{"cpu", "memory", "ephemeral-storage"};
            if (known.contains(it.key()) || it.key().startsWith(QStringLiteral("hugepages-")) ||
                (it.key().contains(u'/') && rules::isLabelKey(it.key())))
                continue;
            const QString near = k8s::nearestWord(it.key(), known);
            report.add(field + u'.' + it.key(), say("there is no resource called \"%1\"").arg(it.key().left(80)),
                       near.isEmpty() ? say("Known: cpu, memory, ephemeral-storage")
                                      : say("Did you mean %1?").arg(near),
                       near.isEmpty() ? QList<DocumentEdit>()
                                      : QList<DocumentEdit>{DocumentEdit::remove(fieldPath(field, it.key())),
                                                            setTo(fieldPath(field, near), it.value())});
        }
    };
    check(QStringLiteral("spec.resources.requests"), subject.task.resources.requests);
    check(QStringLiteral("spec.resources.limits"), subject.task.resources.limits);
}

void badQuantities(const Subject &subject, const Report &report)
{
    const auto check = [&](const QString &field, const QMap<QString, QString> &map) {
        for (auto it = map.begin(); it != map.end(); ++it) {
            const auto value = rules::quantity(it.value());
            if (!value || *value < 0)
                report.add(field + u'.' + it.key(), say("\"%1\" is not a quantity").arg(it.value().left(80)),
                           it.key() == QStringLiteral("cpu") ? say("For example 250m or 2")
                                                             : say("For example 256Mi or 1Gi"));
        }
    };
    check(QStringLiteral("spec.resources.requests"), subject.task.resources.requests);
    check(QStringLiteral("spec.resources.limits"), subject.task.resources.limits);
}

void requestsAboveLimits(const Subject &subject, const Report &report)
{
    const Resources &resources = subject.task.resources;
    const QString requests = QStringLiteral("spec.resources.requests");
    for (auto it = resources.limits.begin(); it != resources.limits.end(); ++it) {
        const auto limit = rules::quantity(it.value());
        const QString asked = resources.requests.value(it.key());
        const auto request = rules::quantity(asked);
        if (limit && request && *request > *limit)
            report.add(requests + u'.' + it.key(), say("the request %1 is above the limit %2").arg(asked, it.value()),
                       say("Ask for %1").arg(it.value()), {setTo(fieldPath(requests, it.key()), it.value())});
    }
}

constexpr Rule table[] = {
    {"bad-resource", Severity::Error, "resources", badResources},
    {"bad-quantity", Severity::Error, "resources", badQuantities},
    {"request-above-limit", Severity::Error, "resources", requestsAboveLimits,
     QT_TRANSLATE_NOOP("zdtp::Review", "The server refuses such a pod")},
    {"bad-label", Severity::Error, "labels", badLabels},
    {"reserved-label", Severity::Error, "labels", reservedLabels,
     QT_TRANSLATE_NOOP("zdtp::Review", "Workers are found by it")},
    {"annotations-too-large", Severity::Error, "labels", largeAnnotations,
     QT_TRANSLATE_NOOP("zdtp::Review", "Kubernetes allows 256 KiB for all of a pod")},
    {"bad-toleration", Severity::Error, "pod", badTolerations,
     QT_TRANSLATE_NOOP("zdtp::Review", "The server refuses such a pod")},
};

} // namespace

std::span<const Rule> podRules()
{
    return table;
}

} // namespace zdtp::review
