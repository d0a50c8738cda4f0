#include "ui/clusters/testpanel.h"

#include "ui/clusters/layerview.h"
#include "ui/theme/style.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/scrollcolumn.h"
#include "ui/widgets/table.h"
#include "ui/widgets/tag.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace zdtp::ui {

using Model = tables::AccessTableModel;

TestPanel::TestPanel(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new ElidedLabel(theme, {}, FontRole::BodyBold))
    , m_summary(new StateLabel(theme, State::NotTried))
    , m_when(new ElidedLabel(theme, {}, FontRole::Small, Token::Third))
{
    setObjectName(QStringLiteral("testPanel"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(theme.dp(16), theme.dp(10), theme.dp(16), theme.dp(10));
    head->setSpacing(theme.dp(8));
    m_summary->setObjectName(QStringLiteral("testSummary"));
    m_title->setElide(Qt::ElideMiddle);
    m_title->setMinimumCharacters(12);
    head->addWidget(m_title);
    head->addWidget(m_summary);
    head->addStretch(1);
    head->addWidget(m_when);
    m_copy = makeButton(theme, tr("Copy report"), Icon::Copy, this);
    m_copy->setObjectName(QStringLiteral("copyReport"));
    m_again = makeButton(theme, tr("Test again"), Icon::Refresh, this);
    m_again->setObjectName(QStringLiteral("testConnection"));
    m_cancel = makeButton(theme, tr("Cancel"), Icon::Close, this);
    m_cancel->setObjectName(QStringLiteral("cancelTest"));
    for (QPushButton *button : {m_copy, m_cancel, m_again})
        head->addWidget(button);
    layout->addLayout(head);

    m_column = new ScrollColumn(theme, Token::Window, this);
    m_column->column()->setContentsMargins(theme.dp(16), 0, theme.dp(16), theme.dp(16));
    m_column->column()->setSpacing(theme.dp(12));
    m_words = new TextLabel(theme, {}, FontRole::Small, Token::Second);
    m_words->setWordWrap(true);
    m_words->setObjectName(QStringLiteral("testWords"));
    m_column->add(m_words);
    m_layers = new LayerView(theme);
    m_column->add(m_layers);
    m_accessTitle = new SectionTitle(theme, {});
    m_column->add(m_accessTitle);
    m_access = new DataTable(theme);
    m_access->setObjectName(QStringLiteral("access"));
    m_access->setModel(&m_model);
    m_access->setItemDelegate(new CellDelegate(theme, m_access));
    m_access->setItemDelegateForColumn(Model::ResourceColumn, new NameDelegate(theme, m_access));
    auto *answers = new AnswerDelegate(theme, m_access);
    for (int column = Model::FirstVerbColumn; column < Model::NeedColumn; ++column)
        m_access->setItemDelegateForColumn(column, answers);
    m_access->setSortingEnabled(false);
    m_access->setSelectionMode(QAbstractItemView::SingleSelection);
    m_access->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_access->setFrameShape(QFrame::NoFrame);
    m_access->header()->resizeSection(Model::ResourceColumn, theme.dp(160));
    for (int column = Model::FirstVerbColumn; column < Model::NeedColumn; ++column)
        m_access->header()->resizeSection(column, theme.dp(74));
    m_column->add(m_access);
    layout->addWidget(m_column, 1);

    connect(m_again, &QPushButton::clicked, this, &TestPanel::testRequested);
    connect(m_cancel, &QPushButton::clicked, this, &TestPanel::cancelRequested);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(k8s::toText(m_report, true)); });
    connect(m_layers, &LayerView::expectNameRequested, this, &TestPanel::expectNameRequested);
    connect(m_layers, &LayerView::otherNameRequested, this, &TestPanel::otherNameRequested);
    connect(m_layers, &LayerView::certificateRequested, this, &TestPanel::certificateRequested);
    showUntested({});
}

void TestPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Window));
}

void TestPanel::setTitle(const QString &context)
{
    m_title->setText(context.isEmpty() ? tr("Connection test") : tr("Connection test of %1").arg(context));
}

void TestPanel::showUntested(const QString &context)
{
    setTitle(context);
    m_report = {};
    for (QWidget *part :
         std::initializer_list<QWidget *>{m_summary, m_when, m_copy, m_cancel, m_layers, m_accessTitle, m_access})
        part->hide();
    m_again->setText(tr("Test connection"));
    m_again->setVisible(!context.isEmpty());
    m_words->setParagraph(tr("Goes the whole way to this cluster and says where it ends: name look-up, connection, "
                             "proxy, TLS, certificate, who you are, what you may do, version, clock. It changes "
                             "nothing there."));
    m_words->show();
}

void TestPanel::showProblem(const QString &context, const QString &problem)
{
    showUntested(context);
    m_words->setParagraph(problem);
    m_summary->setState(State::Failed, tr("the kubeconfig does not say how"));
    m_summary->show();
}

void TestPanel::showReport(const QString &title, const k8s::ConnectionReport &report)
{
    m_report = report;
    setTitle(title);
    m_words->hide();
    m_layers->show();
    m_layers->showReport(report);
    const bool failed = report.failedAt().has_value();
    m_summary->setState(!report.isOver         ? State::Running
                        : failed               ? State::Failed
                        : report.isCancelled   ? State::Stopped
                        : report.hasWarnings() ? State::Waiting
                                               : State::Succeeded,
                        report.summary());
    m_summary->show();
    m_when->setText(report.isOver ? tr("%1, took %2 s")
                                        .arg(report.startedAt.toLocalTime().toString(QStringLiteral("HH:mm:ss")),
                                             QLocale().toString(double(report.took.count()) / 1000, 'f', 2))
                                  : QString());
    m_when->setVisible(report.isOver);
    m_copy->setVisible(report.isOver);
    m_again->setText(tr("Test again"));
    m_again->setVisible(report.isOver);
    m_cancel->setVisible(!report.isOver);

    const k8s::LayerResult &authorisation = report.at(k8s::Layer::Authorisation);
    const bool asked = authorisation.status != k8s::LayerResult::Status::NotTried &&
                       authorisation.status != k8s::LayerResult::Status::Running;
    m_accessTitle->setVisible(asked);
    m_access->setVisible(asked);
    if (!asked)
        return;
    m_accessTitle->setTitle(report.userName.isEmpty() ? tr("What this user may do")
                                                      : tr("What %1 may do").arg(report.userName));
    m_accessTitle->setNote(tr("of what the console needs, in namespace %1").arg(report.nameSpace));
    m_model.setAccess(report.access);
    const int rows = m_model.rowCount() * m_theme.dp(m_access->rowHeight());
    m_access->setFixedHeight(m_access->header()->sizeHint().height() + rows + 2);
}

} // namespace zdtp::ui
