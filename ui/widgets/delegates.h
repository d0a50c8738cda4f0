#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace zdtp::ui {

/// What the delegates share: cell padding, colours by tone, stale. Text by Qt::DisplayRole, side by
/// Qt::TextAlignmentRole, tone by tables::ToneRole, icon by tables::IconNameRole, stripe by tables::StripeRole.
/// The name of the model's row stands in one line; it is cut at the end, or in the middle when asked.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CellDelegate(const Theme &theme, QObject *parent = nullptr);

    void setElide(Qt::TextElideMode mode) { m_elide = mode; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    static constexpr int Padding = 7;
    static constexpr int FirstPadding = 11; ///< of the first column: the selection's bar stands there

    static int leftOf(const QStyleOptionViewItem &option);
    static QRect inside(const QStyleOptionViewItem &option);

    const Theme &theme() const { return m_theme; }
    bool isStale(const QStyleOptionViewItem &option, const QModelIndex &index) const;
    QColor toneColor(const QStyleOptionViewItem &option, const QModelIndex &index, Tone fallback) const;
    void paintWords(QPainter &painter, const QRect &rect, FontRole role, const QColor &colour, const QString &text,
                    Qt::Alignment side = Qt::AlignLeft) const;
    Qt::TextElideMode elide() const { return m_elide; }

private:
    const Theme &m_theme;
    Qt::TextElideMode m_elide = Qt::ElideRight;
};

/// Icon and word in the colour of tables::StateRole.
class StateDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// Bar and percent of tables::ProgressRole, or the words of tables::ProgressTextRole when there is no percent. The
/// colour is that of the row's tables::StateRole.
class ProgressDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// A state where there is an answer, a dash where nothing was asked.
class AnswerDelegate : public StateDelegate
{
    Q_OBJECT

public:
    using StateDelegate::StateDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// Words with an icon, both in the colour of the state where the model asks for it.
class GuardDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// Right aligned, digits of one width; "—" in third text when the display text is empty.
class NumberDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// Medium weight, cut in the middle; an optional stripe of tables::StripeRole.
class NameDelegate : public CellDelegate
{
    Q_OBJECT

public:
    explicit NameDelegate(const Theme &theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace zdtp::ui
