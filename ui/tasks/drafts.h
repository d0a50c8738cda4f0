#pragma once

#include "k8s/base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

namespace zdtp::ui {

/// Documents that are not saved to a cluster yet: one YAML file each below the configuration folder, written while
/// typing, so that a crash loses at most the last moment.
class Drafts
{
public:
    explicit Drafts(QString folder);

    struct Draft
    {
        QString id; ///< a file name without its suffix: the task's name, or "untitled-1"
        QDateTime changed;
    };
    QList<Draft> list() const; ///< by id
    Result<void> write(const QString &id, const QByteArray &yaml) const;
    /// Nothing when there is none.
    std::optional<QByteArray> read(const QString &id) const;
    QDateTime changed(const QString &id) const;
    void remove(const QString &id) const;
    QString freeId(const QString &wanted) const;

private:
    QString fileOf(const QString &id) const;

    QString m_folder;
};

} // namespace zdtp::ui
