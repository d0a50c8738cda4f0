// Takes a picture of every page and dialog: zdtp-pictures DIR light|dark [name…]. tests/pictures runs it for each
// scale.

#include "tests/gui/scene/clicks.h"
#include "tests/gui/scene/kubelet.h"
#include "tests/gui/scene/scene.h"
#include "tests/support/scriptedapi.h"
#include "ui/clusters/execdialogs.h"
#include "ui/clusters/pastedialog.h"
#include "ui/dialogs/cleanupdialog.h"
#include "ui/dialogs/deletedialog.h"
#include "ui/dialogs/launchdialog.h"
#include "ui/dialogs/newtaskdialog.h"
#include "ui/dialogs/restartdialog.h"
#include "ui/dialogs/secretdialog.h"
#include "ui/runs/runpage.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/style.h"
#include "ui/widgets/table.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFontDatabase>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace zdtp;
using namespace zdtp::test;
using ui::Destination;

namespace {

class Pictures
{
public:
    Pictures(ui::Theme &theme, QString folder, QString suffix, QStringList wanted)
        : m_theme(theme), m_folder(std::move(folder)), m_suffix(std::move(suffix)), m_wanted(std::move(wanted))
    {
    }

    int failures = 0;

    void take(const QString &name, QWidget *window, QWidget *dialog = nullptr)
    {
        if (!m_wanted.isEmpty() && !m_wanted.contains(name))
            return;
        QTest::qWait(250);
        QPixmap picture = window->grab();
        if (dialog) {
            QPainter painter(&picture);
            painter.fillRect(QRect(QPoint(), window->size()), QColor(0, 0, 0, 60));
            const QPoint corner((window->width() - dialog->width()) / 2,
                                qMax(8, (window->height() - dialog->height()) / 3));
            dialog->render(&painter, corner);
        }
        const QString file = m_folder + u'/' + name + m_suffix + QStringLiteral(".png");
        if (!picture.save(file)) {
            std::fprintf(stderr, "pictures: cannot write %s\n", qUtf8Printable(file));
            ++failures;
        }
    }

    void all()
    {
        empty();
        furnished();
        unreachable();
        insecure();
    }

private:
    std::unique_ptr<ui::MainWindow> open(Scene &scene, const QSize &size = {1440, 900}, const QString &sample = {})
    {
        m_settings =
            std::make_unique<QSettings>(m_temporary.filePath(QStringLiteral("console.ini")), QSettings::IniFormat);
        m_settings->clear();
        ui::MainWindow::Places places;
        places.draftsFolder = m_temporary.filePath(QStringLiteral("drafts"));
        places.sampleFile = sample;
        auto window = std::make_unique<ui::MainWindow>(m_theme, *scene.directory, *m_settings, places);
        window->resize(size);
        window->show();
        scene.directory->open({});
        waitUntil(
            [&] {
                return scene.directory->session() && scene.directory->session()->hasSynced() &&
                       scene.directory->session()->freshness().isLive() &&
                       !scene.directory->session()->serverVersion().isEmpty();
            },
            8000);
        return window;
    }

    void empty()
    {
        Scene scene({QStringLiteral("local"), QStringLiteral("Local machine"), QStringLiteral("https://127.0.0.1:7443"),
                     QStringLiteral("default"), false, false});
        const QString sample = m_temporary.filePath(QStringLiteral("sample.yaml"));
        QFile file(sample);
        if (file.open(QIODevice::WriteOnly))
            file.write(Scene::ordersTask());
        file.close();
        auto window = open(scene, {1440, 900}, sample);
        take(QStringLiteral("empty"), window.get());
        auto *workspaceDialog = new ui::NewTaskDialog(workspace(scene, *window), window.get());
        workspaceDialog->present();
        take(QStringLiteral("new-task"), window.get(), workspaceDialog);
        workspaceDialog->reject();
        window->go(Destination::of(Destination::Kind::Workers));
        take(QStringLiteral("workers-empty"), window.get());
    }

    ui::Workspace workspace(Scene &scene, ui::MainWindow &)
    {
        return {m_theme,
                *scene.directory->session(),
                ui::contextOf(scene.directory->session()->identity(), 1),
                m_temporary.filePath(QStringLiteral("drafts")),
                nullptr,
                {},
                {}};
    }

