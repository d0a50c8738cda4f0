#pragma once

#include <QString>

namespace zdtp::ui {

/// A place in the window that a page can ask to go to.
struct Destination
{
    enum class Kind { Tasks, Task, Draft, Workers, Events, Activity, Clusters, Run };
    Kind kind = Kind::Tasks;
    QString task;   ///< Task, Run
    QString draft;  ///< Draft: id in the drafts folder
    int run = 0;    ///< Run
    QString worker; ///< Run: the worker to select, may be empty
    QString object; ///< Events: words to filter by, may be empty

    static Destination tasks() { return {}; }
    static Destination ofTask(const QString &task) { return {Kind::Task, task, {}, 0, {}, {}}; }
    static Destination ofDraft(const QString &draft) { return {Kind::Draft, {}, draft, 0, {}, {}}; }
    static Destination ofRun(const QString &task, int run, const QString &worker = {})
    {
        return {Kind::Run, task, {}, run, worker, {}};
    }
    static Destination ofEvents(const QString &object) { return {Kind::Events, {}, {}, 0, {}, object}; }
    static Destination of(Kind kind) { return {kind, {}, {}, 0, {}, {}}; }
    friend bool operator==(const Destination &, const Destination &) = default;
};

} // namespace zdtp::ui
