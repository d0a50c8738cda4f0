#pragma once

#include "ui/theme/style.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/rows.h"
#include "ui/widgets/table.h"

#include <QFocusFrame>
#include <QLineEdit>
#include <QPushButton>
#include <QStyleOption>

namespace zdtp::gallery {

/// A button that looks as if the mouse or the keyboard were on it.
class DemoButton : public QPushButton
{
public:
    DemoButton(const QString &text, QStyle::State add, QWidget *parent) : QPushButton(text, parent), m_add(add)
    {
        setFocusPolicy(Qt::NoFocus);
    }

protected:
    void initStyleOption(QStyleOptionButton *option) const override
    {
        QPushButton::initStyleOption(option);
        option->state |= m_add;
    }

private:
    QStyle::State m_add;
};

class DemoField : public QLineEdit
{
public:
    DemoField(const QString &text, QStyle::State add, QWidget *parent) : QLineEdit(text, parent), m_add(add)
    {
        setFocusPolicy(Qt::NoFocus);
    }

protected:
    void initStyleOption(QStyleOptionFrame *option) const override
    {
        QLineEdit::initStyleOption(option);
        option->state |= m_add;
    }

private:
    QStyle::State m_add;
};

/// A row with the ring of the keyboard.
class DemoOption : public ui::OptionRow
{
public:
    using OptionRow::OptionRow;

protected:
    void paintEvent(QPaintEvent *event) override;
};

/// Row n in state n: default, hover, selected, selected in an inactive window, current, default.
class DemoTable : public ui::DataTable
{
public:
    using DataTable::DataTable;

protected:
    RowLook lookOf(const QModelIndex &index) const override
    {
        switch (index.row()) {
        case 1:
            return {false, true, true, false};
        case 2:
            return {true, true, false, false};
        case 3:
            return {true, false, false, false};
        case 4:
            return {false, true, false, true};
        default:
            return {};
        }
    }
};

} // namespace zdtp::gallery
