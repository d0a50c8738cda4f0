#pragma once

#include "ui/theme/theme.h"

#include <QStringList>

class QWidget;

namespace zdtp::gallery {

/// The other pages: what pages and dialogs of the console look like when they are put together from the pieces.
QStringList pieceNames();
/// nullptr when there is no such piece. The caller owns it.
QWidget *makePiece(const QString &name, const ui::Theme &theme);

} // namespace zdtp::gallery
