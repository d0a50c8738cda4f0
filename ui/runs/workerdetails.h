#pragma once

#include "ui/base/workspace.h"

#include <QWidget>

class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace zdtp::ui {

class Diagnosis;
class KeyValueList;
class PanelHeader;
class SectionTitle;
class TextLabel;

/// What is known of one worker: why it is not well and what to do, the actions, evidence, its attempt, its journal.
class WorkerDetails : public QWidget
{
    Q_OBJECT

public:
    explicit WorkerDetails(const Workspace &workspace, QWidget *parent = nullptr);

    /// nullptr: nothing is selected.
    void show(const WorkerRow *row, int selected);
    /// Why each action is off now; empty: it is on.
    void setRefusals(const QString &restart, const QString &cleanUp, const QString &remove);

signals:
    void restartWanted();
    void cleanUpWanted();
    void deleteWanted();
    void logWanted();
    void eventsWanted(const QString &object);
    void closeWanted();

private:
    void showEvidence(const WorkerRow &row);
    void showAttempt(const WorkerRow &row);
    void showJournal(const WorkerRow &row);
    QString words(const WorkerRow &row) const;

    Workspace m_workspace;
    PanelHeader *m_header;
    QScrollArea *m_scroll;
    QWidget *m_body;
    Diagnosis *m_diagnosis;
    QWidget *m_actions;
    QPushButton *m_restart;
    QPushButton *m_cleanUp;
    QPushButton *m_delete;
    SectionTitle *m_evidenceTitle;
    QVBoxLayout *m_evidence;
    SectionTitle *m_attemptTitle;
    KeyValueList *m_attempt;
    SectionTitle *m_journalTitle;
    KeyValueList *m_journal;
    TextLabel *m_nothing;
    QString m_key;
    QList<QStringList> m_evidenceShown;
    QString m_copyText;
};

} // namespace zdtp::ui
