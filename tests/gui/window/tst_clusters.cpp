#include "models/connection/secrecy.h"
#include "models/tables/accesstablemodel.h"
#include "tests/gui/scene/scene.h"
#include "tests/gui/scene/windowtest.h"
#include "tests/support/scriptedapi.h"
#include "ui/clusters/colourpicker.h"
#include "ui/clusters/execdialogs.h"
#include "ui/shell/mainwindow.h"
#include "ui/tasks/taskpage.h"
#include "ui/theme/style.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/context.h"
#include "ui/widgets/details.h"
#include "ui/widgets/rows.h"
#include "ui/widgets/table.h"
#include "ui/widgets/text.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace zdtp;
using namespace zdtp::test;
using ui::Destination;

/// The page of clusters, the connection test against servers that listen, and what may be done where, with real clicks.
class TestClusters : public WindowTest
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        dress();
        m_good =
            m_authority.issue(QStringLiteral("server"), {QStringLiteral("127.0.0.1")}, Authority::Key::Ec, -1, 300);
        m_other = m_authority.issue(QStringLiteral("server"),
                                    {QStringLiteral("dw-api.internal"), QStringLiteral("kubernetes")},
                                    Authority::Key::Ec, -1, 300);
    }

    void init() { lay(); }

    void cleanup()
    {
        clear();
        m_server.reset();
    }

    void theTestNamesTheLayerAndTheWayOut()
    {
        serve(m_other, {});
        open();
        CLICK("testConnection");
        QVERIFY(
            waitUntil([&] { return titleOf("layer_certificate").contains(QStringLiteral("not valid for the name")); }));
        QVERIFY(titleOf("layer_tls").contains(QStringLiteral("passed")));
        QVERIFY(titleOf("layer_authentication").contains(QStringLiteral("not tried")));
        QVERIFY(m_server->seen.isEmpty()); // no credential left
        auto *expect = waitFor<QPushButton>(QStringLiteral("expectName"));
        QVERIFY(expect);
        QCOMPARE(expect->text(), QStringLiteral("Expect dw-api.internal"));
        CLICK("showCertificate");
        QVERIFY(waitFor(QStringLiteral("certificateDialog")));
        CLICK("cancel");
        CLICK("expectName");
        QVERIFY2(waitUntil([&] { return titleOf("layer_clock").contains(QStringLiteral("passed")); }, 10000),
                 qPrintable(titleOf("layer_certificate")));
        QCOMPARE(m_scene->directory->settings(QStringLiteral("prod-dw-eu")).tlsServerName,
                 QStringLiteral("dw-api.internal"));
        QVERIFY(titleOf("layer_authentication").contains(QStringLiteral("we are anna")));
        CLICK("copyReport");
        QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("Certificate")));
        CLICK("forgetName");
        QVERIFY(m_scene->directory->settings(QStringLiteral("prod-dw-eu")).tlsServerName.isEmpty());
    }

    void whatTheUserMayDoIsATable()
    {
        ScriptedApi api;
        api.denied = {QStringLiteral("create pods"), QStringLiteral("list namespaces")};
        serve(m_good, api);
        open();
        CLICK("testConnection");
        auto *table = waitFor<ui::DataTable>(QStringLiteral("access"), 10000);
        QVERIFY(table);
        QVERIFY(waitUntil([&] { return titleOf("layer_authorisation").contains(QStringLiteral("warning")); }));
        QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("pods"));
        QCOMPARE(table->model()->index(0, 4).data().toString(), QStringLiteral("no"));
        QCOMPARE(table->model()->index(0, 1).data().toString(), QStringLiteral("yes"));
    }

    void theAccessTableIsAModel()
    {
        tables::AccessTableModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QList<k8s::AccessEntry> access = k8s::neededAccess();
        model.setAccess(access);
        QVERIFY(model.rowCount() > 10);
        QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("not known"));
        access.first().answer = k8s::AccessEntry::Answer::Denied;
        model.setAccess(access);
        QCOMPARE(State(model.index(0, 1).data(tables::StateRole).toInt()), State::Failed);
        model.setAccess({});
        QCOMPARE(model.rowCount(), 0);
    }

    void aTestIsCancelledWithItsButton()
    {
        ScriptedApi api;
        api.silent = true;
        serve(m_good, api);
        open();
        CLICK("testConnection");
        QVERIFY(waitUntil([&] { return titleOf("layer_authentication").contains(QStringLiteral("running")); }));
        CLICK("cancelTest");
        QVERIFY(waitUntil([&] { return titleOf("layer_authentication").contains(QStringLiteral("not tried")); }));
        QVERIFY(waitFor(QStringLiteral("testConnection")));
    }

    void withoutAnAddressTheProblemIsSaid()
    {
        open();
        CLICK("testConnection");
        auto *words = waitFor<QLabel>(QStringLiteral("testWords"));
        QVERIFY(words);
        QVERIFY2(words->text().contains(QStringLiteral("has no server")), qPrintable(words->text()));
    }

    void readOnlyTurnsEveryActionOffAtOnce()
    {
        open();
        QVERIFY(session().refusal().isEmpty());
        CLICK("readOnly");
        QVERIFY(m_scene->directory->settings(QStringLiteral("prod-dw-eu")).readOnly);
        QVERIFY(session().refusal().contains(QStringLiteral("read-only")));
        QVERIFY(block()->context().isReadOnly);
        CLICK("protected");
        QVERIFY(block()->context().isProtected);
        CLICK("readOnly");
        QVERIFY(session().refusal().isEmpty());
    }

    void theColourIsThatOfTheWindow()
    {
        open();
        auto *picker = waitFor<ui::ColourPicker>(QStringLiteral("contextColour"));
        QVERIFY(picker);
        QTest::mouseClick(picker, Qt::LeftButton, {}, picker->squareOf(ui::ContextColour::Red).center());
        QVERIFY(waitUntil([&] { return block()->context().colour == ui::ContextColour::Red; }));
        QTest::keyClick(picker, Qt::Key_Right);
        QCOMPARE(m_scene->directory->settings(QStringLiteral("prod-dw-eu")).colour, QStringLiteral("orange"));
    }

    void insecureIsSaidWhereverTheClusterIsNamed()
    {
        m_scene = std::make_unique<Scene>(ClusterIdentity{QStringLiteral("lab"), QStringLiteral("lab"),
                                                          QStringLiteral("https://10.0.0.1:6443"),
                                                          QStringLiteral("zdtp"), false, false, true});
        open();
        QVERIFY(block()->context().isInsecure);
        QVERIFY(block()->accessibleName().contains(QStringLiteral("insecure")));
        auto *alarm = waitFor<QLabel>(QStringLiteral("alarm"));
        QVERIFY(alarm);
        QCOMPARE(alarm->text(), QStringLiteral("insecure TLS"));
        QVERIFY(waitFor(QStringLiteral("insecure")));
        auto *table = waitFor<ui::DataTable>(QStringLiteral("contexts"));
        QVERIFY(table->model()
                    ->index(0, tables::ContextTableModel::GuardsColumn)
                    .data()
                    .toString()
                    .contains(QStringLiteral("insecure TLS")));
    }

    void aFileIsDroppedAndRemoved()
    {
        open();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(m_folder->filePath(QStringLiteral("mine.kubeconfig")))});
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &drop);
        QCOMPARE(m_scene->directory->added.size(), 1);
        auto *table = waitFor<ui::DataTable>(QStringLiteral("contexts"));
        QVERIFY(waitUntil([&] { return table->model()->rowCount() == 2; }));
        QVERIFY(!waitFor(QStringLiteral("removeFile"))->isEnabled()); // of the one that is shown
        table->setCurrentIndex(table->model()->index(0, 0));
        QCOMPARE(table->currentIndex().data().toString(), QStringLiteral("added"));
        CLICK("removeFile");
        QVERIFY(waitFor(QStringLiteral("removeFileDialog")));
        QVERIFY(waitUntil([&] { return waitFor(QStringLiteral("cancel"))->hasFocus(); }));
        CLICK("action");
        QVERIFY(waitUntil([&] { return table->model()->rowCount() == 1; }));
        QVERIFY(m_scene->directory->added.isEmpty());
    }

    void aChangeOnDiskIsOffered()
    {
        open();
        m_scene->directory->changed = {QStringLiteral("/home/me/.kube/config")};
        m_scene->directory->tellChanged();
        QWidget *banner = waitFor(QStringLiteral("clustersBanner"));
        QVERIFY(banner);
        m_scene->directory->changed.clear();
        CLICK("connectAgain");
        QVERIFY(waitUntil([&] { return session().hasSynced(); }, 10000));
    }

    void aProgramIsShownBeforeItRuns()
    {
        open();
        k8s::ExecRequest request;
        request.program = QStringLiteral("/usr/bin/aws");
        request.canonical = QStringLiteral("/opt/aws/bin/aws");
        request.plugin.args = {QStringLiteral("eks"), QStringLiteral("get-token")};
        request.plugin.env = {{QStringLiteral("AWS_PROFILE"), QStringLiteral("prod")},
                              {QStringLiteral("AWS_SECRET_ACCESS_KEY"), QStringLiteral("not-for-eyes")}};
        request.plugin.userName = QStringLiteral("ops");
        request.plugin.origin = {QStringLiteral("/home/me/.kube/config"), 12, 3};
        m_scene->directory->consent = request;
        emit m_scene->directory->consentWanted();
        QVERIFY(waitFor(QStringLiteral("execConsentDialog")));
        QVERIFY(waitUntil([&] { return waitFor(QStringLiteral("cancel"))->hasFocus(); }));
        QVERIFY(waitFor<QPlainTextEdit>(QStringLiteral("execCommand"))
                    ->toPlainText()
                    .contains(QStringLiteral("/usr/bin/aws eks get-token")));
        auto *environment = waitFor<ui::KeyValueList>(QStringLiteral("execEnvironment"));
        QCOMPARE(environment->pairs().at(0).second, QStringLiteral("prod"));
        QCOMPARE(environment->pairs().at(1).second, ui::ExecConsentDialog::mask());
        CLICK("revealValues");
        QCOMPARE(environment->pairs().at(1).second, QStringLiteral("not-for-eyes"));
        CLICK("cancel");
        QCOMPARE(m_scene->directory->refused, 1);
        QCOMPARE(m_scene->directory->agreed, 0);
        m_scene->directory->consent = request;
        emit m_scene->directory->consentWanted();
        CLICK("action");
        QCOMPARE(m_scene->directory->agreed, 1);
    }

    void aSignInThatFailsShowsWhatTheProgramSaid()
    {
        open();
        emit m_scene->directory->signInStarted(QStringLiteral("aws eks get-token"));
        emit m_scene->directory->signInSaid(QStringLiteral("opening a browser\n"));
        QVERIFY(waitFor(QStringLiteral("execRunDialog"))); // it takes a while
        CLICK("cancel");
        QCOMPARE(m_scene->directory->cancelled, 1);
        emit m_scene->directory->signInStarted(QStringLiteral("aws eks get-token"));
        emit m_scene->directory->signInSaid(QStringLiteral("your session has expired\n"));
        emit m_scene->directory->signInEnded(QStringLiteral("exit code 255"));
        auto *words = waitFor<QPlainTextEdit>(QStringLiteral("execWords"));
        QVERIFY(words);
        QVERIFY(words->toPlainText().contains(QStringLiteral("session has expired")));
        CLICK("cancel");
        QCOMPARE(m_scene->directory->cancelled, 1); // it was over
    }

    void aPastedKubeconfigIsJudgedWhileItIsTyped()
    {
        m_scene->directory->lasting = false;
        open();
        CLICK("pasteKubeconfig");
        auto *text = waitFor<QPlainTextEdit>(QStringLiteral("pasteText"));
        QVERIFY(text);
        auto *action = waitFor<QPushButton>(QStringLiteral("action"));
        QVERIFY(!action->isEnabled());
        text->setPlainText(QStringLiteral("apiVersion: v1\nkind: Config\nclusters: [\n"));
        auto *findings = waitFor<ui::RowList>(QStringLiteral("pasteFindings"));
        QVERIFY(findings);
        QVERIFY(waitUntil([&] { return findings->count() > 0; }));
        QVERIFY2(findings->row(0)->accessibleName().contains(QStringLiteral("line")),
                 qPrintable(findings->row(0)->accessibleName()));
        QVERIFY(!action->isEnabled());
        text->setPlainText(QStringLiteral("apiVersion: v1\nkind: Config\ncurrent-context: lab\n"
                                          "clusters: [{name: c, cluster: {server: 'https://10.0.0.1:6443'}}]\n"
                                          "users: [{name: u, user: {token: not-a-secret}}]\n"
                                          "contexts: [{name: lab, context: {cluster: c, user: u}}]\n"));
        QVERIFY(waitUntil([&] { return action->isEnabled(); }));
        QCOMPARE(action->text(), QStringLiteral("Add 1 context"));
        QCOMPARE(waitFor<QLineEdit>(QStringLiteral("pasteName"))->text(), QStringLiteral("lab"));
        const QString summary = waitFor<QLabel>(QStringLiteral("pasteSummary"))->text();
        QVERIFY2(summary.contains(QStringLiteral("this session only")), qPrintable(summary));
        QVERIFY(!summary.contains(QStringLiteral("not-a-secret")));
        CLICK("action");
        QVERIFY(waitUntil([&] { return m_scene->directory->added.contains(QStringLiteral("lab.kubeconfig")); }));
        QVERIFY(waitUntil([&] { return !waitFor(QStringLiteral("pasteDialog"), 0); }));
    }

    void aSecretIsTypedOnceAndNeverOverwrittenSilently()
    {
        m_scene->client.erase(k8s::resources::secrets(), m_scene->nameSpace, QStringLiteral("shop-src"));
        m_scene->addTask(Scene::ordersTask());
        open();
        m_window->go(Destination::ofTask(QStringLiteral("orders-full")));
        CLICK("createSecret");
        QVERIFY(waitFor(QStringLiteral("secretDialog")));
        auto *value = waitFor<QLineEdit>(QStringLiteral("value_password"));
        QCOMPARE(value->echoMode(), QLineEdit::Password);
        QVERIFY(!waitFor(QStringLiteral("action"))->isEnabled());
        QTest::keyClicks(value, QStringLiteral("first"));
        CLICK("action");
        QVERIFY(waitUntil([&] { return valueOf("shop-src") == QLatin1String("first"); }, 10000));
        CLICK("cancel"); // Close
        QVERIFY(waitUntil([&] { return !waitFor(QStringLiteral("secretDialog"), 0); }));

        CLICK("createSecret");
        value = waitFor<QLineEdit>(QStringLiteral("value_password"));
        QTest::keyClicks(value, QStringLiteral("second"));
        CLICK("action");
        QVERIFY(waitFor(QStringLiteral("replaceKeys"), 10000));
        QCOMPARE(valueOf("shop-src"), QStringLiteral("first"));
        QVERIFY(!waitFor(QStringLiteral("action"))->isEnabled());
        CLICK("replaceKeys");
        CLICK("action");
        QVERIFY(waitUntil([&] { return valueOf("shop-src") == QLatin1String("second"); }, 10000));
        CLICK("cancel");
        for (const JournalEntry &entry : session().activity())
            QVERIFY(!entry.outcome.contains(QStringLiteral("second")));
    }

    void whatLooksSecretIsMasked_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("secret");
        const auto row = [](const char *name, const char *value, bool secret) {
            QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(value) << secret;
        };
        row("AWS_PROFILE", "prod", false);
        row("AWS_SECRET_ACCESS_KEY", "abc", true);
        row("VAULT_TOKEN", "s.1", true);
        row("DB_PASSWORD", "x", true);
        row("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/token", false);
        row("HTTPS_PROXY", "http://me:pass@proxy:3128", true);
        row("REGION", "eu-central-1", false);
        row("SOMETHING", "eyJhbGciOiJSUzI1NiJ9.abc", true);
        row("ID", "0123456789abcdef0123456789abcdef", true);
        row("EMPTY_TOKEN", "", false);
    }
    void whatLooksSecretIsMasked()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QFETCH(bool, secret);
        QCOMPARE(looksSecret(name, value), secret);
    }

