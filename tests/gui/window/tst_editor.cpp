#include "tests/gui/scene/scene.h"
#include "tests/gui/scene/windowtest.h"
#include "ui/shell/commandset.h"
#include "ui/shell/mainwindow.h"
#include "ui/tasks/documentpanel.h"
#include "ui/tasks/taskpage.h"
#include "ui/tasks/taskreview.h"
#include "ui/widgets/rows.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace zdtp;
using namespace zdtp::test;
using ui::Command;

/// The editor of a task with real keys and clicks: the form and the text are one document.
class TestEditor : public WindowTest
{
    Q_OBJECT

private slots:
    void initTestCase() { dress(); }

    void init()
    {
        lay();
        show("# the team's own words\n" + Scene::ordersTask());
        QVERIFY(isLive());
        CLICK("openSample");
        m_page = qobject_cast<ui::TaskPage *>(m_window->page());
        QVERIFY(m_page);
        QVERIFY(waitUntil([&] { return m_page->review().verdict().task.has_value(); }));
    }

    void cleanup()
    {
        m_page = nullptr;
        clear();
    }

    void whatIsTypedInTheFormStandsInTheText()
    {
        retype(QStringLiteral("spec.source.user"), QStringLiteral("copier"));
        retype(QStringLiteral("spec.target.url"), QStringLiteral("postgresql://new:5432/dw"));
        retype(QStringLiteral("spec.resources.limits.memory"), QStringLiteral("1Gi"));
        retype(QStringLiteral("spec.target.password.line"), QStringLiteral("other / pass"));
        const QString text = this->text();
        QVERIFY2(text.startsWith(QStringLiteral("# the team's own words\n")), qPrintable(text));
        QVERIFY(waitUntil([&] {
            const auto &task = m_page->review().verdict().task;
            return task && task->source.user == QStringLiteral("copier") &&
                   task->target.url == QStringLiteral("postgresql://new:5432/dw") &&
                   task->target.password.secret == QStringLiteral("other") &&
                   task->target.password.key == QStringLiteral("pass") &&
                   task->resources.limits.value(QStringLiteral("memory")) == QStringLiteral("1Gi");
        }));
    }

