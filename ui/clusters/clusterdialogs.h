#pragma once

#include "k8s/probe/report.h"
#include "ui/widgets/dialog.h"

class QComboBox;

namespace zdtp::ui {

/// Which name to expect in a server's certificate.
class ExpectNameDialog : public DialogFrame
{
    Q_OBJECT

public:
    ExpectNameDialog(const Theme &theme, const QStringList &names, QWidget *parent);

signals:
    void chosen(const QString &name);

private:
    QComboBox *m_names;
};

/// What a server showed.
class CertificateDialog : public DialogFrame
{
    Q_OBJECT

public:
    CertificateDialog(const Theme &theme, const k8s::SeenCertificate &certificate, QWidget *parent);
};

/// Before an added kubeconfig leaves the list.
class RemoveFileDialog : public DialogFrame
{
    Q_OBJECT

public:
    RemoveFileDialog(const Theme &theme, const QString &file, const QStringList &contexts, QWidget *parent);
};

} // namespace zdtp::ui
