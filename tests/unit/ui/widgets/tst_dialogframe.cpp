#include "ui/theme/style.h"
#include "ui/widgets/dialog.h"

#include <QApplication>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace zdtp;
using namespace zdtp::ui;

class TestDialogFrame : public QObject
{
    Q_OBJECT

    Theme m_theme;

    DialogFrame *open(DialogFrame::Kind kind, QWidget *parent)
    {
        auto *dialog = new DialogFrame(m_theme, kind, parent);
        dialog->setContext({QStringLiteral("prod"), QStringLiteral("zdtp"), ContextColour::Red, true, false});
        dialog->setHeading(QStringLiteral("Delete run 3 of orders-full"));
        dialog->setSentence(QStringLiteral("24 pods go & 2 are still <running>."));
        dialog->setAction(QStringLiteral("Delete 24 pods"));
        dialog->present();
        return dialog;
    }

private slots:
    void initTestCase() { installTheme(*qApp, m_theme); }

    void cancelHasTheFocusWhenSomethingIsDestroyed()
    {
        QWidget window;
        window.show();
        auto *dialog = open(DialogFrame::Kind::Destructive, &window);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QCOMPARE(dialog->focusWidget(), dialog->cancelButton());
        QCOMPARE(dialog->actionButton()->property("role").toString(), QStringLiteral("danger"));
        auto *changing = open(DialogFrame::Kind::Changing, &window);
        QVERIFY(QTest::qWaitForWindowExposed(changing));
        QCOMPARE(changing->focusWidget(), changing->cancelButton());
        QCOMPARE(changing->actionButton()->property("role").toString(), QStringLiteral("primary"));
    }

    void actionHasTheFocusOtherwise()
    {
        QWidget window;
        window.show();
        auto *dialog = open(DialogFrame::Kind::Plain, &window);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QCOMPARE(dialog->focusWidget(), dialog->actionButton());
    }

    void blockedActionLeavesTheFocusToCancelOrTheWayOut()
    {
        QWidget window;
        window.show();
        auto *dialog = new DialogFrame(m_theme, DialogFrame::Kind::Plain, &window);
        dialog->setAction(QStringLiteral("Launch 24 workers"));
        dialog->setActionEnabled(false, QStringLiteral("1 check failed"));
        QCOMPARE(dialog->actionButton()->toolTip(), QStringLiteral("1 check failed"));
        auto *wayOut = new QPushButton(QStringLiteral("Choose key…"));
        dialog->setContent(wayOut);
        dialog->setFirstFocus(wayOut);
        dialog->present();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QCOMPARE(dialog->focusWidget(), wayOut);
    }

    void isWindowModalAndGoesAwayWhenCancelled()
    {
        QWidget window;
        window.show();
        QPointer<DialogFrame> dialog = open(DialogFrame::Kind::Destructive, &window);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QCOMPARE(dialog->windowModality(), Qt::WindowModal);
        QSignalSpy asked(dialog, &DialogFrame::actionRequested);
        QSignalSpy rejected(dialog, &QDialog::rejected);
        QTest::keyClick(dialog->cancelButton(), Qt::Key_Return);
        QCOMPARE(rejected.size(), 1);
        QCOMPARE(asked.size(), 0);
        QTRY_VERIFY(!dialog);
    }

    void enterInAFieldDoesNothing()
    {
        QWidget window;
        window.show();
        auto *dialog = new DialogFrame(m_theme, DialogFrame::Kind::Destructive, &window);
        dialog->setAction(QStringLiteral("Delete 612,304 rows and restart"));
        auto *name = new QLineEdit;
        dialog->setContent(name);
        dialog->setFirstFocus(name);
        dialog->present();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QSignalSpy asked(dialog, &DialogFrame::actionRequested);
        QSignalSpy ended(dialog, &QDialog::finished);
        QTest::keyClick(name, Qt::Key_Return);
        QCOMPARE(asked.size(), 0);
        QCOMPARE(ended.size(), 0);
        QTest::keyClick(name, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(asked.size(), 1);
        QVERIFY2(dialog->isVisible(), "whoever made it closes it when the work is done");
    }

    void escapeCancels()
    {
        QWidget window;
        window.show();
        auto *dialog = open(DialogFrame::Kind::Plain, &window);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QSignalSpy rejected(dialog, &QDialog::rejected);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QCOMPARE(rejected.size(), 1);
    }
};

QTEST_MAIN(TestDialogFrame)
#include "tst_dialogframe.moc"
