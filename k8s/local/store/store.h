#pragma once

#include "k8s/local/base/files.h"
#include "k8s/local/store/database.h"
#include "k8s/local/store/object.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

namespace zdtp::local {

enum class Change { Added, Modified, Deleted };

struct Event
{
    std::int64_t revision = 0;
    Change change = Change::Added;
    ObjectPtr object;   ///< Deleted: the last state, carrying the revision of its deletion
    ObjectPtr previous; ///< what it was before; empty for Added
};

class Store;

/// What one piece of work sees and does. It lives only while the work runs, on the store's thread. Work that throws
/// leaves nothing behind.
class Transaction
{
public:
    ObjectPtr get(const Key &key) const;
    /// All objects of a resource, of one namespace or ("") of all, in the order of namespace and name.
    std::vector<ObjectPtr> list(const std::string &resource, const std::string &ns = {}) const;
    /// What names this uid among its owners.
    std::vector<ObjectPtr> ownedBy(const std::string &uid) const;
    /// Creates or replaces. Sets metadata.resourceVersion; everything else is the caller's.
    ObjectPtr put(const Key &key, Json body);
    /// Returns the last state with the revision of the deletion.
    ObjectPtr remove(const Key &key);

private:
    friend class Store;
    explicit Transaction(Store &store);
    using Overlay = std::map<Key, ObjectPtr>; ///< null: removed

    Store &m_store;
    Overlay m_changes;
    std::vector<Event> m_events;
    std::int64_t m_revision;
};

/// All objects: in memory for reading, in the database for good, with the recent changes for watches. Thread-safe.
///
/// One thread writes. Pieces of work that wait are carried out one after another and made durable together, so that
/// many clients share one sync of the disk; each is answered after that sync, and nobody sees a change before it.
class Store
{
public:
    using Work = std::function<void(Transaction &)>;
    /// Called on the store's thread: without an error once the work is durable, else with what the work threw or with
    /// a Failure of the disk. It must not wait for the store.
    using Done = std::function<void(std::exception_ptr)>;

    struct Options
    {
        std::string path;
        int maxPages = 0;             ///< see Database
        std::size_t history = 20'000; ///< changes kept for watches, as long as they fit into 64 MiB
    };

    explicit Store(Options options);
    ~Store();
    Store(const Store &) = delete;
    Store &operator=(const Store &) = delete;

    /// Carries out the work and waits until it is durable. Throws what the work throws, or Failure.
    void write(const Work &work);
    /// The same without waiting. Works are carried out in the order of their coming.
    void submit(Work work, Done done);

    struct Snapshot
    {
        std::int64_t revision = 0;
        std::vector<ObjectPtr> objects;
    };
    ObjectPtr get(const Key &key) const;
    Snapshot list(const std::string &resource, const std::string &ns = {}) const;
    std::int64_t revision() const;

    /// A place in the stream of changes.
    struct Cursor
    {
        std::uint64_t next = 0;    ///< index of the next change to look at
        std::int64_t revision = 0; ///< of the last change looked at
    };
    /// Just after `revision`; nothing when changes after it are no longer kept.
    std::optional<Cursor> after(std::int64_t revision) const;
    /// A snapshot and the place right behind it.
    std::pair<Snapshot, Cursor> listAndFollow(const std::string &resource, const std::string &ns = {}) const;
    /// Moves the cursor and returns what changed in a resource ("" for all), at most `most` looked at. Nothing (no
    /// value): the reader was too slow and must list again.
    std::optional<std::vector<Event>> read(Cursor &cursor, const std::string &resource, std::size_t most = 512) const;

    /// The waker is woken after each change of the resource ("" for all) until it is taken out again.
    void addWaker(const std::string &resource, Waker *waker);
    void removeWaker(Waker *waker);

    std::string lastFailure() const; ///< of the disk; "" after a write that succeeded

private:
    friend class Transaction;
    struct Job
    {
        Work work;
        Done done;
    };
    void run();
    void carryOut(std::vector<Job> &jobs);
    ObjectPtr current(const Key &key) const; ///< with the changes of the batch; store's thread only

    Database m_database;
    const std::size_t m_historyLimit;

    mutable std::shared_mutex m_mutex; ///< guards what readers see, below
    std::map<std::string, std::map<std::pair<std::string, std::string>, ObjectPtr>> m_objects;
    std::int64_t m_revision = 0;
    std::deque<Event> m_history;
    std::size_t m_historyBytes = 0;
    std::uint64_t m_historyStart = 0;   ///< index of the first change kept
    std::int64_t m_historyRevision = 0; ///< changes after this revision are all kept
    std::string m_lastFailure;

    std::set<Key> m_owned;        ///< all that have owners, and some that had; store's thread only
    Transaction::Overlay m_batch; ///< done by earlier works of the batch, not yet durable; store's thread only
    std::int64_t m_batchRevision = 0;

    std::mutex m_wakersMutex;
    std::multimap<std::string, Waker *> m_wakers;

    std::mutex m_jobsMutex;
    std::condition_variable m_jobsReady;
    std::vector<Job> m_jobs;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace zdtp::local
