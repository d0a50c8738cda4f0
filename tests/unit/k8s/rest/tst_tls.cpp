#include "k8s/rest/restclient.h"
#include "k8s/rest/tls.h"
#include "tests/support/scriptserver.h"

#include <QTest>

using namespace zdtp;
using namespace zdtp::k8s;
using namespace zdtp::test;

namespace {

/// One GET; empty when it never came.
std::optional<ApiResult<Response>> ask(const RestConfig &config)
{
    RestClient client(config);
    std::optional<ApiResult<Response>> result;
    Request request;
    request.path = QStringLiteral("/version");
    const auto call = client.send(request, [&result](ApiResult<Response> answer) { result = std::move(answer); });
    static_cast<void>(QTest::qWaitFor([&result] { return result.has_value(); }, 10'000));
    return result;
}

QByteArray why(const std::optional<ApiResult<Response>> &result)
{
    return !result ? QByteArray("no answer") : *result ? QByteArray() : result->error().toLine().toUtf8();
}

void answerEmpty(const ScriptServer::Seen &, const ScriptServer::Answer &answer)
{
    answer.send(200, "{}");
}

} // namespace

class TestTls : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const QString local = QStringLiteral("127.0.0.1");
        m_good = m_authority.issue(QStringLiteral("server"), {local, QStringLiteral("kubernetes")});
        m_expired = m_authority.issue(QStringLiteral("server"), {local}, Authority::Key::Ec, -10, -2);
        m_early = m_authority.issue(QStringLiteral("server"), {local}, Authority::Key::Ec, 5, 9);
        m_other =
            m_authority.issue(QStringLiteral("server"), {QStringLiteral("10.96.0.1"), QStringLiteral("kubernetes")});
    }

    void aBadCertificateIsSaidInWords_data()
    {
        QTest::addColumn<QString>("which");
        QTest::addColumn<bool>("ours");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("remedy");
        QTest::newRow("unknown authority") << "good" << false << "unknown authority"
                                           << "certificate-authority";
        QTest::newRow("expired") << "expired" << true << "expired on"
                                 << "clock";
        QTest::newRow("not yet valid") << "early" << true << "not valid before"
                                       << "clock";
        QTest::newRow("other name") << "other" << true << "not for 127.0.0.1 but for 10.96.0.1, kubernetes"
                                    << "tls-server-name";
    }
    void aBadCertificateIsSaidInWords()
    {
        QFETCH(QString, which);
        QFETCH(bool, ours);
        QFETCH(QString, words);
        QFETCH(QString, remedy);
        ScriptServer server(identity(which), answerEmpty);
        RestConfig config;
        config.server = server.url();
        config.caPem = ours ? m_authority.pem() : m_stranger.pem();
        config.token = "secret-token";
        const auto result = ask(config);
        QVERIFY(result && !result->has_value());
        const ApiError &error = result->error();
        QVERIFY2(error.kind == ApiError::Kind::Tls, qPrintable(error.toLine()));
        QVERIFY2(error.message.contains(words), qPrintable(error.toLine()));
        QVERIFY2(error.remedy.contains(remedy), qPrintable(error.toLine()));
        QVERIFY(!error.toLine().contains(QLatin1String("secret-token")));
        QVERIFY(server.seen.isEmpty()); // the token never left
        QVERIFY(!error.isAmbiguous());
    }

    void theNameToExpectCanBeGiven()
    {
        ScriptServer server(m_other, answerEmpty);
        RestConfig config;
        config.server = server.url();
        config.caPem = m_authority.pem();
        config.tlsServerName = QStringLiteral("kubernetes");
        const auto result = ask(config);
        QVERIFY2(result && result->has_value(), why(result).constData());
    }

    void withoutVerificationAnythingGoes()
    {
        ScriptServer server(m_expired, answerEmpty);
        RestConfig config;
        config.server = server.url();
        config.insecureSkipTlsVerify = true;
        const auto result = ask(config);
        QVERIFY2(result && result->has_value(), why(result).constData());
    }

    void clientCertificates_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("works");
        QTest::newRow("RSA") << int(Authority::Key::Rsa) << true;
        QTest::newRow("EC") << int(Authority::Key::Ec) << true;
        QTest::newRow("Ed25519") << int(Authority::Key::Ed25519) << false;
    }
    void clientCertificates()
    {
        QFETCH(int, kind);
        QFETCH(bool, works);
        ScriptServer server(m_good, answerEmpty);
        const Identity user = m_authority.issue(QStringLiteral("anna"), {}, Authority::Key(kind));
        RestConfig config;
        config.server = server.url();
        config.caPem = m_authority.pem();
        config.clientCertificatePem = user.certificate;
        config.clientKeyPem = user.key;
        const auto result = ask(config);
        QVERIFY(result.has_value());
        QCOMPARE(result->has_value(), works);
        if (works) {
            QCOMPARE(server.seen.value(0).clientName, QStringLiteral("anna"));
        } else {
            QVERIFY(result->error().kind == ApiError::Kind::Tls);
            QVERIFY2(result->error().toLine().contains(QLatin1String("Ed25519")), qPrintable(result->error().toLine()));
        }
    }

    void materialThatCannotWorkIsSaidBeforeAnythingIsSent_data()
    {
        QTest::addColumn<QByteArray>("ca");
        QTest::addColumn<QByteArray>("certificate");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QString>("words");
        const Identity ec = m_authority.issue(QStringLiteral("anna"), {});
        const Identity rsa = m_authority.issue(QStringLiteral("anna"), {}, Authority::Key::Rsa);
        const Identity another = m_authority.issue(QStringLiteral("anna"), {});
        const QByteArray none;
        const QByteArray damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        QTest::newRow("authority is no PEM") << QByteArray("hello") << none << none << "certificate authority";
        QTest::newRow("authority is damaged") << damaged << none << none << "damaged";
        QTest::newRow("certificate is no PEM") << none << QByteArray("x") << ec.key << "client certificate";
        QTest::newRow("key is no PEM") << none << ec.certificate << QByteArray("x") << "no private key";
        QTest::newRow("key is encrypted")
            << none << ec.certificate << QByteArray("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n") << "passphrase";
        QTest::newRow("key of another kind") << none << ec.certificate << rsa.key << "does not belong";
        QTest::newRow("key of another") << none << ec.certificate << another.key << "does not belong";
    }
    void materialThatCannotWorkIsSaidBeforeAnythingIsSent()
    {
        QFETCH(QByteArray, ca);
        QFETCH(QByteArray, certificate);
        QFETCH(QByteArray, key);
        QFETCH(QString, words);
        RestConfig config;
        config.caPem = ca;
        config.clientCertificatePem = certificate;
        config.clientKeyPem = key;
        const auto tls = tlsConfiguration(config);
        QVERIFY(!tls.has_value());
        QVERIFY2(tls.error().what.contains(words), qPrintable(tls.error().toLine()));
        QVERIFY(!tls.error().remedy.isEmpty());
    }

private:
    const Identity &identity(const QString &which) const
    {
        return which == QLatin1String("expired") ? m_expired
               : which == QLatin1String("early") ? m_early
               : which == QLatin1String("other") ? m_other
                                                 : m_good;
    }

    Authority m_authority, m_stranger;
    Identity m_good, m_expired, m_early, m_other;
};

QTEST_GUILESS_MAIN(TestTls)
#include "tst_tls.moc"
