#pragma once

#include <QString>

namespace zdtp {

/// Whether the value of a variable is better not shown on a screen that others may see. By its name, or because it
/// looks like a token: errs on the side of hiding.
bool looksSecret(const QString &name, const QString &value);

/// Overwrites the text's own memory before it lets go of it. Copies that others made (an input field's undo list, the
/// window system) are beyond its reach.
void wipe(QString &text);
void wipe(QByteArray &bytes);

} // namespace zdtp
