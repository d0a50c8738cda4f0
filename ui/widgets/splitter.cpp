#include "ui/widgets/splitter.h"

#include <QResizeEvent>

namespace zdtp::ui {

namespace {

class Handle : public QSplitterHandle
{
public:
    Handle(Qt::Orientation orientation, QSplitter *parent) : QSplitterHandle(orientation, parent) { spread(); }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        // Not QSplitterHandle's: it sets margins of its own, each change of margins resizes, and the two would call
        // each other for ever.
        QWidget::resizeEvent(event);
        spread();
    }

private:
    void spread()
    {
        // 3 px of grip on each side of the line; the mask keeps them invisible.
        setAttribute(Qt::WA_MouseNoMask, true);
        if (orientation() == Qt::Horizontal)
            setContentsMargins(3, 0, 3, 0);
        else
            setContentsMargins(0, 3, 0, 3);
        setMask(QRegion(contentsRect()));
    }
};

} // namespace

Splitter::Splitter(Qt::Orientation orientation, QWidget *parent) : QSplitter(orientation, parent)
{
    setHandleWidth(1);
    setChildrenCollapsible(false);
}

QSplitterHandle *Splitter::createHandle()
{
    return new Handle(orientation(), this);
}

} // namespace zdtp::ui
