#pragma once

#include "k8s/rest/apierror.h"

#include <QList>
#include <QObject>
#include <QString>

namespace zdtp {

/// One line of a step list: what, how, and what came of it. Words for people, translated.
struct Step
{
    enum class Status { Pending, Running, Done, Failed, NotTried };
    QString id;     ///< stable: "archive", "cleanup", "verify", "delete", "create"
    QString title;  ///< "Clean up"
    QString detail; ///< "the statement above, in pod orders-full-r3-orders-02-cleanup-1"
    QString result; ///< "612,304 rows"; the message when it failed
    Status status = Status::Pending;
    friend bool operator==(const Step &, const Step &) = default;
};

/// How an operation ended. The kinds are the exit codes of the command line (product contract, section 12).
struct Outcome
{
    enum class Kind { Done = 0, Failed = 1, Invalid = 2, Refused = 3, Unreachable = 4, Unknown = 5 };
    Kind kind = Kind::Done;
    QString line; ///< one line: what, why, what to do

    bool isDone() const { return kind == Kind::Done; }
    static Outcome done(QString line = {}) { return {Kind::Done, std::move(line)}; }
    /// Refused by the server, not reachable, or ambiguous, by the error's own kind.
    static Outcome of(const k8s::ApiError &error, const QString &doing);
    friend bool operator==(const Outcome &, const Outcome &) = default;
};

/// Something that changes the cluster, step by step; stops at the first step that fails and says what is done.
/// Lives in the thread of its ApiClient. finished() comes exactly once, after start(), never from within it.
/// Destroying it abandons it: requests that were sent stay sent, and the run's record says how far it came.
class Operation : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void start() = 0;
    /// Sends nothing more. What was sent is waited for and told; finished() follows.
    virtual void cancel() = 0;
    /// In words with names, for the activity page: "Launch run 3 of orders-full".
    virtual QString title() const = 0;
    QList<Step> steps() const { return m_steps; }
    bool isFinished() const { return m_finished; }
    const Outcome &outcome() const { return m_outcome; }

signals:
    void stepsChanged();
    void finished(const zdtp::Outcome &outcome);

protected:
    void setSteps(QList<Step> steps);
    void updateStep(const QString &id, Step::Status status, const QString &result = {});
    /// Marks the running step failed (unless done) and those behind it not tried, then tells finished().
    void finish(Outcome outcome);

private:
    QList<Step> m_steps;
    Outcome m_outcome;
    bool m_finished = false;
};

} // namespace zdtp
