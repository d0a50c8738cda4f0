#pragma once

#include "ui/theme/theme.h"

#include <QSplitter>

namespace zdtp::ui {

/// A splitter whose handle is a line of 1 px with a grip of 7.
class Splitter : public QSplitter
{
    Q_OBJECT

public:
    explicit Splitter(Qt::Orientation orientation, QWidget *parent = nullptr);

protected:
    QSplitterHandle *createHandle() override;
};

} // namespace zdtp::ui
