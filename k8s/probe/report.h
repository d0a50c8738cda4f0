#pragma once

#include "k8s/base/json.h"
#include "k8s/probe/access.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <array>
#include <chrono>
#include <optional>

namespace zdtp::k8s {

/// What stands between the console and a cluster, in the order in which it is passed.
enum class Layer { Dns, Tcp, Proxy, Tls, Certificate, Authentication, Authorisation, Version, Clock };
inline constexpr int LayerCount = int(Layer::Clock) + 1;

struct LayerResult
{
    enum class Status {
        NotTried,
        Running,
        Passed,
        Warned, ///< the way is open, and something about it wants to be known
        Failed  ///< what stands behind it is not tried
    };
    Status status = Status::NotTried;
    QString evidence; ///< one line: what was seen; of a layer that was not tried, what it would ask
    QString problem;  ///< Warned and Failed: one sentence
    QString why;      ///< more of it, may be empty
    QString remedy;   ///< what to do, begins in lower case
    std::chrono::milliseconds took{0};
};

/// The certificate that the server showed, whatever was thought of it.
struct SeenCertificate
{
    QString subject;
    QString issuer;
    QStringList names; ///< subject alternative names: hosts and addresses
    QDateTime from;
    QDateTime until;
    QString sha256;
    QByteArray pem;
    bool signedByKnownAuthority = false; ///< the chain ends at the context's (or the system's) authorities
    bool isNull() const { return pem.isEmpty(); }
};

struct ServerFeature
{
    QString name; ///< the API's own word
    QString since;
    bool present = false;
};

/// What a connection test found. Holds no credential: it may be shown, copied and saved.
struct ConnectionReport
{
    QString context;
    QString server;
    QString nameSpace;
    QString expectedName; ///< in the server's certificate
    QDateTime startedAt;  ///< UTC
    std::chrono::milliseconds took{0};
    bool isOver = false;
    bool isCancelled = false;
    bool isInsecure = false; ///< insecure-skip-tls-verify
    std::array<LayerResult, LayerCount> layers;
    SeenCertificate certificate;
    QString userName;
    QStringList groups;
    QList<AccessEntry> access;
    QString version;  ///< "v1.36.0"
    QString platform; ///< "linux/amd64"
    QList<ServerFeature> features;
    std::optional<std::chrono::milliseconds> clockSkew; ///< the server's clock minus ours

    const LayerResult &at(Layer layer) const { return layers.at(size_t(layer)); }
    LayerResult &at(Layer layer) { return layers.at(size_t(layer)); }
    std::optional<Layer> failedAt() const;
    /// Over, nothing failed, and everything was tried.
    bool passed() const;
    bool hasWarnings() const;
    /// "stopped at the certificate", "passed with 2 warnings", "cancelled", in words.
    QString summary() const;
};

/// "dns", "tcp", …: stable, never translated.
QString idOf(Layer layer);
/// "pass", "warn", "fail", "not tried", "running": stable, never translated.
QString idOf(LayerResult::Status status);
/// In words, translated.
QString wordOf(Layer layer);
QString wordOf(LayerResult::Status status);

Json toJson(const ConnectionReport &report);
/// What the command line prints and the window copies: one line a layer, then each trouble with its way out, then what
/// the user may not do; with `all`, the whole table of what he may.
QString toText(const ConnectionReport &report, bool all);

} // namespace zdtp::k8s
