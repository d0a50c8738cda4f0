#include "k8s/rest/proxyenvironment.h"

#include <QTest>

using namespace zdtp;
using namespace zdtp::k8s;

/// The rows are Go's: golang.org/x/net/http/httpproxy reads the same variables.
class TestProxy : public QObject
{
    Q_OBJECT

private slots:
    void theEnvironmentIsReadAsGoReadsIt_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QStringList>("environment");
        QTest::addColumn<QString>("proxy");
        const auto row = [](const char *name, const char *address, const char *environment, const char *proxy) {
            QTest::newRow(name) << QString::fromLatin1(address)
                                << QString::fromLatin1(environment).split(u' ', Qt::SkipEmptyParts)
                                << QString::fromLatin1(proxy);
        };
        const char *plain = "https://api.corp:6443";
        row("none", plain, "", "");
        row("by scheme", plain, "HTTPS_PROXY=http://p:1 HTTP_PROXY=http://q:2", "http://p:1");
        row("http by its own", "http://api.corp:8080", "HTTPS_PROXY=http://p:1 HTTP_PROXY=http://q:2", "http://q:2");
        row("http proxy is not for https", plain, "HTTP_PROXY=http://q:2", "");
        row("lower case", plain, "https_proxy=http://p:1", "http://p:1");
        row("upper case first", plain, "https_proxy=http://p:1 HTTPS_PROXY=http://q:2", "http://q:2");
        row("without a scheme", plain, "HTTPS_PROXY=p:3128", "http://p:3128");
        row("socks", plain, "HTTPS_PROXY=socks5://p:1", "socks5://p:1");
        row("with a password", plain, "HTTPS_PROXY=http://u:w@p:1", "http://u:w@p:1");
        row("localhost", "https://localhost:6443", "HTTPS_PROXY=http://p:1", "");
        row("loopback", "https://127.3.2.1:6443", "HTTPS_PROXY=http://p:1", "");
        row("loopback of IPv6", "https://[::1]:6443", "HTTPS_PROXY=http://p:1", "");
        row("everything", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=*", "");
        row("by name", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=other,api.corp", "");
        row("by lower case list", plain, "HTTPS_PROXY=http://p:1 no_proxy=api.corp", "");
        row("by suffix", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=corp", "");
        row("suffix is of whole labels", "https://apicorp:1", "HTTPS_PROXY=http://p:1 NO_PROXY=corp", "http://p:1");
        row("suffix with a dot", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=.corp", "");
        row("dot excludes itself", "https://corp:1", "HTTPS_PROXY=http://p:1 NO_PROXY=.corp", "http://p:1");
        row("star and dot", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=*.corp", "");
        row("case of names", "https://API.Corp:1", "HTTPS_PROXY=http://p:1 NO_PROXY=api.CORP", "");
        row("with its port", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=api.corp:6443", "");
        row("with another port", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=api.corp:443", "http://p:1");
        row("default port", "https://api.corp", "HTTPS_PROXY=http://p:1 NO_PROXY=api.corp:443", "");
        row("address", "https://10.1.2.3:1", "HTTPS_PROXY=http://p:1 NO_PROXY=10.1.2.3", "");
        row("address with port", "https://10.1.2.3:1", "HTTPS_PROXY=http://p:1 NO_PROXY=10.1.2.3:2", "http://p:1");
        row("block", "https://10.1.2.3:1", "HTTPS_PROXY=http://p:1 NO_PROXY=10.1.0.0/16", "");
        row("outside of the block", "https://10.2.2.3:1", "HTTPS_PROXY=http://p:1 NO_PROXY=10.1.0.0/16", "http://p:1");
        row("block is not for names", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=0.0.0.0/0", "http://p:1");
        row("block of IPv6", "https://[fd00::5]:1", "HTTPS_PROXY=http://p:1 NO_PROXY=fd00::/8", "");
        row("address of IPv6", "https://[fd00::5]:1", "HTTPS_PROXY=http://p:1 NO_PROXY=fd00::5", "");
        row("IPv6 in brackets with port", "https://[fd00::5]:1", "HTTPS_PROXY=http://p:1 NO_PROXY=[fd00::5]:1", "");
        row("malformed entries", plain, "HTTPS_PROXY=http://p:1 NO_PROXY=,:80,/,corp/8", "http://p:1");
    }
    void theEnvironmentIsReadAsGoReadsIt()
    {
        QFETCH(QString, address);
        QFETCH(QStringList, environment);
        QFETCH(QString, proxy);
        QProcessEnvironment set;
        for (const QString &variable : environment)
            set.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));
        const auto found = proxyFromEnvironment(QUrl(address), set);
        QVERIFY2(found.has_value(), found ? "" : qPrintable(found.error().toLine()));
        QCOMPARE(found->toString(), proxy);
    }

    void whatQtCannotDoIsSaid()
    {
        const auto https = toQtProxy(QUrl(QStringLiteral("https://u:canary@p:1")));
        QVERIFY(!https);
        QVERIFY(https.error().toLine().contains(QLatin1String("which Qt cannot do")));
        QVERIFY(!https.error().toLine().contains(QLatin1String("canary")));
        QCOMPARE(toQtProxy(QUrl())->type(), QNetworkProxy::NoProxy);
        const auto socks = toQtProxy(QUrl(QStringLiteral("socks5://a%20b:c%40d@p")));
        QCOMPARE(socks->type(), QNetworkProxy::Socks5Proxy);
        QCOMPARE(socks->port(), quint16(1080));
        QCOMPARE(socks->user(), QStringLiteral("a b"));
        QCOMPARE(socks->password(), QStringLiteral("c@d"));
        QVERIFY(!parseProxyUrl(QStringLiteral("ftp://p")));
        QVERIFY(!parseProxyUrl(QStringLiteral("p:80")));
    }
};

QTEST_GUILESS_MAIN(TestProxy)
#include "tst_proxy.moc"
