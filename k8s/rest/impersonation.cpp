#include "k8s/rest/impersonation.h"

#include <QCoreApplication>
#include <QtGlobal>

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QHttpHeaders>
#endif

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Impersonation)
};

using Headers = QList<std::pair<QByteArray, QByteArrayList>>;

/// Go escapes what no header name may hold, and '%'; the server takes it back.
QByteArray escapedKey(const QString &key)
{
    static constexpr auto tokens = "!#$&'*+-.^_`|~";
    QByteArray escaped;
    for (const char c : key.toLower().toUtf8()) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c != '\0' && strchr(tokens, c));
        escaped += plain ? QByteArray(1, c) : '%' + QByteArray(1, c).toHex().toUpper();
    }
    return escaped;
}

} // namespace

Result<void> setImpersonation(QNetworkRequest &request, const RestConfig &config)
{
    Headers headers;
    const auto add = [&headers](const QByteArray &name, const QStringList &values) {
        QByteArrayList bytes;
        for (const QString &value : values)
            bytes.append(value.toUtf8());
        if (!bytes.isEmpty())
            headers.emplaceBack(name, bytes);
    };
    if (config.impersonateUser.isEmpty())
        return {};
    add("Impersonate-User", {config.impersonateUser});
    if (!config.impersonateUid.isEmpty())
        add("Impersonate-Uid", {config.impersonateUid});
    add("Impersonate-Group", config.impersonateGroups);
    for (auto extra = config.impersonateExtra.cbegin(); extra != config.impersonateExtra.cend(); ++extra)
        add("Impersonate-Extra-" + escapedKey(extra.key()), *extra);
    for (const auto &[name, values] : std::as_const(headers)) {
        for (const QByteArray &value : values) {
            const bool bad =
                std::any_of(value.cbegin(), value.cend(), [](char c) { return uchar(c) < 0x20 || c == 0x7f; });
            if (bad)
                return fail(
                    Words::tr("the user \"%1\" is to act as somebody whose name holds a line break or a control "
                              "character")
                        .arg(config.userName),
                    Words::tr("Check as, as-uid, as-groups and as-user-extra of this user in the kubeconfig."));
        }
    }
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QHttpHeaders all = request.headers();
    for (const auto &[name, values] : std::as_const(headers)) {
        for (const QByteArray &value : values)
            all.append(name, value);
    }
    request.setHeaders(all);
#else
    // QNetworkRequest keeps one value a name, and Kubernetes reads each group from a header of its own: a comma would
    // be part of the group's name. Qt before 6.8 writes a value as it is, so the lines are joined here; that none of
    // the values brings a line break of its own was made sure of above.
    for (const auto &[name, values] : std::as_const(headers))
        request.setRawHeader(name, values.join("\r\n" + name + ": "));
#endif
    return {};
}

} // namespace zdtp::k8s
