#include "ui/tasks/tablesection.h"

#include "models/tables/roles.h"
#include "models/tables/words.h"
#include "ui/theme/style.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/table.h"
#include "ui/widgets/text.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {

enum Column { NameColumn, KeyColumn, FromColumn, ToColumn, PartsColumn, CoverColumn, ColumnCount };
enum Kind { WholeTable, EqualParts, Bounds, Predicates };
constexpr int MostRows = 8;

Kind kindOf(const Json *split)
{
    if (!split || !split->is_object() || split->empty())
        return WholeTable;
    return split->contains("where") ? Predicates : split->contains("bounds") ? Bounds : EqualParts;
}

/// A state where there is something to prove, plain words for a whole table.
class CoverDelegate final : public StateDelegate
{
public:
    using StateDelegate::StateDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        if (index.data(tables::StateRole).isValid())
            StateDelegate::paint(painter, option, index);
        else
            CellDelegate::paint(painter, option, index);
    }
};

QString tablePath(int row)
{
    return QStringLiteral("spec.tables[%1]").arg(row);
}

} // namespace

TableSection::TableSection(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_items(0, ColumnCount)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_title = new SectionTitle(theme, tr("Tables and split"), {}, false, this);
    m_remove = makeSmallButton(theme, tr("Remove table"), Icon::Trash, m_title);
    m_remove->setObjectName(QStringLiteral("removeTable"));
    auto *add = makeSmallButton(theme, tr("Add table"), Icon::Plus, m_title);
    add->setObjectName(QStringLiteral("addTable"));
    m_title->addRight(m_remove);
    m_title->addRight(add);
    layout->addWidget(m_title);

    auto *box = new Box(theme, this);
    auto *inside = new QVBoxLayout(box);
    inside->setContentsMargins(1, 1, 1, 1);
    m_table = new DataTable(theme, box);
    m_table->setObjectName(QStringLiteral("tables"));
    m_table->setAccessibleName(tr("Tables and split"));
    m_items.setHorizontalHeaderLabels({tr("Table"), tr("Column"), tr("From"), tr("To"), tr("Parts"), tr("Cover")});
    for (const int column : {FromColumn, ToColumn, PartsColumn})
        m_items.horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_table->setModel(&m_items);
    m_table->setSortingEnabled(false); // the order is the document's
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegate(new CellDelegate(theme, m_table));
    m_table->setItemDelegateForColumn(NameColumn, new NameDelegate(theme, m_table));
    for (const int column : {FromColumn, ToColumn, PartsColumn})
        m_table->setItemDelegateForColumn(column, new NumberDelegate(theme, m_table));
    m_table->setItemDelegateForColumn(CoverColumn, new CoverDelegate(theme, m_table));
    m_table->header()->setSectionsMovable(false);
    m_table->setColumnWidths({140, 70, 76, 86, 50});
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setTabKeyNavigation(false);
    inside->addWidget(m_table);
    layout->addWidget(box);

    m_row = new QWidget(this);
    auto *grid = new QGridLayout(m_row);
    grid->setContentsMargins(0, 2, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(3);
    const auto caption = [&](int row, int column, const QString &text, QWidget *field, int span = 1) {
        auto *label = new TextLabel(theme, text, FontRole::Small, Token::Second, m_row);
        label->setBuddy(field);
        grid->addWidget(label, row, column, 1, span);
        grid->addWidget(field, row + 1, column, 1, span);
        return label;
    };
    const auto line = [&](const char *path, FieldKind kind, const QString &name) {
        return m_fields.line(QLatin1String(path), kind, name, m_row);
    };
    QLineEdit *name = line("name", FieldKind::Text, tr("Table"));
    caption(0, 0, tr("Table"), name, 2);
    m_kind = new QComboBox(m_row);
    m_kind->setObjectName(QStringLiteral("splitKind"));
    m_kind->setAccessibleName(tr("Split"));
    m_kind->addItems({tr("Whole table"), tr("Equal parts"), tr("By bounds"), tr("By predicates")});
    caption(0, 2, tr("Split"), m_kind);
    QLineEdit *column = line("split.column", FieldKind::Text, tr("Key column"));
    QComboBox *type = m_fields.choice(QStringLiteral("split.type"),
                                      {{{}, tr("integer")},
                                       {QStringLiteral("decimal"), tr("decimal")},
                                       {QStringLiteral("text"), tr("text")},
                                       {QStringLiteral("timestamp"), tr("timestamp")},
                                       {QStringLiteral("date"), tr("date")},
                                       {QStringLiteral("uuid"), tr("UUID")}},
                                      tr("Key type"), m_row);
    m_ofColumn = {column, caption(0, 3, tr("Key column"), column), type, caption(0, 4, tr("Key type"), type)};

    QLineEdit *from = line("split.from", FieldKind::Scalar, tr("From"));
    QLineEdit *to = line("split.to", FieldKind::Scalar, tr("To, not included"));
    QLineEdit *parts = line("split.parts", FieldKind::Scalar, tr("Parts"));
    auto *range = new QWidget(m_row); // a grid forgets the gap between columns that a hidden field spans
    auto *sides = new QGridLayout(range);
    sides->setContentsMargins(0, 0, 0, 0);
    sides->setHorizontalSpacing(8);
    sides->setVerticalSpacing(2);
    for (QLineEdit *side : {from, to}) {
        auto *label = new TextLabel(theme, side->accessibleName(), FontRole::Small, Token::Second, range);
        label->setBuddy(side);
        sides->addWidget(label, 0, side == from ? 0 : 1);
        sides->addWidget(side, 1, side == from ? 0 : 1);
    }
    grid->addWidget(range, 2, 0, 2, 2);
    m_ofRange = {range, parts, caption(2, 2, tr("Parts"), parts)};
    QLineEdit *bounds = line("split.bounds", FieldKind::Words, tr("Bounds"));
    bounds->setPlaceholderText(QStringLiteral("1, 500000, 8000001"));
    m_ofBounds = {bounds,
                  caption(2, 0, tr("Bounds: each two neighbours are a slice, the second not included"), bounds, 3)};
    QComboBox *ends = m_fields.choice(QStringLiteral("split.ends"),
                                      {{{}, tr("as given")}, {QStringLiteral("open"), tr("open")}}, tr("Ends"), m_row);
    QComboBox *nulls = m_fields.choice(QStringLiteral("split.nulls"),
                                       {{{}, tr("nobody")},
                                        {QStringLiteral("first"), tr("first slice")},
                                        {QStringLiteral("last"), tr("last slice")},
                                        {QStringLiteral("own"), tr("own worker")}},
                                       tr("Who copies NULL keys"), m_row);
    m_ofColumn += {ends, caption(2, 3, tr("Ends"), ends), nulls, caption(2, 4, tr("NULL keys"), nulls)};
    auto *where =
        new QLineEdit(m_row); // predicates hold commas: one a line would be a list, here a semicolon parts them
    where->setAccessibleName(tr("Predicates"));
    where->setPlaceholderText(QStringLiteral("a = 1; a = 2; a > 2"));
    m_fields.add(QStringLiteral("split.where"), where);
    connect(where, &QLineEdit::textEdited, this, [this](const QString &text) {
        Json list = Json::array();
        const QStringList predicates = text.split(u';', Qt::SkipEmptyParts);
        for (const QString &predicate : predicates) {
            if (!predicate.trimmed().isEmpty())
                list.push_back(predicate.trimmed());
        }
        emit edited({m_fields.editOf(QStringLiteral("split.where"), list)});
    });
    m_ofWhere = {where, caption(2, 0, tr("Predicates, one worker each, parted by ;"), where, 5)};
    for (int i = 0; i < 5; ++i)
        grid->setColumnStretch(i, 1);
    layout->addWidget(m_row);
    m_row->hide();

    connect(add, &QPushButton::clicked, this, &TableSection::addTable);
    connect(m_remove, &QPushButton::clicked, this, &TableSection::removeTable);
    connect(&m_fields, &FieldBinder::edited, this, &TableSection::edited);
    connect(m_kind, &QComboBox::activated, this, &TableSection::splitKindChanged);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        if (!m_showing)
            chosen();
    });
    connect(m_table, &DataTable::rowActivated, this, [this] {
        if (QWidget *field = m_fields.fieldOf(m_fields.base() + QStringLiteral(".name")))
            field->setFocus(Qt::TabFocusReason);
    });
}

