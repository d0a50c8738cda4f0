#include "tests/gui/scene/windowtest.h"

#include "tests/gui/scene/scene.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

namespace zdtp::test {

WindowTest::WindowTest() = default;
WindowTest::~WindowTest() = default;

void WindowTest::dress()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    m_theme = std::make_unique<ui::Theme>();
    m_theme->setScheme(ui::Scheme::Light);
    ui::installTheme(*qApp, *m_theme);
}

void WindowTest::lay()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("console.ini")), QSettings::IniFormat);
    m_scene = std::make_unique<Scene>();
}

void WindowTest::clear()
{
    m_window.reset();
    m_scene.reset();
}

void WindowTest::show(const QByteArray &sample)
{
    ui::MainWindow::Places places;
    places.draftsFolder = m_folder->filePath(QStringLiteral("drafts"));
    if (!sample.isEmpty()) {
        places.sampleFile = m_folder->filePath(QStringLiteral("orders-full.yaml"));
        QFile file(places.sampleFile);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(sample);
    }
    m_window = std::make_unique<ui::MainWindow>(*m_theme, *m_scene->directory, *m_settings, places);
    m_window->resize(1440, 900);
    m_window->show();
    m_scene->directory->open({});
}

bool WindowTest::isLive()
{
    ClusterSession &session = *m_scene->directory->session();
    return waitUntil([&] { return session.hasSynced() && session.freshness().isLive(); }, 10000);
}

} // namespace zdtp::test
