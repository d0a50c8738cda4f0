#pragma once

#include "k8s/api/meta.h"
#include "k8s/base/result.h"

#include <QByteArrayView>
#include <QHash>
#include <QList>
#include <QString>

#include <functional>
#include <optional>

namespace zdtp::k8s {

/// metadata of a list answer.
struct ListMeta
{
    QString resourceVersion;
    QString continueToken;
    int items = 0; ///< of this page
};

/// What a line of a watch said, without its object.
struct WatchEvent
{
    enum class Type { Added, Modified, Deleted, Bookmark, Error };
    Type type = Type::Bookmark;
    QString resourceVersion;
    bool initialEventsEnd = false; ///< the bookmark that ends a streaming list
    int statusCode = 0;            ///< Error only
    QString statusReason;
    QString statusMessage;
};

/// Where a Reflector writes. Nothing is visible to readers before commitList().
class ResourceSink
{
public:
    virtual ~ResourceSink() = default;
    /// Forgets what was staged and begins a new list.
    virtual void beginList() = 0;
    /// One page of a list answer.
    virtual Result<ListMeta> stageListPage(QByteArrayView body) = 0;
    /// Replaces the contents by what was staged; a same-named object with another uid counts as removed and added.
    virtual void commitList() = 0;
    /// One line of a watch. Error and Bookmark events change nothing.
    virtual Result<WatchEvent> applyWatchLine(QByteArrayView line) = 0;
};

/// What changed since the last notice. `removed` holds the objects as they were.
template <typename T>
struct StoreChange
{
    bool reset = false;      ///< a list was committed; the others then hold the difference to what was there
    QList<QString> upserted; ///< keys
    QList<T> removed;
};

} // namespace zdtp::k8s
