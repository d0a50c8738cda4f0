#pragma once

#include <QDateTime>
#include <QList>
#include <QMap>
#include <QString>

namespace zdtp::k8s {

struct OwnerReference
{
    QString kind;
    QString name;
    QString uid;
    bool controller = false;
    QString apiVersion = QStringLiteral("v1");
    friend bool operator==(const OwnerReference &, const OwnerReference &) = default;
};

/// metadata of any object. Times are UTC, invalid when absent. resourceVersion is opaque: compare for equality only.
struct ObjectMeta
{
    QString name;
    QString nameSpace;
    QString uid;
    QString resourceVersion;
    QDateTime created;
    QDateTime deleted; ///< deletionTimestamp: set while the object waits to go
    QMap<QString, QString> labels;
    QMap<QString, QString> annotations;
    QList<OwnerReference> owners;
    friend bool operator==(const ObjectMeta &, const ObjectMeta &) = default;
};

} // namespace zdtp::k8s
