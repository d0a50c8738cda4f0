#pragma once

#include "k8s/config/kubeconfigcheck.h"
#include "ui/widgets/dialog.h"

#include <QFutureWatcher>
#include <QTimer>

class QLineEdit;

namespace zdtp::ui {

class CodeView;
class FieldRow;
class RowList;
class TextLabel;

/// Takes a kubeconfig as text and judges it while it is typed: findings with their lines, the contexts that it gives,
/// and where its secrets go. Saves nothing itself.
class PasteDialog : public DialogFrame
{
    Q_OBJECT

public:
    /// `takenNames`: of kubeconfigs that were pasted before.
    PasteDialog(const Theme &theme, const QStringList &takenNames, QWidget *parent);
    ~PasteDialog() override;

    /// Where secrets are kept; not lasting is said loudly.
    void setStore(bool lasting, const QString &words);
    /// It was not kept: the text stays for another go.
    void showProblem(const QString &problem);
    QString name() const;
    QByteArray text() const;

private:
    void edited();
    void begin();
    void judged();
    void refresh();

    const Theme &m_theme;
    QStringList m_taken;
    QLineEdit *m_name;
    FieldRow *m_nameRow;
    CodeView *m_text;
    TextLabel *m_summary;
    RowList *m_findings;
    QTimer m_pause;
    QFutureWatcher<k8s::KubeconfigCheck> m_watcher;
    k8s::KubeconfigCheck m_check;
    bool m_again = false;
    bool m_known = false; ///< m_check is of what stands there
    bool m_lasting = true;
    QString m_words;
};

} // namespace zdtp::ui