    void progress(Scene &scene)
    {
        Fleet &fleet = scene.directory->session()->fleet();
        const QList<WorkerRow> rows = fleet.workers(scene.nameSpace, QStringLiteral("orders-full"), 3);
        int n = 0;
        for (const WorkerRow &row : rows) {
            ++n;
            Progress value;
            if (row.podUid.isEmpty() || row.state == State::Waiting)
                continue;
            const qint64 slice =
                row.spec.from && row.spec.to ? row.spec.to->toLongLong() - row.spec.from->toLongLong() : 216'000;
            if (row.state == State::Succeeded) {
                value.rows = slice - 1888;
            } else if (row.spec.name == QLatin1String("orders-02")) {
                value.rows = 612'304;
                value.percent = 31;
            } else if (row.state == State::Running) {
                const double percent = 10 + (n * 37) % 85;
                value.rows = qint64(double(slice) * percent / 100);
                value.rate = dip * (7000 + (n * 131 + int(scene.clock.elapsed().count() / 700) * 37 % 900) % 2800);
                if (!row.spec.wholeTable())
                    value.percent = percent;
            }
            fleet.setProgress(row.podUid, value);
        }
    }

    void furnished()
    {
        Scene scene;
        scene.furnish();
        tables::ContextLine other;
        other.context = other.title = QStringLiteral("staging-dw");
        other.server = QStringLiteral("https://10.20.0.14:6443");
        other.authentication = QStringLiteral("client certificate");
        other.connectionWord = QStringLiteral("Not connected");
        other.colour = 2;
        other.nameSpace = QStringLiteral("zdtp");
        other.file = QStringLiteral("~/.kube/config");
        tables::ContextLine local = other;
        local.context = QStringLiteral("local");
        local.title = QStringLiteral("Local machine");
        local.server = QStringLiteral("https://127.0.0.1:7443");
        local.authentication = QStringLiteral("token");
        local.colour = 3;
        scene.directory->setOthers({other, local});
        auto window = open(scene);
        progress(scene);
        for (int i = 0; i < 40; ++i) { // the chart needs a past
            QTest::qWait(30);
            scene.clock.advance(std::chrono::seconds(4));
            progress(scene);
            if (i == 25)
                dip = 0.7;
            else if (i > 28)
                dip = 1;
            window->tick();
        }
        scene.setStatus(scene.podOf(Scene::largeTask(), 3, QStringLiteral("orders-07")),
                        Kubelet::running(scene.pod(scene.podOf(Scene::largeTask(), 3, QStringLiteral("orders-07"))),
                                         scene.ago(600)));
        scene.directory->session()->poke();
        waitUntil([&] { return scene.directory->session()->freshness().isLive(); });
        take(QStringLiteral("tasks"), window.get());
        window->go(Destination::ofRun(QStringLiteral("orders-full"), 3));
        window->tick();
        take(QStringLiteral("run"), window.get());
        window->resize(1000, 640);
        take(QStringLiteral("run-narrow"), window.get());
        window->resize(1440, 900);
        dialogs(scene, *window);
        window->go(Destination::of(Destination::Kind::Workers));
        take(QStringLiteral("workers"), window.get());
        window->go(Destination::of(Destination::Kind::Events));
        take(QStringLiteral("events"), window.get());
        window->go(Destination::of(Destination::Kind::Activity));
        take(QStringLiteral("activity"), window.get());
        window->go(Destination::of(Destination::Kind::Clusters));
        take(QStringLiteral("clusters"), window.get());
        connections(scene, *window);
        window->go(Destination::ofTask(QStringLiteral("orders-full")));
        take(QStringLiteral("task"), window.get());
        QTest::keyClick(waitFor(QStringLiteral("documentTabs")), Qt::Key_Right);
        take(QStringLiteral("task-yaml"), window.get());
        if (auto *editor = waitFor<QPlainTextEdit>(QStringLiteral("editor"))) {
            QString text = editor->toPlainText();
            text.replace(QStringLiteral("restartPolicy: Never"), QStringLiteral("restartPolicy: OnFailure"));
            text.replace(QStringLiteral("prepare: check-empty"), QStringLiteral("prepare: check-emty"));
            editor->setPlainText(text);
            QTest::qWait(600);
            take(QStringLiteral("task-findings"), window.get());
            QTest::keyClick(waitFor(QStringLiteral("documentTabs")), Qt::Key_Left);
            take(QStringLiteral("task-form-findings"), window.get());
        }
        scene.client.cutStreams(k8s::ApiError::make(k8s::ApiError::Kind::Network, QStringLiteral("connection reset")));
        scene.client.onRequest([](const k8s::Request &) {
            FakeApiClient::Fault fault;
            fault.kind = FakeApiClient::Fault::Kind::ErrorBefore;
            fault.error = k8s::ApiError::make(k8s::ApiError::Kind::NotSent, QStringLiteral("Connection refused"));
            return fault;
        });
        window->go(Destination::ofRun(QStringLiteral("orders-full"), 3));
        waitUntil([&] { return !scene.directory->session()->freshness().isLive(); }, 8000);
        take(QStringLiteral("run-stale"), window.get());
    }

