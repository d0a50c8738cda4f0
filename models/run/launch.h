#pragma once

#include "models/run/helper.h"
#include "models/run/preflight.h"
#include "models/run/recordfile.h"

#include <QSet>

namespace zdtp {

/// Launches a task, or goes on with a launch that was cut off or that waits for free places. The state machine, and why
/// no worker starts twice, is in README.md beside this file.
class LaunchOperation final : public RunOperation
{
    Q_OBJECT

public:
    /// How far it goes by itself.
    enum class Extent {
        AllWorkers, ///< until every worker was created, as places become free
        FreePlaces, ///< where the task limits its parallelism: what may run at once
        Rehearsal   ///< nothing is created: the server is asked to check every object (dry run)
    };

    /// A new run of a document.
    LaunchOperation(RunContext context, QByteArray taskYaml, QString file, Extent extent, QObject *parent = nullptr);
    /// Goes on with a recorded run.
    LaunchOperation(RunContext context, QString task, int run, Extent extent, QObject *parent = nullptr);

    QString title() const override;
    /// Of a rehearsal: what was looked at so far, in the order in which it is told. stepsChanged() says that it grew.
    const QList<PreflightLine> &lines() const { return m_lines; }

protected:
    Async<Outcome> perform() override;

private:
    struct Lanes;     ///< what the lanes of one batch share
    struct Rehearsal; ///< and those of a rehearsal

    Async<Outcome> check();
    Outcome readDocument();
    Outcome planObjects();
    Async<Outcome> record();
    Async<Outcome> rehearse();
    Async<void> rehearsalLane(Rehearsal *rehearsal);
    Outcome collect(Rehearsal *rehearsal, const QList<PlannedObject> &planned) const;
    void tellLine(PreflightLine line);
    void tellObjects(const Rehearsal &rehearsal);
    Outcome verdict() const;
    Async<Outcome> number();
    Async<Outcome> alone();
    Async<Outcome> secrets();
    Async<Outcome> shared();
    Async<Outcome> prepare();
    Async<Outcome> createWorkers();
    Async<Outcome> settle(QList<int> open);
    Async<void> lane(Lanes *lanes);
    Async<Outcome> end(Outcome outcome);
    Async<Outcome> refuse(Outcome outcome);
    void showProgress();
    QString workersLabel() const;

    const bool m_resumes;
    const Extent m_extent;
    QByteArray m_yaml;
    QString m_file;
    RecordFile m_record;
    RunPlan m_plan;
    QString m_podsVersion;
    QList<PlannedObject> m_shared;
    QList<PlannedObject> m_workers; ///< in the order of the plan
    int m_created = 0;              ///< known to be there
    int m_announced = 0;            ///< what this console last wrote as RunRecord::intended
    QList<int> m_open;              ///< answers that stayed ambiguous
    QStringList m_unknown;          ///< workers of which it is not known whether they were started
    bool m_wasCancelled = false;    ///< the record was, when this operation went on with it
    QSet<int> m_dead;               ///< refused, or removed earlier: not created here
    Outcome m_trouble;              ///< the first refusal
    QStringList m_unreadSecrets;    ///< that this user may not read
    QList<PreflightLine> m_lines;   ///< of a rehearsal
};

} // namespace zdtp
