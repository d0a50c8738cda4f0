#include "ui/clusters/execdialogs.h"

#include "models/connection/secrecy.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/details.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/steps.h"
#include "ui/widgets/text.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {
constexpr int PatienceMilliseconds = 800; ///< a program that is quicker needs no window
constexpr int WordsKept = 20'000;         ///< characters of standard error
} // namespace

QString ExecConsentDialog::mask()
{
    return QStringLiteral("••••••••");
}

ExecConsentDialog::ExecConsentDialog(const Theme &theme, const QString &context, const k8s::ExecRequest &request,
                                     QWidget *parent)
    : DialogFrame(theme, Kind::Changing, parent), m_request(request)
{
    setObjectName(QStringLiteral("execConsentDialog"));
    setWindowTitle(tr("Run a program to sign in"));
    setHeading(tr("%1 signs in by running a program").arg(context));
    setSentence(tr("The kubeconfig names a program that runs on this machine, as you, each time a new credential is "
                   "needed. Nothing has run yet. Agree only if you know where this kubeconfig comes from."));
    auto *content = new QWidget(this);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme.dp(10));
    auto *command = new QPlainTextEdit(content);
    command->setObjectName(QStringLiteral("execCommand"));
    command->setAccessibleName(tr("Command line"));
    command->setReadOnly(true);
    command->setFont(theme.font(FontRole::Fixed));
    command->setPlainText(request.commandLine());
    command->setFixedHeight(theme.dp(64));
    command->setTabChangesFocus(true);
    layout->addWidget(command);
    auto *facts = new KeyValueList(theme, content);
    facts->setObjectName(QStringLiteral("execFacts"));
    facts->setKeyWidth(theme.dp(96));
    KeyValueList::Pairs pairs{{tr("Program"), request.program}};
    if (request.canonical != request.program)
        pairs.append({tr("Which is"), request.canonical});
    pairs.append({tr("Written in"), request.plugin.origin.toString()});
    pairs.append({tr("User entry"), request.plugin.userName});
    pairs.append({tr("It is told"), request.plugin.provideClusterInfo ? tr("the address and CA of the cluster")
                                                                      : tr("nothing about the cluster")});
    facts->setPairs(pairs);
    layout->addWidget(facts);
    auto *title = new SectionTitle(
        theme, tr("Environment"),
        request.plugin.env.isEmpty() ? tr("nothing is added") : tr("added to that of the console"), true, content);
    m_reveal = makeSmallButton(theme, tr("Show values"), Icon::Eye, content);
    m_reveal->setObjectName(QStringLiteral("revealValues"));
    title->addRight(m_reveal);
    layout->addWidget(title);
    m_environment = new KeyValueList(theme, content);
    m_environment->setObjectName(QStringLiteral("execEnvironment"));
    m_environment->setKeyWidth(theme.dp(150));
    layout->addWidget(m_environment);
    layout->addStretch(1);
    setContent(content);
    setRule(tr("Asked again when the program, its arguments or the file change."));
    setAction(tr("Run it for %1").arg(context), Icon::Play);
    actionButton()->setObjectName(QStringLiteral("action"));
    cancelButton()->setObjectName(QStringLiteral("cancel"));
    connect(m_reveal, &QPushButton::clicked, this, [this] { showEnvironment(!m_revealed); });
    showEnvironment(false);
    resize(theme.dp(640), sizeHint().height());
}

void ExecConsentDialog::showEnvironment(bool values)
{
    m_revealed = values;
    KeyValueList::Pairs pairs;
    bool hidden = false;
    for (const k8s::ExecPlugin::Variable &variable : std::as_const(m_request.plugin.env)) {
        const bool secret = looksSecret(variable.name, variable.value);
        hidden |= secret;
        pairs.append({variable.name, secret && !values ? mask() : variable.value});
    }
    m_environment->setPairs(pairs);
    m_environment->setVisible(!pairs.isEmpty());
    m_reveal->setVisible(hidden);
    m_reveal->setText(values ? tr("Hide values") : tr("Show values"));
}

ExecRunDialog::ExecRunDialog(const Theme &theme, const QString &commandLine, QWidget *parent)
    : DialogFrame(theme, Kind::Plain, parent), m_patience(new QTimer(this))
{
    setObjectName(QStringLiteral("execRunDialog"));
    setWindowTitle(tr("Signing in"));
    setHeading(tr("Signing in"));
    setSentence(tr("A program gets the credential. It may have opened a browser."));
    auto *content = new QWidget(this);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme.dp(10));
    m_steps = new StepList(theme, content);
    m_steps->addStep(tr("Run the program"), commandLine);
    m_steps->setStep(0, StepState::Running);
    layout->addWidget(m_steps);
    m_words = new QPlainTextEdit(content);
    m_words->setObjectName(QStringLiteral("execWords"));
    m_words->setAccessibleName(tr("What the program says"));
    m_words->setReadOnly(true);
    m_words->setFont(theme.font(FontRole::Fixed));
    m_words->setPlaceholderText(tr("It has said nothing yet"));
    m_words->setMinimumHeight(theme.dp(96));
    m_words->setTabChangesFocus(true);
    layout->addWidget(m_words, 1);
    setContent(content);
    setAction({});
    cancelButton()->setObjectName(QStringLiteral("cancel"));
    connect(this, &QDialog::rejected, this, [this] {
        if (!m_over)
            emit cancelled();
    });
    resize(theme.dp(600), theme.dp(320));
    m_patience->setSingleShot(true);
    m_patience->setInterval(PatienceMilliseconds);
    connect(m_patience, &QTimer::timeout, this, &DialogFrame::present);
    m_patience->start();
}

void ExecRunDialog::say(const QString &text)
{
    m_words->moveCursor(QTextCursor::End);
    m_words->insertPlainText(text);
    if (m_words->document()->characterCount() > WordsKept)
        m_words->setPlainText(m_words->toPlainText().right(WordsKept / 2));
    m_words->moveCursor(QTextCursor::End);
}

void ExecRunDialog::end(const QString &problem)
{
    m_over = true;
    m_patience->stop();
    if (problem.isEmpty()) {
        close();
        deleteLater(); // where it never was shown
        return;
    }
    m_steps->setStep(0, StepState::Failed, {}, problem);
    setHeading(tr("The sign-in failed"));
    setSentence(tr("The program gave no credential. What it said stands below."));
    setCancelText(tr("Close"));
    m_words->setPlaceholderText(tr("It said nothing"));
    if (!isVisible())
        present();
}

} // namespace zdtp::ui
