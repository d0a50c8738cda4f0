#pragma once

#include "ui/base/workspace.h"
#include "ui/widgets/dialog.h"

class QComboBox;
class QLineEdit;

namespace zdtp::ui {

class FieldRow;

/// Asks for what a new document needs to begin with: a name, an engine, a table. Changes nothing on the cluster.
class NewTaskDialog : public DialogFrame
{
    Q_OBJECT

public:
    struct Answer
    {
        QString name;
        QString engine;
        QString table;
    };

    NewTaskDialog(const Workspace &workspace, QWidget *parent);
    Answer answer() const;

signals:
    void answered(const zdtp::ui::NewTaskDialog::Answer &answer);

private:
    void check();

    Workspace m_workspace;
    QLineEdit *m_name;
    QComboBox *m_engine;
    QLineEdit *m_table;
    FieldRow *m_nameRow;
};

/// The document that a new task begins with.
QByteArray newTaskDocument(const NewTaskDialog::Answer &answer, const QString &nameSpace, const EnginePreset *preset);

} // namespace zdtp::ui