private:
    ClusterSession &session() { return *m_scene->directory->session(); }

    void serve(const Identity &identity, const ScriptedApi &api)
    {
        m_server = std::make_unique<ScriptServer>(identity, api);
        m_scene->directory->testTarget = [this](const QString &context) {
            k8s::RestConfig config;
            config.contextName = context;
            config.server = m_server->url();
            config.nameSpace = QStringLiteral("zdtp");
            config.caPem = m_authority.pem();
            config.token = "secret-token";
            return config;
        };
    }

    void open()
    {
        show();
        QVERIFY(isLive());
        m_window->go(Destination::of(Destination::Kind::Clusters));
    }

    ui::ContextBlock *block() { return waitFor<ui::ContextBlock>(QStringLiteral("contextBlock")); }

    QString titleOf(const char *row)
    {
        QWidget *widget = waitFor(QLatin1String(row), 0);
        return widget ? widget->accessibleName() : QString();
    }

    QString valueOf(const char *secret)
    {
        const Json *found = m_scene->client.find(k8s::resources::secrets(), m_scene->nameSpace, QLatin1String(secret));
        return found ? QString::fromUtf8(QByteArray::fromBase64(jsonString(*found, {"data", "password"}).toLatin1()))
                     : QString();
    }

    std::unique_ptr<ScriptServer> m_server;
    Authority m_authority;
    Identity m_good, m_other;
};

QTEST_MAIN(TestClusters)
#include "tst_clusters.moc"
