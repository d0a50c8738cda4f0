#pragma once

#include "ui/theme/theme.h"

#include <QLineEdit>

namespace zdtp::ui {

/// A value that can be selected and copied but not changed. Without focus it is elided in the middle; with focus the
/// whole value is there to scroll and select. Ctrl+C without a selection copies all of it.
class ValueField : public QLineEdit
{
    Q_OBJECT

public:
    explicit ValueField(const Theme &theme, QWidget *parent = nullptr);

    /// Empty: a dash in third text.
    void setValue(const QString &value);
    QString value() const { return m_value; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void fit();

    const Theme &m_theme;
    QString m_value;
};

} // namespace zdtp::ui
