#pragma once

#include "tests/gui/scene/clicks.h"

#include <QObject>

#include <memory>

class QSettings;
class QTemporaryDir;

namespace zdtp::ui {
class MainWindow;
class Theme;
} // namespace zdtp::ui

namespace zdtp::test {

class Scene;

/// Clicks, and fails the test with what is visible when there is nothing to click.
#define CLICK(name) QVERIFY2(click(QStringLiteral(name)), qPrintable(visibleNames()))

/// What the tests of the window begin with: one look, and for each test a scene and a folder of its own.
class WindowTest : public QObject
{
    Q_OBJECT

public:
    WindowTest();
    ~WindowTest() override;

protected:
    void dress(); ///< once: English, the light theme
    void lay();   ///< before each test: a new folder, empty settings, a new scene
    void clear(); ///< after each test: the window, then what it stood on
    /// Makes the window, shows it, and begins to open the scene's cluster. `sample`: the document behind "open the
    /// sample"; empty: there is none.
    void show(const QByteArray &sample = {});
    bool isLive(); ///< waits until the cluster's watches are

    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Scene> m_scene;
    std::unique_ptr<ui::MainWindow> m_window;
};

} // namespace zdtp::test
