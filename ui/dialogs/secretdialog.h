#pragma once

#include "models/task/synctask.h"
#include "ui/dialogs/changedialog.h"

#include <QMap>

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace zdtp::ui {

class FieldForm;

/// Takes the values of a Secret that a task refers to and sends them to the cluster: typed once, sent, forgotten. A key
/// that is there already is left alone unless the operator says that it is to be replaced.
class SecretDialog : public ChangeDialog
{
    Q_OBJECT

public:
    /// What a task refers to; the dialog offers its Secrets by name. Not empty.
    SecretDialog(const Workspace &workspace, const QList<SecretReference> &references, QWidget *parent);
    ~SecretDialog() override;

    /// What the document of a task refers to, each once, in its order.
    static QList<SecretReference> referencesOf(const SyncTask &task);

protected:
    void operationEnded(const Outcome &outcome) override;

private:
    void showSecret(const QString &name);
    void check();
    void send();
    void forget();

    QMap<QString, QStringList> m_keys; ///< by Secret
    QComboBox *m_name;
    QWidget *m_fieldsPlace;
    FieldForm *m_fields = nullptr;
    QMap<QString, QLineEdit *> m_values; ///< by key
    QCheckBox *m_replace;
};

} // namespace zdtp::ui
