#include "ui/clusters/clusterdialogs.h"

#include "models/tables/words.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/details.h"
#include "ui/widgets/fields.h"

#include <QComboBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace zdtp::ui {

ExpectNameDialog::ExpectNameDialog(const Theme &theme, const QStringList &names, QWidget *parent)
    : DialogFrame(theme, Kind::Plain, parent)
{
    setObjectName(QStringLiteral("expectNameDialog"));
    setWindowTitle(tr("Name in the certificate"));
    setHeading(tr("Which name to expect"));
    setSentence(tr("Sets tls-server-name for this context in the console only; the kubeconfig stays as it is."));
    auto *form = new FieldForm(theme, this);
    m_names = new QComboBox(form);
    m_names->setObjectName(QStringLiteral("certificateNames"));
    m_names->addItems(names);
    form->addRow(tr("Name"), m_names)->setHint(tr("the names that the server's certificate is valid for"));
    setContent(form);
    setAction(tr("Expect this name"));
    actionButton()->setObjectName(QStringLiteral("action"));
    cancelButton()->setObjectName(QStringLiteral("cancel"));
    setFirstFocus(m_names);
    connect(this, &DialogFrame::actionRequested, this, [this] {
        emit chosen(m_names->currentText());
        accept();
    });
    resize(theme.dp(480), sizeHint().height());
}

CertificateDialog::CertificateDialog(const Theme &theme, const k8s::SeenCertificate &certificate, QWidget *parent)
    : DialogFrame(theme, Kind::Plain, parent)
{
    setObjectName(QStringLiteral("certificateDialog"));
    setWindowTitle(tr("Certificate"));
    setHeading(tr("Certificate of the server"));
    auto *content = new QWidget(this);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme.dp(12));
    auto *facts = new KeyValueList(theme, content);
    facts->setPairs({{tr("Subject"), certificate.subject},
                     {tr("Issued by"), certificate.issuer},
                     {tr("Authority"), certificate.signedByKnownAuthority ? tr("known") : tr("unknown")},
                     {tr("Names"), certificate.names.join(QStringLiteral(", "))},
                     {tr("Valid from"), tables::fullTimeText(certificate.from)},
                     {tr("Valid until"), tables::fullTimeText(certificate.until)},
                     {tr("SHA-256"), certificate.sha256}});
    layout->addWidget(facts);
    auto *pem = new CodeView(theme, content);
    pem->setReadOnly(true);
    pem->setLineNumbers(false);
    pem->setPlainText(QString::fromLatin1(certificate.pem));
    pem->setMinimumHeight(theme.dp(180));
    layout->addWidget(pem, 1);
    setContent(content);
    setAction({});
    setCancelText(tr("Close"));
    cancelButton()->setObjectName(QStringLiteral("cancel"));
    resize(theme.dp(640), theme.dp(480));
}

RemoveFileDialog::RemoveFileDialog(const Theme &theme, const QString &file, const QStringList &contexts,
                                   QWidget *parent)
    : DialogFrame(theme, Kind::Changing, parent)
{
    setObjectName(QStringLiteral("removeFileDialog"));
    setWindowTitle(tr("Remove from list"));
    setHeading(tr("Remove a kubeconfig from the list"));
    setSentence(tr("%1 leaves the list, and with it: %2. The file itself stays as it is; colours and guards of these "
                   "contexts are kept for when it comes back.")
                    .arg(file, contexts.join(QStringLiteral(", "))));
    setContent(new QWidget(this));
    setAction(contexts.size() == 1 ? tr("Remove 1 context") : tr("Remove %1 contexts").arg(contexts.size()),
              Icon::Trash);
    actionButton()->setObjectName(QStringLiteral("action"));
    cancelButton()->setObjectName(QStringLiteral("cancel"));
    resize(theme.dp(520), sizeHint().height());
}

} // namespace zdtp::ui
