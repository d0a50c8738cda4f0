#include "models/connection/secrecy.h"

#include <QByteArray>
#include <QRegularExpression>

#include <openssl/crypto.h>

namespace zdtp {

bool looksSecret(const QString &name, const QString &value)
{
    if (value.isEmpty())
        return false;
    static const QRegularExpression names(
        QStringLiteral("(pass(word|wd|phrase)?|pwd|secret|token|credential|api_?key|access_?key|private|auth|cookie|"
                       "session|sas|signature)($|[^a-z])"),
        QRegularExpression::CaseInsensitiveOption);
    // Paths and plain words of names such as AWS_PROFILE or …_TOKEN_FILE are no secrets, whatever the name says.
    const bool isPath = value.startsWith(u'/') || value.startsWith(QLatin1String("~/"));
    if (!isPath && names.match(name).hasMatch())
        return true;
    static const QRegularExpression tokens(
        QStringLiteral("^(eyJ[\\w-]+\\.|ghp_|glpat-|xox[bp]-|sk-|AKIA|ya29\\.)|-----BEGIN|://[^/\\s:@]+:[^/\\s@]+@"));
    if (tokens.match(value).hasMatch())
        return true;
    // Long, without blanks or slashes, of letters and digits: nobody types that as a setting.
    static const QRegularExpression dense(QStringLiteral("^[A-Za-z0-9+=_-]{32,}$"));
    return dense.match(value).hasMatch() && value.contains(QRegularExpression(QStringLiteral("[0-9]"))) &&
           value.contains(QRegularExpression(QStringLiteral("[A-Za-z]")));
}

void wipe(QString &text)
{
    // Shared data belongs to somebody else as well: detaching would only make a copy to wipe.
    if (text.isDetached() && text.capacity() > 0)
        OPENSSL_cleanse(text.data(), size_t(text.size()) * sizeof(QChar));
    text = QString();
}

void wipe(QByteArray &bytes)
{
    if (bytes.isDetached() && bytes.capacity() > 0)
        OPENSSL_cleanse(bytes.data(), size_t(bytes.size()));
    bytes = QByteArray();
}

} // namespace zdtp
