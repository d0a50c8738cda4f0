#pragma once

#include "ui/base/workspace.h"

#include <QPointer>
#include <QWidget>

class QToolButton;

namespace zdtp::ui {

class LogView;
class PanelHeader;
class ElidedLabel;

/// The log of one pod below the table: follow, find, wrap, save. Reads again from where it was cut only by starting
/// over, and says so.
class LogPanel : public QWidget
{
    Q_OBJECT

public:
    explicit LogPanel(const Workspace &workspace, QWidget *parent = nullptr);
    ~LogPanel() override;

    /// Opens the log of this pod; nothing happens when it is open already. An empty pod name closes it.
    /// `title` names worker and attempt.
    void open(const QString &podName, const QString &podUid, const QString &title, const QString &engine,
              const QString &whyNone = {});
    void openFind();
    /// Shown as its header only.
    void setFolded(bool folded);
    LogView *view() const { return m_view; }
    const QString &podName() const { return m_pod; }
    QString note() const { return m_note; }

signals:
    void foldWanted();

private:
    void read();
    void ended(const std::optional<k8s::ApiError> &error);
    void setNote(const QString &note);
    void save();

    Workspace m_workspace;
    PanelHeader *m_header;
    LogView *m_view;
    QToolButton *m_follow;
    QToolButton *m_wrap;
    QToolButton *m_save;
    QToolButton *m_again;
    QString m_pod;
    QString m_uid;
    QString m_title;
    QString m_note;
    k8s::CallHandle m_call;
};

} // namespace zdtp::ui
