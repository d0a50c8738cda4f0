#pragma once

#include "ui/theme/theme.h"

#include <QList>
#include <QWidget>

class QHBoxLayout;

namespace zdtp::ui {

class ElidedLabel;
class TextLabel;

/// How fresh what the window shows is.
enum class Freshness { Live, CatchingUp, Stale, NotConnected };

/// "Live", "Catching up, 4,100 of 10,000", "Stale since 12:03:10", "Not connected". Changes are announced to readers.
class FreshnessLabel : public QWidget
{
    Q_OBJECT

public:
    explicit FreshnessLabel(const Theme &theme, QWidget *parent = nullptr);

    /// `words` replaces the default word when it is not empty.
    void setFreshness(Freshness freshness, const QString &words = {});
    Freshness freshness() const { return m_freshness; }
    static State stateOf(Freshness freshness);
    static QString wordOf(Freshness freshness);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Freshness m_freshness = Freshness::NotConnected;
    QString m_words;
};

/// The bottom of the window, 24 high: freshness, age of the last event, facts of the page; right: user, server version,
/// clock with zone. Parts are separated by thin lines.
class StatusBar : public QWidget
{
    Q_OBJECT

public:
    explicit StatusBar(const Theme &theme, QWidget *parent = nullptr);

    FreshnessLabel *freshness() const { return m_freshness; }
    /// In red beside the freshness: what is wrong with this connection as long as it lives. Empty: nothing.
    void setAlarm(const QString &text, const QString &toolTip = {});
    void setLastEvent(const QString &text);
    void setFacts(const QString &text);
    void setUser(const QString &text);
    void setServer(const QString &text);
    void setClock(const QString &text, const QString &toolTip = {});

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    const Theme &m_theme;
    FreshnessLabel *m_freshness;
    TextLabel *m_alarm;
    ElidedLabel *m_lastEvent;
    ElidedLabel *m_facts;
    ElidedLabel *m_user;
    ElidedLabel *m_server;
    TextLabel *m_clock;
};

} // namespace zdtp::ui
