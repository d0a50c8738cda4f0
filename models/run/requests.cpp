#include "models/run/runoperation.h"

#include <QCoreApplication>

namespace zdtp {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::Requests)
};

constexpr int Tries = 6;         ///< of a request that did not reach the server, and of a read that tells nothing
constexpr int PatientTries = 60; ///< of a request that the server asked to send later
constexpr milliseconds GoneWithin = 10min; ///< grace periods are shorter; a lost node is not

milliseconds waitBefore(int tried, const k8s::ApiError &error)
{
    if (error.retryAfter.count() > 0)
        return std::min<milliseconds>(error.retryAfter, 60s);
    return std::min(milliseconds(100) * (1 << std::min(tried, 6)), milliseconds(4s));
}

bool isOurs(const Json &object, const Json &manifest)
{
    for (const char *key : {names::launchId, names::specHash}) {
        if (jsonString(object, {"metadata", "annotations", key}) !=
            jsonString(manifest, {"metadata", "annotations", key}))
            return false;
    }
    return true;
}

} // namespace

Answer<ObjectResult> Requests::get(const k8s::GroupVersionResource &resource, const QString &name) const
{
    return Answer<ObjectResult>([=, objects = m_context.objects(), space = m_context.nameSpace](auto done) {
        return objects.get(resource, space, name, std::move(done));
    });
}

Answer<ObjectResult> Requests::list(const k8s::GroupVersionResource &resource, const k8s::ListOptions &options) const
{
    return Answer<ObjectResult>([=, objects = m_context.objects(), space = m_context.nameSpace](auto done) {
        return objects.list(resource, space, options, std::move(done));
    });
}

Answer<ObjectResult> Requests::create(const k8s::GroupVersionResource &resource, const Json &object, bool dryRun) const
{
    return Answer<ObjectResult>([=, objects = m_context.objects(), space = m_context.nameSpace](auto done) {
        return objects.create(resource, space, object, std::move(done), dryRun);
    });
}

Answer<ObjectResult> Requests::update(const k8s::GroupVersionResource &resource, const Json &object, bool dryRun) const
{
    return Answer<ObjectResult>([=, objects = m_context.objects(), space = m_context.nameSpace](auto done) {
        return objects.update(resource, space, object, std::move(done), dryRun);
    });
}

Answer<ObjectResult> Requests::remove(const k8s::GroupVersionResource &resource, const QString &name,
                                      const k8s::DeleteOptions &options) const
{
    return Answer<ObjectResult>([=, objects = m_context.objects(), space = m_context.nameSpace](auto done) {
        return objects.remove(resource, space, name, options, std::move(done));
    });
}

Answer<k8s::ApiResult<k8s::Response>> Requests::send(const k8s::Request &request) const
{
    return Answer<k8s::ApiResult<k8s::Response>>(
        [request, client = &m_context.client](auto done) { return client->send(request, std::move(done)); });
}

Async<ObjectResult> Requests::read(k8s::GroupVersionResource resource, QString name) const
{
    for (int tried = 0;; ++tried) {
        ObjectResult found = co_await get(resource, name);
        if (found || found.error().isNotFound() || tried + 1 >= Tries)
            co_return found;
        if (sentOf(found.error()) == Sent::Refused)
            co_return found;
        co_await Sleep(m_context.clock, waitBefore(tried, found.error()));
    }
}

Async<k8s::ApiResult<Requests::Listing>> Requests::listAll(k8s::GroupVersionResource resource,
                                                           QString labelSelector) const
{
    Listing listing;
    k8s::ListOptions options;
    options.labelSelector = labelSelector;
    options.limit = 500;
    for (int tried = 0;;) {
        ObjectResult page = co_await list(resource, options);
        if (!page) {
            if (page.error().isExpired() && !options.continueToken.isEmpty()) {
                // The snapshot that the pages belong to is gone: from the start.
                options.continueToken.clear();
                listing = {};
            } else if (sentOf(page.error()) == Sent::Refused) {
                co_return fail(page.error());
            }
            if (++tried >= Tries)
                co_return fail(page.error());
            co_await Sleep(m_context.clock, waitBefore(tried, page.error()));
            continue;
        }
        if (Json *items = page->is_object() && page->contains("items") ? &(*page)["items"] : nullptr;
            items && items->is_array()) {
            for (Json &item : *items)
                listing.items.push_back(std::move(item));
        }
        listing.resourceVersion = jsonString(*page, {"metadata", "resourceVersion"});
        options.continueToken = jsonString(*page, {"metadata", "continue"});
        if (options.continueToken.isEmpty())
            co_return listing;
    }
}

