#pragma once

#include "models/run/helper.h"
#include "models/run/orders.h"

namespace zdtp {

/// Deletes workers' pods, or a whole run with all that belongs to it: exactly what was shown, by uid.
class RemoveOperation final : public RunOperation
{
    Q_OBJECT

public:
    RemoveOperation(RunContext context, DeleteRequest request, QObject *parent = nullptr);
    QString title() const override;

protected:
    Async<Outcome> perform() override;

private:
    struct Target
    {
        QString name;
        QString uid;
        QString worker;
        int attempt = 0;
        bool isWorker = false;
    };
    struct Lanes;
    Async<Outcome> choose();
    Async<Outcome> rehearse();
    Async<Outcome> keepEvidence();
    Async<Outcome> removePods();
    Async<void> lane(Lanes *lanes);
    Async<Outcome> removeRecords();

    DeleteRequest m_request;
    const bool m_wholeRun;
    RecordFile m_record;
    bool m_hasRecord = false;
    QList<Target> m_targets;
    QStringList m_others; ///< pods that are there and were not shown
};

/// Deletes one saved task. Its runs stay.
class ForgetTaskOperation final : public RunOperation
{
    Q_OBJECT

public:
    ForgetTaskOperation(RunContext context, QString task, QObject *parent = nullptr);
    QString title() const override;

protected:
    Async<Outcome> perform() override;
};

/// Saves a document in the cluster; an earlier revision is replaced, guarded by its resourceVersion.
class SaveTaskOperation final : public RunOperation
{
    Q_OBJECT

public:
    /// `dryRun`: the server checks what would be written; nothing is.
    SaveTaskOperation(RunContext context, QByteArray yaml, QString file, bool dryRun, QObject *parent = nullptr);
    QString title() const override;

protected:
    Async<Outcome> perform() override;

private:
    QByteArray m_yaml;
    QString m_file;
    const bool m_dryRun;
};

} // namespace zdtp
