#include "ui/shell/palette.h"

#include "models/tables/roles.h"
#include "ui/theme/paint.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/table.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {

constexpr int EntryRole = tables::FirstFreeRole;

/// Every word must be found, in any order.
class WordsFilter : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setWords(const QString &text)
    {
        m_words = text.simplified().split(u' ', Qt::SkipEmptyParts);
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override
    {
        const QString all = sourceModel()->index(row, 0, parent).data().toString() + u' ' +
                            sourceModel()->index(row, 1, parent).data().toString();
        return std::all_of(m_words.cbegin(), m_words.cend(),
                           [&](const QString &word) { return all.contains(word, Qt::CaseInsensitive); });
    }

private:
    QStringList m_words;
};

} // namespace

Palette::Palette(const Theme &theme, QWidget *window)
    : QFrame(window, Qt::Popup)
    , m_theme(theme)
    , m_items(new QStandardItemModel(0, 2, this))
    , m_rows(new WordsFilter(this))
{
    setObjectName(QStringLiteral("palette"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    m_field = new SearchField(theme, tr("Search and commands"), {}, this);
    m_field->setObjectName(QStringLiteral("paletteField"));
    m_field->setAccessibleName(tr("Search and commands"));
    m_field->installEventFilter(this);
    layout->addWidget(m_field);
    m_rows->setSourceModel(m_items);
    m_table = new DataTable(theme, this);
    m_table->setObjectName(QStringLiteral("paletteList"));
    m_table->setModel(m_rows);
    m_table->setSortingEnabled(false);
    m_table->header()->hide();
    m_table->setItemDelegate(new CellDelegate(theme, m_table));
    m_table->setRowHeight(28);
    m_table->setFocusPolicy(Qt::NoFocus);
    m_table->setFrameShape(QFrame::NoFrame);
    layout->addWidget(m_table, 1);
    connect(m_field, &QLineEdit::textChanged, this, &Palette::filter);
    connect(m_field, &SearchField::escaped, this, &QWidget::hide);
    connect(m_table, &QAbstractItemView::clicked, this, &Palette::choose);
}

void Palette::open(QList<Entry> entries)
{
    m_entries = std::move(entries);
    m_items->removeRows(0, m_items->rowCount());
    for (int i = 0; i < m_entries.size(); ++i) {
        const Entry &entry = m_entries.at(i);
        auto *text = new QStandardItem(entry.text);
        text->setData(i, EntryRole);
        text->setData(iconName(entry.icon), tables::IconNameRole);
        text->setData(int(entry.refusal.isEmpty() ? Tone::Normal : Tone::Third), tables::ToneRole);
        auto *note = new QStandardItem(entry.refusal.isEmpty() ? entry.note : entry.refusal);
        note->setData(int(Tone::Third), tables::ToneRole);
        note->setToolTip(entry.refusal);
        m_items->appendRow({text, note});
    }
    QWidget *window = parentWidget();
    const int width = qMin(m_theme.dp(640), window->width() - 80);
    resize(width, qMin(m_theme.dp(420), window->height() - 120));
    move(window->mapToGlobal(QPoint((window->width() - width) / 2, m_theme.dp(40))));
    m_table->header()->setStretchLastSection(true);
    m_table->header()->resizeSection(0, width * 55 / 100);
    m_field->clear();
    filter({});
    show();
    m_field->setFocus();
}

void Palette::filter(const QString &text)
{
    static_cast<WordsFilter *>(m_rows)->setWords(text);
    m_table->setCurrentIndex(m_rows->index(0, 0));
}

void Palette::choose()
{
    const QModelIndex index = m_rows->index(m_table->currentIndex().row(), 0);
    if (!index.isValid())
        return;
    const Entry entry = m_entries.value(index.data(EntryRole).toInt());
    if (!entry.refusal.isEmpty() || !entry.act)
        return;
    hide();
    entry.act();
}

bool Palette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const int last = m_rows->rowCount() - 1;
    const int row = m_table->currentIndex().row();
    switch (key->key()) {
    case Qt::Key_Down:
        m_table->setCurrentIndex(m_rows->index(qMin(last, row + 1), 0));
        return true;
    case Qt::Key_Up:
        m_table->setCurrentIndex(m_rows->index(qMax(0, row - 1), 0));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose();
        return true;
    case Qt::Key_Escape:
        hide();
        return true;
    default:
        return false;
    }
}

void Palette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), 4, m_theme.color(Token::Window), m_theme.color(Token::Border));
}

} // namespace zdtp::ui