Outcome Creation::outcome(const QString &what) const
{
    switch (kind) {
    case Kind::Created:
    case Kind::AlreadyOurs:
        return Outcome::done();
    case Kind::Foreign:
        return {Outcome::Kind::Refused,
                Words::tr("%1 exists already and belongs to somebody else. Delete it, or launch a new run.").arg(what)};
    case Kind::Refused:
        return Outcome::of(error, Words::tr("%1 was refused").arg(what));
    case Kind::NotSent:
        return {Outcome::Kind::Unreachable, Words::tr("%1 was not created: %2").arg(what, error.toLine())};
    case Kind::Unknown:
        return {Outcome::Kind::Unknown,
                Words::tr("It is not known whether %1 was created: %2").arg(what, error.toLine())};
    }
    return {};
}

Async<Creation> createOnce(Requests requests, Json manifest)
{
    const k8s::GroupVersionResource *resource = k8s::resources::ofManifest(manifest);
    const QString name = jsonString(manifest, {"metadata", "name"});
    Creation creation;
    if (!resource) {
        creation.kind = Creation::Kind::Refused;
        creation.error.message = Words::tr("%1 is of a kind that the console does not create").arg(name);
        co_return creation;
    }
    bool mayExist = false;
    for (int tried = 0;; ++tried) {
        ObjectResult answer = co_await requests.create(*resource, manifest);
        if (answer) {
            creation.kind = Creation::Kind::Created;
            creation.uid = jsonString(*answer, {"metadata", "uid"});
            co_return creation;
        }
        creation.error = answer.error();
        if (creation.error.isAlreadyExists()) {
            mayExist = true;
            break;
        }
        const Sent sent = sentOf(creation.error);
        if (sent == Sent::Refused) {
            creation.kind = Creation::Kind::Refused;
            co_return creation;
        }
        if (sent == Sent::Ambiguous)
            break;
        const int limit = creation.error.isTooManyRequests() ? PatientTries : Tries;
        if (tried + 1 >= limit) {
            creation.kind = Creation::Kind::NotSent;
            co_return creation;
        }
        co_await Sleep(requests.context().clock, waitBefore(tried, creation.error));
    }
    // Read by name until it is known. A create that is still on its way may come late, so "not there" is asked again.
    for (int tried = 0; tried < Tries; ++tried) {
        ObjectResult found = co_await requests.get(*resource, name);
        if (found) {
            creation.kind = isOurs(*found, manifest) ? Creation::Kind::AlreadyOurs : Creation::Kind::Foreign;
            creation.uid = jsonString(*found, {"metadata", "uid"});
            co_return creation;
        }
        if (found.error().isNotFound() && mayExist)
            break; // it was there and is gone: nobody can say whose it was
        co_await Sleep(requests.context().clock, waitBefore(tried, found.error()));
    }
    creation.kind = Creation::Kind::Unknown;
    co_return creation;
}

Async<Outcome> removeAndWait(Requests requests, k8s::GroupVersionResource resource, QString name, QString uid,
                             QString resourceVersion)
{
    k8s::DeleteOptions options;
    options.uid = uid;
    options.resourceVersion = resourceVersion;
    const QString what = resource.kind + u' ' + name;
    const milliseconds begin = requests.context().clock.elapsed();
    bool asked = false;
    int lost = 0;
    for (int tried = 0;; ++tried) {
        if (!asked) {
            ObjectResult answer = co_await requests.remove(resource, name, options);
            if (answer) {
                asked = true;
            } else if (answer.error().isNotFound()) {
                co_return Outcome::done();
            } else if (answer.error().isConflict()) {
                co_return Outcome{
                    Outcome::Kind::Refused,
                    Words::tr("%1 changed since it was looked at; it was left alone. Look again.").arg(what)};
            } else if (sentOf(answer.error()) == Sent::Refused) {
                co_return Outcome::of(answer.error(), Words::tr("%1 was not deleted").arg(what));
            } else if (++lost >= Tries) {
                // A delete with a uid may be sent again: it can only ever hit this one object.
                co_return Outcome::of(answer.error(), Words::tr("%1 may not be deleted").arg(what));
            }
        }
        ObjectResult found = co_await requests.get(resource, name);
        if (!found && found.error().isNotFound())
            co_return Outcome::done();
        if (found) {
            if (jsonString(*found, {"metadata", "uid"}) != uid)
                co_return Outcome::done(); // ours is gone, another took the name
            if (!jsonString(*found, {"metadata", "deletionTimestamp"}).isEmpty())
                asked = true;
        } else if (++lost >= 10 * Tries) {
            co_return Outcome::of(found.error(), Words::tr("it is not known whether %1 is gone").arg(what));
        }
        if (requests.operation().isCancelled() || requests.context().clock.elapsed() - begin > GoneWithin)
            co_return Outcome{Outcome::Kind::Unknown,
                              Words::tr("%1 is still terminating. Its node may be lost; look again later.").arg(what)};
        co_await Pause(requests.operation(), std::min(milliseconds(50) * (1 << std::min(tried, 5)), milliseconds(1s)));
    }
}

} // namespace zdtp
