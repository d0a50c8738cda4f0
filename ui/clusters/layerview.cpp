#include "ui/clusters/layerview.h"

#include "ui/theme/style.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/rows.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {

using k8s::Layer;
using k8s::LayerResult;

/// Carries the bar of the row above it on.
class TroubleArea final : public QWidget
{
public:
    TroubleArea(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme) {}
    void setState(State state)
    {
        m_state = state;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(QRect(0, 0, 3, height()), m_theme.stateColor(m_state));
    }

private:
    const Theme &m_theme;
    State m_state = State::Failed;
};

State stateOf(LayerResult::Status status)
{
    switch (status) {
    case LayerResult::Status::NotTried:
        return State::NotTried;
    case LayerResult::Status::Running:
        return State::Running;
    case LayerResult::Status::Passed:
        return State::Succeeded;
    case LayerResult::Status::Warned:
        return State::Waiting;
    case LayerResult::Status::Failed:
        return State::Failed;
    }
    return State::NotTried;
}

} // namespace

LayerView::LayerView(const Theme &theme, QWidget *parent) : Box(theme, parent), m_theme(theme)
{
    setObjectName(QStringLiteral("layers"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    for (int i = 0; i < k8s::LayerCount; ++i) {
        auto *row = new RowWidget(theme, this);
        row->setObjectName(QStringLiteral("layer_") + k8s::idOf(Layer(i)));
        row->setBaseHeight(30);
        row->setTitle(k8s::wordOf(Layer(i)));
        layout->addWidget(row);
        m_rows.at(size_t(i)) = row;
        Trouble &trouble = m_troubles.at(size_t(i));
        trouble.area = new TroubleArea(theme, this);
        auto *words = new QVBoxLayout(trouble.area);
        words->setSpacing(theme.dp(8));
        trouble.why = new TextLabel(theme, {}, FontRole::Small, Token::Second, trouble.area);
        trouble.todo = new TextLabel(theme, {}, FontRole::Small, Token::Text, trouble.area);
        trouble.todo->setObjectName(QStringLiteral("todo_") + k8s::idOf(Layer(i)));
        for (TextLabel *label : {trouble.why, trouble.todo}) {
            label->setWordWrap(true);
            label->setTextInteractionFlags(Qt::TextSelectableByMouse);
            label->setMaximumWidth(theme.dp(620));
            words->addWidget(label);
        }
        trouble.area->hide();
        layout->addWidget(trouble.area);
    }
    m_buttons = new QWidget(m_troubles.at(size_t(Layer::Certificate)).area);
    auto *line = new QHBoxLayout(m_buttons);
    line->setContentsMargins(0, 2, 0, 0);
    line->setSpacing(8);
    m_expect = makeButton(theme, {}, Icon::None, m_buttons);
    m_expect->setObjectName(QStringLiteral("expectName"));
    setButtonRole(*m_expect, ButtonRole::Primary);
    m_other = makeButton(theme, tr("Choose another name…"), Icon::None, m_buttons);
    m_other->setObjectName(QStringLiteral("otherName"));
    m_certificate = makeButton(theme, tr("Show certificate"), Icon::Eye, m_buttons);
    m_certificate->setObjectName(QStringLiteral("showCertificate"));
    for (QPushButton *button : {m_expect, m_other, m_certificate})
        line->addWidget(button);
    line->addStretch(1);
    m_troubles.at(size_t(Layer::Certificate)).area->layout()->addWidget(m_buttons);
    connect(m_expect, &QPushButton::clicked, this, [this] { emit expectNameRequested(m_name); });
    connect(m_other, &QPushButton::clicked, this, &LayerView::otherNameRequested);
    connect(m_certificate, &QPushButton::clicked, this, &LayerView::certificateRequested);
    connect(&theme, &Theme::changed, this, &LayerView::align);
    showReport({});
}

void LayerView::showReport(const k8s::ConnectionReport &report)
{
    for (int i = 0; i < k8s::LayerCount; ++i)
        showLayer(Layer(i), report.at(Layer(i)));
    // A name to expect helps only where the server is the right one under another name.
    const k8s::SeenCertificate &seen = report.certificate;
    const bool otherName = report.at(Layer::Certificate).status == LayerResult::Status::Failed &&
                           seen.signedByKnownAuthority && !seen.names.isEmpty() &&
                           !seen.names.contains(report.expectedName) && seen.from <= report.startedAt &&
                           report.startedAt <= seen.until;
    m_name.clear();
    for (const QString &name : seen.names) {
        // Of the usual names the one that says most: not an address, not the cluster's inner names.
        const bool better = !name.startsWith(QLatin1String("kubernetes")) && !name.contains(u'*') &&
                            name.contains(u'.') && !name.at(name.size() - 1).isDigit();
        if (better || m_name.isEmpty())
            m_name = name;
        if (better)
            break;
    }
    m_expect->setText(tr("Expect %1").arg(m_name));
    m_expect->setVisible(otherName);
    m_other->setVisible(otherName && seen.names.size() > 1);
    m_certificate->setVisible(!seen.isNull());
    m_buttons->setVisible(!seen.isNull());
    align();
}

void LayerView::showLayer(Layer layer, const LayerResult &result)
{
    RowWidget *row = m_rows.at(size_t(layer));
    const State state = stateOf(result.status);
    const bool tried = result.status != LayerResult::Status::NotTried;
    const bool over = tried && result.status != LayerResult::Status::Running;
    const bool trouble = result.status == LayerResult::Status::Failed || result.status == LayerResult::Status::Warned;
    row->setIcon(state);
    row->setDimmed(!tried);
    row->setVerdictWord(state, k8s::wordOf(result.status));
    row->setTextRole(trouble ? FontRole::SmallBold : FontRole::Small);
    row->setText(trouble ? result.problem : result.evidence);
    row->setResult(over ? tr("%1 ms").arg(result.took.count()) : QString(), Token::Third);
    row->setTint(trouble ? std::optional(state) : std::nullopt, trouble);
    const Trouble &below = m_troubles.at(size_t(layer));
    static_cast<TroubleArea *>(below.area)->setState(state);
    const QString why = trouble && !result.evidence.isEmpty() && layer != Layer::Dns
                            ? (result.why.isEmpty() ? result.evidence : result.why + u'\n' + result.evidence)
                            : result.why;
    below.why->setParagraph(why);
    below.why->setVisible(!why.isEmpty());
    below.todo->setParagraph(result.remedy.isEmpty() ? QString()
                                                     : tr("<b>What to do:</b> %1").arg(result.remedy.toHtmlEscaped()),
                             Qt::RichText);
    below.todo->setVisible(!result.remedy.isEmpty());
    below.area->setVisible(trouble);
}

void LayerView::align()
{
    int title = m_theme.dp(104);
    int verdict = m_theme.dp(76);
    for (const RowWidget *row : m_rows) {
        title = std::max(title, row->titleHint());
        verdict = std::max(verdict, row->verdictHint());
    }
    for (RowWidget *row : m_rows)
        row->setColumns(verdict, title);
    // Where the texts of the rows begin: side, icon, title, verdict.
    const int left = 12 + m_theme.dp(16) + 10 + title + 12 + verdict + 12;
    for (const Trouble &trouble : m_troubles)
        trouble.area->layout()->setContentsMargins(left, m_theme.dp(6), 12, m_theme.dp(12));
    updateGeometry();
}

} // namespace zdtp::ui
