#include "ui/dialogs/secretdialog.h"

#include "models/connection/secrecy.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/steps.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace zdtp::ui {

QList<SecretReference> SecretDialog::referencesOf(const SyncTask &task)
{
    QList<SecretReference> all;
    for (const SecretReference &reference : {task.source.password, task.target.password}) {
        if (!reference.secret.isEmpty() && !reference.key.isEmpty() && !all.contains(reference))
            all.append(reference);
    }
    if (const auto &queue = task.scheduling.queue;
        queue && !queue->url.secret.isEmpty() && !queue->url.key.isEmpty() && !all.contains(queue->url))
        all.append(queue->url);
    return all;
}

SecretDialog::SecretDialog(const Workspace &workspace, const QList<SecretReference> &references, QWidget *parent)
    : ChangeDialog(workspace, Kind::Plain, parent)
{
    setObjectName(QStringLiteral("secretDialog"));
    setWindowTitle(tr("Create Secret"));
    setHeading(tr("Create a Secret"));
    setSentence(
        tr("Creates the Secret in namespace %1, or adds the keys to the one that is there. The values are typed "
           "once, sent to the cluster and forgotten: no file, no log and no document of this console holds "
           "them.")
            .arg(workspace.nameSpace()));
    auto *form = new FieldForm(theme(), this);
    m_name = new QComboBox(form);
    m_name->setObjectName(QStringLiteral("secretName"));
    QStringList names;
    for (const SecretReference &reference : references) {
        if (!names.contains(reference.secret))
            names.append(reference.secret);
        m_keys[reference.secret].append(reference.key);
    }
    m_name->addItems(names);
    form->addRow(tr("Secret"), m_name)->setHint(tr("as the document of the task names it"));
    body()->addWidget(form);
    m_fieldsPlace = new QWidget(this);
    auto *place = new QVBoxLayout(m_fieldsPlace);
    place->setContentsMargins(0, 0, 0, 0);
    body()->addWidget(m_fieldsPlace);
    m_replace = new QCheckBox(tr("Give keys that are there already this value"), this);
    m_replace->setObjectName(QStringLiteral("replaceKeys"));
    m_replace->hide();
    body()->addWidget(m_replace, 0, Qt::AlignLeft);
    steps()->hide();
    setRule(tr("Whoever may create pods in this namespace can read its Secrets."));
    setRunningRule(tr("The values are on their way."));
    connect(m_name, &QComboBox::currentTextChanged, this, &SecretDialog::showSecret);
    connect(m_replace, &QCheckBox::toggled, this, &SecretDialog::check);
    connect(this, &DialogFrame::actionRequested, this, &SecretDialog::send);
    showSecret(m_name->currentText());
    resize(theme().dp(560), sizeHint().height());
}

SecretDialog::~SecretDialog()
{
    forget();
}

void SecretDialog::forget()
{
    for (QLineEdit *field : std::as_const(m_values)) {
        // The field's own memory is Qt's; it is written over and its undo list dropped as far as that goes.
        field->setText(QString(field->text().size(), u'\0'));
        field->clear();
    }
}

void SecretDialog::showSecret(const QString &name)
{
    forget();
    m_values.clear();
    delete m_fields;
    m_fields = new FieldForm(theme(), m_fieldsPlace);
    const QStringList keys = m_keys.value(name);
    for (const QString &key : keys) {
        auto *field = new QLineEdit(m_fields);
        field->setObjectName(QStringLiteral("value_") + key);
        field->setEchoMode(QLineEdit::Password);
        field->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase |
                                   Qt::ImhSensitiveData);
        m_fields->addRow(key, field);
        m_values.insert(key, field);
        connect(field, &QLineEdit::textChanged, this, &SecretDialog::check);
    }
    m_fieldsPlace->layout()->addWidget(m_fields);
    setAction(keys.size() == 1 ? tr("Write 1 key") : tr("Write %1 keys").arg(keys.size()), Icon::Key);
    m_replace->setChecked(false);
    m_replace->hide();
    if (!keys.isEmpty())
        setFirstFocus(m_values.value(keys.constFirst()));
    check();
}

void SecretDialog::check()
{
    QStringList empty;
    for (auto field = m_values.cbegin(); field != m_values.cend(); ++field) {
        if (field.value()->text().isEmpty())
            empty.append(field.key());
    }
    if (!empty.isEmpty())
        setNotReady(tr("Type a value for: %1").arg(empty.join(QStringLiteral(", "))));
    else if (!m_replace->isHidden() && !m_replace->isChecked())
        setNotReady(tr("The Secret has these keys already; say that they are to be replaced"));
    else
        setNotReady({});
}

void SecretDialog::send()
{
    SecretOrder order;
    order.name = m_name->currentText();
    order.replaceKeys = m_replace->isChecked();
    for (auto field = m_values.cbegin(); field != m_values.cend(); ++field) {
        QString text = field.value()->text();
        order.values.insert(field.key(), text.toUtf8());
        wipe(text);
    }
    m_name->setEnabled(false);
    m_fieldsPlace->setEnabled(false);
    steps()->show();
    follow(session().writeSecret(std::move(order)));
}

void SecretDialog::operationEnded(const Outcome &outcome)
{
    const auto *written = qobject_cast<const WriteSecretOperation *>(operation());
    const bool exists = written && !written->existingKeys().isEmpty() && outcome.kind == Outcome::Kind::Refused;
    if (exists) {
        // Nothing was written: what was typed stays for a second, deliberate go.
        again();
        m_fieldsPlace->setEnabled(true);
        m_name->setEnabled(true);
        m_replace->setText(tr("Replace the value of: %1").arg(written->existingKeys().join(QStringLiteral(", "))));
        m_replace->show();
        setActionKind(Kind::Destructive);
        check();
        return;
    }
    forget();
    m_fieldsPlace->hide();
    ChangeDialog::operationEnded(outcome);
}

} // namespace zdtp::ui
