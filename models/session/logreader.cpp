#include "models/session/logreader.h"

#include "k8s/rest/resources.h"

namespace zdtp {

QList<QByteArray> LineSplitter::add(QByteArrayView bytes)
{
    QList<QByteArray> lines;
    qsizetype begin = 0;
    for (qsizetype at = bytes.indexOf('\n'); at >= 0; at = bytes.indexOf('\n', begin)) {
        m_open.append(bytes.data() + begin, at - begin);
        if (m_open.endsWith('\r'))
            m_open.chop(1);
        lines.append(std::exchange(m_open, {}));
        begin = at + 1;
    }
    m_open.append(bytes.data() + begin, bytes.size() - begin);
    while (m_open.size() > m_limit) {
        lines.append(m_open.left(m_limit));
        m_open.remove(0, m_limit);
    }
    return lines;
}

QByteArray LineSplitter::rest()
{
    return std::exchange(m_open, {});
}

std::pair<QDateTime, QString> splitTimestamp(const QByteArray &line)
{
    const qsizetype space = line.indexOf(' ');
    const QByteArray head = space < 0 ? line : line.left(space);
    // Nanoseconds are cut to what a QDateTime holds.
    if (head.size() >= 20 && head.size() <= 40 && head.at(4) == '-' && head.at(10) == 'T') {
        QString text = QString::fromLatin1(head);
        if (const qsizetype dot = text.indexOf(u'.'); dot > 0) {
            qsizetype end = dot + 1;
            while (end < text.size() && text.at(end).isDigit())
                ++end;
            text = text.left(std::min(end, dot + 4)) + text.mid(end);
        }
        const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
        if (time.isValid())
            return {time.toUTC(), space < 0 ? QString() : QString::fromUtf8(line.mid(space + 1))};
    }
    return {QDateTime(), QString::fromUtf8(line)};
}

k8s::Request toRequest(const LogRequest &log)
{
    k8s::Request request;
    request.path = k8s::pathOf(k8s::resources::pods(), log.nameSpace, log.pod, QStringLiteral("log"));
    const auto add = [&request](const char *key, const QString &value) {
        request.query.addQueryItem(QString::fromLatin1(key), value);
    };
    if (log.follow)
        add("follow", QStringLiteral("true"));
    if (log.previous)
        add("previous", QStringLiteral("true"));
    if (log.timestamps)
        add("timestamps", QStringLiteral("true"));
    if (log.tailLines >= 0)
        add("tailLines", QString::number(log.tailLines));
    if (!log.container.isEmpty())
        add("container", log.container);
    request.accept = "*/*";
    request.timeout = std::chrono::milliseconds(0); // a worker may be silent for as long as it likes
    return request;
}

} // namespace zdtp