int TableSection::rows() const
{
    const Json *tables = valueAt(m_fields.document(), QStringLiteral("spec.tables"));
    return tables && tables->is_array() ? int(tables->size()) : 0;
}

int TableSection::current() const
{
    return m_table->currentIndex().isValid() ? m_table->currentIndex().row() : -1;
}

void TableSection::setNote(const QString &note)
{
    m_title->setNote(note);
}

void TableSection::showDocument(const Json &document)
{
    m_showing = true;
    int row = m_wanted >= 0 ? m_wanted : current();
    m_fields.show(document);
    const Json *tables = valueAt(document, QStringLiteral("spec.tables"));
    const int count = rows();
    m_items.setRowCount(count);
    for (int i = 0; i < count; ++i) {
        const Json &table = tables->at(std::size_t(i));
        const Json *split = valueAt(table, QStringLiteral("split"));
        const auto word = [&](const char *path) { return fieldText(valueAt(table, QLatin1String(path))); };
        QStringList words{word("name"), word("split.column"), word("split.from"), word("split.to"),
                          word("split.parts")};
        switch (kindOf(split)) {
        case WholeTable:
            words[KeyColumn] = tables::dash();
            words[PartsColumn] = QStringLiteral("1");
            break;
        case Bounds:
            if (const Json &bounds = split->at("bounds"); bounds.is_array() && !bounds.empty()) {
                words[FromColumn] = fieldText(&bounds.front());
                words[ToColumn] = fieldText(&bounds.back());
                words[PartsColumn] = QString::number(bounds.size() - 1);
            }
            break;
        case Predicates:
            words[KeyColumn] = tr("predicates");
            words[PartsColumn] = QString::number(split->at("where").size());
            break;
        case EqualParts:
            if (words.at(PartsColumn).isEmpty())
                words[PartsColumn] = QStringLiteral("1");
            break;
        }
        for (int column = 0; column < words.size(); ++column) {
            QStandardItem *item = m_items.item(i, column);
            if (!item) {
                item = new QStandardItem;
                item->setEditable(false);
                if (column >= FromColumn)
                    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
                m_items.setItem(i, column, item);
            }
            if (item->text() != words.at(column))
                item->setText(words.at(column));
            item->setData(words.at(NameColumn), Qt::AccessibleTextRole);
        }
        if (!m_items.item(i, CoverColumn)) {
            auto *item = new QStandardItem;
            item->setEditable(false);
            m_items.setItem(i, CoverColumn, item);
        }
    }
    fillCover();
    if (m_wanted >= 0 && m_wanted < count)
        m_wanted = -1;
    row = std::clamp(row, count > 0 ? 0 : -1, count - 1);
    if (row >= 0 && row != current())
        m_table->setCurrentIndex(m_items.index(row, 0));
    m_showing = false;
    const int shown = std::clamp(count, 1, MostRows);
    m_table->setFixedHeight(m_table->header()->sizeHint().height() + shown * m_theme.dp(m_table->rowHeight()) + 1);
    chosen();
}

