#include "k8s/rest/execprotocol.h"

#include "k8s/base/json.h"
#include "k8s/rest/tls.h"

#include <QCoreApplication>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::ExecPlugin)
};

bool isHidden(char32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0x061c || c == 0xfeff ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069);
}

/// ESC [ 31 m and its kin: the letters behind the escape character would otherwise stay and read as rubbish.
QString withoutEscapes(const QString &text)
{
    QString plain;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) != QChar(0x1b)) {
            plain += text.at(i);
            continue;
        }
        if (i + 1 >= text.size())
            break;
        const QChar kind = text.at(++i);
        if (kind == u'[') { // parameters end at a letter
            while (i + 1 < text.size() && (text.at(i + 1) < u'@' || text.at(i + 1) > u'~'))
                ++i;
            ++i;
        } else if (kind == u']') { // a title or a link ends at BEL or ESC backslash
            while (i + 1 < text.size() && text.at(i + 1) != QChar(0x07) && text.at(i + 1) != QChar(0x1b))
                ++i;
            ++i;
            if (i < text.size() && text.at(i) == QChar(0x1b))
                ++i;
        }
    }
    return plain;
}

} // namespace

QString cleanText(const QString &text, qsizetype most, bool lines)
{
    QString clean;
    const QString plain = withoutEscapes(text.left(most * 4));
    for (const char32_t c : plain.toUcs4()) {
        if (clean.size() >= most) {
            clean += u'…';
            break;
        }
        if (c == U'\n' && lines)
            clean += u'\n';
        else if (c == U'\n' || c == U'\t')
            clean += u' ';
        else if (!isHidden(c) && c <= QChar::LastValidCodePoint)
            clean += QString::fromUcs4(&c, 1);
    }
    return clean.trimmed();
}

QByteArray execInfo(const RestConfig &config, bool interactive)
{
    if (!config.exec)
        return {};
    Json spec = {{"interactive", interactive}};
    if (config.exec->provideClusterInfo) {
        Json cluster = {{"server", config.server.toString(QUrl::FullyEncoded)}};
        if (!config.tlsServerName.isEmpty())
            cluster["tls-server-name"] = config.tlsServerName;
        if (config.insecureSkipTlsVerify)
            cluster["insecure-skip-tls-verify"] = true;
        if (!config.caPem.isEmpty())
            cluster["certificate-authority-data"] = config.caPem.toBase64().toStdString();
        if (!config.proxy.isEmpty())
            cluster["proxy-url"] = config.proxy.toString(QUrl::FullyEncoded);
        if (config.disableCompression)
            cluster["disable-compression"] = true;
        if (!config.exec->clusterExtension.isEmpty()) {
            Json extension = Json::parse(config.exec->clusterExtension.toStdString(), nullptr, false);
            if (!extension.is_discarded())
                cluster["config"] = std::move(extension);
        }
        spec["cluster"] = std::move(cluster);
    }
    const Json info = {
        {"kind", "ExecCredential"}, {"apiVersion", config.exec->apiVersion.toStdString()}, {"spec", std::move(spec)}};
    return jsonBytes(info);
}

Result<ExecCredential> parseExecCredential(const QByteArray &output, const ExecPlugin &plugin)
{
    const auto wrong = [&plugin](const QString &what) {
        return fail(Words::tr("the plugin \"%1\" %2").arg(plugin.command, what),
                    Words::tr("Run it by hand and look at its output, or update it."), plugin.origin);
    };
    if (output.trimmed().isEmpty())
        return wrong(Words::tr("wrote no answer"));
    const Json answer = Json::parse(output.toStdString(), nullptr, false);
    if (answer.is_discarded() || !answer.is_object())
        return wrong(Words::tr("wrote something that is not JSON"));
    if (const QString kind = jsonString(answer, {"kind"}); kind != QLatin1String("ExecCredential"))
        return wrong(Words::tr("answered with a \"%1\", not an ExecCredential").arg(cleanText(kind, 80)));
    if (const QString version = jsonString(answer, {"apiVersion"}); version != plugin.apiVersion)
        return wrong(Words::tr("answered in API version \"%1\", the kubeconfig asks for \"%2\"")
                         .arg(cleanText(version, 80), plugin.apiVersion));
    const Json *status = jsonAt(answer, {"status"});
    if (!status || !status->is_object())
        return wrong(Words::tr("answered without a status"));
    for (const char *key : {"token", "clientCertificateData", "clientKeyData", "expirationTimestamp"}) {
        const Json *value = jsonAt(*status, {key});
        if (value && !value->is_null() && !value->is_string())
            return wrong(Words::tr("gave a status.%1 that is not a text").arg(QString::fromLatin1(key)));
    }
    ExecCredential credential;
    // As client-go: it is sent as it stands, but a line break would end the header.
    credential.token = jsonString(*status, {"token"}).toUtf8();
    if (credential.token.contains('\n') || credential.token.contains('\r') || credential.token.contains('\0'))
        return wrong(Words::tr("gave a token with a line break in it"));
    credential.certificatePem = jsonString(*status, {"clientCertificateData"}).toUtf8();
    credential.keyPem = jsonString(*status, {"clientKeyData"}).toUtf8();
    if (credential.token.isEmpty() && credential.certificatePem.isEmpty() && credential.keyPem.isEmpty())
        return wrong(Words::tr("gave neither a token nor a certificate"));
    if (credential.certificatePem.isEmpty() != credential.keyPem.isEmpty())
        return wrong(Words::tr("gave only one of certificate and key"));
    if (!credential.certificatePem.isEmpty()) {
        RestConfig probe;
        probe.clientCertificatePem = credential.certificatePem;
        probe.clientKeyPem = credential.keyPem;
        if (const auto tls = tlsConfiguration(probe); !tls)
            return wrong(Words::tr("gave a certificate that cannot be used: %1").arg(tls.error().what));
    }
    if (const QString stamp = jsonString(*status, {"expirationTimestamp"}); !stamp.isEmpty()) {
        credential.expires = QDateTime::fromString(stamp, Qt::ISODateWithMs).toUTC();
        if (!credential.expires.isValid())
            return wrong(Words::tr("gave an expirationTimestamp that is no time"));
    }
    return credential;
}

} // namespace zdtp::k8s
