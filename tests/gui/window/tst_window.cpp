#include "tests/gui/scene/player.h"
#include "tests/gui/scene/scene.h"
#include "tests/gui/scene/windowtest.h"
#include "ui/logs/logpanel.h"
#include "ui/runs/runpage.h"
#include "ui/runs/workertable.h"
#include "ui/shell/commandset.h"
#include "ui/shell/mainwindow.h"
#include "ui/tasks/drafts.h"
#include "ui/tasks/taskpage.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/rows.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>

using namespace zdtp;
using namespace zdtp::test;
using ui::Command;
using ui::Destination;

/// The window with real clicks on a cluster that stands in memory.
class TestWindow : public WindowTest
{
    Q_OBJECT

private slots:
    void initTestCase() { dress(); }

    void init()
    {
        lay();
        m_player = std::make_unique<Player>(*m_scene);
    }

    void cleanup()
    {
        m_window.reset();
        m_player.reset();
        clear();
    }

    void aWorkerFailsAndIsRestartedBehindItsGate()
    {
        m_player->fail(QStringLiteral("orders-03"), 1, 612'304);
        open();
        CLICK("openSample");
        auto *page = qobject_cast<ui::TaskPage *>(m_window->page());
        QVERIFY(page);
        QVERIFY(page->editor()->toPlainText().contains(QStringLiteral("orders-full")));
        CLICK("launch");
        auto *dialog = waitFor<QDialog>(QStringLiteral("launchDialog"));
        QVERIFY(dialog);
        CLICK("checkWithServer");
        auto *checks = waitFor<ui::RowList>(QStringLiteral("checks"));
        QVERIFY(checks);
        auto *check = waitFor<QPushButton>(QStringLiteral("checkWithServer"));
        QVERIFY(waitUntil([&] { return check->isEnabled(); }, 20000));
        QStringList checked;
        for (int i = 0; i < checks->count(); ++i)
            checked << checks->row(i)->title() + QStringLiteral(": ") + checks->row(i)->text();
        QVERIFY2(checked.size() >= 8, qPrintable(checked.join(u'\n')));
        QVERIFY2(checked.join(u'\n').contains(QStringLiteral("the server accepts 4 of 4")),
                 qPrintable(checked.join(u'\n')));
        CLICK("action"); // Launch 4 workers
        QVERIFY(waitUntil(
            [&] {
                auto *action = waitFor<QPushButton>(QStringLiteral("action"));
                return action && action->isEnabled() && action->text() == QStringLiteral("Open run 1");
            },
            20000));
        CLICK("action");
        QVERIFY(waitUntil([&] { return qobject_cast<ui::RunPage *>(m_window->page()) != nullptr; }));
        QVERIFY2(waitUntil([&] { return stateOfWorker(QStringLiteral("orders-03")) == State::Failed; }, 20000),
                 qPrintable(states()));
        QVERIFY(waitUntil([&] { return stateOfWorker(QStringLiteral("orders-01")) == State::Succeeded; }, 20000));
        // The failed one stands on top and is selected: its diagnosis is what one sees.
        QVERIFY(waitFor(QStringLiteral("diagnosis")));
        CLICK("restart");
        QVERIFY(waitFor(QStringLiteral("restartDialog")));
        QVERIFY(waitUntil(
            [&] {
                auto *action = waitFor<QPushButton>(QStringLiteral("action"));
                return action && action->isEnabled();
            },
            20000));
        QCOMPARE(waitFor<QPushButton>(QStringLiteral("action"))->text(),
                 QStringLiteral("Delete 612,304 rows and restart"));
        QVERIFY(waitFor<QPushButton>(QStringLiteral("cancel"))->hasFocus());
        CLICK("action");
        QVERIFY2(waitUntil([&] { return stateOfWorker(QStringLiteral("orders-03")) == State::Succeeded; }, 30000),
                 qPrintable(states()));
        QCOMPARE(m_player->rowsOf(QStringLiteral("orders-03")), 250'000);
        QCOMPARE(m_player->started().count(QStringLiteral("orders-full-r1-orders-03-a1")), 1);
        QCOMPARE(m_player->started().count(QStringLiteral("orders-full-r1-orders-03-a2")), 1);
        CLICK("cancel"); // "Close"
    }

    void findingsBlockTheLaunchAndLeadToTheirLine()
    {
        open();
        CLICK("openSample");
        QTest::keyClick(waitFor(QStringLiteral("documentTabs")), Qt::Key_Right); // YAML
        auto *editor = waitFor<QPlainTextEdit>(QStringLiteral("editor"));
        QVERIFY(editor);
        QVERIFY(waitUntil([&] { return waitFor(QStringLiteral("launch"))->isEnabled(); }));
        QString text = editor->toPlainText();
        text.replace(QStringLiteral("restartPolicy: Never"), QStringLiteral("restartPolicy: Always"));
        editor->setPlainText(text);
        QVERIFY(waitUntil([&] { return !waitFor(QStringLiteral("launch"))->isEnabled(); }));
        QVERIFY(!waitFor(QStringLiteral("launch"))->toolTip().isEmpty());
        m_window->commands()->action(Command::NextTrouble)->trigger();
        const int line = editor->textCursor().blockNumber() + 1;
        QVERIFY2(editor->document()->findBlockByNumber(line - 1).text().contains(QStringLiteral("restartPolicy")),
                 qPrintable(QString::number(line)));
    }

    void draftsSurviveACrash()
    {
        open();
        CLICK("openSample");
        QTest::keyClick(waitFor(QStringLiteral("documentTabs")), Qt::Key_Right); // YAML
        auto *editor = waitFor<QPlainTextEdit>(QStringLiteral("editor"));
        QTest::keyClicks(editor, QStringLiteral("# a word"));
        QVERIFY2(editor->toPlainText().contains(QStringLiteral("# a word")), qPrintable(editor->toPlainText()));
        const ui::Drafts drafts(m_folder->filePath(QStringLiteral("drafts")));
        QVERIFY(waitUntil(
            [&] { return drafts.read(QStringLiteral("orders-full")).value_or(QByteArray()).contains("# a word"); }));
    }

    void savingMakesATaskThatEveryConsoleSees()
    {
        open();
        CLICK("openSample");
        CLICK("save");
        QVERIFY(waitUntil([&] { return session().fleet().tasks().size() == 1; }));
        QVERIFY(waitUntil(
            [&] { return m_window->page()->destination() == Destination::ofTask(QStringLiteral("orders-full")); }));
        m_window->go(Destination::tasks());
        auto *table = waitFor<ui::DataTable>(QStringLiteral("tasks"));
        QVERIFY(table);
        QCOMPARE(table->model()->rowCount(), 1);
    }

    void everyActionIsOffWhileStale()
    {
        m_player->fail(QStringLiteral("orders-03"), 1, 10);
        m_scene->addRun(Scene::ordersTask(), 1, 60);
        open();
        m_window->go(Destination::ofRun(QStringLiteral("orders-full"), 1));
        QVERIFY(waitUntil([&] { return stateOfWorker(QStringLiteral("orders-03")) == State::Failed; }, 20000));
        QVERIFY(waitUntil([&] { return waitFor(QStringLiteral("restart"))->isEnabled(); }));
        m_scene->client.onRequest([](const k8s::Request &) {
            FakeApiClient::Fault fault;
            fault.kind = FakeApiClient::Fault::Kind::ErrorBefore;
            return fault;
        });
        m_scene->client.cutStreams(k8s::ApiError::make(k8s::ApiError::Kind::Network, QStringLiteral("cut")));
        QVERIFY(waitUntil([&] { return !session().freshness().isLive(); }, 10000));
        QVERIFY(waitUntil([&] { return !waitFor(QStringLiteral("restart"))->isEnabled(); }));
        for (const char *name : {"restart", "cleanUp", "delete", "restartFailed"}) {
            QWidget *button = waitFor(QLatin1String(name));
            QVERIFY2(!button->isEnabled(), name);
            QCOMPARE(button->toolTip(), session().refusal());
        }
        QVERIFY(waitUntil([&] { return !m_window->commands()->action(Command::Restart)->isEnabled(); }));
        QVERIFY(waitFor(QStringLiteral("banner")));
    }

    void deletingNamesWhatGoesAndCancelHasTheFocus()
    {
        m_player->hold(true);
        m_scene->addRun(Scene::ordersTask(), 1, 60);
        open();
        m_window->go(Destination::ofRun(QStringLiteral("orders-full"), 1));
        QVERIFY(waitUntil([&] { return stateOfWorker(QStringLiteral("orders-01")) == State::Running; }, 20000));
        CLICK("delete");
        QVERIFY(waitFor(QStringLiteral("deleteDialog")));
        QVERIFY(waitUntil([&] { return waitFor(QStringLiteral("cancel"))->hasFocus(); }));
        auto *pods = waitFor<ui::DataTable>(QStringLiteral("podsToDelete"));
        QCOMPARE(pods->model()->rowCount(), 1);
        QCOMPARE(waitFor<QPushButton>(QStringLiteral("action"))->text(), QStringLiteral("Delete 1 worker"));
        const QString pod = pods->model()->index(0, 1).data().toString();
        CLICK("action");
        QVERIFY(waitUntil([&] { return m_scene->pod(pod).is_null(); }, 20000));
        CLICK("cancel");
    }

    void theSelectionStaysWhileRowsChange()
    {
        m_player->hold(true);
        m_scene->addRun(Scene::ordersTask(), 1, 60);
        open();
        m_window->go(Destination::ofRun(QStringLiteral("orders-full"), 1));
        auto *page = qobject_cast<ui::RunPage *>(m_window->page());
        QVERIFY(waitUntil([&] { return page->table()->workers().rowCount() == 4; }));
        const QString key = QStringLiteral("%1/orders-full/1/orders-02").arg(m_scene->nameSpace);
        QVERIFY(page->table()->selectWorker(key));
        m_player->fail(QStringLiteral("orders-04"), 1, 10);
        m_player->hold(false);
        QVERIFY(waitUntil([&] { return stateOfWorker(QStringLiteral("orders-04")) == State::Failed; }, 20000));
        QVERIFY(waitUntil([&] { return page->table()->workers().find(key)->state == State::Succeeded; }, 20000));
        QCOMPARE(page->table()->currentWorker()->spec.name, QStringLiteral("orders-02"));
    }

    void theLogOfTheSelectedWorkerIsRead()
    {
        m_player->hold(true);
        m_scene->addRun(Scene::ordersTask(), 1, 60);
        const QString pod = m_scene->podOf(Scene::ordersTask(), 1, QStringLiteral("orders-01"));
        m_scene->client.setLog(m_scene->nameSpace, pod, "2026-11-23T10:00:00.000000000Z source  hello\n");
        open();
        m_window->go(Destination::ofRun(QStringLiteral("orders-full"), 1));
        auto *log = waitFor<QPlainTextEdit>(QStringLiteral("logView"));
        QVERIFY(log);
        QVERIFY(waitUntil([&] { return log->toPlainText().contains(QStringLiteral("source  hello")); }, 10000));
        m_scene->client.appendLog(m_scene->nameSpace, pod, "2026-11-23T10:00:01.000000000Z worker  more\n");
        QVERIFY(waitUntil([&] { return log->toPlainText().contains(QStringLiteral("worker  more")); }, 10000));
        QVERIFY(!log->toPlainText().contains(QStringLiteral("2026-11-23T10")));
    }

    void withoutAClusterTheWindowSaysWhyAndTriesAgain()
    {
        m_scene->directory->setProblem(QStringLiteral("no kubeconfig"));
        open(false);
        auto *again = waitFor<QPushButton>(QStringLiteral("connectAgain"));
        QVERIFY(again);
        QVERIFY(!m_window->page());
        m_scene->directory->setProblem({});
        CLICK("connectAgain");
        QVERIFY(waitUntil([&] { return m_scene->directory->session() && m_scene->directory->session()->hasSynced(); },
                          10000));
        QVERIFY(waitUntil([&] { return m_window->page() != nullptr; }));
    }

    void theWindowFitsItsLeastSize()
    {
        m_scene->addRun(Scene::ordersTask(), 1, 60);
        open();
        m_window->resize(960, 600);
        for (const Destination &place :
             {Destination::tasks(), Destination::ofRun(QStringLiteral("orders-full"), 1),
              Destination::of(Destination::Kind::Workers), Destination::of(Destination::Kind::Events),
              Destination::of(Destination::Kind::Activity), Destination::of(Destination::Kind::Clusters)}) {
            m_window->go(place);
            QTest::qWait(50);
            QCOMPARE(m_window->size(), QSize(960, 600));
        }
    }

    void theLayoutIsRemembered()
    {
        m_scene->addRun(Scene::ordersTask(), 1, 60);
        open();
        m_window->resize(1400, 850);
        m_window->go(Destination::ofRun(QStringLiteral("orders-full"), 1));
        m_window->commands()->action(Command::ToggleLogs)->trigger();
        QVERIFY(
            waitUntil([&] { return !waitFor(QStringLiteral("runPage"))->findChild<ui::LogPanel *>()->isVisible(); }));
        m_window->go(Destination::tasks());
        m_window->go(Destination::ofRun(QStringLiteral("orders-full"), 1));
        QVERIFY(!waitFor(QStringLiteral("runPage"))->findChild<ui::LogPanel *>()->isVisible());
    }

private:
    ClusterSession &session() { return *m_scene->directory->session(); }

    void open(bool wait = true)
    {
        show(Scene::ordersTask());
        if (wait)
            QVERIFY(isLive());
    }

    State stateOfWorker(const QString &name)
    {
        const WorkerRow *row = session().fleet().worker(m_scene->nameSpace, QStringLiteral("orders-full"), 1, name);
        return row ? row->state : State::NotTried;
    }

    QString states()
    {
        QStringList words;
        const QList<WorkerRow> rows = session().fleet().allWorkers();
        for (const WorkerRow &row : rows)
            words.append(row.spec.name + u' ' + word(row.state) + u' ' + row.podStatus + u' ' + row.message);
        return words.join(QStringLiteral("; "));
    }

    std::unique_ptr<Player> m_player;
};

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