void TableSection::chosen()
{
    const int row = current();
    m_row->setVisible(row >= 0 && row < rows());
    m_remove->setEnabled(m_row->isVisibleTo(this));
    m_remove->setToolTip(m_remove->isEnabled() ? QString() : tr("No table is chosen"));
    if (row < 0 || row >= rows())
        return;
    if (m_fields.base() != tablePath(row))
        m_fields.setBase(tablePath(row));
    m_kind->setCurrentIndex(kindOf(m_fields.value(QStringLiteral("split"))));
    if (auto *where = qobject_cast<QLineEdit *>(m_fields.fieldOf(tablePath(row) + QStringLiteral(".split.where")));
        where && !where->hasFocus()) {
        QStringList predicates;
        if (const Json *list = m_fields.value(QStringLiteral("split.where")); list && list->is_array()) {
            for (const Json &item : *list)
                predicates.append(fieldText(&item));
        }
        where->setText(predicates.join(QStringLiteral("; ")));
    }
    arrange();
}

void TableSection::arrange()
{
    const int kind = m_kind->currentIndex();
    const auto setVisible = [](const QList<QWidget *> &widgets, bool visible) {
        for (QWidget *widget : widgets)
            widget->setVisible(visible);
    };
    setVisible(m_ofColumn, kind == EqualParts || kind == Bounds);
    setVisible(m_ofRange, kind == EqualParts);
    setVisible(m_ofBounds, kind == Bounds);
    setVisible(m_ofWhere, kind == Predicates);
}

