#include "parts.h"

#include "demo.h"
#include "ui/theme/paint.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/rows.h"
#include "ui/widgets/statusbar.h"
#include "ui/widgets/tag.h"

#include <QFocusFrame>
#include <QHeaderView>
#include <QPainter>
#include <QStandardItemModel>

namespace zdtp::gallery {

using namespace ui;

void DemoOption::paintEvent(QPaintEvent *event)
{
    OptionRow::paintEvent(event);
    QPainter painter(this);
    paintBox(painter, rect(), 0, {}, theme().color(Token::FocusRing), 2);
}

Parts::Parts(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFixedSize(720, 900);
    states();
    buttons();
    fields();
    rows();
    options();
    banners();
    caption(QStringLiteral("Freshness in the status bar"), 770);
    int x = 20;
    const auto fresh = [&](Freshness freshness, const QString &words) {
        auto *label = new FreshnessLabel(m_theme, this);
        label->setFreshness(freshness, words);
        put(label, x, 783);
        x += label->width() + 26;
    };
    fresh(Freshness::Live, {});
    fresh(Freshness::CatchingUp, QStringLiteral("Catching up, 4,100 of 10,000"));
    fresh(Freshness::Stale, QStringLiteral("Stale since 12:03:10"));
    fresh(Freshness::NotConnected, {});
    caption(QStringLiteral("Icons, 16 px grid, 1.5 px stroke"), 817);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QWidget *Parts::put(QWidget *widget, int x, int y)
{
    widget->setParent(this);
    widget->adjustSize();
    widget->move(x, y);
    widget->show();
    return widget;
}

void Parts::caption(const QString &text, int y)
{
    auto *label = new TextLabel(m_theme, text, FontRole::SmallBold, Token::Third, this);
    label->setGeometry(20, y - 10, 600, 20);
}

void Parts::states()
{
    caption(QStringLiteral("States and tags"), 130);
    int x = 20;
    for (const State state : {State::Running, State::Succeeded, State::Failed, State::Waiting, State::Unknown,
                              State::Stopped, State::Missing}) {
        auto *label = new StateLabel(m_theme, state, {}, FontRole::SmallMedium, this);
        put(label, x, 143);
        x += label->width() + 16;
    }
    x = 20;
    for (const State state :
         {State::Running, State::Succeeded, State::Failed, State::Waiting, State::Unknown, State::Stopped}) {
        auto *tag = new StateTag(m_theme, state, {}, this);
        put(tag, x, 167);
        x += tag->width() + 8;
    }
}

void Parts::buttons()
{
    caption(QStringLiteral("Buttons: default, hover, focus, pressed, disabled; primary; destructive"), 200);
    int x = 20;
    const auto button = [&](const QString &text, QStyle::State add, ButtonRole role) {
        auto *made = new DemoButton(text, add, this);
        setButtonRole(*made, role);
        put(made, x, 214);
        x += made->width() + 8;
        return made;
    };
    const QString verify = QStringLiteral("Verify…");
    button(verify, {}, ButtonRole::Plain);
    button(verify, QStyle::State_MouseOver, ButtonRole::Plain);
    (new QFocusFrame(this))->setWidget(button(verify, {}, ButtonRole::Plain));
    button(verify, QStyle::State_Sunken, ButtonRole::Plain);
    button(verify, {}, ButtonRole::Plain)->setEnabled(false);
    button(QStringLiteral("Launch…"), {}, ButtonRole::Primary);
    button(QStringLiteral("Delete…"), {}, ButtonRole::DangerOutline);
    button(QStringLiteral("Delete 3"), {}, ButtonRole::Danger);
}

void Parts::fields()
{
    caption(QStringLiteral("Fields: default, focus, error, disabled; chips"), 260);
    int x = 20;
    const auto field = [&](const QString &text, QStyle::State add) {
        auto *made = new DemoField(text, add, this);
        put(made, x, 273);
        made->resize(96, made->sizeHint().height());
        x += 104;
        return made;
    };
    const QString reader = QStringLiteral("reader");
    field(reader, {});
    field(reader, QStyle::State_HasFocus);
    setInvalid(*field(QStringLiteral("rea der"), {}), true);
    field(reader, {})->setEnabled(false);
    auto *error = new ErrorLine(m_theme, this);
    error->setText(QStringLiteral("A user name has no space"));
    put(error, 228, 300);
    error->resize(300, error->sizeHint().height());

    auto *bar = new ChipBar(m_theme, this);
    bar->addChip(QStringLiteral("all"), QStringLiteral("All"));
    bar->addChip(QStringLiteral("failed"), QStringLiteral("Failed"), State::Failed)->setCount(2);
    Chip *waiting = bar->addChip(QStringLiteral("waiting"), QStringLiteral("Waiting"), State::Waiting);
    waiting->setCount(2);
    bar->setCount(QStringLiteral("all"), 24);
    put(bar, 436, 275);
    (new QFocusFrame(this))->setWidget(waiting);
}

void Parts::rows()
{
    caption(QStringLiteral("Rows and progress cells"), 337);
    auto *model = new QStandardItemModel(6, 5, this);
    struct Row
    {
        State state;
        const char *name;
        double percent;
        const char *rows;
        const char *words;
    };
    const Row list[] = {
        {State::Running, "orders-02", 83, "612,304", "default"},
        {State::Running, "orders-02", -1, "612,304", "hover"},
        {State::Failed, "orders-02", 31, "612,304", "selected, window active"},
        {State::Succeeded, "orders-02", 100, "612,304", "selected, window inactive"},
        {State::Unknown, "orders-02", 58, "612,304", "current row, keyboard focus"},
        {State::Running, "orders-07", 83, "1,668,412", "stale: hues drop to grey, words stay"},
    };
    for (int i = 0; i < 6; ++i) {
        const Row &row = list[i];
        const auto set = [&](int column, int role, const QVariant &value) {
            model->setData(model->index(i, column), value, role);
        };
        set(0, Qt::DisplayRole, stateWord(row.state));
        set(1, Qt::DisplayRole, QString::fromLatin1(row.name));
        set(2, tables::ProgressRole, row.percent);
        set(2, tables::ProgressTextRole, QStringLiteral("rows only"));
        set(3, Qt::DisplayRole, QString::fromLatin1(row.rows));
        set(4, Qt::DisplayRole, QString::fromLatin1(row.words));
        set(4, tables::ToneRole, int(Tone::Second));
        for (int column = 0; column < 5; ++column) {
            set(column, tables::StateRole, int(row.state));
            set(column, tables::StaleRole, i == 5);
        }
    }
    auto *box = new Box(m_theme, this);
    box->setGeometry(20, 350, 680, 146);
    auto *table = new DemoTable(m_theme, box);
    table->setGeometry(1, 1, 678, 144);
    table->setSortingEnabled(false);
    table->setModel(model);
    table->setItemDelegate(new CellDelegate(m_theme, table));
    table->setItemDelegateForColumn(0, new StateDelegate(m_theme, table));
    table->setItemDelegateForColumn(1, new NameDelegate(m_theme, table));
    table->setItemDelegateForColumn(2, new ProgressDelegate(m_theme, table));
    table->setItemDelegateForColumn(3, new NumberDelegate(m_theme, table));
    table->header()->hide();
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    const int widths[] = {100, 84, 150, 76};
    for (int column = 0; column < 4; ++column)
        table->setColumnWidth(column, widths[column]);
}

void Parts::options()
{
    caption(QStringLiteral("Option rows"), 514);
    auto *list = new RowList(m_theme, this);
    list->setColumns(0, 84);
    auto *pod = new OptionRow(m_theme, QStringLiteral("Pod"), OptionRow::Verdict::Recommended,
                              QStringLiteral("Nothing starts it again by itself."));
    pod->setChosen(true);
    list->addRow(pod);
    list->addRow(new DemoOption(m_theme, QStringLiteral("JobIndexed"), OptionRow::Verdict::Possible,
                                QStringLiteral("Backoff limit 0.")));
    list->addRow(new OptionRow(m_theme, QStringLiteral("Deployment"), OptionRow::Verdict::Refused,
                               QStringLiteral("Starts an ended worker again for ever: rows twice.")));
    put(list, 20, 527);
    list->resize(680, list->sizeHint().height());
}

void Parts::banners()
{
    caption(QStringLiteral("Banners"), 625);
    int y = 638;
    const auto banner = [&](State state, const QString &what, const QString &why, const QString &button, Icon icon) {
        auto *made = new Banner(m_theme, this);
        made->show(state, what, why, button, icon);
        put(made, 20, y);
        made->resize(680, 34);
        y += 40;
    };
    banner(State::Waiting, QStringLiteral("Stale since 12:03:10."),
           QStringLiteral("The watch was cut; next try in 4 s. Changes to the cluster are off."),
           QStringLiteral("Try now"), Icon::None);
    banner(State::Failed, QStringLiteral("Access expired."),
           QStringLiteral("The exec plugin gave no new token: “session has ended”."), QStringLiteral("Sign in again…"),
           Icon::None);
    banner(State::Running, QStringLiteral("Run 3 was cut off at 9 of 14 objects."),
           QStringLiteral("Nothing is started before you decide."), QStringLiteral("Continue…"), Icon::Info);
}

void Parts::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Window));
    paintText(painter, QRect(20, 10, 400, 20), m_theme.font(FontRole::SmallBold), m_theme.color(Token::Third),
              m_theme.isDark() ? QStringLiteral("Dark: surfaces and text")
                               : QStringLiteral("Light: surfaces and text"));
    const std::pair<const char *, Token> tokens[] = {
        {"window", Token::Window},     {"base", Token::Base},         {"alternate", Token::Alternate},
        {"side", Token::Side},         {"header", Token::Header},     {"line", Token::Line},
        {"border", Token::Border},     {"field", Token::Field},       {"selected", Token::Selected},
        {"inactive", Token::Inactive}, {"hover", Token::Hover},       {"accent", Token::Accent},
        {"link", Token::Link},         {"text", Token::Text},         {"second", Token::Second},
        {"third", Token::Third},       {"disabled", Token::Disabled}, {"danger", Token::Danger},
    };
    for (int i = 0; i < int(std::size(tokens)); ++i) {
        const int x = 20 + i % 5 * 132;
        const int y = 33 + i / 5 * 21;
        const QColor colour = m_theme.color(tokens[i].second);
        paintBox(painter, QRect(x, y, 16, 16), 3, colour, m_theme.color(Token::Border));
        const QString name = QString::fromLatin1(tokens[i].first);
        const QFont font = m_theme.font(FontRole::Small);
        paintText(painter, QRect(x + 22, y - 2, 80, 20), font, m_theme.color(Token::Text), name);
        QFont fixed = m_theme.font(FontRole::Fixed);
        fixed.setPixelSize(11);
        paintText(painter, QRect(x + 22 + QFontMetrics(font).horizontalAdvance(name) + 6, y - 2, 60, 20), fixed,
                  m_theme.color(Token::Third), colour.name().toUpper());
    }
    for (int i = 1; i < IconCount; ++i) {
        const int x = 20 + (i - 1) % 23 * 30;
        const int y = 830 + (i - 1) / 23 * 24;
        painter.drawPixmap(x, y, m_theme.pixmap(Icon(i), Token::Second, 16, devicePixelRatioF()));
    }
}

} // namespace zdtp::gallery