    void typingIsUndoneFieldByField()
    {
        const QString before = text();
        retype(QStringLiteral("spec.source.user"), QStringLiteral("copier"));
        auto *user = waitFor<QLineEdit>(QStringLiteral("spec.source.user"));
        QVERIFY(text() != before);
        for (int i = 0; i < 2 && text() != before; ++i) // cleared, then typed
            QTest::keyClick(user, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(text(), before);
        QVERIFY(waitUntil([&] { return user->text() != QStringLiteral("copier"); }));
    }

    void aTableIsAddedAndRemoved()
    {
        const int before = tables();
        CLICK("addTable");
        QVERIFY(waitUntil([&] { return tables() == before + 1; }));
        retype(QStringLiteral("name"), QStringLiteral("public.returns"));
        QVERIFY(waitUntil(
            [&] { return m_page->review().verdict().task->tables.last().name == QStringLiteral("public.returns"); }));
        CLICK("removeTable");
        QVERIFY(waitUntil([&] { return tables() == before; }));
        QVERIFY(!text().contains(QStringLiteral("public.returns")));
    }

    void aFindingLeadsToItsField()
    {
        retype(QStringLiteral("spec.source.url"), QStringLiteral("nonsense"));
        QVERIFY(waitUntil([&] { return hasErrors(m_page->review().verdict().findings); }));
        waitFor(QStringLiteral("spec.target.user"))->setFocus();
        m_window->commands()->action(Command::NextTrouble)->trigger();
        QVERIFY(waitUntil([&] { return waitFor(QStringLiteral("spec.source.url"))->hasFocus(); }));
    }

    void theTextShowsInTheForm()
    {
        QTest::keyClick(waitFor(QStringLiteral("documentTabs")), Qt::Key_Right);
        auto *editor = waitFor<QPlainTextEdit>(QStringLiteral("editor"));
        QVERIFY(editor);
        editor->setPlainText(
            editor->toPlainText().replace(QStringLiteral("user: reader"), QStringLiteral("user: other")));
        QTest::keyClick(waitFor(QStringLiteral("documentTabs")), Qt::Key_Left);
        auto *user = waitFor<QLineEdit>(QStringLiteral("spec.source.user"));
        QVERIFY(user);
        QVERIFY(waitUntil([&] { return user->text() == QStringLiteral("other"); }));
    }

    void coverageIsNotClaimedBeforeItIsProved()
    {
        auto *table = waitFor<QAbstractItemView>(QStringLiteral("tables"));
        QVERIFY(table);
        const auto cover = [&] {
            return table->model()->index(0, table->model()->columnCount() - 1).data().toString();
        };
        QVERIFY(waitUntil([&] { return cover() == QStringLiteral("no gap"); }));
        retype(QStringLiteral("spec.pod.graceSeconds"), QStringLiteral("soon")); // no task: nothing was reviewed
        QVERIFY2(waitUntil([&] { return cover() == QStringLiteral("not reviewed"); }), qPrintable(cover()));
    }

    /// The form says of each mode what the review and modeChoices() say of it.
    void modesSayWhatHappensToThisTask()
    {
        const auto row = [](const char *title) -> ui::OptionRow * {
            for (QWidget *top : QApplication::topLevelWidgets()) {
                for (ui::OptionRow *one : top->findChildren<ui::OptionRow *>()) {
                    if (one->title() == QLatin1String(title) && one->isVisible())
                        return one;
                }
            }
            return nullptr;
        };
        QVERIFY(waitUntil([&] { return row("Pod") && row("Pod")->verdict() == ui::OptionRow::Verdict::Recommended; }));
        QVERIFY(row("Pod")->isChosen());
        QVERIFY2(row("Pod")->toolTip().contains(QStringLiteral("keeps no progress")),
                 qPrintable(row("Pod")->toolTip()));
        QCOMPARE(row("Deployment")->verdict(), ui::OptionRow::Verdict::Refused);
        QCOMPARE(row("Never")->verdict(), ui::OptionRow::Verdict::Recommended);
        QCOMPARE(row("Always")->verdict(), ui::OptionRow::Verdict::Refused);
    }

    void aBrokenTextIsKeptAndSaid()
    {
        QTest::keyClick(waitFor(QStringLiteral("documentTabs")), Qt::Key_Right);
        auto *editor = waitFor<QPlainTextEdit>(QStringLiteral("editor"));
        const QString broken = editor->toPlainText() + QStringLiteral("spec: [1, {\n");
        editor->setPlainText(broken);
        QVERIFY(waitFor(QStringLiteral("brokenBanner")));
        QTest::keyClick(waitFor(QStringLiteral("documentTabs")), Qt::Key_Left);
        auto *user = waitFor<QLineEdit>(QStringLiteral("spec.source.user"));
        QVERIFY(user && !user->isEnabled());
        QCOMPARE(user->text(), QStringLiteral("reader"));
        QCOMPARE(text(), broken);
    }

private:
    QString text() const { return QString::fromUtf8(m_page->document()->yaml()); }
    int tables() const
    {
        const auto &task = m_page->review().verdict().task;
        return task ? int(task->tables.size()) : -1;
    }
    void retype(const QString &name, const QString &words)
    {
        auto *field = waitFor<QLineEdit>(name);
        QVERIFY2(field, qPrintable(name));
        field->setFocus();
        field->selectAll();
        QTest::keyClick(field, Qt::Key_Delete);
        QTest::keyClicks(field, words);
        QCOMPARE(field->text(), words);
    }

    ui::TaskPage *m_page = nullptr;
};

QTEST_MAIN(TestEditor)
#include "tst_editor.moc"