void TableSection::splitKindChanged(int kind)
{
    const Json *split = m_fields.value(QStringLiteral("split"));
    if (kind == kindOf(split))
        return;
    const QString at = m_fields.base() + QStringLiteral(".split");
    if (kind == WholeTable) {
        emit edited({DocumentEdit::remove(at)});
        return;
    }
    // What both kinds know stays.
    Json next = Json::object();
    if (kind == Predicates) {
        next["where"] = Json::array({"TRUE"});
        emit edited({DocumentEdit::set(at, next)});
        return;
    }
    const Json old = split && split->is_object() && !split->contains("where") ? *split : Json::object();
    next["column"] = old.value("column", Json("id"));
    for (const char *key : {"type", "ends", "nulls"}) {
        if (old.contains(key))
            next[key] = old.at(key);
    }
    if (kind == EqualParts) {
        const Json *bounds = old.contains("bounds") && old.at("bounds").is_array() && old.at("bounds").size() > 1
                                 ? &old.at("bounds")
                                 : nullptr;
        next["from"] = bounds ? bounds->front() : Json(1);
        next["to"] = bounds ? bounds->back() : Json(1000001);
        next["parts"] = bounds ? bounds->size() - 1 : 4;
    } else {
        const qint64 from =
            old.contains("from") && old.at("from").is_number_integer() ? old.at("from").get<qint64>() : 1;
        const qint64 to = old.contains("to") && old.at("to").is_number_integer() ? old.at("to").get<qint64>() : 1000001;
        next["bounds"] = Json::array({from, from + (to - from) / 2, to});
    }
    emit edited({DocumentEdit::set(at, next)});
}

void TableSection::addTable()
{
    m_wanted = rows();
    emit edited({DocumentEdit::set(tablePath(m_wanted), Json{{"name", "public.table"}})});
    if (auto *name = qobject_cast<QLineEdit *>(m_fields.fieldOf(m_fields.base() + QStringLiteral(".name")))) {
        name->setFocus(Qt::TabFocusReason);
        name->selectAll();
    }
}

void TableSection::removeTable()
{
    if (const int row = current(); row >= 0)
        emit edited({DocumentEdit::remove(tablePath(row))});
}

void TableSection::setFindings(const Findings &findings, bool reviewed)
{
    m_findings = findings;
    m_reviewed = reviewed;
    fillCover();
}

void TableSection::fillCover()
{
    QHash<int, const Finding *> worst;
    static const QRegularExpression place(QStringLiteral("^spec\\.tables\\[(\\d+)\\]"));
    for (const Finding &finding : std::as_const(m_findings)) {
        const auto match = place.match(finding.field);
        if (match.hasMatch() && !worst.contains(match.captured(1).toInt()))
            worst.insert(match.captured(1).toInt(), &finding); // errors come first
    }
    for (int i = 0; i < m_items.rowCount(); ++i) {
        QStandardItem *item = m_items.item(i, CoverColumn);
        if (!item)
            continue;
        const Finding *finding = worst.value(i);
        const Kind kind = kindOf(valueAt(m_fields.document(), tablePath(i) + QStringLiteral(".split")));
        std::optional<State> state;
        QString words = kind == WholeTable ? tr("whole table") : tr("not reviewed");
        // A note says what lies outside of the slices; between them there is no gap.
        if (finding && finding->severity != Severity::Note) {
            state = finding->severity == Severity::Error ? State::Failed : State::Waiting;
            words = finding->message;
        } else if (m_reviewed && kind == Predicates) { // nobody can tell what they leave out
            state = State::Unknown;
            words = tr("not proved");
        } else if (m_reviewed && kind != WholeTable) {
            state = State::Succeeded;
            words = tr("no gap");
        }
        item->setText(words);
        item->setToolTip(finding ? tables::sentences({finding->message, finding->why}) : QString());
        item->setData(state ? QVariant(int(*state)) : QVariant(), tables::StateRole);
    }
}

QWidget *TableSection::fieldOf(const QString &path)
{
    static const QRegularExpression place(QStringLiteral("^spec\\.tables(\\[(\\d+)\\])?"));
    const auto match = place.match(path);
    if (!match.hasMatch())
        return nullptr;
    if (match.captured(2).isEmpty() || match.captured(2).toInt() >= rows())
        return m_table;
    m_table->setCurrentIndex(m_items.index(match.captured(2).toInt(), 0));
    QWidget *field = m_fields.fieldOf(path);
    return field && field->isVisibleTo(this) ? field : m_kind;
}

} // namespace zdtp::ui
