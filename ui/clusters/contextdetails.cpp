#include "ui/clusters/contextdetails.h"

#include "ui/base/refusal.h"
#include "ui/clusters/colourpicker.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/details.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/scrollcolumn.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {

QCheckBox *addSwitch(const Theme &theme, QVBoxLayout &layout, const char *name, const QString &text,
                     const QString &meaning, QWidget *parent)
{
    auto *box = new QCheckBox(text, parent);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleDescription(meaning);
    layout.addWidget(box, 0, Qt::AlignLeft); // a click beside the words is none
    auto *hint = new TextLabel(theme, meaning, FontRole::Small, Token::Third, parent);
    hint->setWordWrap(true);
    hint->setContentsMargins(theme.dp(22), 0, 0, theme.dp(4));
    layout.addWidget(hint);
    return box;
}

} // namespace

ContextDetails::ContextDetails(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setObjectName(QStringLiteral("contextDetails"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setMinimumWidth(theme.dp(280));
    auto *side = new QVBoxLayout(this);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(0);
    m_title = new PanelHeader(theme, {}, this);
    side->addWidget(m_title);
    auto *scroll = new ScrollColumn(theme, Token::Base, this);
    side->addWidget(scroll, 1);
    m_body = new QWidget(scroll);
    auto *body = new QVBoxLayout(m_body);
    body->setContentsMargins(theme.dp(14), theme.dp(12), theme.dp(14), theme.dp(14));
    body->setSpacing(theme.dp(8));
    scroll->add(m_body);

    m_problem = new Diagnosis(theme, m_body);
    m_problem->setObjectName(QStringLiteral("connectionProblem"));
    body->addWidget(m_problem);
    m_insecure = new StateLabel(theme, State::Failed, tr("insecure TLS"), FontRole::SmallBold, m_body);
    m_insecure->setObjectName(QStringLiteral("insecure"));
    m_insecure->setIcon(Icon::Warning);
    body->addWidget(m_insecure);
    m_insecureWhy = new TextLabel(theme, {}, FontRole::Small, Token::Second, m_body);
    m_insecureWhy->setParagraph(tr("Nobody checks the server's certificate: insecure-skip-tls-verify is set in the "
                                   "kubeconfig. Whoever stands in between can read and change everything."));
    body->addWidget(m_insecureWhy);
    m_facts = new KeyValueList(theme, m_body);
    m_facts->setKeyWidth(theme.dp(76));
    body->addWidget(m_facts);
    m_open = makeButton(theme, {}, Icon::None, m_body);
    m_open->setObjectName(QStringLiteral("openContext"));
    setButtonRole(*m_open, ButtonRole::Primary);
    auto *line = new QHBoxLayout;
    line->addWidget(m_open);
    line->addStretch();
    body->addLayout(line);

    body->addSpacing(theme.dp(4));
    body->addWidget(new SectionTitle(theme, tr("In this console"), {}, true, m_body));
    auto *form = new FieldForm(theme, m_body);
    m_nameSpace = new QComboBox(form);
    m_nameSpace->setObjectName(QStringLiteral("contextNamespace"));
    m_nameSpace->setEditable(true);
    m_nameSpace->setInsertPolicy(QComboBox::NoInsert);
    form->addRow(tr("Namespace"), m_nameSpace);
    m_colour = new ColourPicker(theme, form);
    m_colour->setObjectName(QStringLiteral("contextColour"));
    form->addRow(tr("Colour"), m_colour);
    body->addWidget(form);
    m_readOnly = addSwitch(theme, *body, "readOnly", tr("Read-only"), tr("No action that changes the cluster"), m_body);
    m_protected =
        addSwitch(theme, *body, "protected", tr("Protected"), tr("Its name must be typed before a change"), m_body);
    m_expected = new QWidget(m_body);
    auto *expected = new QHBoxLayout(m_expected);
    expected->setContentsMargins(0, 0, 0, 0);
    m_expectedName = new TextLabel(theme, {}, FontRole::Small, Token::Second, m_expected);
    m_expectedName->setWordWrap(true);
    expected->addWidget(m_expectedName, 1);
    m_forget = makeSmallButton(theme, tr("Forget"), Icon::None, m_expected);
    m_forget->setObjectName(QStringLiteral("forgetName"));
    expected->addWidget(m_forget);
    body->addWidget(m_expected);
    m_remove = makeButton(theme, tr("Remove from list…"), Icon::Trash, m_body);
    m_remove->setObjectName(QStringLiteral("removeFile"));
    auto *last = new QHBoxLayout;
    last->addWidget(m_remove);
    last->addStretch();
    body->addSpacing(theme.dp(8));
    body->addLayout(last);

    connect(m_open, &QPushButton::clicked, this, &ContextDetails::openRequested);
    connect(m_remove, &QPushButton::clicked, this, &ContextDetails::removeRequested);
    connect(m_readOnly, &QCheckBox::toggled, this, &ContextDetails::emitSettings);
    connect(m_protected, &QCheckBox::toggled, this, &ContextDetails::emitSettings);
    connect(m_colour, &ColourPicker::picked, this, [this](ContextColour colour) {
        m_settings.colour = ClusterSettings::colours().value(int(colour));
        emitSettings();
    });
    connect(m_nameSpace, &QComboBox::textActivated, this, &ContextDetails::emitSettings);
    connect(m_nameSpace->lineEdit(), &QLineEdit::editingFinished, this, &ContextDetails::emitSettings);
    connect(m_forget, &QPushButton::clicked, this, [this] {
        m_settings.tlsServerName.clear();
        emitSettings();
    });
    showNothing();
}

void ContextDetails::emitSettings()
{
    if (m_filling || m_context.isEmpty())
        return;
    ContextSettings now = m_settings;
    now.readOnly = m_readOnly->isChecked();
    now.isProtected = m_protected->isChecked();
    const QString space = m_nameSpace->currentText().trimmed();
    if (space != m_ownNameSpace)
        now.nameSpace = space;
    m_settings = now;
    emit settingsChanged(now);
}

void ContextDetails::showNothing()
{
    m_context.clear();
    m_title->setTitle(tr("No cluster"));
    m_title->clearState();
    m_body->hide();
}

void ContextDetails::showContext(const tables::ContextLine &line, const QList<QPair<QString, QString>> &facts,
                                 const ContextSettings &settings, bool present, const QString &problem)
{
    m_body->show();
    const bool another = line.context != m_context;
    m_context = line.context;
    m_settings = settings;
    m_title->setTitle(line.title);
    m_title->setState(line.connection, line.connectionWord);
    if (problem.isEmpty())
        m_problem->hide();
    else
        m_problem->show(State::Failed, tr("The cluster does not answer"), problem.toHtmlEscaped(),
                        tr("test the connection: it says which layer refuses. The console keeps trying."));
    m_problem->setVisible(!problem.isEmpty());
    m_insecure->setVisible(line.insecure);
    m_insecureWhy->setVisible(line.insecure);
    m_facts->setPairs(facts);
    m_open->setText(tr("Switch to %1").arg(line.title));
    setRefused(*m_open, present ? tr("The window shows this cluster") : QString());

    m_filling = true;
    m_colour->setColour(ContextColour(line.colour % ContextColourCount));
    m_readOnly->setChecked(settings.readOnly);
    m_protected->setChecked(settings.isProtected);
    // Words that are being typed stay.
    if (another || !m_nameSpace->lineEdit()->hasFocus()) {
        m_ownNameSpace = settings.nameSpace.isEmpty() ? line.nameSpace : QString();
        m_nameSpace->clear();
        QStringList known{settings.nameSpace, line.nameSpace, QStringLiteral("default")};
        known.removeAll(QString());
        known.removeDuplicates();
        m_nameSpace->addItems(known);
        m_nameSpace->setCurrentIndex(0);
    }
    m_filling = false;
    m_expected->setVisible(!settings.tlsServerName.isEmpty());
    m_expectedName->setText(tr("Expects the name %1 in the certificate").arg(settings.tlsServerName));
    setRefused(*m_remove,
               line.removable ? QString()
                              : tr("It does not come from a file that was added here, but from KUBECONFIG, the default "
                                   "file or the local cluster"),
               tr("The file itself stays as it is"));
}

} // namespace zdtp::ui
