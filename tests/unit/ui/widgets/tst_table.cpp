#include "ui/theme/style.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/table.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

#include <memory>

using namespace zdtp;
using namespace zdtp::ui;

class TestTable : public QObject
{
    Q_OBJECT

    Theme m_theme;

    struct Made
    {
        std::unique_ptr<QStandardItemModel> model;
        std::unique_ptr<DataTable> table;
    };
    Made make(int rows)
    {
        Made made{std::make_unique<QStandardItemModel>(rows, 4), std::make_unique<DataTable>(m_theme)};
        const QStringList titles = {QStringLiteral("State"), QStringLiteral("Worker"), QStringLiteral("Progress"),
                                    QStringLiteral("Rows")};
        made.model->setHorizontalHeaderLabels(titles);
        for (int i = 0; i < rows; ++i) {
            const auto set = [&](int column, const QVariant &value, int role = Qt::DisplayRole) {
                made.model->setData(made.model->index(i, column), value, role);
            };
            for (int column = 0; column < 4; ++column)
                set(column, int(State::Failed), tables::StateRole);
            set(0, QStringLiteral("Failed"));
            set(1, QStringLiteral("orders-%1").arg(i, 2, 10, QLatin1Char('0')));
            set(2, 31.0, tables::ProgressRole);
            set(3, QStringLiteral("612,304"));
        }
        DataTable *table = made.table.get();
        table->setSortingEnabled(false);
        table->setModel(made.model.get());
        table->setItemDelegateForColumn(0, new StateDelegate(m_theme, table));
        table->setItemDelegateForColumn(1, new NameDelegate(m_theme, table));
        table->setItemDelegateForColumn(2, new ProgressDelegate(m_theme, table));
        table->setItemDelegateForColumn(3, new NumberDelegate(m_theme, table));
        table->resize(600, 300);
        table->show();
        return made;
    }
    int pixelsOf(const QImage &picture, const QRect &area, const QColor &colour)
    {
        int count = 0;
        for (int y = area.top(); y <= area.bottom(); ++y) {
            for (int x = area.left(); x <= area.right(); ++x)
                count += QColor(picture.pixel(x, y)).rgb() == colour.rgb();
        }
        return count;
    }

private slots:
    void initTestCase()
    {
        m_theme.setScheme(Scheme::Light);
        QFont font = QApplication::font();
        font.setPixelSize(13);
        m_theme.setFonts(font, font);
        installTheme(*qApp, m_theme);
    }

    void rowsAndHeaderHaveTheirHeights()
    {
        Made made = make(3);
        QCOMPARE(made.table->visualRect(made.model->index(0, 0)).height(), 24);
        QCOMPARE(made.table->header()->height(), 26);
        made.table->setRowHeight(28);
        QTRY_COMPARE(made.table->visualRect(made.model->index(0, 0)).height(), 28);
    }

    void statesAreDrawnInTheirColour()
    {
        Made made = make(1);
        const QRect cell = made.table->visualRect(made.model->index(0, 0));
        const QImage picture = made.table->viewport()->grab().toImage();
        QVERIFY(pixelsOf(picture, cell, m_theme.stateColor(State::Failed)) > 10);
    }

    void staleIsGreyAndKeepsItsWords()
    {
        Made made = make(1);
        made.table->setStale(true);
        const QRect row(0, 0, 400, 24);
        const QImage picture = made.table->viewport()->grab().toImage();
        QCOMPARE(pixelsOf(picture, row, m_theme.stateColor(State::Failed)), 0);
        QVERIFY(pixelsOf(picture, row, m_theme.stateColor(State::Stopped)) > 10);
        QCOMPARE(made.model->index(0, 0).data().toString(), QStringLiteral("Failed"));
    }

    void selectedRowHasBarAndTint()
    {
        Made made = make(3);
        QApplication::setActiveWindow(made.table.get());
        QVERIFY(QTest::qWaitForWindowActive(made.table.get()));
        made.table->setCurrentIndex(made.model->index(1, 0));
        const QRect cell = made.table->visualRect(made.model->index(1, 0));
        const QImage picture = made.table->viewport()->grab().toImage();
        QCOMPARE(QColor(picture.pixel(1, cell.center().y())).name(), m_theme.color(Token::Link).name());
        QCOMPARE(QColor(picture.pixel(4, cell.center().y())).name(), m_theme.color(Token::Selected).name());
        QCOMPARE(QColor(picture.pixel(picture.width() - 20, cell.center().y())).name(),
                 m_theme.color(Token::Selected).name());
    }

    // Models give the role of the icon for every cell and a name for a few: no name, no room for it.
    void cellsWithoutIconKeepNoRoomForOne()
    {
        Made made = make(2);
        made.table->setItemDelegateForColumn(3, new CellDelegate(m_theme, made.table.get()));
        const auto begin = [&](int row) {
            const QRect cell = made.table->visualRect(made.model->index(row, 3));
            const QImage picture = made.table->viewport()->grab().toImage();
            const QRgb ground = picture.pixel(cell.left() + 2, cell.top() + 2);
            for (int x = cell.left() + 2; x < cell.right(); ++x) {
                for (int y = cell.top() + 2; y < cell.bottom() - 2; ++y) {
                    if (picture.pixel(x, y) != ground)
                        return x - cell.left();
                }
            }
            return -1;
        };
        const int without = begin(0);
        made.model->setData(made.model->index(0, 3), QString(), tables::IconNameRole);
        QCOMPARE(begin(0), without);
        made.model->setData(made.model->index(0, 3), QStringLiteral("lock"), tables::IconNameRole);
        QVERIFY(made.table->itemDelegateForColumn(3)->sizeHint({}, made.model->index(0, 3)).width() >
                made.table->itemDelegateForColumn(3)->sizeHint({}, made.model->index(1, 3)).width());
    }

