#include "k8s/local/store/store.h"

#include <algorithm>
#include <future>
#include <utility>

namespace zdtp::local {

namespace {

constexpr std::size_t historyBytes = 64U << 20U;

} // namespace

Transaction::Transaction(Store &store) : m_store(store), m_revision(store.m_batchRevision) {}

ObjectPtr Transaction::get(const Key &key) const
{
    const auto mine = m_changes.find(key);
    return mine != m_changes.end() ? mine->second : m_store.current(key);
}

std::vector<ObjectPtr> Transaction::list(const std::string &resource, const std::string &ns) const
{
    std::map<std::pair<std::string, std::string>, ObjectPtr> found;
    for (const ObjectPtr &object : m_store.list(resource, ns).objects)
        found[{object->key.ns, object->key.name}] = object;
    for (const Overlay *changes : {&std::as_const(m_store.m_batch), &m_changes}) {
        for (const auto &[key, object] : *changes) {
            if (key.resource == resource && (ns.empty() || key.ns == ns))
                found[{key.ns, key.name}] = object;
        }
    }
    std::vector<ObjectPtr> objects;
    for (auto &[place, object] : found) {
        if (object)
            objects.push_back(std::move(object));
    }
    return objects;
}

std::vector<ObjectPtr> Transaction::ownedBy(const std::string &uid) const
{
    std::vector<ObjectPtr> found;
    for (const Key &key : m_store.m_owned) {
        const ObjectPtr object = get(key);
        if (object && std::find(object->owners.begin(), object->owners.end(), uid) != object->owners.end())
            found.push_back(object);
    }
    return found;
}

ObjectPtr Transaction::put(const Key &key, Json body)
{
    body["metadata"]["resourceVersion"] = std::to_string(++m_revision);
    ObjectPtr previous = get(key);
    ObjectPtr object = makeObject(key, m_revision, body);
    if (!object->owners.empty())
        m_store.m_owned.insert(key);
    m_changes[key] = object;
    m_events.push_back({m_revision, previous ? Change::Modified : Change::Added, object, std::move(previous)});
    return object;
}

ObjectPtr Transaction::remove(const Key &key)
{
    ObjectPtr previous = get(key);
    if (!previous)
        return nullptr;
    Json body = previous->parse();
    body["metadata"]["resourceVersion"] = std::to_string(++m_revision);
    ObjectPtr last = makeObject(key, m_revision, body);
    m_changes[key] = nullptr;
    m_events.push_back({m_revision, Change::Deleted, last, std::move(previous)});
    return last;
}

Store::Store(Options options) : m_database(options.path, options.maxPages), m_historyLimit(options.history)
{
    m_database.load([this](Database::Row row) {
        Key key{std::move(row.resource), std::move(row.ns), std::move(row.name)};
        auto &place = m_objects[key.resource][{key.ns, key.name}];
        place = makeObject(std::move(key), row.revision, std::move(row.body));
        if (!place->owners.empty())
            m_owned.insert(place->key);
    });
    m_revision = m_batchRevision = m_historyRevision = m_database.revision();
    m_thread = std::thread([this] { run(); });
}

Store::~Store()
{
    {
        const std::lock_guard lock(m_jobsMutex);
        m_stopping = true;
    }
    m_jobsReady.notify_one();
    m_thread.join();
}

void Store::submit(Work work, Done done)
{
    {
        const std::lock_guard lock(m_jobsMutex);
        m_jobs.push_back({std::move(work), std::move(done)});
    }
    m_jobsReady.notify_one();
}

void Store::write(const Work &work)
{
    std::promise<void> promise;
    submit([&work](Transaction &transaction) { work(transaction); },
           [&promise](std::exception_ptr error) {
               if (error)
                   promise.set_exception(std::move(error));
               else
                   promise.set_value();
           });
    promise.get_future().get();
}

void Store::run()
{
    for (;;) {
        std::vector<Job> jobs;
        {
            std::unique_lock lock(m_jobsMutex);
            m_jobsReady.wait(lock, [this] { return m_stopping || !m_jobs.empty(); });
            if (m_jobs.empty())
                return; // stopping, and all that was asked for is done
            jobs.swap(m_jobs);
        }
        carryOut(jobs);
    }
}

void Store::carryOut(std::vector<Job> &jobs)
{
    std::vector<std::exception_ptr> outcomes(jobs.size());
    std::vector<Event> events;
    std::exception_ptr diskError;
    m_batch.clear();
    m_batchRevision = m_revision;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        Transaction transaction(*this);
        try {
            jobs[i].work(transaction);
        } catch (...) {
            outcomes[i] = std::current_exception();
            continue;
        }
        m_batchRevision = transaction.m_revision;
        for (auto &[key, object] : transaction.m_changes)
            m_batch[key] = std::move(object);
        std::move(transaction.m_events.begin(), transaction.m_events.end(), std::back_inserter(events));
    }

