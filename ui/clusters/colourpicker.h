#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace zdtp::ui {

/// The six context colours as squares; one is chosen. Arrow keys move the choice.
class ColourPicker : public QWidget
{
    Q_OBJECT

public:
    explicit ColourPicker(const Theme &theme, QWidget *parent = nullptr);

    ContextColour colour() const { return m_colour; }
    void setColour(ContextColour colour);
    /// Where a colour is drawn.
    QRect squareOf(ContextColour colour) const;
    static QString nameOf(ContextColour colour);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    /// The user chose another one.
    void picked(zdtp::ui::ContextColour colour);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    void pick(int index);

    const Theme &m_theme;
    ContextColour m_colour = ContextColour::Blue;
};

} // namespace zdtp::ui