    /// The connection test against servers that listen, and the dialogs of connecting.
    void connections(Scene &scene, ui::MainWindow &window)
    {
        const Authority authority;
        const QStringList names{QStringLiteral("dw-api.internal"), QStringLiteral("kubernetes"),
                                QStringLiteral("kubernetes.default")};
        ScriptedApi api;
        api.user = "operator@dw.example";
        api.denied = {QStringLiteral("create pods"), QStringLiteral("delete jobs"), QStringLiteral("list namespaces")};
        ScriptServer other(authority.issue(QStringLiteral("dw-api"), names, Authority::Key::Ec, -30, 98), api);
        ScriptServer good(authority.issue(QStringLiteral("dw-api"), names + QStringList{QStringLiteral("127.0.0.1")},
                                          Authority::Key::Ec, -30, 98),
                          api);
        scene.directory->testTarget = [&](const QString &context) {
            k8s::RestConfig config;
            config.contextName = context;
            config.server = context == QLatin1String("staging-dw") ? other.url() : good.url();
            config.nameSpace = QStringLiteral("zdtp");
            config.caPem = authority.pem();
            config.userName = QStringLiteral("ops-staging");
            return config;
        };
        auto *table = waitFor<ui::DataTable>(QStringLiteral("contexts"));
        const auto test = [&](const QString &title, const char *layer) {
            for (int row = 0; row < table->model()->rowCount(); ++row) {
                if (table->model()->index(row, 0).data().toString() == title)
                    table->setCurrentIndex(table->model()->index(row, 0));
            }
            click(QStringLiteral("testConnection"));
            waitUntil([&] {
                QWidget *row = waitFor(QLatin1String(layer), 0);
                return row && !row->accessibleName().contains(QStringLiteral("not tried")) &&
                       !row->accessibleName().contains(QStringLiteral("running"));
            });
        };
        scene.directory->setSettings(QStringLiteral("prod-dw-eu"), {QStringLiteral("orange"), false, true, {}, {}});
        test(QStringLiteral("staging-dw"), "layer_certificate");
        take(QStringLiteral("clusters-certificate"), &window);
        click(QStringLiteral("showCertificate"));
        if (auto *dialog = waitFor<QDialog>(QStringLiteral("certificateDialog"))) {
            take(QStringLiteral("certificate"), &window, dialog);
            dialog->reject();
        }
        test(QStringLiteral("prod-dw-eu"), "layer_clock");
        take(QStringLiteral("clusters-access"), &window);
        window.resize(1000, 640);
        take(QStringLiteral("clusters-narrow"), &window);
        window.resize(1440, 900);

        k8s::ExecRequest request;
        request.program = QStringLiteral("/usr/local/bin/aws");
        request.canonical = QStringLiteral("/usr/local/aws-cli/v2/current/bin/aws");
        request.plugin.args = {
            QStringLiteral("--region"),  QStringLiteral("eu-central-1"),   QStringLiteral("eks"),
            QStringLiteral("get-token"), QStringLiteral("--cluster-name"), QStringLiteral("prod-dw-eu")};
        request.plugin.env = {{QStringLiteral("AWS_PROFILE"), QStringLiteral("prod")},
                              {QStringLiteral("AWS_SECRET_ACCESS_KEY"), QStringLiteral("example")}};
        request.plugin.userName = QStringLiteral("ops");
        request.plugin.origin = {QStringLiteral("/home/operator/.kube/config"), 34, 5};
        auto *consent = new ui::ExecConsentDialog(m_theme, QStringLiteral("prod-dw-eu"), request, &window);
        consent->present();
        take(QStringLiteral("exec-consent"), &window, consent);
        consent->reject();
        auto *run = new ui::ExecRunDialog(m_theme, request.commandLine(), &window);
        run->say(QStringLiteral("Error loading SSO Token: Token for prod does not exist\n"));
        run->end(QStringLiteral("aws failed with exit code 255"));
        take(QStringLiteral("exec-failed"), &window, run);
        run->reject();
        auto *paste = new ui::PasteDialog(m_theme, {}, &window);
        paste->setStore(false, QStringLiteral("No keychain answers here: secrets are kept for this session only"));
        paste->present();
        if (auto *text = waitFor<QPlainTextEdit>(QStringLiteral("pasteText"))) {
            text->setPlainText(QStringLiteral("apiVersion: v1\nkind: Config\ncurrent-context: lab\nclusters:\n"
                                              "  - name: lab\n    cluster:\n      server: https://10.0.0.1:6443\n"
                                              "      insecure-skip-tls-verify: true\n      colour: red\nusers:\n"
                                              "  - name: ops\n    user:\n      token: example\ncontexts:\n"
                                              "  - name: lab\n    context: {cluster: lab, user: ops}\n"));
            waitUntil([] {
                return waitFor(QStringLiteral("action"), 0) && waitFor(QStringLiteral("action"), 0)->isEnabled();
            });
        }
        take(QStringLiteral("paste"), &window, paste);
        paste->reject();
        auto *secret = new ui::SecretDialog(workspace(scene, window),
                                            {{QStringLiteral("shop-src"), QStringLiteral("password")},
                                             {QStringLiteral("shop-dst"), QStringLiteral("password")}},
                                            &window);
        secret->present();
        take(QStringLiteral("secret"), &window, secret);
        secret->reject();
    }

