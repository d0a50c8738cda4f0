#include "k8s/rest/proxyenvironment.h"

#include <QCoreApplication>
#include <QHostAddress>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Proxy)
};

QString variable(const QProcessEnvironment &environment, const char *upper)
{
    const QString name = QString::fromLatin1(upper);
    const QString value = environment.value(name);
    return value.isEmpty() ? environment.value(name.toLower()) : value;
}

bool isKnown(const QString &scheme)
{
    return scheme == QLatin1String("http") || scheme == QLatin1String("https") || scheme == QLatin1String("socks5") ||
           scheme == QLatin1String("socks5h");
}

/// host and port of "host:port", "[::1]:443"; false when there is no port.
bool splitPort(const QString &text, QString &host, QString &port)
{
    const qsizetype colon = text.lastIndexOf(u':');
    if (colon < 0)
        return false;
    if (text.startsWith(u'[')) {
        const qsizetype end = text.indexOf(u']');
        if (end < 0 || end + 1 != colon)
            return false;
        host = text.mid(1, end - 1);
    } else {
        host = text.left(colon);
        if (host.contains(u':')) // an IPv6 address without brackets
            return false;
    }
    port = text.mid(colon + 1);
    return true;
}

QHostAddress address(const QString &text)
{
    // QHostAddress also takes "10", "10.1" and the like, which are names to everybody else.
    if (!text.contains(u':') && text.count(u'.') != 3)
        return {};
    QHostAddress parsed(text);
    bool mapped = false;
    const quint32 four = parsed.toIPv4Address(&mapped);
    return mapped ? QHostAddress(four) : parsed;
}

bool isBypassed(const QString &host, const QString &port, const QString &noProxy)
{
    const QHostAddress ip = address(host);
    for (const QString &entry : noProxy.split(u',')) {
        const QString item = entry.trimmed().toLower();
        if (item.isEmpty())
            continue;
        if (item == QLatin1String("*"))
            return true;
        if (item.contains(u'/')) {
            const auto block = QHostAddress::parseSubnet(item);
            if (!block.first.isNull() && !address(item.section(u'/', 0, 0)).isNull()) {
                if (!ip.isNull() && ip.protocol() == block.first.protocol() && ip.isInSubnet(block))
                    return true;
                continue;
            }
        }
        QString name = item;
        QString onlyPort;
        if (QString split; splitPort(item, split, onlyPort)) {
            if (split.isEmpty())
                continue;
            name = split;
        }
        if (const QHostAddress single = address(name); !single.isNull()) {
            if (!ip.isNull() && ip == single && (onlyPort.isEmpty() || onlyPort == port))
                return true;
            continue;
        }
        if (name.startsWith(QLatin1String("*.")))
            name.remove(0, 1);
        const bool itself = !name.startsWith(u'.');
        if (itself)
            name.prepend(u'.');
        const QString ascii = QString::fromLatin1(QUrl::toAce(name.mid(1)));
        if (!ascii.isEmpty())
            name = u'.' + ascii;
        if ((host.endsWith(name) || (itself && host == QStringView(name).mid(1))) &&
            (onlyPort.isEmpty() || onlyPort == port))
            return true;
    }
    return false;
}

} // namespace

Result<QUrl> parseProxyUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.scheme().isEmpty() || url.host().isEmpty())
        return fail(Words::tr("the proxy's address is not one"),
                    Words::tr("It must look like http://HOST:PORT or socks5://HOST:PORT."));
    if (!isKnown(url.scheme()))
        return fail(Words::tr("a proxy cannot be spoken to by \"%1\"").arg(url.scheme()),
                    Words::tr("It must begin with http://, https:// or socks5://."));
    return url;
}

Result<QUrl> proxyFromEnvironment(const QUrl &target, const QProcessEnvironment &environment)
{
    const bool https = target.scheme() == QLatin1String("https");
    const char *name = https ? "HTTPS_PROXY" : "HTTP_PROXY";
    const QString proxy = variable(environment, name);
    const QString host = target.host(QUrl::FullyEncoded).toLower();
    if (proxy.isEmpty() || host == QLatin1String("localhost"))
        return QUrl();
    const QHostAddress ip = address(host);
    if (!ip.isNull() && ip.isLoopback())
        return QUrl();
    if (isBypassed(host, QString::number(target.port(https ? 443 : 80)), variable(environment, "NO_PROXY")))
        return QUrl();
    QUrl url(proxy, QUrl::StrictMode);
    if (!url.isValid() || url.scheme().isEmpty() || url.host().isEmpty() || !isKnown(url.scheme()))
        url = QUrl(QStringLiteral("http://") + proxy, QUrl::StrictMode); // "proxy.corp:3128"
    auto parsed = parseProxyUrl(url.toString(QUrl::FullyEncoded));
    if (!parsed)
        return fail(
            Words::tr("%1 of the environment cannot be used: %2").arg(QString::fromLatin1(name), parsed.error().what),
            parsed.error().remedy);
    return parsed;
}

Result<QNetworkProxy> toQtProxy(const QUrl &proxy)
{
    if (proxy.isEmpty())
        return QNetworkProxy(QNetworkProxy::NoProxy);
    if (proxy.scheme() == QLatin1String("https"))
        return fail(Words::tr("the proxy %1 wants to be spoken to by TLS, which Qt cannot do")
                        .arg(proxy.toString(QUrl::RemoveUserInfo)),
                    Words::tr("Use an http:// or socks5:// address of the same proxy; what passes through it is "
                              "encrypted all the same."));
    const bool socks = proxy.scheme().startsWith(QLatin1String("socks5"));
    return QNetworkProxy(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, proxy.host(),
                         quint16(proxy.port(socks ? 1080 : 80)), proxy.userName(QUrl::FullyDecoded),
                         proxy.password(QUrl::FullyDecoded));
}

} // namespace zdtp::k8s
