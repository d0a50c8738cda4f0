#include "ui/widgets/details.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/text.h"
#include "ui/widgets/valuefield.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace zdtp::ui {

KeyValueList::KeyValueList(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnStretch(1, 1);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, &KeyValueList::layOut);
}

void KeyValueList::setKeyWidth(int pixels)
{
    m_keyWidth = pixels;
    layOut();
}

void KeyValueList::setPairs(const Pairs &pairs)
{
    const bool same = pairs.size() == m_pairs.size() &&
                      std::equal(pairs.begin(), pairs.end(), m_pairs.begin(),
                                 [](const auto &one, const auto &other) { return one.first == other.first; });
    m_pairs = pairs;
    if (!same) {
        qDeleteAll(m_keys);
        qDeleteAll(m_values);
        m_keys.clear();
        m_values.clear();
        for (qsizetype i = 0; i < pairs.size(); ++i) {
            auto *key = new TextLabel(m_theme, pairs[i].first, FontRole::Small, Token::Second);
            auto *value = new ValueField(m_theme);
            value->setAccessibleName(pairs[i].first);
            key->setBuddy(value);
            m_grid->addWidget(key, int(i), 0);
            m_grid->addWidget(value, int(i), 1);
            m_keys.append(key);
            m_values.append(value);
        }
        layOut();
    }
    for (qsizetype i = 0; i < pairs.size(); ++i)
        m_values[i]->setValue(pairs[i].second);
}

void KeyValueList::layOut()
{
    int width = m_theme.dp(m_keyWidth);
    for (const TextLabel *key : std::as_const(m_keys))
        width = std::max(width, key->sizeHint().width());
    for (TextLabel *key : std::as_const(m_keys)) {
        key->setFixedWidth(width);
        key->setFixedHeight(m_theme.dp(20));
    }
    setFixedHeight(int(m_keys.size()) * m_theme.dp(20));
}

EvidenceRow::EvidenceRow(const Theme &theme, const QString &what, const QString &from, const QString &link,
                         QWidget *parent)
    : QWidget(parent), m_icon(new IconLabel(theme, Icon::Info, Token::Second, 14))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 4);
    row->setSpacing(6);
    auto *drawing = new QVBoxLayout;
    drawing->setContentsMargins(0, 5, 0, 0);
    drawing->addWidget(m_icon);
    drawing->addStretch(1);
    row->addLayout(drawing);
    auto *words = new QVBoxLayout;
    words->setContentsMargins(0, 4, 0, 0); // the link at the right is 24 high: its words and ours on one line
    words->setSpacing(2);
    words->addWidget(new ElidedLabel(theme, what, FontRole::Small));
    words->addWidget(new ElidedLabel(theme, from, FontRole::Small, Token::Second));
    row->addLayout(words, 1);
    if (!link.isEmpty()) {
        auto *source = new QPushButton(link);
        setButtonRole(*source, ButtonRole::Link);
        source->setFont(theme.font(FontRole::Small));
        source->setCursor(Qt::PointingHandCursor);
        source->setAccessibleName(tr("%1, source of: %2").arg(link, what));
        row->addWidget(source, 0, Qt::AlignTop);
        connect(source, &QPushButton::clicked, this, &EvidenceRow::linkActivated);
    }
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void EvidenceRow::setIcon(Icon icon)
{
    m_icon->setIcon(icon);
}

void EvidenceRow::setState(State state)
{
    m_icon->setState(state);
}

} // namespace zdtp::ui