    void insecure()
    {
        Scene scene({QStringLiteral("lab"), QStringLiteral("lab"), QStringLiteral("https://10.20.0.99:6443"),
                     QStringLiteral("zdtp"), false, true, true});
        auto window = open(scene);
        window->go(Destination::of(Destination::Kind::Clusters));
        take(QStringLiteral("clusters-insecure"), window.get());
        auto *dialog = new ui::DeleteDialog(workspace(scene, *window), QStringLiteral("orders-full"), 1,
                                            {QStringLiteral("orders-01")}, window.get());
        dialog->present();
        take(QStringLiteral("delete-insecure"), window.get(), dialog);
        dialog->reject();
    }

    void dialogs(Scene &scene, ui::MainWindow &window)
    {
        const ui::Workspace here = workspace(scene, window);
        const QString task = QStringLiteral("orders-full");
        // The kubelet of the dialogs: a count finds 612,304 rows in the target and 1,998,112 in the source.
        QTimer kubelet;
        QObject::connect(&kubelet, &QTimer::timeout, &window, [&] {
            const QList<Json> pods = scene.client.all(k8s::resources::pods(), scene.nameSpace);
            for (const Json &pod : pods) {
                if (jsonString(pod, {"metadata", "labels", names::role}) != word(HelperKind::Count) ||
                    jsonString(pod, {"status", "phase"}) == QLatin1String("Succeeded"))
                    continue;
                const bool target = pod.dump().find("\"value\":\"target\"") != std::string::npos;
                scene.setStatus(jsonString(pod, {"metadata", "name"}),
                                Kubelet::ended(pod, 0, QStringLiteral("Completed"),
                                               target ? QStringLiteral("{\"rows\": 612304}")
                                                      : QStringLiteral("{\"rows\": 1998112}"),
                                               scene.ago(2), scene.ago(0)));
            }
        });
        kubelet.start(20);
        auto *restart = new ui::RestartDialog(here, task, 3, {QStringLiteral("orders-02")}, &window);
        restart->present();
        waitUntil([&] { return !restart->findChild<QWidget *>(QStringLiteral("rowsInTarget"))->isHidden(); }, 6000);
        take(QStringLiteral("restart"), &window, restart);
        restart->reject();
        auto *several =
            new ui::RestartDialog(here, task, 3, {QStringLiteral("orders-02"), QStringLiteral("lines-07")}, &window);
        several->present();
        QTest::qWait(1500);
        take(QStringLiteral("restart-several"), &window, several);
        several->reject();
        auto *cleanUp = new ui::CleanUpDialog(here, task, 3, {QStringLiteral("orders-02")}, &window);
        cleanUp->present();
        QTest::qWait(1500);
        take(QStringLiteral("cleanup"), &window, cleanUp);
        cleanUp->reject();
        kubelet.stop();
        auto *remove = new ui::DeleteDialog(
            here, task, 3, {QStringLiteral("orders-02"), QStringLiteral("lines-07"), QStringLiteral("orders-07")},
            &window);
        remove->present();
        take(QStringLiteral("delete"), &window, remove);
        remove->reject();
        auto *launch = new ui::LaunchDialog(here, Scene::largeTask(), QStringLiteral("orders-full.yaml"), &window);
        launch->present();
        take(QStringLiteral("launch"), &window, launch);
        launch->findChild<QPushButton *>(QStringLiteral("checkWithServer"))->click();
        QTest::qWait(1500);
        take(QStringLiteral("launch-checked"), &window, launch);
        launch->reject();
        QByteArray bad = Scene::largeTask();
        bad.replace("restartPolicy: Never", "restartPolicy: Always");
        auto *blocked = new ui::LaunchDialog(here, bad, QStringLiteral("orders-full.yaml"), &window);
        blocked->present();
        take(QStringLiteral("launch-blocked"), &window, blocked);
        blocked->reject();
    }

