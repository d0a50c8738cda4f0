#pragma once

#include "ui/base/workspace.h"

#include <QElapsedTimer>
#include <QHash>
#include <QPointer>
#include <QWidget>

class QPushButton;

namespace zdtp::ui {

class CodeView;
class SmallTable;
class TextLabel;

/// The slices that a clean-up would empty: the exact statements, and how many rows stand there now, counted by helper
/// pods. One worker: the number in words. Several: a table, and the sum.
class SlicePanel : public QWidget
{
    Q_OBJECT

public:
    SlicePanel(const Workspace &workspace, const QString &task, int run, const QStringList &workers,
               QWidget *parent = nullptr);

    /// Counts in target and source. Does nothing while a count runs.
    void count();
    bool isCounting() const { return m_counting; }
    /// Rows in the target over all slices; -1 while one of them is not known.
    qint64 targetRows() const;
    /// Why there is no number, empty otherwise.
    const QString &problem() const { return m_problem; }
    /// Why no statement can be given, empty otherwise.
    const QString &statementProblem() const { return m_statementProblem; }
    QStringList statements() const { return m_statements; }

signals:
    void counted();

private:
    void take(const QString &worker, const ClusterSession::Counts &counts);
    void refresh();

    Workspace m_workspace;
    QString m_task;
    int m_run;
    QStringList m_workers;
    QStringList m_statements;
    QString m_statementProblem;
    QString m_problem;
    QHash<QString, ClusterSession::Counts> m_counts;
    QPointer<Operation> m_operation;
    bool m_counting = false;
    QElapsedTimer m_timer;
    QDateTime m_countedAt;
    qint64 m_took = 0;

    CodeView *m_code;
    SmallTable *m_table = nullptr;
    TextLabel *m_number;
    TextLabel *m_words;
    TextLabel *m_when;
    QPushButton *m_again;
};

} // namespace zdtp::ui
