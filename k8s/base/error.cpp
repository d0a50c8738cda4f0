#include "k8s/base/error.h"

namespace zdtp {

QString Place::toString() const
{
    if (line <= 0)
        return file;
    const QString position = column > 0 ? QStringLiteral("%1:%2").arg(line).arg(column) : QString::number(line);
    return file.isEmpty() ? position : file + u':' + position;
}

QString Error::toLine() const
{
    QString text = place.toString();
    if (!text.isEmpty())
        text += QStringLiteral(": ");
    text += what;
    if (!remedy.isEmpty())
        text += (what.endsWith(u'.') ? QStringLiteral(" ") : QStringLiteral(". ")) + remedy;
    // Messages of servers and files may hold line breaks; an error is one line.
    return text.simplified();
}

} // namespace zdtp
