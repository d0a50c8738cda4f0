#include "ui/shell/commandset.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/text.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QSettings>

namespace zdtp::ui {

namespace {

QString schemeKey(Scheme scheme)
{
    return scheme == Scheme::Light  ? QStringLiteral("light")
           : scheme == Scheme::Dark ? QStringLiteral("dark")
                                    : QStringLiteral("auto");
}

} // namespace

void MainWindow::buildMenus()
{
    const auto add = [this](QMenu *menu, Command command) { menu->addAction(m_commands->action(command)); };
    const auto own = [this](QMenu *menu, const QString &text, const QKeySequence &keys, auto function) {
        QAction *action = menu->addAction(text);
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, function);
        return action;
    };
    QMenuBar *bar = menuBar();
    bar->setNativeMenuBar(false);

    QMenu *file = bar->addMenu(tr("&File"));
    add(file, Command::NewTask);
    add(file, Command::Import);
    file->addSeparator();
    add(file, Command::Save);
    add(file, Command::Export);
    file->addSeparator();
    own(file, tr("Quit"), QKeySequence::Quit, [this] { close(); });

    QMenu *edit = bar->addMenu(tr("&Edit"));
    add(edit, Command::Filter);
    add(edit, Command::Find);
    edit->addSeparator();
    add(edit, Command::NextTrouble);
    add(edit, Command::PreviousTrouble);

    QMenu *view = bar->addMenu(tr("&View"));
    using Kind = Destination::Kind;
    const QList<std::pair<QString, Kind>> pages{{tr("Tasks"), Kind::Tasks},
                                                {tr("Workers"), Kind::Workers},
                                                {tr("Events"), Kind::Events},
                                                {tr("Activity"), Kind::Activity},
                                                {tr("Clusters"), Kind::Clusters}};
    for (int i = 0; i < pages.size(); ++i)
        m_pageActions.append(own(view, pages.at(i).first, QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + i)),
                                 [this, kind = pages.at(i).second] { go(Destination::of(kind)); }));
    view->addSeparator();
    add(view, Command::ToggleDetails);
    add(view, Command::ToggleLogs);
    add(view, Command::Back);
    view->addSeparator();
    m_schemes = new QActionGroup(this);
    const QList<std::pair<QString, Scheme>> schemes{
        {tr("Light"), Scheme::Light}, {tr("Dark"), Scheme::Dark}, {tr("As the desktop"), Scheme::Auto}};
    QMenu *look = view->addMenu(tr("Theme"));
    for (const auto &[text, scheme] : schemes) {
        QAction *action = look->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_theme.scheme() == scheme);
        m_schemes->addAction(action);
        connect(action, &QAction::triggered, this, [this, s = scheme] {
            m_theme.setScheme(s);
            m_settings.setValue(QStringLiteral("window/theme"), schemeKey(s));
        });
    }
    view->addSeparator();
    own(view, tr("Next region"), QKeySequence(Qt::Key_F6), [this] { moveRegion(1); });
    own(view, tr("Previous region"), QKeySequence(Qt::SHIFT | Qt::Key_F6), [this] { moveRegion(-1); });

    QMenu *task = bar->addMenu(tr("&Task"));
    add(task, Command::Launch);
    add(task, Command::Save);
    add(task, Command::Export);

    QMenu *run = bar->addMenu(tr("&Run"));
    add(run, Command::Restart);
    add(run, Command::RestartFailed);
    add(run, Command::CleanUp);
    add(run, Command::ContinueLaunch);
    run->addSeparator();
    add(run, Command::Delete);

    QMenu *cluster = bar->addMenu(tr("&Cluster"));
    m_switch = own(cluster, tr("Switch cluster or namespace…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_K),
                   [this] { showContextMenu(); });
    m_reconnect = own(cluster, tr("Connect and read again"), QKeySequence(Qt::Key_F5), [this] {
        if (ClusterSession *session = m_directory.session())
            session->poke();
        else
            m_directory.open({});
    });

    QMenu *help = bar->addMenu(tr("&Help"));
    QAction *palette =
        own(help, tr("Search and commands"), QKeySequence(Qt::CTRL | Qt::Key_K), [this] { openPalette(); });
    palette->setObjectName(QStringLiteral("actionPalette"));
    own(help, tr("About ZDTP Console"), {}, [this] { showAbout(); });
    for (QMenu *menu : {file, edit, view, task, run, cluster})
        menu->setToolTipsVisible(true);

    auto *corner = new QWidget(bar);
    auto *line = new QHBoxLayout(corner);
    line->setContentsMargins(0, 3, 8, 3);
    m_search = new SearchField(m_theme, tr("Search and commands"), QStringLiteral("Ctrl+K"), corner);
    m_search->setObjectName(QStringLiteral("searchField"));
    m_search->setAccessibleName(tr("Search and commands"));
    m_search->setReadOnly(true);
    m_search->setFocusPolicy(Qt::NoFocus);
    m_search->setFixedWidth(m_theme.dp(300));
    m_search->installEventFilter(this);
    line->addWidget(m_search);
    bar->setCornerWidget(corner, Qt::TopRightCorner);
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::MouseButtonPress) {
        openPalette();
        return true;
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::showAbout()
{
    auto *dialog = new DialogFrame(m_theme, DialogFrame::Kind::Plain, this);
    dialog->setWindowTitle(tr("About"));
    dialog->setHeading(tr("ZDTP Console"), QStringLiteral(ZDTP_VERSION));
    dialog->setSentence(tr("Runs database synchronisation on Kubernetes. Apache License 2.0."));
    auto *words = new TextLabel(m_theme, tr("Built with Qt %1 (LGPL).").arg(QLatin1String(qVersion())), FontRole::Small,
                                Token::Second, dialog);
    dialog->setContent(words);
    dialog->setAction({});
    dialog->setCancelText(tr("Close"));
    dialog->present();
}

} // namespace zdtp::ui
