#pragma once

#include "k8s/api/parse.h"
#include "k8s/cache/store.h"

namespace zdtp::k8s {

/// Splits list answers and watch lines into the bytes of single objects, once for every kind.
class SplitListPage
{
public:
    using ItemFunction = std::function<Result<void>(QByteArrayView item, Encoding encoding)>;
    /// Calls `item` for each element of `items`, in order. The view lives only during the call. The body says itself
    /// whether it is protobuf or JSON.
    static Result<ListMeta> split(QByteArrayView body, const ItemFunction &item);
};
Result<WatchEvent> splitWatchLine(QByteArrayView line, QByteArrayView *object);

/// The objects of one collection, by "namespace/name". One thread. Readers are told of changes after they are visible.
template <typename T>
class Store final : public ResourceSink
{
public:
    using ChangeFunction = std::function<void(const StoreChange<T> &)>;

    /// At most one listener; called once for each list and each watch line that changed something.
    void onChange(ChangeFunction function) { m_changed = std::move(function); }
    const QHash<QString, T> &objects() const { return m_objects; }
    const T *find(const QString &nameSpace, const QString &name) const { return find(nameSpace + u'/' + name); }
    const T *find(const QString &key) const
    {
        const auto found = m_objects.constFind(key);
        return found == m_objects.constEnd() ? nullptr : &*found;
    }
    bool hasSynced() const { return m_synced; }
    static QString keyOf(const ObjectMeta &meta) { return meta.nameSpace + u'/' + meta.name; }

    void beginList() override { m_staged.clear(); }
    Result<ListMeta> stageListPage(QByteArrayView body) override
    {
        return SplitListPage::split(body, [this](QByteArrayView item, Encoding encoding) -> Result<void> {
            auto parsed = parseObject<T>(item, encoding);
            if (!parsed)
                return fail(parsed.error());
            m_staged.insert(keyOf(parsed->meta), std::move(*parsed));
            return {};
        });
    }
    void commitList() override;
    Result<WatchEvent> applyWatchLine(QByteArrayView line) override;

private:
    QHash<QString, T> m_objects;
    QHash<QString, T> m_staged;
    ChangeFunction m_changed;
    bool m_synced = false;
};

template <typename T>
void Store<T>::commitList()
{
    StoreChange<T> change;
    change.reset = true;
    for (auto old = m_objects.cbegin(); old != m_objects.cend(); ++old) {
        const auto now = m_staged.constFind(old.key());
        if (now == m_staged.cend() || now->meta.uid != old->meta.uid)
            change.removed.append(*old);
    }
    for (auto now = m_staged.cbegin(); now != m_staged.cend(); ++now) {
        const auto old = m_objects.constFind(now.key());
        if (old == m_objects.cend() || old->meta.resourceVersion != now->meta.resourceVersion ||
            old->meta.uid != now->meta.uid)
            change.upserted.append(now.key());
    }
    m_objects.swap(m_staged);
    m_staged = {};
    m_synced = true;
    if (m_changed)
        m_changed(change);
}

template <typename T>
Result<WatchEvent> Store<T>::applyWatchLine(QByteArrayView line)
{
    QByteArrayView object;
    auto event = splitWatchLine(line, &object);
    if (!event || event->type == WatchEvent::Type::Bookmark || event->type == WatchEvent::Type::Error)
        return event;
    auto parsed = parseObject<T>(object);
    if (!parsed)
        return fail(parsed.error());
    const QString key = keyOf(parsed->meta);
    StoreChange<T> change;
    const auto old = m_objects.constFind(key);
    if (event->type == WatchEvent::Type::Deleted) {
        m_objects.remove(key);
        change.removed.append(std::move(*parsed)); // DELETED carries the last state
    } else {
        if (old != m_objects.cend() && old->meta.uid != parsed->meta.uid)
            change.removed.append(*old);
        m_objects.insert(key, std::move(*parsed));
        change.upserted.append(key);
    }
    if (m_changed)
        m_changed(change);
    return event;
}

} // namespace zdtp::k8s
