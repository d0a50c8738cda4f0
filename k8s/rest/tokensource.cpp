#include "k8s/rest/tokensource.h"

#include <QCoreApplication>
#include <QFile>

namespace zdtp::k8s {

using namespace std::chrono_literals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::TokenSource)
};

constexpr auto maxAge = 50s; // client-go keeps a minute with ten seconds of leeway
constexpr qint64 maxSize = 1 << 20;

} // namespace

TokenSource::TokenSource(QByteArray token, QString file, Clock &clock)
    : m_token(std::move(token)), m_file(std::move(file)), m_clock(&clock)
{
}

Result<QByteArray> TokenSource::token()
{
    if (m_file.isEmpty() || (m_readAt && m_clock->elapsed() - *m_readAt < maxAge))
        return m_token;
    QFile file(m_file);
    QByteArray read;
    if (file.open(QIODevice::ReadOnly))
        read = file.read(maxSize).trimmed();
    if (!read.isEmpty()) {
        m_token = read;
        m_readAt = m_clock->elapsed();
    }
    if (m_token.isEmpty()) {
        const QString why = file.error() == QFileDevice::NoError ? Words::tr("it is empty") : file.errorString();
        return fail(Words::tr("the token file cannot be read: %1").arg(why),
                    Words::tr("Check tokenFile of this user in the kubeconfig."), Place{m_file, 0, 0});
    }
    return m_token;
}

void TokenSource::refused()
{
    m_readAt.reset();
}

} // namespace zdtp::k8s
