#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>

namespace zdtp::ui {

/// A word in a small box: 16 high, tint, icon and state colour. Without a state: grey, for words such as "edited" or
/// "protected" (icon optional).
class StateTag : public QWidget
{
    Q_OBJECT

public:
    StateTag(const Theme &theme, State state, const QString &word = {}, QWidget *parent = nullptr);
    StateTag(const Theme &theme, Icon icon, const QString &word, QWidget *parent = nullptr);

    void setState(State state, const QString &word = {});
    /// Grey; Icon::None for the word alone.
    void setPlain(Icon icon, const QString &word);
    /// An amber tag that is not the state waiting, such as "unsafe to run twice".
    void setWarning(const QString &word);
    QString word() const { return m_word; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    std::optional<State> m_state;
    Icon m_icon = Icon::None;
    QString m_word;
};

/// Icon and word of a state without a box, as in tables and headers.
class StateLabel : public QWidget
{
    Q_OBJECT

public:
    StateLabel(const Theme &theme, State state, const QString &word = {}, FontRole role = FontRole::SmallMedium,
               QWidget *parent = nullptr);

    void setState(State state, const QString &word = {});
    /// Another drawing in the state's colour, such as the triangle of a warning.
    void setIcon(Icon icon);
    /// In the grey of stopped, words as they are.
    void setStale(bool stale);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    State m_state;
    Icon m_icon;
    QString m_word;
    FontRole m_role;
    bool m_stale = false;
};

} // namespace zdtp::ui
