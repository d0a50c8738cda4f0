#pragma once

#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QWidget>

namespace zdtp::ui {

/// The cluster and namespace in which everything happens.
struct ContextInfo
{
    QString cluster;
    QString nameSpace;
    ContextColour colour = ContextColour::Blue;
    bool isProtected = false; ///< its name must be typed before a change
    bool isReadOnly = false;
    bool isInsecure = false; ///< nobody checks the server's certificate: said in red wherever the cluster is named
    friend bool operator==(const ContextInfo &, const ContextInfo &) = default;
};

/// Top left of the window: 4 px stripe, cluster, lock or eye, namespace, chevron. A click (or Enter) opens the
/// switcher.
class ContextBlock : public QAbstractButton
{
    Q_OBJECT

public:
    explicit ContextBlock(const Theme &theme, QWidget *parent = nullptr);

    void setContext(const ContextInfo &context);
    const ContextInfo &context() const { return m_context; }
    /// Only the stripe and the first letters, below 1100.
    void setNarrow(bool narrow);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    bool hitButton(const QPoint &position) const override { return rect().contains(position); }

private:
    const Theme &m_theme;
    ContextInfo m_context;
    bool m_narrow = false;
    bool m_ring = false;
};

/// The same on top of a dialog: stripe, "cluster / namespace", tag, freshness at the right. 34 high.
class ContextRow : public QWidget
{
    Q_OBJECT

public:
    explicit ContextRow(const Theme &theme, QWidget *parent = nullptr);

    void setContext(const ContextInfo &context);
    /// The connection's state in a word, for example "Live".
    void setFreshness(State state, const QString &word);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    ContextInfo m_context;
    State m_state = State::Succeeded;
    QString m_word;
};

} // namespace zdtp::ui