    void unreachable()
    {
        Scene scene;
        scene.directory->setProblem(
            QStringLiteral("/home/operator/.local/share/zdtp/local/kubeconfig: the local cluster "
                           "has never run. Start it with: zdtp-local serve --detach"));
        auto window = open(scene);
        take(QStringLiteral("no-cluster"), window.get());
    }

    ui::Theme &m_theme;
    QString m_folder;
    QString m_suffix;
    QStringList m_wanted;
    QTemporaryDir m_temporary;
    std::unique_ptr<QSettings> m_settings;
    double dip = 1;
};

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 3) {
        std::fprintf(stderr, "usage: zdtp-pictures DIR light|dark [NAME…]\n");
        return 2;
    }
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    const QString folder = arguments.at(1);
    QDir().mkpath(folder);
    ui::Theme theme;
    theme.setScheme(arguments.at(2) == QLatin1String("dark") ? ui::Scheme::Dark : ui::Scheme::Light);
    // The same fonts on every machine that has them.
    const QStringList families = QFontDatabase::families();
    const auto pick = [&](const QStringList &wanted, QFontDatabase::SystemFont fallback) {
        for (const QString &family : wanted) {
            if (families.contains(family))
                return QFont(family);
        }
        return QFontDatabase::systemFont(fallback);
    };
    QFont body = pick({QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans")},
                      QFontDatabase::GeneralFont);
    QFont fixed =
        pick({QStringLiteral("JetBrains Mono"), QStringLiteral("Noto Sans Mono"), QStringLiteral("DejaVu Sans Mono")},
             QFontDatabase::FixedFont);
    body.setPixelSize(13);
    fixed.setPixelSize(12);
    theme.setFonts(body, fixed);
    ui::installTheme(application, theme);
    const qreal ratio = application.devicePixelRatio();
    const QString suffix =
        QStringLiteral("-%1%2").arg(theme.isDark() ? QStringLiteral("dark") : QStringLiteral("light"),
                                    ratio > 1.5 ? QStringLiteral("-200") : QString());
    Pictures pictures(theme, folder, suffix, arguments.mid(3));
    pictures.all();
    return pictures.failures == 0 ? 0 : 1;
}
