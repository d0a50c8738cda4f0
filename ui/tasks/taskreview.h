#pragma once

#include "models/engine/preset.h"
#include "models/plan/plan.h"
#include "models/task/document.h"
#include "ui/tasks/taskchoices.h"

#include <QFutureWatcher>
#include <QObject>
#include <QTimer>

#include <functional>

namespace zdtp::ui {

/// What a document means: its findings and its manifests.
struct TaskVerdict
{
    QByteArray yaml;
    std::optional<SyncTask> task;
    Findings findings; ///< errors first, then in document order
    QList<PlannedObject> objects;
    std::optional<Json> document; ///< the text as values; nothing when it is no YAML
    TaskChoices choices;          ///< of a document that could be read as a task
    QString about;                ///< what the choices are about: "for a full sync with an unsafe engine"
    qint64 workers = 0;
};

/// Reads, reviews and renders a document. Pure.
TaskVerdict judgeTask(const QByteArray &yaml, const QString &file, const QString &nameSpace, int run,
                      const EngineCatalog &engines);

/// The same off the keystroke: waits until typing pauses, works in another thread on values, tells the latest only.
class TaskReview : public QObject
{
    Q_OBJECT

public:
    /// `engines` must outlive the object; it is read from another thread.
    TaskReview(const EngineCatalog &engines, QString nameSpace, QObject *parent = nullptr);
    ~TaskReview() override;

    /// The number that the next run of a task of this name has.
    void setRunNumber(std::function<int(const QString &task)> number) { m_number = std::move(number); }
    void setText(const QByteArray &yaml, const QString &file);
    /// At once instead of after a pause; the verdict still comes by signal.
    void now();
    bool isPending() const { return m_timer.isActive() || m_watcher.isRunning(); }
    const TaskVerdict &verdict() const { return m_verdict; }

signals:
    void judged();

private:
    void begin();

    const EngineCatalog &m_engines;
    QString m_nameSpace;
    std::function<int(const QString &)> m_number;
    QByteArray m_yaml;
    QString m_file;
    QString m_name; ///< of the task, as last read: gives the run number
    QTimer m_timer;
    QFutureWatcher<TaskVerdict> m_watcher;
    TaskVerdict m_verdict;
    bool m_again = false;
};

} // namespace zdtp::ui
