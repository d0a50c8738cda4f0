#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/details.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/navigation.h"
#include "ui/widgets/rows.h"
#include "ui/widgets/splitter.h"
#include "ui/widgets/statusbar.h"
#include "ui/widgets/steps.h"
#include "ui/widgets/sums.h"

#include <QAction>
#include <QApplication>
#include <QFocusFrame>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace zdtp;
using namespace zdtp::ui;

namespace {
QString s(const char *text)
{
    return QString::fromUtf8(text);
}
} // namespace

class TestWidgets : public QObject
{
    Q_OBJECT

    Theme m_theme;

    std::unique_ptr<ChipBar> chips()
    {
        auto bar = std::make_unique<ChipBar>(m_theme);
        bar->addChip(s("all"), s("All"));
        bar->addChip(s("failed"), s("Failed"), State::Failed);
        bar->addChip(s("running"), s("Running"), State::Running);
        bar->show();
        return bar;
    }

private slots:
    void initTestCase() { installTheme(*qApp, m_theme); }

    void chipsAreExclusiveWithTheMouse()
    {
        const auto bar = chips();
        QSignalSpy changed(bar.get(), &ChipBar::selectionChanged);
        QCOMPARE(bar->selected(), QStringList{s("all")});
        QTest::mouseClick(bar->chip(s("failed")), Qt::LeftButton);
        QCOMPARE(bar->selected(), QStringList{s("failed")});
        QTest::mouseClick(bar->chip(s("running")), Qt::LeftButton);
        QCOMPARE(bar->selected(), QStringList{s("running")});
        QTest::mouseClick(bar->chip(s("failed")), Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(bar->selected(), (QStringList{s("failed"), s("running")}));
        QTest::mouseClick(bar->chip(s("all")), Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(bar->selected(), QStringList{s("all")});
        QCOMPARE(changed.size(), 4);
    }

    void lettingGoOfTheLastChipChoosesEverything()
    {
        const auto bar = chips();
        QTest::mouseClick(bar->chip(s("failed")), Qt::LeftButton);
        QTest::mouseClick(bar->chip(s("failed")), Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(bar->selected(), QStringList{s("all")});
    }

    void chipsMoveWithTheArrows()
    {
        const auto bar = chips();
        bar->chip(s("all"))->setFocus();
        QTest::keyClick(bar->chip(s("all")), Qt::Key_Right);
        QCOMPARE(bar->selected(), QStringList{s("failed")});
        QTest::keyClick(bar->chip(s("failed")), Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(bar->selected(), QStringList{s("failed")});
        QTest::keyClick(bar->chip(s("running")), Qt::Key_Space);
        QCOMPARE(bar->selected(), (QStringList{s("failed"), s("running")}));
        QTest::keyClick(bar->chip(s("running")), Qt::Key_Home);
        QCOMPARE(bar->selected(), QStringList{s("all")});
        QTest::keyClick(bar->chip(s("all")), Qt::Key_Left);
        QCOMPARE(bar->selected(), QStringList{s("all")});
        QTest::keyClick(bar->chip(s("all")), Qt::Key_End);
        QCOMPARE(bar->selected(), QStringList{s("running")});
    }

    void chipsSayTheirCount()
    {
        const auto bar = chips();
        bar->setCount(s("failed"), 2);
        QCOMPARE(bar->chip(s("failed"))->accessibleName(), s("Failed, 2"));
        const int width = bar->chip(s("failed"))->sizeHint().width();
        bar->select({s("failed")});
        QCOMPARE(bar->chip(s("failed"))->sizeHint().width(), width);
    }

    /// In a row that is wider than they need they stand at its left, and what follows them at its right.
    void chipsBeginWhereTheTableBegins()
    {
        QWidget row;
        auto *line = new QHBoxLayout(&row);
        auto *bar = chips().release();
        auto *filter = new QLineEdit;
        filter->setFixedWidth(150);
        line->addWidget(bar, 1);
        line->addWidget(filter);
        row.resize(1200, 40);
        row.show();
        QCoreApplication::processEvents();
        QCOMPARE(bar->chip(s("all"))->mapTo(&row, QPoint()).x(), line->contentsMargins().left());
        QCOMPARE(filter->geometry().right() + 1, row.width() - line->contentsMargins().right());
    }

    void chipsFoldWhenThereIsNoRoomAndUnfoldAgain()
    {
        QWidget row;
        auto *line = new QHBoxLayout(&row);
        auto *bar = new ChipBar(m_theme, &row);
        bar->addChip(s("all"), s("All"));
        bar->addChip(s("failed"), s("Failed"), State::Failed);
        bar->addChip(s("missing"), s("Missing"), State::Missing);
        bar->addChip(s("unknown"), s("Unknown"), State::Unknown);
        line->addWidget(bar);
        line->addStretch();
        auto *filter = new QLineEdit;
        filter->setFixedWidth(150);
        line->addWidget(filter);
        row.resize(900, 40);
        row.show();
        const auto folded = [&] { return !bar->chip(s("failed"))->toolTip().isEmpty(); };
        QCoreApplication::processEvents();
        // As the counts come in, chips that count nothing hide.
        bar->setCount(s("all"), 24);
        bar->chip(s("unknown"))->hide();
        for (const char *key : {"failed", "missing", "unknown"})
            bar->setCount(s(key), 2000);
        QCoreApplication::processEvents();
        QVERIFY(!folded());
        const int chip = bar->chip(s("unknown"))->fullWidth();
        const int margins = line->contentsMargins().left() + line->contentsMargins().right();
        row.resize(bar->sizeHint().width() + chip / 2 + filter->width() + 2 * line->spacing() + margins, 40);
        QCoreApplication::processEvents();
        QVERIFY2(!folded(), "a hidden chip needs no room");
        bar->chip(s("unknown"))->show();
        QCoreApplication::processEvents();
        QVERIFY(folded());
        bar->chip(s("unknown"))->hide();
        QCoreApplication::processEvents();
        QVERIFY(!folded());
        row.resize(380, 40);
        QCoreApplication::processEvents();
        QVERIFY(folded());
        QVERIFY(bar->geometry().right() < filter->x());
        bar->chip(s("unknown"))->show();
        bar->setCount(s("failed"), 1000000);
        row.resize(900, 40);
        QCoreApplication::processEvents();
        QVERIFY(!folded());
        QCOMPARE(bar->chip(s("failed"))->width(), bar->chip(s("failed"))->fullWidth());
        bar->setCount(s("failed"), 1234567890);
        QCoreApplication::processEvents();
        QVERIFY2(!folded(), "a longer number is no reason to fold where there is room");
    }

    void segmentsMoveWithTheArrows()
    {
        Segmented segments(m_theme);
        segments.addSegment(s("5 min"));
        segments.addSegment(s("Run"));
        QSignalSpy changed(&segments, &Segmented::currentChanged);
        segments.show();
        QTest::keyClick(&segments, Qt::Key_Right);
        QCOMPARE(segments.current(), 1);
        QTest::keyClick(&segments, Qt::Key_Right);
        QCOMPARE(segments.current(), 1);
        QTest::mouseClick(&segments, Qt::LeftButton, {}, QPoint(4, 8));
        QCOMPARE(segments.current(), 0);
        QCOMPARE(changed.size(), 2);
    }

    void refusedOptionCanBeFocusedButNotChosen()
    {
        OptionList list(m_theme);
        list.addOption(s("Pod"), s("Pod"), OptionRow::Verdict::Recommended, s("Nothing starts it again by itself."));
        list.addOption(s("Indexed"), s("JobIndexed"), OptionRow::Verdict::Possible, s("Backoff limit 0."));
        list.addOption(s("Deployment"), s("Deployment"), OptionRow::Verdict::Refused, s("Starts it again for ever."));
        list.setCurrent(s("Pod"));
        list.resize(600, list.sizeHint().height());
        list.show();
        QApplication::setActiveWindow(&list);
        QVERIFY(QTest::qWaitForWindowActive(&list));
        QSignalSpy changed(&list, &OptionList::currentChanged);
        QTest::mouseClick(list.option(s("Deployment")), Qt::LeftButton);
        QCOMPARE(list.current(), s("Pod"));
        list.option(s("Indexed"))->setFocus();
        QTest::keyClick(list.option(s("Indexed")), Qt::Key_Down);
        QCOMPARE(list.focusWidget(), list.option(s("Deployment")));
        QTest::keyClick(list.option(s("Deployment")), Qt::Key_Space);
        QCOMPARE(list.current(), s("Pod"));
        QCOMPARE(changed.size(), 0);
        QVERIFY(list.option(s("Deployment"))->accessibleName().contains(s("refused")));
        QVERIFY(list.option(s("Deployment"))->accessibleName().contains(s("for ever")));
        QTest::mouseClick(list.option(s("Indexed")), Qt::LeftButton);
        QCOMPARE(list.current(), s("Indexed"));
        QCOMPARE(changed.size(), 1);
    }

    void rowsOfAListAlign()
    {
        RowList list(m_theme);
        for (const char *title : {"DNS", "Authentication"}) {
            auto *row = new RowWidget(m_theme);
            row->setTitle(s(title));
            row->setText(s("words"));
            list.addRow(row);
        }
        QVERIFY(list.row(1)->titleHint() > list.row(0)->titleHint());
        list.resize(500, 60);
        list.show();
        // The words of both rows begin in the same column: the left parts of the pictures are equally wide.
        const auto begin = [&](int index) {
            const QImage picture = list.row(index)->grab().toImage();
            const QRgb colour = m_theme.color(Token::Second).rgb();
            for (int x = 0; x < picture.width(); ++x) {
                for (int y = 0; y < picture.height(); ++y) {
                    if (picture.pixel(x, y) == colour)
                        return x;
                }
            }
            return -1;
        };
        QVERIFY(begin(0) > list.row(1)->titleHint());
        QCOMPARE(begin(0), begin(1));
    }

    void cutWordsOfARowAreInTheToolTipUnlessThereIsOne()
    {
        RowWidget row(m_theme);
        row.setTitle(s("orders"));
        row.setText(s("Rows that change during the run may be copied in either version. Stop the writers."));
        row.resize(200, 26);
        row.show();
        QCOMPARE(row.toolTip(), row.text());
        row.resize(1200, 26);
        QCOMPARE(row.toolTip(), QString());
        row.setToolTip(s("the whole finding"));
        row.resize(200, 26);
        QCOMPARE(row.toolTip(), s("the whole finding"));
    }

    void findingOpensWithEnterAndMouse()
    {
        RowWidget row(m_theme);
        row.setTitle(s("The slices leave a gap"));
        row.setLink(s("tables[1]"), true);
        row.setActivatable(true);
        auto *fix = new QPushButton(s("Close the gap"));
        row.setTrailing(fix);
        row.resize(600, 30);
        row.show();
        QSignalSpy opened(&row, &RowWidget::activated);
        QSignalSpy fixed(fix, &QPushButton::clicked);
        QTest::keyClick(&row, Qt::Key_Return);
        QTest::mouseClick(&row, Qt::LeftButton, {}, QPoint(20, 10));
        QCOMPARE(opened.size(), 2);
        QTest::mouseClick(fix, Qt::LeftButton);
        QCOMPARE(fixed.size(), 1);
        QCOMPARE(opened.size(), 2);
        QVERIFY(fix->geometry().right() < row.width());
    }

    void errorOfAFieldIsShownAndSaid()
    {
        auto *field = new QLineEdit;
        FieldRow row(m_theme, s("User"), field);
        row.show();
        const int before = row.sizeHint().height();
        row.setError(s("A user name has no space"));
        QVERIFY(field->property("invalid").toBool());
        QCOMPARE(field->accessibleDescription(), s("A user name has no space"));
        QVERIFY(row.sizeHint().height() > before);
        row.setError({});
        QVERIFY(!field->property("invalid").toBool());
        QCOMPARE(row.sizeHint().height(), before);
        QCOMPARE(field->accessibleName(), s("User"));
    }

    void searchFieldClearsThenLeaves()
    {
        SearchField field(m_theme, s("Filter"), s("/"));
        field.show();
        QSignalSpy left(&field, &SearchField::escaped);
        QTest::keyClicks(&field, s("orders"));
        QTest::keyClick(&field, Qt::Key_Escape);
        QCOMPARE(field.text(), QString());
        QCOMPARE(left.size(), 0);
        QTest::keyClick(&field, Qt::Key_Escape);
        QCOMPARE(left.size(), 1);
    }

    void sumsAddUpAndSayEverything()
    {
        SumsRow row(m_theme);
        row.setSums({{State::Running, 9}, {State::Failed, 2}, {State::Missing, 1}}, 1200);
        QCOMPARE(row.words(), s("Expected 1,200, Running 9, Waiting 0, Succeeded 0, Failed 2, Missing 1"));
        row.resize(row.sizeHint());
        row.show();
        QSignalSpy pressed(&row, &SumsRow::activated);
        QTest::mouseClick(&row, Qt::LeftButton, {}, QPoint(row.width() - 8, 10));
        QCOMPARE(pressed.size(), 1);
        QCOMPARE(pressed.first().first().value<State>(), State::Missing);
    }

    void everyPartOfTheBarCanBeSeen()
    {
        SegmentBar bar(m_theme);
        bar.setSums({{State::Succeeded, 100000}, {State::Failed, 1}, {State::Unknown, 1}}, 100002);
        bar.resize(300, 6);
        const QImage picture = bar.grab().toImage();
        const auto count = [&](State state) {
            int found = 0;
            for (int x = 0; x < picture.width(); ++x)
                found += picture.pixel(x, 3) == m_theme.stateColor(state).rgb();
            return found;
        };
        QVERIFY(count(State::Failed) >= 3);
        QVERIFY(count(State::Unknown) >= 3);
        QVERIFY(count(State::Succeeded) > 260);
        QVERIFY(bar.accessibleName().contains(s("Failed 1")));
    }

    void chartTopsAreRound_data()
    {
        QTest::addColumn<double>("greatest");
        QTest::addColumn<double>("top");
        QTest::newRow("nothing") << 0.0 << 1.0;
        QTest::newRow("small") << 0.3 << 0.5;
        QTest::newRow("exact") << 100.0 << 100.0;
        QTest::newRow("78 k") << 78000.0 << 100000.0;
        QTest::newRow("21 M") << 21e6 << 25e6;
    }
    void chartTopsAreRound()
    {
        QFETCH(double, greatest);
        QFETCH(double, top);
        QCOMPARE(LineChart::niceTop(greatest), top);
    }

    void chartNumbersAreShort()
    {
        QCOMPARE(LineChart::shortNumber(100000), s("100 k"));
        QCOMPARE(LineChart::shortNumber(2.5e6), s("2.5 M"));
        QCOMPARE(LineChart::shortNumber(50), s("50"));
    }

    // A gap in the data is a gap in the line: nothing is painted where nothing was measured.
    void chartLeavesGaps()
    {
        LineChart chart(m_theme);
        QList<LineChart::Point> points;
        for (int i = 0; i <= 100; ++i) {
            LineChart::Point point{i * 1000, 80.0};
            if (i > 40 && i < 60)
                point.value.reset();
            points.append(point);
        }
        chart.setPoints(points);
        chart.resize(600, 120);
        const QImage picture = chart.grab().toImage();
        int gap = 0;
        for (int x = 60; x < 580; ++x) {
            bool tinted = false;
            for (int y = 40; y < 90; ++y)
                tinted = tinted || picture.pixel(x, y) == m_theme.stateTint(State::Running).rgb();
            gap += !tinted;
        }
        QVERIFY2(gap > 80 && gap < 140, qPrintable(QString::number(gap)));
    }

    void detailsAreCopiedWhole()
    {
        KeyValueList list(m_theme);
        list.setPairs({{s("Pod"), s("orders-full-r3-orders-02-a1")}, {s("Node"), QString()}});
        list.resize(180, 60);
        list.show();
        auto *value = list.findChildren<QLineEdit *>().first();
        QVERIFY(value->isReadOnly());
        QCOMPARE(value->text(), s("orders-full-r3-orders-02-a1"));
        QVERIFY2(!value->toolTip().isEmpty(), "what is cut is whole in the tool tip");
        QPointer<QLineEdit> kept = value;
        list.setPairs({{s("Pod"), s("orders-full-r3-orders-02-a2")}, {s("Node"), s("worker-1")}});
        QVERIFY2(kept, "a refresh keeps what the user may be selecting");
        QCOMPARE(kept->text(), s("orders-full-r3-orders-02-a2"));
    }

    void navigationOpensWithKeysAndMouse()
    {
        NavigationList list(m_theme);
        list.addEntry(s("tasks"), Icon::List, s("Tasks"));
        list.addCaption(s("Recent runs"));
        list.addStateEntry(s("r3"), State::Failed, s("orders-full"), s("#3"));
        list.setCurrent(s("tasks"));
        list.resize(200, 300);
        list.show();
        QSignalSpy opened(&list, &NavigationList::activated);
        list.setFocus();
        QTest::keyClick(&list, Qt::Key_Down);
        QTest::keyClick(&list, Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.last().first().toString(), s("r3"));
        QTest::mouseClick(&list, Qt::LeftButton, {}, QPoint(60, 20));
        QCOMPARE(opened.last().first().toString(), s("tasks"));
        QCOMPARE(list.current(), s("tasks"));
        list.truncate(1);
        QCOMPARE(list.count(), 1);
        QCOMPARE(list.current(), s("tasks"));
    }

    void stepsKeepWhatHappened()
    {
        StepList steps(m_theme);
        steps.addStep(s("Clean up"), s("the statement above"), s("612,304 rows"));
        steps.addStep(s("Start attempt 2"), s("same slice"));
        steps.resize(500, steps.heightForWidth(500));
        steps.show();
        const int before = steps.heightForWidth(500);
        steps.setStep(0, StepState::Failed, {}, s("permission denied for table orders"));
        steps.setStep(1, StepState::NotTried);
        QVERIFY(steps.heightForWidth(500) > before);
        QVERIFY(steps.accessibleDescription().contains(s("permission denied")));
        QVERIFY(steps.accessibleDescription().contains(s("612,304 rows")));
        QCOMPARE(steps.stateOf(0), StepState::Failed);
    }

    void bannerHasOneButtonAndGrowsForLongWords()
    {
        Banner banner(m_theme);
        banner.show(State::Waiting, s("Stale since 12:03:10."), s("The watch was cut; next try in 4 s."), s("Try now"));
        QSignalSpy pressed(&banner, &Banner::buttonPressed);
        banner.resize(800, banner.heightForWidth(800));
        QTest::mouseClick(banner.button(), Qt::LeftButton);
        QCOMPARE(pressed.size(), 1);
        QCOMPARE(banner.heightForWidth(800), m_theme.dp(34));
        QVERIFY(banner.heightForWidth(260) > m_theme.dp(34));
        QVERIFY(banner.accessibleName().contains(s("next try")));
    }

    void freshnessHasAWordForEverything()
    {
        FreshnessLabel label(m_theme);
        for (const Freshness freshness :
             {Freshness::Live, Freshness::CatchingUp, Freshness::Stale, Freshness::NotConnected}) {
            label.setFreshness(freshness);
            QVERIFY(!label.accessibleName().isEmpty());
        }
        label.setFreshness(Freshness::Stale, s("Stale since 12:03:10"));
        QCOMPARE(label.accessibleName(), s("Stale since 12:03:10"));
    }

    void buttonsThatFindNoRoomGoIntoTheMenu()
    {
        PageHeader header(m_theme);
        header.setTitle(s("orders-full"), s("run 3"));
        QPushButton *first = header.addButton(s("Restart failed (2)…"), Icon::Refresh);
        QPushButton *second = header.addButton(s("Verify…"), Icon::Verify);
        header.resize(900, 48);
        header.show();
        QVERIFY(first->isVisible());
        QVERIFY(second->isVisible());
        header.resize(380, 48);
        QVERIFY(first->isVisible());
        QVERIFY(!second->isVisible());
        header.resize(900, 48);
        QVERIFY(second->isVisible());
    }

    void ringComesWithTheKeyboardOnly()
    {
        QWidget window;
        auto *one = new QPushButton(s("One"), &window);
        auto *two = new QPushButton(s("Two"), &window);
        two->move(100, 0);
        window.resize(300, 100);
        window.show();
        QApplication::setActiveWindow(&window);
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const auto ringed = [&]() -> QWidget * {
            const auto frames = window.findChildren<QFocusFrame *>();
            for (QFocusFrame *frame : frames) {
                if (frame->widget() && frame->isVisible())
                    return frame->widget();
            }
            return nullptr;
        };
        one->setFocus(Qt::MouseFocusReason);
        QCOMPARE(ringed(), nullptr);
        two->setFocus(Qt::TabFocusReason);
        QCOMPARE(ringed(), two);
        one->setFocus(Qt::MouseFocusReason);
        QCOMPARE(ringed(), nullptr);
    }

    void splitterHasALineWithAGrip()
    {
        Splitter splitter(Qt::Horizontal);
        splitter.addWidget(new QWidget);
        splitter.addWidget(new QWidget);
        splitter.resize(300, 100);
        splitter.show();
        QVERIFY(QTest::qWaitForWindowExposed(&splitter));
        // While it is shown, moved and resized: two sets of margins once called each other until the stack was full.
        splitter.resize(400, 120);
        splitter.setSizes({100, 299});
        splitter.resize(300, 100);
        QCOMPARE(splitter.handle(1)->width(), 7);
        QCOMPARE(splitter.handle(1)->contentsRect().width(), 1);
        QCOMPARE(splitter.widget(1)->x() - splitter.widget(0)->geometry().right() - 1, 1);
    }
};

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
