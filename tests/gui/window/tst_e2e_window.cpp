// The whole way in the real window, against a cluster that is really there:
//   tst_e2e_window KUBECONFIG DOCUMENT [FAILING-WORKER]
// Opens the document, launches it, waits until the worker has failed, restarts it with a clean-up, and waits until
// every worker has succeeded. ZDTP_E2E_DATA: a folder for drafts and settings.

#include "app/console/clusters.h"
#include "tests/gui/scene/clicks.h"
#include "ui/runs/runpage.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>

#include <cstdio>

using namespace zdtp;
using namespace zdtp::test;

namespace {

constexpr int Patience = 120'000;

bool step(const char *what, bool ok)
{
    std::fprintf(stderr, "%s: %s\n", ok ? "ok" : "FAILED", what);
    if (!ok)
        std::fprintf(stderr, "visible: %s\n", qPrintable(visibleNames()));
    return ok;
}

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 3) {
        std::fprintf(stderr, "usage: tst_e2e_window KUBECONFIG DOCUMENT [FAILING-WORKER]\n");
        return 2;
    }
    QTemporaryDir temporary;
    const QString folder = qEnvironmentVariable("ZDTP_E2E_DATA", temporary.path());
    QSettings settings(folder + QStringLiteral("/console.ini"), QSettings::IniFormat);
    ui::Theme theme;
    ui::installTheme(application, theme);
    SystemClock clock;
    QList<Error> problems;
    const EngineCatalog engines = EngineCatalog::load({}, &problems);
    console::Clusters clusters(arguments.at(1), {}, {}, engines, clock);
    ui::MainWindow::Places places;
    places.draftsFolder = folder + QStringLiteral("/drafts");
    ui::MainWindow window(theme, clusters, settings, places);
    window.resize(1440, 900);
    window.show();
    clusters.open({});
    const auto session = [&] { return clusters.session(); };
    if (!step("connected",
              waitUntil([&] { return session() && session()->hasSynced() && session()->freshness().isLive(); },
                        Patience)))
        return 1;
    window.openFile(arguments.at(2));
    if (!step("launch is possible", click(QStringLiteral("launch"), Patience)))
        return 1;
    if (!step("launched", click(QStringLiteral("action"), Patience)))
        return 1;
    if (!step("the run can be opened", waitUntil(
                                           [&] {
                                               auto *action = waitFor<QPushButton>(QStringLiteral("action"), 100);
                                               return action && action->isEnabled() &&
                                                      action->text().startsWith(QStringLiteral("Open run"));
                                           },
                                           Patience)) ||
        !step("opened", click(QStringLiteral("action"), Patience)))
        return 1;
    auto *page = qobject_cast<ui::RunPage *>(window.page());
    if (!step("the run's page is shown", page != nullptr))
        return 1;
    const ui::Destination run = page->destination();
    const QString nameSpace = session()->identity().nameSpace;
    const auto stateOf = [&](const QString &worker) {
        const WorkerRow *row = session()->fleet().worker(nameSpace, run.task, run.run, worker);
        return row ? row->state : State::NotTried;
    };
    if (arguments.size() > 3) {
        const QString worker = arguments.at(3);
        if (!step("the worker fails", waitUntil([&] { return stateOf(worker) == State::Failed; }, Patience)))
            return 1;
        page->selectWorker(worker);
        if (!step("others end", waitUntil(
                                    [&] {
                                        const RunView *view = session()->fleet().run(nameSpace, run.task, run.run);
                                        return view && view->sums.running == 0 && view->sums.waiting == 0;
                                    },
                                    Patience)))
            return 1;
        if (!step("restart…", click(QStringLiteral("restart"), Patience)))
            return 1;
        if (!step("its rows are counted and it is restarted", click(QStringLiteral("action"), Patience)))
            return 1;
    }
    const bool all = waitUntil(
        [&] {
            const RunView *view = session()->fleet().run(nameSpace, run.task, run.run);
            return view && view->succeeded;
        },
        Patience);
    return step("every worker succeeded", all) ? 0 : 1;
}
