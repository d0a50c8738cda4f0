#pragma once

#include "models/session/clustersession.h"
#include "ui/widgets/codeview.h"

#include <QList>
#include <QRegularExpression>

namespace zdtp::ui {

/// Lines of a log with their time, red where the engine says that something went wrong. Holds the last MaximumLines;
/// dropped() says how many went. Follows the end while it stands at the end.
class LogView : public CodeView
{
    Q_OBJECT

public:
    static constexpr int MaximumLines = 20'000;

    explicit LogView(const Theme &theme, QWidget *parent = nullptr);

    void clearLines();
    void append(const QList<ClusterSession::LogLine> &lines);
    /// What marks a line as an error, besides the words that every program uses.
    void setErrorPatterns(const QList<QRegularExpression> &patterns);
    void setFollowing(bool follow);
    bool isFollowing() const { return m_follow; }
    int lineCount() const { return int(m_lines.size()); }
    qint64 dropped() const { return m_dropped; }
    /// As saved: RFC 3339 time, a blank, the text.
    QByteArray toBytes() const;

signals:
    void followingChanged(bool follow);

private:
    void insert(const QList<ClusterSession::LogLine> &lines);
    void showAgain();
    bool isError(const QString &text) const;

    const Theme &m_theme;
    QList<ClusterSession::LogLine> m_lines;
    QList<QRegularExpression> m_patterns;
    qint64 m_dropped = 0;
    bool m_follow = true;
    bool m_inserting = false;
};

} // namespace zdtp::ui