    void progressIsAsLongAsThePercent()
    {
        Made made = make(2);
        made.table->setColumnWidth(2, 160);
        made.model->setData(made.model->index(0, 2), 100.0, tables::ProgressRole);
        made.model->setData(made.model->index(1, 2), 50.0, tables::ProgressRole);
        const QColor colour = m_theme.stateColor(State::Failed);
        const QImage picture = made.table->viewport()->grab().toImage();
        const auto length = [&](int row) {
            const QRect cell = made.table->visualRect(made.model->index(row, 2));
            return pixelsOf(picture, QRect(cell.left(), cell.center().y(), cell.width(), 1), colour);
        };
        QVERIFY(length(0) > 60);
        QVERIFY2(std::abs(length(0) - 2 * length(1)) <= 3, qPrintable(QString::number(length(1))));
    }

    void withoutPercentThereAreWordsAndNoBar()
    {
        Made made = make(1);
        made.model->setData(made.model->index(0, 2), -1.0, tables::ProgressRole);
        made.model->setData(made.model->index(0, 2), QStringLiteral("rows only"), tables::ProgressTextRole);
        const QRect cell = made.table->visualRect(made.model->index(0, 2));
        const QImage picture = made.table->viewport()->grab().toImage();
        QCOMPARE(pixelsOf(picture, cell, m_theme.stateColor(State::Failed)), 0);
        QCOMPARE(pixelsOf(picture, cell, m_theme.color(Token::Line)), 0);
    }

    // Ten thousand cells must not be felt: what painting costs is looked up, not made anew. The limit is far above what
    // it takes, so that a slow machine does not fail; a pixmap rendered anew for each cell breaks it.
    void paintingMakesNothingAnew()
    {
        Made made = make(200);
        made.table->resize(800, 24 * 100);
        made.table->viewport()->grab();
        const qint64 key = m_theme.pixmap(State::Failed, 14, 1).cacheKey();
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 10; ++i)
            made.table->viewport()->grab();
        QVERIFY2(timer.elapsed() < 4000, qPrintable(QStringLiteral("%1 ms for 4,000 cells").arg(timer.elapsed())));
        QCOMPARE(m_theme.pixmap(State::Failed, 14, 1).cacheKey(), key);
    }

    void copiesSelectedRowsInTheOrderOfTheScreen()
    {
        Made made = make(3);
        made.table->header()->moveSection(3, 1);
        made.table->setCurrentIndex(made.model->index(2, 0));
        made.table->selectionModel()->select(made.model->index(0, 0),
                                             QItemSelectionModel::Select | QItemSelectionModel::Rows);
        made.table->setColumnHidden(2, true);
        QTest::keyClick(made.table.get(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 QStringLiteral("State\tRows\tWorker\nFailed\t612,304\torders-00\nFailed\t612,304\torders-02\n"));
    }

    void enterOpensAndEscapeLeaves()
    {
        Made made = make(3);
        made.table->setCurrentIndex(made.model->index(1, 0));
        QSignalSpy opened(made.table.get(), &DataTable::rowActivated);
        QSignalSpy left(made.table.get(), &DataTable::escaped);
        QTest::keyClick(made.table.get(), Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.first().first().toModelIndex().row(), 1);
        QTest::keyClick(made.table.get(), Qt::Key_Escape);
        QCOMPARE(left.size(), 1);
    }

    void flexibleColumnTakesWhatIsLeft()
    {
        Made made = make(1);
        made.table->header()->setStretchLastSection(false);
        for (int column = 0; column < 4; ++column)
            made.table->setColumnWidth(column, 100);
        made.table->setFlexibleColumn(1, 60);
        made.table->resize(600, 200);
        QCOMPARE(made.table->columnWidth(1), made.table->viewport()->width() - 300);
        made.table->setColumnWidth(3, 150);
        QCOMPARE(made.table->columnWidth(1), made.table->viewport()->width() - 350);
        made.table->resize(320, 200);
        QCOMPARE(made.table->columnWidth(1), 60);
    }

    /// With the last column taking what is left there is nothing to scroll to, at any width that has room for all.
    void flexibleColumnLeavesNothingToScrollTo()
    {
        auto made = make(3);
        made.table->setColumnWidths({120, 200, 100});
        made.table->setFlexibleColumn(1, 60);
        for (const int width : {600, 1200, 700, 540}) {
            made.table->resize(width, 300);
            QCoreApplication::processEvents();
            QCOMPARE(made.table->horizontalScrollBar()->maximum(), 0);
            made.model->setData(made.model->index(0, 3), QStringLiteral("612,304,%1").arg(width));
            made.table->setFlexibleColumn(1, 60);
            QCoreApplication::processEvents();
            QCOMPARE(made.table->horizontalScrollBar()->maximum(), 0);
        }
    }

    void columnsGiveWayAndComeBack()
    {
        Made made = make(1);
        for (int column = 0; column < 4; ++column)
            made.table->setColumnWidth(column, 100);
        made.table->setGivingWay({3, 1}, 200);
        made.table->resize(600, 200);
        QVERIFY(!made.table->isColumnHidden(3));
        made.table->resize(330, 200);
        QVERIFY(made.table->isColumnHidden(3));
        QVERIFY(!made.table->isColumnHidden(1));
        made.table->resize(240, 200);
        QVERIFY(made.table->isColumnHidden(1));
        made.table->resize(600, 200);
        QVERIFY(!made.table->isColumnHidden(3));
        QVERIFY(!made.table->isColumnHidden(1));
    }
};

QTEST_MAIN(TestTable)
#include "tst_table.moc"
