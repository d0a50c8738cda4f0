#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace zdtp::gallery {

/// 720x900: colours, states, buttons, fields, chips, rows, options, banners, freshness, icons.
class Parts : public QWidget
{
    Q_OBJECT

public:
    explicit Parts(const ui::Theme &theme, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *put(QWidget *widget, int x, int y);
    void caption(const QString &text, int y);
    void states();
    void buttons();
    void fields();
    void rows();
    void options();
    void banners();

    const ui::Theme &m_theme;
};

} // namespace zdtp::gallery
