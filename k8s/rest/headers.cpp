#include "k8s/rest/headers.h"

#include <QLocale>
#include <QTimeZone>

namespace zdtp::k8s {

QStringList parseWarnings(const QByteArray &header)
{
    QStringList texts;
    QByteArray text;
    bool quoted = false;
    for (qsizetype i = 0; i < header.size(); ++i) {
        const char c = header.at(i);
        if (!quoted) {
            quoted = c == '"';
        } else if (c == '\\' && i + 1 < header.size()) {
            text += header.at(++i);
        } else if (c == '"') {
            texts.append(QString::fromUtf8(text));
            text.clear();
            quoted = false;
            // What may follow in quotes is the warning's date; the next warning begins after a comma outside of them.
            bool inDate = false;
            while (i + 1 < header.size() && (inDate || header.at(i + 1) != ',')) {
                ++i;
                inDate = inDate != (header.at(i) == '"');
            }
        } else {
            text += c;
        }
    }
    return texts;
}

QDateTime parseHttpDate(const QByteArray &header)
{
    QDateTime time = QLocale::c().toDateTime(QString::fromLatin1(header.trimmed()),
                                             QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    time.setTimeSpec(Qt::UTC);
    return time;
}

} // namespace zdtp::k8s
