#include "pieces.h"

#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/context.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/details.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/navigation.h"
#include "ui/widgets/rows.h"
#include "ui/widgets/scrollcolumn.h"
#include "ui/widgets/splitter.h"
#include "ui/widgets/statusbar.h"
#include "ui/widgets/steps.h"
#include "ui/widgets/sums.h"
#include "ui/widgets/table.h"
#include "ui/widgets/tag.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QListWidget>
#include <QLocale>
#include <QMenu>
#include <QMenuBar>
#include <QPainter>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace zdtp::gallery {

using namespace ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

QVBoxLayout *column(QWidget *widget, int spacing = 0)
{
    auto *layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spacing);
    return layout;
}

QHBoxLayout *line(int spacing = 8)
{
    auto *layout = new QHBoxLayout;
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spacing);
    return layout;
}

class Surface : public QWidget
{
public:
    Surface(const Theme &theme, Token token, QWidget *parent = nullptr)
        : QWidget(parent), m_theme(theme), m_token(token)
    {
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), m_theme.color(m_token));
    }

private:
    const Theme &m_theme;
    Token m_token;
};

ContextInfo production()
{
    return {s("prod-dw-eu"), s("zdtp-prod"), ContextColour::Orange, true, false};
}

DataTable *workers(const Theme &theme)
{
    struct Row
    {
        State state;
        const char *name, *slice, *attempt;
        double percent;
        const char *rows, *rate, *status, *ready, *restarts, *age;
    };
    const Row list[] = {
        {State::Failed, "orders-02", "id [2000001, 4000001)", "1", 31, "612,304", "", "Error", "0/1", "0", "12m"},
        {State::Failed, "lines-07", "id [30000001, 35000001)", "1", 0, "0", "", "Evicted", "0/1", "0", "9m12s"},
        {State::Unknown, "lines-04", "id [15000001, 20000001)", "1", 58, "2,905,120", "", "", "", "", ""},
        {State::Missing, "lines-09", "id [40000001, 45000001)", "", -1, "", "", "", "", "", ""},
        {State::Running, "orders-07", "id [12000001, 14000001)", "1", 83, "1,668,412", "7,204", "Running", "1/1", "0",
         "6m41s"},
        {State::Running, "orders-08", "id [14000001, 16000001)", "1", 72, "1,437,060", "7,391", "Running", "1/1", "0",
         "5m50s"},
        {State::Running, "orders-09", "id [16000001, 18000001)", "1", 44, "884,718", "7,118", "Running", "1/1", "0",
         "4m2s"},
        {State::Running, "orders-10", "id [18000001, 20000001)", "1", 22, "433,902", "7,260", "Running", "1/1", "0",
         "2m1s"},
        {State::Running, "lines-03", "id [10000001, 15000001)", "1", 92, "4,614,377", "9,812", "Running", "1/1", "0",
         "13m"},
        {State::Running, "lines-05", "id [20000001, 25000001)", "1", 66, "3,301,904", "9,655", "Running", "1/1", "0",
         "10m"},
        {State::Running, "lines-06", "id [25000001, 30000001)", "1", 38, "1,876,240", "9,740", "Running", "1/1", "0",
         "5m33s"},
        {State::Running, "lines-08", "id [35000001, 40000001)", "2", 10, "488,031", "9,902", "Running", "1/1", "0",
         "50s"},
        {State::Waiting, "orders-11", "id [20000001, 22000001)", "1", -1, "", "", "Pending", "0/1", "0", "12s"},
        {State::Waiting, "orders-12", "id [22000001, 24000001)", "1", -1, "", "", "Pending", "0/1", "0", "11s"},
        {State::Succeeded, "orders-01", "id [1, 2000001)", "1", 100, "1,998,112", "", "Completed", "0/1", "0", "12m"},
        {State::Succeeded, "orders-03", "id [4000001, 6000001)", "1", 100, "2,000,000", "", "Completed", "0/1", "0",
         "12m"},
        {State::Succeeded, "lines-01", "id [1, 5000001)", "1", 100, "5,000,000", "", "Completed", "0/1", "0", "12m"},
    };
    auto *table = new DataTable(theme);
    auto *model = new QStandardItemModel(int(std::size(list)), 11, table);
    const char *titles[] = {"State",  "Worker",     "Slice", "Att.",     "Progress", "Rows",
                            "Rows/s", "Pod status", "Ready", "Restarts", "Age"};
    const bool right[] = {false, false, false, true, false, true, true, false, true, true, true};
    for (int column = 0; column < 11; ++column) {
        model->setHeaderData(column, Qt::Horizontal, s(titles[column]));
        model->setHeaderData(column, Qt::Horizontal,
                             int((right[column] ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter),
                             Qt::TextAlignmentRole);
    }
    for (int i = 0; i < int(std::size(list)); ++i) {
        const Row &row = list[i];
        const QString words[] = {
            stateWord(row.state), s(row.name),   s(row.slice), s(row.attempt),  {},        s(row.rows),
            s(row.rate),          s(row.status), s(row.ready), s(row.restarts), s(row.age)};
        for (int column = 0; column < 11; ++column) {
            model->setData(model->index(i, column), words[column]);
            model->setData(model->index(i, column), int(row.state), tables::StateRole);
        }
        model->setData(model->index(i, 2), int(Tone::Second), tables::ToneRole);
        model->setData(model->index(i, 4), row.percent, tables::ProgressRole);
        model->setData(model->index(i, 4), s("not started"), tables::ProgressTextRole);
    }
    table->setModel(model);
    table->setItemDelegate(new CellDelegate(theme, table));
    table->setItemDelegateForColumn(0, new StateDelegate(theme, table));
    table->setItemDelegateForColumn(1, new NameDelegate(theme, table));
    table->setItemDelegateForColumn(4, new ProgressDelegate(theme, table));
    for (const int column : {3, 5, 6, 8, 9, 10})
        table->setItemDelegateForColumn(column, new NumberDelegate(theme, table));
    table->header()->setSortIndicator(0, Qt::DescendingOrder);
    table->setColumnWidths({101, 84, 168, 40, 116, 80, 64, 80, 52, 66, 50});
    table->setCurrentIndex(model->index(0, 0));
    return table;
}

QWidget *details(const Theme &theme)
{
    auto *panel = new Surface(theme, Token::Base);
    auto *all = column(panel);
    auto *header = new PanelHeader(theme, s("orders-02"));
    header->setState(State::Failed);
    header->addTool(Icon::Copy, s("Copy"));
    header->addTool(Icon::Close, s("Close"));
    all->addWidget(header);
    auto *scroll = new ScrollColumn(theme);
    all->addWidget(scroll, 1);
    auto *why = new Diagnosis(theme);
    why->show(
        State::Failed, s("The slice is only partly copied"),
        s("The source closed its connection after 612,304 rows, and the target has committed them. psql-copy keeps "
          "no progress: starting again now would insert these rows twice."),
        s("delete the slice in the target, then restart. <b>Restart…</b> does both and checks in between."));
    scroll->add(why);
    scroll->addSpace(12);
    auto *actions = line();
    QPushButton *restart = makeButton(theme, s("Restart…"));
    setButtonRole(*restart, ButtonRole::Primary);
    QPushButton *remove = makeButton(theme, s("Delete…"));
    setButtonRole(*remove, ButtonRole::DangerOutline);
    actions->addWidget(restart);
    actions->addWidget(makeButton(theme, s("Clean up…")));
    actions->addWidget(remove);
    actions->addStretch();
    scroll->add(actions);
    scroll->addSpace(14);
    scroll->add(new SectionTitle(theme, s("Evidence"), {}, true));
    scroll->addSpace(4);
    auto *exit = new EvidenceRow(theme, s("Exit code 2, reason Error"), s("container worker, 11:53:36"), s("Pod"));
    exit->setState(State::Failed);
    scroll->add(exit);
    auto *closed = new EvidenceRow(theme, s("server closed the connection unexpectedly"),
                                   s("log of attempt 1, line 214"), s("Log"));
    closed->setIcon(Icon::List);
    scroll->add(closed);
    auto *copied = new EvidenceRow(theme, s("COPY 612304"), s("log of attempt 1, line 216"), s("Log"));
    copied->setIcon(Icon::List);
    scroll->add(copied);
    auto *events =
        new EvidenceRow(theme, s("No event points at the node"), s("12 events, 11:52:03 to 11:53:38"), s("Events"));
    events->setIcon(Icon::Events);
    scroll->add(events);
    scroll->addSpace(10);
    scroll->add(new SectionTitle(theme, s("Attempt 1 of 1"), {}, true));
    scroll->addSpace(4);
    auto *pairs = new KeyValueList(theme);
    pairs->setPairs({{s("Table"), s("public.orders")},
                     {s("Slice"), s("id ≥ 2000001 and id < 4000001")},
                     {s("Rows"), s("612,304 of about 1,998,000")},
                     {s("Pod"), s("orders-full-r3-orders-02-a1")},
                     {s("UID"), s("7c1e04b2-9f3a-4b0e-8d55-0a1c6f2e7b91-long")},
                     {s("Node"), s("worker-eu-4")},
                     {s("Image"), s("postgres:17")},
                     {s("Started"), s("11:52:12, ran 1m24s")},
                     {s("Restarts"), QString()}});
    pairs->setKeyWidth(72);
    scroll->add(pairs);
    return panel;
}

QWidget *chart(const Theme &theme)
{
    auto *panel = new Surface(theme, Token::Base);
    auto *all = column(panel);
    auto *words = line(16);
    words->setContentsMargins(16, 8, 12, 4);
    words->addWidget(new TextLabel(theme, s("Rows per second"), FontRole::SmallBold));
    const auto fact = [&](const QString &before, const QString &number, const QString &after) {
        auto *label =
            new TextLabel(theme, before + s(" <b>") + number + s("</b> ") + after, FontRole::Small, Token::Second);
        label->setTextFormat(Qt::RichText);
        words->addWidget(label);
    };
    fact(s("now"), s("71,893"), {});
    fact(s("copied"), s("43.5 M"), s("of about 74.2 M"));
    fact(s("left"), s("about 7 min"), {});
    words->addStretch(1);
    auto *span = new Segmented(theme);
    span->addSegment(s("5 min"));
    span->addSegment(s("Run"));
    span->setCurrent(1);
    words->addWidget(span);
    all->addLayout(words);
    auto *plot = new LineChart(theme);
    QList<LineChart::Point> points;
    const qint64 start = 1795430400000; // any day, 12:00 UTC
    for (int i = 0; i < 140; ++i) {
        double value = 78000 * (1 - std::exp(-i / 45.0)) + 1800 * std::sin(i * 1.7) + 900 * std::sin(i * 0.6);
        if (i > 88 && i < 92)
            value = 52000;
        LineChart::Point point{start + i * 6000, value};
        if (i > 110 && i < 114)
            point.value.reset();
        points.append(point);
    }
    plot->setPoints(points);
    plot->setMarks({{start + 35 * 6000, s("orders-02 failed"), State::Failed},
                    {start + 89 * 6000, s("lines-04 vanished"), State::Unknown}});
    plot->setFixedHeight(116);
    all->addWidget(plot);
    return panel;
}

QWidget *runPage(const Theme &theme)
{
    auto *window = new Surface(theme, Token::Window);
    window->setFixedSize(1440, 900);
    auto *all = column(window);
    auto *bar = new QMenuBar;
    for (const char *title : {"File", "Edit", "View", "Task", "Run", "Cluster", "Help"})
        bar->addMenu(s(title));
    auto *search = new SearchField(theme, s("Search and commands"), s("Ctrl+K"));
    search->setFixedWidth(320);
    auto *corner = new QWidget;
    auto *cornerLine = new QHBoxLayout(corner);
    cornerLine->setContentsMargins(0, 3, 8, 3);
    cornerLine->addWidget(search);
    bar->setCornerWidget(corner);
    bar->setNativeMenuBar(false);
    all->addWidget(bar);

    auto *middle = new Splitter(Qt::Horizontal);
    all->addWidget(middle, 1);
    auto *left = new Surface(theme, Token::Side);
    auto *leftColumn = column(left);
    auto *context = new ContextBlock(theme);
    context->setContext(production());
    leftColumn->addWidget(context);
    auto *navigation = new NavigationList(theme);
    navigation->addEntry(s("tasks"), Icon::List, s("Tasks"));
    navigation->addEntry(s("workers"), Icon::Workers, s("Workers"));
    navigation->addEntry(s("events"), Icon::Events, s("Events"));
    navigation->addEntry(s("activity"), Icon::History, s("Activity"));
    navigation->addEntry(s("clusters"), Icon::Cluster, s("Clusters"));
    navigation->setCount(s("tasks"), s("12"));
    navigation->setCount(s("workers"), s("1,248"));
    navigation->setCount(s("events"), s("7"));
    navigation->setCount(s("clusters"), s("5"));
    navigation->addCaption(s("Recent runs"));
    navigation->addStateEntry(s("r3"), State::Failed, s("orders-full"), s("#3"));
    navigation->addStateEntry(s("r1"), State::Running, s("shop-cdc"), s("#1"));
    navigation->addStateEntry(s("r2"), State::Succeeded, s("orders-full"), s("#2"));
    navigation->addStateEntry(s("r41"), State::Succeeded, s("customers-nightly"), s("#41"));
    navigation->addStateEntry(s("r6"), State::Stopped, s("ledger-cdc"), s("#6"));
    navigation->setCurrent(s("r3"));
    leftColumn->addWidget(navigation, 1);
    middle->addWidget(left);

    auto *page = new QWidget;
    auto *pageColumn = column(page);
    auto *header = new PageHeader(theme);
    header->setTitle(s("orders-full"), s("run 3"));
    header->showTag(State::Running, s("Running"));
    header->setFacts(s("full · psql-copy · Pod, Never · at most 12 at once · launched 11:50:01 by operator · 14m 35s"));
    header->addButton(s("Restart failed (2)…"), Icon::Refresh);
    header->addButton(s("Verify…"), Icon::Verify);
    header->addMenuAction(new QAction(s("Export…"), header));
    const QList<StateSum> sums = {{State::Running, 9}, {State::Waiting, 2}, {State::Succeeded, 9},
                                  {State::Failed, 2},  {State::Missing, 1}, {State::Unknown, 1}};
    auto *second = new QWidget;
    auto *secondLine = new QHBoxLayout(second);
    secondLine->setContentsMargins(0, 0, 0, 0);
    secondLine->setSpacing(30);
    auto *row = new SumsRow(theme);
    row->setSums(sums, 24);
    secondLine->addWidget(row);
    auto *parts = new SegmentBar(theme);
    parts->setSums(sums, 24);
    secondLine->addWidget(parts, 1);
    header->setSecondRow(second);
    pageColumn->addWidget(header);

    auto *across = new Splitter(Qt::Horizontal);
    auto *work = new Splitter(Qt::Vertical);
    auto *upper = new QWidget;
    auto *upperColumn = column(upper);
    upperColumn->addWidget(chart(theme));
    upperColumn->addWidget(new Rule(theme));
    auto *filters = new Surface(theme, Token::Base);
    auto *filterLine = new QHBoxLayout(filters);
    filterLine->setContentsMargins(12, 5, 12, 5);
    auto *chips = new ChipBar(theme);
    chips->addChip(s("all"), s("All"))->setCount(24);
    chips->addChip(s("failed"), s("Failed"), State::Failed)->setCount(2);
    chips->addChip(s("unknown"), s("Unknown"), State::Unknown)->setCount(1);
    chips->addChip(s("missing"), s("Missing"), State::Missing)->setCount(1);
    chips->addChip(s("running"), s("Running"), State::Running)->setCount(9);
    chips->addChip(s("waiting"), s("Waiting"), State::Waiting)->setCount(2);
    chips->addChip(s("succeeded"), s("Succeeded"), State::Succeeded)->setCount(9);
    filterLine->addWidget(chips);
    filterLine->addStretch(1);
    auto *filter = new SearchField(theme, s("Filter"), s("/"));
    filter->setFixedWidth(168);
    filterLine->addWidget(filter);
    upperColumn->addWidget(filters);
    upperColumn->addWidget(new Rule(theme));
    DataTable *table = workers(theme);
    upperColumn->addWidget(table, 1);
    work->addWidget(upper);
    auto *lower = new QWidget;
    auto *lowerColumn = column(lower);
    auto *logs = new PanelHeader(theme, s("Logs"));
    logs->setNote(s("ended 11:53:36 · complete, 0 lines dropped"));
    auto *find = new SearchField(theme, s("Find"), s("Ctrl+F"));
    find->setFixedWidth(150);
    logs->addRight(find);
    logs->addTool(Icon::Wrap, s("Wrap"));
    QToolButton *follow = logs->addTool(Icon::Follow, s("Follow"));
    follow->setCheckable(true);
    follow->setChecked(true);
    logs->addTool(Icon::Export, s("Save"));
    lowerColumn->addWidget(logs);
    auto *view = new CodeView(theme);
    view->setLineNumbers(false);
    view->setPlainText(
        s("11:52:12.214   source   connected to src:5432/shop as reader, PostgreSQL 17.2\n"
          "11:52:12.390   target   connected to dst:5432/dw as writer, PostgreSQL 17.2\n"
          "11:52:12.402   worker   COPY (SELECT * FROM public.orders WHERE id>=2000001 AND id<4000001) TO "
          "STDOUT"));
    lowerColumn->addWidget(view, 1);
    work->addWidget(lower);
    work->setSizes({540, 220});
    across->addWidget(work);
    across->addWidget(details(theme));
    across->setSizes({920, 320});
    pageColumn->addWidget(across, 1);
    middle->addWidget(page);
    middle->setSizes({200, 1240});

    auto *status = new StatusBar(theme);
    status->freshness()->setFreshness(Freshness::Live);
    status->setLastEvent(s("last event 0.4 s ago"));
    status->setFacts(s("24 workers · 1 selected"));
    status->setUser(s("operator@dw.example"));
    status->setServer(s("Kubernetes v1.36.0"));
    status->setClock(s("12:04:36 UTC+1"));
    all->addWidget(status);
    return window;
}

QWidget *restartDialog(const Theme &theme)
{
    auto *dialog = new DialogFrame(theme, DialogFrame::Kind::Destructive, nullptr);
    dialog->setAttribute(Qt::WA_DeleteOnClose, false);
    dialog->setContext(production());
    dialog->setFreshness(State::Succeeded, s("Live"));
    dialog->setHeading(s("Restart orders-02 of orders-full, run 3"));
    dialog->setSentence(s("Attempt 1 wrote rows and then failed, and psql-copy keeps no progress. The slice in the "
                          "target must be empty before attempt 2 starts, otherwise its rows are there twice."));
    auto *content = new QWidget;
    auto *body = column(content, 8);
    auto *pod = line();
    auto *podChoice = new QRadioButton(s("Clean up with a pod"));
    podChoice->setChecked(true);
    pod->addWidget(podChoice);
    pod->addWidget(new TextLabel(theme, s("runs postgres:17 with Secret shop-dst, visible in the worker table"),
                                 FontRole::Small, Token::Second),
                   1);
    body->addLayout(pod);
    auto *statementBox = new Box(theme);
    auto *statementLine = new QHBoxLayout(statementBox);
    statementLine->setContentsMargins(8, 2, 6, 2);
    auto *statement = new CodeView(theme);
    statement->setLineNumbers(false);
    statement->setLanguage(CodeHighlighter::Language::Sql);
    statement->setPlainText(s("DELETE FROM public.orders WHERE id >= 2000001 AND id < 4000001"));
    statement->setFixedHeight(28);
    statement->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    statementLine->addWidget(statement, 1);
    statementLine->addWidget(makeToolButton(theme, Icon::Copy, s("Copy")));
    auto *indent = line();
    indent->addSpacing(14);
    indent->addWidget(statementBox);
    body->addLayout(indent);
    auto *count = line();
    count->addSpacing(14);
    auto *rows = new TextLabel(theme, s("612,304 rows"), FontRole::BigNumber);
    rows->setState(State::Failed);
    count->addWidget(rows);
    count->addWidget(
        new TextLabel(theme, s("in the target now, 1,998,112 in the source"), FontRole::Body, Token::Second), 1);
    count->addWidget(new TextLabel(theme, s("counted 12:04:21 in 2.1 s"), FontRole::Small, Token::Second));
    count->addWidget(makeSmallButton(theme, s("Count again")));
    body->addLayout(count);
    auto *hand = line();
    hand->addWidget(new QRadioButton(s("I cleaned it up by hand")));
    hand->addWidget(
        new TextLabel(theme, s("asks for a reason, which goes to the journal"), FontRole::Small, Token::Second), 1);
    body->addLayout(hand);
    auto *steps = new StepList(theme);
    steps->addStep(s("Archive the evidence of attempt 1"), s("pod, 12 events, log of 216 lines, exit code 2"),
                   s("kept"));
    steps->addStep(s("Clean up"), s("the statement above, in pod orders-full-r3-orders-02-cleanup-1"),
                   s("612,304 rows"));
    steps->addStep(s("Verify that 0 rows are left"), s("counts again; if any row is left it stops here"), s("0 rows"));
    steps->addStep(s("Delete the old pod"), s("orders-full-r3-orders-02-a1, only if its uid is still the same"),
                   s("until it is gone"));
    steps->addStep(s("Start attempt 2"), s("orders-full-r3-orders-02-a2, same slice, policy Never"), s("1 pod"));
    if (theme.isDark()) {
        steps->setStep(0, StepState::Done);
        steps->setStep(1, StepState::Running);
        steps->setStep(2, StepState::Failed, {},
                       s("The pod ended with exit code 1: permission denied for table orders"));
        steps->setStep(4, StepState::NotTried);
    }
    body->addWidget(steps);
    auto *type = line();
    auto *ask = new TextLabel(theme, s("This cluster is protected. Type <b>prod-dw-eu</b> to go on:"), FontRole::Body);
    ask->setTextFormat(Qt::RichText);
    type->addWidget(ask);
    auto *name = new QLineEdit;
    name->setPlaceholderText(s("name of the cluster"));
    name->setFixedWidth(180);
    type->addWidget(name);
    type->addStretch(1);
    body->addSpacing(4);
    body->addLayout(type);
    dialog->setContent(content);
    dialog->setRule(s("Stops at the first step that fails and says what is done."));
    dialog->setAction(s("Delete 612,304 rows and restart"));
    dialog->setActionEnabled(theme.isDark(), s("Type the name of the cluster first"));
    dialog->resize(726, dialog->sizeHint().height());
    return dialog;
}

QWidget *launchDialog(const Theme &theme)
{
    auto *dialog = new DialogFrame(theme, DialogFrame::Kind::Plain, nullptr);
    dialog->setAttribute(Qt::WA_DeleteOnClose, false);
    dialog->setContext(production());
    dialog->setFreshness(State::Succeeded, s("Live"));
    dialog->setHeading(s("Run 3 of orders-full"), s("24 workers, full, psql-copy, Pod, Never"));
    auto *content = new QWidget;
    auto *body = column(content, 8);
    auto *list = new RowList(theme);
    list->setColumns(84, 170);
    const auto check = [&](State state, const char *word, const char *title, const char *text) {
        auto *row = new RowWidget(theme);
        row->setBaseHeight(27);
        row->setVerdictFirst(true);
        row->setVerdict(state, s(word), state == State::Waiting ? Icon::Warning : Icon::None);
        row->setTitle(s(title));
        row->setText(s(text));
        list->addRow(row);
        return row;
    };
    RowWidget *failed = check(State::Failed, "fail", "Secret shop-dst has no key “password”",
                              "Its keys are: user, pass. No worker could start its container.");
    failed->setTint(State::Failed);
    failed->setTextBelow(true);
    failed->setBaseHeight(44);
    QPushButton *choose = makeSmallButton(theme, s("Choose key…"));
    failed->setTrailing(choose);
    RowWidget *warned =
        check(State::Waiting, "warning", "Quota compute: 3 CPU requested at once, 3.1 CPU are free",
              "Nothing else in zdtp-prod could start until workers end. Lower “at most at once”, or ask "
              "for more quota.");
    warned->setTint(State::Waiting);
    warned->setTextBelow(true);
    warned->setText(warned->text(), true);
    warned->setTrailing(makeSmallButton(theme, s("Change limit…")));
    for (const auto &[title, text] : std::initializer_list<std::pair<const char *, const char *>>{
             {"Server", "v1.36.0, all needed features"},
             {"Rights", "14 verbs in zdtp-prod"},
             {"Namespace", "zdtp-prod is active"},
             {"Pod Security", "restricted: a bare pod passes"},
             {"Limit ranges", "within the limits of zdtp-limits"},
             {"ConfigMaps and claims", "1 of 1 exists"},
             {"Names", "26 names are free"}})
        check(State::Succeeded, "pass", title, text);
    check(State::Running, "checking", "Dry run", "19 of 24 pods");
    body->addWidget(list);
    body->addStretch(1);
    dialog->setContent(content);
    dialog->setRuleState(State::Failed, s("Blocked by 1 failed check"));
    dialog->addFooterButton(s("Check again"));
    dialog->setAction(s("Launch 24 workers"), Icon::Play);
    dialog->setActionEnabled(false, s("1 check failed"));
    dialog->setFirstFocus(choose);
    dialog->resize(690, 560);
    return dialog;
}

QWidget *editor(const Theme &theme)
{
    auto *window = new Surface(theme, Token::Window);
    window->setFixedSize(1240, 760);
    auto *all = column(window);
    auto *header = new PageHeader(theme);
    header->setBaseHeight(44);
    header->setTitle(s("orders-full"));
    header->showPlainTag(s("edited"));
    header->setFacts(s("last saved 09:12 by operator, revision 8"));
    header->addButton(s("Export…"), Icon::Export);
    header->addButton(s("Save"), Icon::Save);
    QPushButton *launch = header->addButton(s("Launch…"), Icon::Play);
    setButtonRole(*launch, ButtonRole::Primary);
    launch->setEnabled(false);
    all->addWidget(header);
    auto *across = new Splitter(Qt::Horizontal);
    all->addWidget(across, 1);

    auto *form = new QWidget;
    auto *formColumn = new QVBoxLayout(form);
    formColumn->setContentsMargins(16, 12, 16, 12);
    formColumn->setSpacing(10);
    auto *fields = new FieldForm(theme);
    auto *type = new Segmented(theme);
    type->setField(true);
    type->addSegment(s("Full: copy once"));
    type->addSegment(s("Incremental: follow changes"));
    fields->addRow(s("Type"), type);
    auto *engine = new QComboBox;
    engine->addItem(s("psql-copy · postgres:17"));
    FieldRow *engineRow = fields->addRow(s("Engine"), engine);
    auto *unsafe = new StateTag(theme, State::Waiting);
    unsafe->setWarning(s("unsafe to run twice"));
    engineRow->addAfter(unsafe);
    engineRow->addAfter(new TextLabel(theme, s("keeps no progress"), FontRole::Small, Token::Second));
    auto *url = new QLineEdit(s("postgresql://src:5432/shop"));
    fields->addRow(s("Source"), url);
    auto *target = new QLineEdit(s("postgresql://dst:5432/d w"));
    fields->addRow(s("Target"), target)->setError(s("A URL has no space"));
    formColumn->addWidget(fields);
    auto *checks = line();
    auto *readOnly = new QCheckBox(s("Read-only"));
    readOnly->setChecked(true);
    checks->addWidget(readOnly);
    checks->addWidget(new QCheckBox(s("Protected")));
    auto *off = new QCheckBox(s("Not here"));
    off->setEnabled(false);
    checks->addWidget(off);
    checks->addStretch(1);
    formColumn->addLayout(checks);
    formColumn->addWidget(new SectionTitle(theme, s("Scheduling mode"), s("for full sync with an unsafe engine")));
    auto *modes = new OptionList(theme);
    modes->addOption(s("Pod"), s("Pod"), OptionRow::Verdict::Recommended,
                     s("One pod a worker. Nothing starts it again by itself, so no row is copied twice without you."));
    modes->addOption(s("JobPerWorker"), s("JobPerWorker"), OptionRow::Verdict::Possible,
                     s("Backoff limit 0. May still start a pod twice."));
    modes->addOption(s("JobQueueVariable"), s("JobQueueVariable"), OptionRow::Verdict::Possible,
                     s("Deploys a queue. Pods end when it is empty."));
    modes->addOption(s("CronJob"), s("CronJob"), OptionRow::Verdict::Refused,
                     s("Would copy again at each time, into filled tables."));
    modes->addOption(s("Deployment"), s("Deployment"), OptionRow::Verdict::Refused,
                     s("Starts an ended worker again for ever: rows twice."));
    modes->setCurrent(s("Pod"));
    formColumn->addWidget(modes);
    formColumn->addStretch(1);
    across->addWidget(form);

    auto *right = new QWidget;
    auto *rightColumn = column(right);
    auto *manifests = new PanelHeader(theme, s("Manifests"));
    manifests->setNote(s("25 objects"));
    QPushButton *diff = makeSmallButton(theme, s("Diff to run 2"), Icon::Diff);
    diff->setCheckable(true);
    diff->setChecked(true);
    manifests->addRight(diff);
    manifests->addTool(Icon::Search, s("Find"));
    manifests->addTool(Icon::Copy, s("Copy"));
    rightColumn->addWidget(manifests);
    auto *code = new CodeView(theme);
    code->setLanguage(CodeHighlighter::Language::Yaml);
    code->setPlainText(s("apiVersion: v1\nkind: Pod\nmetadata:\n  name: orders-full-r3-orders-02-a1\n  labels:\n"
                         "    app.kubernetes.io/name: psql-copy\n    zdtp.io/attempt: \"1\"\n    zdtp.io/run: \"2\"\n"
                         "    zdtp.io/run: \"3\"\n    zdtp.io/sync: full\nspec:\n  restartPolicy: Never\n"
                         "  automountServiceAccountToken: false\n  containers:\n  - name: worker # the only one\n"
                         "    image: postgres:17\n    command: [\"bash\", \"/zdtp/config/copy.sh\"]\n    env:\n"
                         "    - {name: ZDTP_TABLE, value: public.orders}\n    - {name: ZDTP_FROM, value: \"2000001\"}\n"
                         "    resources:\n      requests: {cpu: 250m, memory: 256Mi}\n      limits: {memory: 512Mi}\n"
                         "    terminationMessagePolicy: FallbackToLogsOnError\n"));
    QList<DiffMark> marks(24, DiffMark::None);
    marks[7] = DiffMark::Removed;
    marks[8] = DiffMark::Added;
    code->setDiff(marks);
    code->setNotes({{13, State::Waiting, s("set by the preset")}});
    rightColumn->addWidget(code, 1);
    across->addWidget(right);
    across->setSizes({620, 620});

    auto *bottom = new QWidget;
    auto *bottomColumn = column(bottom);
    bottomColumn->addWidget(new Rule(theme));
    auto *findings = new PanelHeader(theme, s("Findings"));
    findings->addLeft(new StateLabel(theme, State::Failed, s("1 error blocks the launch")));
    auto *warnings = new StateLabel(theme, State::Waiting, s("2 warnings"));
    warnings->setIcon(Icon::Warning);
    findings->addLeft(warnings);
    bottomColumn->addWidget(findings);
    auto *rows = new RowList(theme);
    rows->setEdges(false);
    const auto finding = [&](State state, const char *what, const char *why, const char *field, const char *fix) {
        auto *row = new RowWidget(theme);
        row->setIcon(state, state == State::Waiting ? Icon::Warning : Icon::None);
        row->setBaseHeight(30);
        row->setTitle(s(what));
        row->setText(s(why));
        row->setLink(s(field), true);
        row->setActivatable(true);
        if (*fix)
            row->setTrailing(makeSmallButton(theme, s(fix)));
        rows->addRow(row);
    };
    finding(State::Failed, "The slices of public.order_lines leave a gap",
            "id 40000001 to 40500000 is in no slice and would never be copied.", "tables[1].split.bounds",
            "Close the gap");
    finding(State::Waiting, "Rows whose id is NULL belong to no slice",
            "public.orders.id allows NULL. Add a worker for them.", "tables[0].split", "Add NULL slice");
    bottomColumn->addWidget(rows);
    all->addWidget(bottom);
    return window;
}

QWidget *empty(const Theme &theme)
{
    auto *page = new EmptyState(theme);
    page->setFixedSize(1240, 800);
    page->setText(Icon::List, s("还没有同步任务"),
                  s("同步任务说明要同步哪些表、从哪里到哪里、如何切分，以及用哪种方式在集群上运行。\n"
                    "可以先在本机运行示例任务，不需要 Kubernetes，也不需要数据库。"));
    page->addRow(Icon::Play, s("运行示例任务 orders-sample"),
                 s("一张表，4 个执行单元，约 1 分钟。其中一个会失败，用来练习清理与重新启动。"), s("打开示例"), {},
                 true);
    page->addRow(Icon::File, s("新建同步任务"), s("选择引擎、源库与目标库，右侧即时显示生成的清单。"), s("新建…"),
                 s("Ctrl+N"));
    page->addRow(Icon::Import, s("导入任务文件"), s("已有的 SyncTask 文档（YAML）。不会立即运行。"), s("导入…"),
                 s("Ctrl+O"));
    page->addCaption(s("在哪里运行"));
    page->addRow(Icon::Monitor, s("本机"),
                 s("zdtp-local 正在 127.0.0.1:7443 运行。容器在沙箱中作为进程启动，不拉取镜像。"), s("查看"));
    page->tagLastRow(State::Succeeded, s("已连接"));
    page->addRow(Icon::Cluster, s("Kubernetes 集群"),
                 s("未找到 kubeconfig：环境变量 KUBECONFIG 未设置，~/.kube/config 不存在。"), s("添加集群…"));
    page->addFootnote(s("本控制台只引用 kubeconfig，从不改写。密码与令牌只保存在系统钥匙串中。"));
    return page;
}

/// Shows a menu or a list as a child of the page: a popup of its own would not be in the picture.
QWidget *shown(QWidget *popup, QWidget *parent, const QPoint &place)
{
    popup->setParent(parent, Qt::Widget);
    popup->adjustSize();
    popup->move(place);
    popup->show();
    return popup;
}

QWidget *controls(const Theme &theme)
{
    auto *page = new Surface(theme, Token::Window);
    page->setFixedSize(900, 640);
    const auto at = [page](QWidget *widget, int x, int y, int width = 0) {
        widget->setParent(page);
        widget->adjustSize();
        if (width)
            widget->resize(width, widget->sizeHint().height());
        widget->move(x, y);
        return widget;
    };
    auto *menu = new QMenu;
    menu->addAction(theme.icon(Icon::Refresh), s("&Restart…"))->setShortcut(QKeySequence(s("Ctrl+Shift+R")));
    menu->addAction(theme.icon(Icon::Cleanup), s("Clean up…"));
    QAction *off = menu->addAction(theme.icon(Icon::Verify), s("Verify…"));
    off->setEnabled(false);
    menu->addSeparator();
    QAction *logs = menu->addAction(s("Logs"));
    logs->setCheckable(true);
    logs->setChecked(true);
    logs->setShortcut(QKeySequence(s("Ctrl+J")));
    menu->addMenu(s("Columns"))->addAction(s("Age"));
    menu->addAction(theme.icon(Icon::Trash), s("Delete…"))->setShortcut(QKeySequence(Qt::Key_Delete));
    shown(menu, page, {20, 20});
    menu->setActiveAction(menu->actions().at(1));

    auto *combo = new QComboBox;
    combo->addItems({s("psql-copy · postgres:17"), s("pgloader · 3.6"), s("debezium · 2.7")});
    at(combo, 300, 20, 220);
    auto *offCombo = new QComboBox;
    offCombo->addItem(s("no cluster"));
    offCombo->setEnabled(false);
    at(offCombo, 300, 56, 220);
    auto *editable = new QComboBox;
    editable->setEditable(true);
    editable->addItem(s("zdtp-prod"));
    at(editable, 300, 92, 220);
    auto *spin = new QSpinBox;
    spin->setRange(0, 100);
    spin->setValue(12);
    at(spin, 300, 128, 90);
    auto *tabs = new QTabWidget;
    tabs->addTab(new QWidget, s("Form"));
    tabs->addTab(new QWidget, s("Manifests"));
    tabs->addTab(new QWidget, s("Findings"));
    at(tabs, 560, 20, 300);
    tabs->resize(300, 60);
    auto *progress = new QProgressBar;
    progress->setRange(0, 14);
    progress->setValue(9);
    at(progress, 560, 100, 300);
    auto *group = new QGroupBox(s("In this console"));
    auto *groupColumn = new QVBoxLayout(group);
    auto *readOnly = new QCheckBox(s("Read-only"));
    auto *isProtected = new QCheckBox(s("Protected"));
    isProtected->setChecked(true);
    groupColumn->addWidget(readOnly);
    groupColumn->addWidget(isProtected);
    at(group, 560, 124, 300);
    auto *list = new QListWidget;
    list->addItems(
        {s("orders-full"), s("shop-cdc"), s("customers-nightly"), s("ledger-cdc"), s("a"), s("b"), s("c"), s("d")});
    list->setCurrentRow(1);
    at(list, 300, 170, 220);
    list->resize(220, 110);
    at(new KeyCap(theme, s("Ctrl+K")), 300, 292);
    auto *multi = new QPlainTextEdit(s("reason for the journal"));
    at(multi, 560, 220, 300);
    multi->resize(300, 70);

    auto *clusters = new DataTable(theme);
    auto *model = new QStandardItemModel(4, 4, clusters);
    model->setHorizontalHeaderLabels({s("Context"), s("Connection"), s("Server"), s("Guards")});
    const struct
    {
        const char *name;
        ContextColour colour;
        State state;
        const char *word, *server, *icon, *guard;
    } rows[] = {{"prod-dw-eu", ContextColour::Orange, State::Succeeded, "Connected", "https://api.dw-eu.example:6443",
                 "lock", "protected"},
                {"staging-dw", ContextColour::Violet, State::Failed, "Certificate", "https://10.20.0.14:6443", "", ""},
                {"dev", ContextColour::Green, State::Stopped, "Not connected", "https://dev.example:6443", "", ""},
                {"report-replica", ContextColour::Grey, State::Succeeded, "Connected", "https://api.report.example",
                 "eye", "read-only"}};
    for (int i = 0; i < 4; ++i) {
        model->setData(model->index(i, 0), s(rows[i].name));
        model->setData(model->index(i, 0), int(rows[i].colour), tables::StripeRole);
        model->setData(model->index(i, 1), s(rows[i].word));
        model->setData(model->index(i, 1), int(rows[i].state), tables::StateRole);
        model->setData(model->index(i, 2), s(rows[i].server));
        model->setData(model->index(i, 2), int(Tone::Second), tables::ToneRole);
        if (*rows[i].icon) {
            model->setData(model->index(i, 3), s(rows[i].icon), tables::IconNameRole);
            model->setData(model->index(i, 3), s(rows[i].guard));
            model->setData(model->index(i, 3), int(Tone::Second), tables::ToneRole);
        }
    }
    clusters->setModel(model);
    clusters->sortByColumn(0, Qt::AscendingOrder);
    clusters->setRowHeight(28);
    clusters->setItemDelegate(new CellDelegate(theme, clusters));
    clusters->setItemDelegateForColumn(0, new NameDelegate(theme, clusters));
    clusters->setItemDelegateForColumn(1, new StateDelegate(theme, clusters));
    clusters->setColumnWidths({180, 150, 280});
    clusters->setParent(page);
    clusters->setGeometry(0, 330, 900, 26 + 4 * 28);
    clusters->setCurrentIndex(model->index(1, 0));
    auto *title = new SectionTitle(theme, s("Layers"), s("stopped at the certificate"));
    at(title, 20, 486, 600);
    auto *layers = new RowList(theme);
    layers->setLines(false);
    layers->setColumns(80, 120);
    const auto layer = [&](State state, const char *name, const char *word, const char *text, const char *time) {
        auto *row = new RowWidget(theme);
        row->setBaseHeight(30);
        row->setIcon(state);
        row->setTitle(s(name), FontRole::BodyMedium);
        row->setVerdictWord(state, s(word));
        row->setText(s(text));
        row->setResult(s(time), Token::Third);
        row->setDimmed(state == State::NotTried);
        layers->addRow(row);
        return row;
    };
    layer(State::Succeeded, "DNS", "passed", "10.20.0.14 is an address, no look-up needed", "0 ms");
    RowWidget *bad = layer(State::Failed, "Certificate", "failed", "The certificate is not valid for 10.20.0.14.", "");
    bad->setTint(State::Failed, true);
    layer(State::NotTried, "Authentication", "not tried", "client certificate, user ops-staging", "");
    at(layers, 20, 510, 860);
    layers->resize(860, layers->sizeHint().height());
    return page;
}

} // namespace

QStringList pieceNames()
{
    return {s("run"), s("restart"), s("launch"), s("editor"), s("empty"), s("controls")};
}

QWidget *makePiece(const QString &name, const Theme &theme)
{
    if (name == QLatin1String("run"))
        return runPage(theme);
    if (name == QLatin1String("restart"))
        return restartDialog(theme);
    if (name == QLatin1String("launch"))
        return launchDialog(theme);
    if (name == QLatin1String("editor"))
        return editor(theme);
    if (name == QLatin1String("empty"))
        return empty(theme);
    if (name == QLatin1String("controls"))
        return controls(theme);
    return nullptr;
}

} // namespace zdtp::gallery