    std::string failure;
    if (!events.empty()) {
        try {
            m_database.begin();
            for (const auto &[key, object] : m_batch) {
                if (object)
                    m_database.put({key.resource, key.ns, key.name, object->revision, object->body});
                else
                    m_database.remove(key.resource, key.ns, key.name);
            }
            m_database.commit(m_batchRevision);
        } catch (const Failure &error) {
            diskError = std::current_exception();
            failure = error.what();
            m_database.rollback();
        }
    }

    std::set<std::string> touched;
    if (!events.empty()) {
        const std::unique_lock lock(m_mutex);
        m_lastFailure = failure;
        if (!diskError) {
            for (auto &[key, object] : m_batch) {
                auto &objects = m_objects[key.resource];
                if (object) {
                    objects[{key.ns, key.name}] = std::move(object);
                } else {
                    objects.erase({key.ns, key.name});
                    m_owned.erase(key);
                }
            }
            m_revision = m_batchRevision;
            for (Event &event : events) {
                touched.insert(event.object->key.resource);
                m_historyBytes += event.object->body.size();
                m_history.push_back(std::move(event));
            }
            while (m_history.size() > m_historyLimit || m_historyBytes > historyBytes) {
                m_historyBytes -= m_history.front().object->body.size();
                m_historyRevision = m_history.front().revision;
                m_history.pop_front();
                ++m_historyStart;
            }
        }
    }
    m_batch.clear();
    if (!touched.empty()) {
        const std::lock_guard lock(m_wakersMutex);
        for (const auto &[resource, waker] : m_wakers) {
            if (resource.empty() || touched.contains(resource))
                waker->wake();
        }
    }
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (jobs[i].done)
            jobs[i].done(outcomes[i] ? outcomes[i] : diskError);
    }
}

ObjectPtr Store::current(const Key &key) const
{
    const auto changed = m_batch.find(key);
    return changed != m_batch.end() ? changed->second : get(key);
}

ObjectPtr Store::get(const Key &key) const
{
    const std::shared_lock lock(m_mutex);
    const auto objects = m_objects.find(key.resource);
    if (objects == m_objects.end())
        return nullptr;
    const auto found = objects->second.find({key.ns, key.name});
    return found == objects->second.end() ? nullptr : found->second;
}

Store::Snapshot Store::list(const std::string &resource, const std::string &ns) const
{
    return listAndFollow(resource, ns).first;
}

std::pair<Store::Snapshot, Store::Cursor> Store::listAndFollow(const std::string &resource, const std::string &ns) const
{
    const std::shared_lock lock(m_mutex);
    Snapshot snapshot;
    snapshot.revision = m_revision;
    const auto objects = m_objects.find(resource);
    if (objects != m_objects.end()) {
        auto at = ns.empty() ? objects->second.begin() : objects->second.lower_bound({ns, std::string()});
        for (; at != objects->second.end() && (ns.empty() || at->first.first == ns); ++at)
            snapshot.objects.push_back(at->second);
    }
    return {std::move(snapshot), {m_historyStart + m_history.size(), m_revision}};
}

std::int64_t Store::revision() const
{
    const std::shared_lock lock(m_mutex);
    return m_revision;
}

std::optional<Store::Cursor> Store::after(std::int64_t revision) const
{
    const std::shared_lock lock(m_mutex);
    if (revision < m_historyRevision)
        return std::nullopt;
    const auto at = std::upper_bound(m_history.begin(), m_history.end(), revision,
                                     [](std::int64_t wanted, const Event &event) { return wanted < event.revision; });
    return Cursor{m_historyStart + static_cast<std::uint64_t>(at - m_history.begin()), revision};
}

std::optional<std::vector<Event>> Store::read(Cursor &cursor, const std::string &resource, std::size_t most) const
{
    const std::shared_lock lock(m_mutex);
    if (cursor.next < m_historyStart)
        return std::nullopt;
    std::vector<Event> events;
    const std::uint64_t end = m_historyStart + m_history.size();
    for (; cursor.next < end && events.size() < most; ++cursor.next) {
        const Event &event = m_history[cursor.next - m_historyStart];
        cursor.revision = event.revision;
        if (resource.empty() || event.object->key.resource == resource)
            events.push_back(event);
    }
    if (cursor.next == end)
        cursor.revision = std::max(cursor.revision, m_revision);
    return events;
}

void Store::addWaker(const std::string &resource, Waker *waker)
{
    const std::lock_guard lock(m_wakersMutex);
    m_wakers.emplace(resource, waker);
}

void Store::removeWaker(Waker *waker)
{
    const std::lock_guard lock(m_wakersMutex);
    std::erase_if(m_wakers, [waker](const auto &entry) { return entry.second == waker; });
}

std::string Store::lastFailure() const
{
    const std::shared_lock lock(m_mutex);
    return m_lastFailure;
}

} // namespace zdtp::local
