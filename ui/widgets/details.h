#pragma once

#include "ui/theme/theme.h"

#include <QList>
#include <QPair>
#include <QWidget>

class QGridLayout;

namespace zdtp::ui {

class IconLabel;
class TextLabel;
class ValueField;

/// Keys and values of a details panel. Values can be selected and copied, are elided in the middle when they do not fit
/// (full text in the tool tip) and show a dash in third text when there is none.
class KeyValueList : public QWidget
{
    Q_OBJECT

public:
    explicit KeyValueList(const Theme &theme, QWidget *parent = nullptr);

    using Pairs = QList<QPair<QString, QString>>;
    /// Keeps the widgets of keys that stay, so that a refresh does not lose a selection.
    void setPairs(const Pairs &pairs);
    Pairs pairs() const { return m_pairs; }
    /// Least width of the keys, as drawn at the default size.
    void setKeyWidth(int pixels);

private:
    void layOut();

    const Theme &m_theme;
    Pairs m_pairs;
    QList<TextLabel *> m_keys;
    QList<ValueField *> m_values;
    QGridLayout *m_grid;
    int m_keyWidth = 0;
};

/// One piece of evidence: icon, what, where it is from in second text, and its source as a link at the right.
class EvidenceRow : public QWidget
{
    Q_OBJECT

public:
    EvidenceRow(const Theme &theme, const QString &what, const QString &from, const QString &link,
                QWidget *parent = nullptr);

    void setIcon(Icon icon);
    void setState(State state);

signals:
    void linkActivated();

private:
    IconLabel *m_icon;
};

} // namespace zdtp::ui
