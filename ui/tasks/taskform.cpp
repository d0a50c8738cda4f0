#include "ui/tasks/taskform.h"

#include "models/task/synctask.h"
#include "ui/tasks/schedulesection.h"
#include "ui/tasks/tablesection.h"
#include "ui/theme/style.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/text.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {

constexpr int LabelWidth = 92;

QString secretText(const Json *password)
{
    if (!password || !password->is_object())
        return {};
    const QString secret = fieldText(valueAt(*password, QStringLiteral("secret")));
    const QString key = fieldText(valueAt(*password, QStringLiteral("key")));
    return key.isEmpty() ? secret : secret + QStringLiteral(" / ") + key;
}

} // namespace

TaskForm::TaskForm(const Theme &theme, const EngineCatalog &engines, QWidget *parent)
    : ScrollColumn(theme, Token::Window, parent), m_theme(theme), m_engines(engines)
{
    setObjectName(QStringLiteral("taskForm"));
    setAccessibleName(tr("Form of the task"));
    column()->setContentsMargins(theme.dp(16), theme.dp(12), theme.dp(16), theme.dp(16));
    column()->setSpacing(theme.dp(6));
    addHead();
    addDatabases();
    addSpace(theme.dp(2));
    m_tables = new TableSection(theme);
    m_fields.add(QStringLiteral("spec.tables"), m_tables);
    m_tables->setObjectName(QStringLiteral("tableSection"));
    add(m_tables);
    addSpace(theme.dp(6));
    m_schedule = new ScheduleSection(theme, m_fields);
    add(m_schedule);
    addSpace(theme.dp(6));
    addRest();
    connect(&m_fields, &FieldBinder::edited, this, &TaskForm::edited);
    connect(m_tables, &TableSection::edited, this, &TaskForm::edited);
    connect(m_schedule, &ScheduleSection::edited, this, &TaskForm::edited);
}

void TaskForm::addHead()
{
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(8);
    grid->setColumnMinimumWidth(0, m_theme.dp(LabelWidth));
    grid->setColumnStretch(3, 1);
    const auto label = [&](int row, const QString &text, QWidget *field) {
        auto *words = new TextLabel(m_theme, text, FontRole::Small, Token::Second);
        words->setBuddy(field);
        grid->addWidget(words, row, 0);
    };
    m_type = new Segmented(m_theme);
    m_type->setField(true);
    m_type->addSegment(tr("Full: copy once"));
    m_type->addSegment(tr("Incremental: follow changes"));
    m_type->setAccessibleName(tr("Type"));
    m_fields.add(QStringLiteral("spec.type"), m_type);
    label(0, tr("Type"), m_type);
    grid->addWidget(m_type, 0, 1, 1, 3, Qt::AlignLeft);
    connect(m_type, &Segmented::currentChanged, this, [this](int index) {
        if (!m_showing)
            emit edited({m_fields.editOf(QStringLiteral("spec.type"), syncTypeWords().value(index))});
    });
    QList<FieldBinder::Choice> engines;
    const QStringList names = m_engines.names();
    for (const QString &name : names) {
        const EnginePreset *preset = m_engines.find(name);
        engines.append({name, preset->image.isEmpty() ? name : name + QStringLiteral(" · ") + preset->image});
    }
    m_engine = m_fields.choice(QStringLiteral("spec.engine"), engines, tr("Engine"), this);
    m_engine->setFixedWidth(m_theme.dp(212));
    label(1, tr("Engine"), m_engine);
    grid->addWidget(m_engine, 1, 1);
    m_safety = new StateTag(m_theme, Icon::Warning, {});
    grid->addWidget(m_safety, 1, 2);
    m_safetyWords = new ElidedLabel(m_theme, {}, FontRole::Small, Token::Second);
    grid->addWidget(m_safetyWords, 1, 3);
    add(grid);
}

void TaskForm::addDatabases()
{
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->setColumnMinimumWidth(0, m_theme.dp(LabelWidth));
    grid->setColumnStretch(1, 5);
    grid->setColumnStretch(2, 2);
    grid->setColumnStretch(3, 4);
    grid->addWidget(new TextLabel(m_theme, tr("Databases"), FontRole::SmallMedium, Token::Text), 0, 0);
    grid->addWidget(new TextLabel(m_theme, tr("URL"), FontRole::Small, Token::Second), 0, 1);
    grid->addWidget(new TextLabel(m_theme, tr("User"), FontRole::Small, Token::Second), 0, 2);
    grid->addWidget(new TextLabel(m_theme, tr("Password from Secret / key"), FontRole::Small, Token::Second), 0, 3);
    int row = 1;
    const auto database = [&](const char *side, const QString &title, const QString &urlName, const QString &userName,
                              const QString &secretName) {
        const QString path = QStringLiteral("spec.") + QLatin1String(side);
        QLineEdit *url = m_fields.line(path + QStringLiteral(".url"), FieldKind::Text, urlName, this);
        auto *label = new TextLabel(m_theme, title, FontRole::Small, Token::Second);
        label->setBuddy(url);
        grid->addWidget(label, row, 0);
        grid->addWidget(url, row, 1);
        grid->addWidget(m_fields.line(path + QStringLiteral(".user"), FieldKind::Text, userName, this), row, 2);
        QComboBox *secret = addSecret(path + QStringLiteral(".password"), secretName);
        grid->addWidget(secret, row, 3);
        ++row;
        return secret;
    };
    m_sourceSecret = database("source", tr("Source"), tr("URL of the source"), tr("User at the source"),
                              tr("Password of the source: Secret / key"));
    m_targetSecret = database("target", tr("Target"), tr("URL of the target"), tr("User at the target"),
                              tr("Password of the target: Secret / key"));
    add(grid);
}

QComboBox *TaskForm::addSecret(const QString &path, const QString &name)
{
    auto *box = new QComboBox(this);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->setAccessibleName(name);
    box->setMinimumContentsLength(12);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setCompleter(nullptr);
    box->lineEdit()->setObjectName(path + QStringLiteral(".line"));
    box->lineEdit()->setPlaceholderText(tr("Secret / key"));
    m_fields.add(path, box);
    connect(box->lineEdit(), &QLineEdit::textEdited, this,
            [this, path](const QString &text) { secretTyped(path, text); });
    connect(box, &QComboBox::activated, this, [this, box, path](int index) {
        if (box->itemData(index).toBool()) {
            showSecret(*box, path);
            emit secretWanted();
        } else {
            secretTyped(path, box->itemText(index));
        }
    });
    return box;
}

void TaskForm::secretTyped(const QString &path, const QString &text)
{
    Json reference = Json::object();
    const QString secret = text.section(u'/', 0, 0).trimmed();
    const QString key = text.section(u'/', 1).trimmed();
    if (!secret.isEmpty())
        reference["secret"] = secret;
    if (!key.isEmpty())
        reference["key"] = key;
    emit edited({m_fields.editOf(path, reference.empty() ? Json(nullptr) : reference)});
}

QStringList TaskForm::secretsOfDocument() const
{
    QStringList found;
    for (const char *side : {"spec.source.password", "spec.target.password"}) {
        const QString text = secretText(m_fields.value(QLatin1String(side)));
        if (!text.isEmpty() && !found.contains(text))
            found.append(text);
    }
    return found;
}

void TaskForm::showSecret(QComboBox &box, const QString &path)
{
    const QString text = secretText(m_fields.value(path));
    const QString typed = box.lineEdit()->text();
    const auto bare = [](QString words) { return words.remove(u' '); };
    const bool same = bare(typed) == bare(text) || bare(typed) == bare(text) + u'/';
    QStringList items = secretsOfDocument();
    items.append(tr("Create Secret…"));
    QStringList now;
    for (int i = 0; i < box.count(); ++i)
        now.append(box.itemText(i));
    if (now != items) {
        box.clear();
        box.addItems(items);
        box.setItemData(box.count() - 1, true);
        box.setEditText(typed);
    }
    if (!same || !box.lineEdit()->hasFocus())
        box.setEditText(text);
    box.setToolTip(text);
}

void TaskForm::addRest()
{
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->setColumnMinimumWidth(0, m_theme.dp(LabelWidth));
    for (int i = 1; i < 4; ++i)
        grid->setColumnStretch(i, 1);
    int row = 0;
    const auto title = [&](const QString &text, const QString &note) {
        grid->addWidget(new SectionTitle(m_theme, text, note, false), row++, 0, 1, 4);
    };
    const auto label = [&](const QString &text, QWidget *field) {
        auto *words = new TextLabel(m_theme, text, FontRole::Small, Token::Second);
        words->setBuddy(field);
        grid->addWidget(words, row, 0);
    };
    const auto line = [&](const QString &path, FieldKind kind, const QString &text, const QString &placeholder) {
        QLineEdit *field = m_fields.line(path, kind, text, this);
        field->setPlaceholderText(placeholder);
        label(text, field);
        grid->addWidget(field, row++, 1, 1, 3);
    };
    title(tr("Before the run"), {});
    QComboBox *prepare = m_fields.choice(QStringLiteral("spec.prepare"),
                                         {{{}, tr("Check that the target is empty")},
                                          {QStringLiteral("truncate"), tr("Truncate the target once")},
                                          {QStringLiteral("keep"), tr("Keep what stands in the target")}},
                                         tr("Target"), this);
    prepare->addItem(tr("Check that the target is empty (written out)"), QStringLiteral("check-empty"));
    label(tr("Target"), prepare);
    grid->addWidget(prepare, row++, 1, 1, 3);

    title(tr("Resources of a worker"), {});
    grid->addWidget(new TextLabel(m_theme, tr("CPU"), FontRole::Small, Token::Second), row, 1);
    grid->addWidget(new TextLabel(m_theme, tr("Memory"), FontRole::Small, Token::Second), row, 2);
    ++row;
    for (const auto &[key, text, cpu, memory] :
         {std::tuple{"requests", tr("Requests"), tr("CPU requested"), tr("Memory requested")},
          std::tuple{"limits", tr("Limits"), tr("Limit of CPU"), tr("Limit of memory")}}) {
        const QString path = QStringLiteral("spec.resources.") + QLatin1String(key);
        QLineEdit *first = m_fields.line(path + QStringLiteral(".cpu"), FieldKind::Scalar, cpu, this);
        label(text, first);
        grid->addWidget(first, row, 1);
        grid->addWidget(m_fields.line(path + QStringLiteral(".memory"), FieldKind::Scalar, memory, this), row, 2);
        ++row;
    }
    m_optionsPlace = new QWidget(this);
    (new QVBoxLayout(m_optionsPlace))->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(m_optionsPlace, row++, 0, 1, 4);

    title(tr("Task and pods"), {});
    line(QStringLiteral("metadata.name"), FieldKind::Text, tr("Name"), QStringLiteral("orders-full"));
    line(QStringLiteral("metadata.namespace"), FieldKind::Text, tr("Namespace"), tr("that of the context"));
    line(QStringLiteral("spec.image"), FieldKind::Text, tr("Image"), tr("that of the engine"));
    line(QStringLiteral("spec.pod.serviceAccountName"), FieldKind::Text, tr("Service account"), tr("default"));
    line(QStringLiteral("spec.pod.imagePullSecrets"), FieldKind::Words, tr("Pull secrets"), tr("names, with commas"));
    line(QStringLiteral("spec.pod.nodeSelector"), FieldKind::Pairs, tr("Node selector"), QStringLiteral("disk=ssd"));
    line(QStringLiteral("spec.pod.labels"), FieldKind::Pairs, tr("Labels"), QStringLiteral("team=data"));
    line(QStringLiteral("spec.pod.annotations"), FieldKind::Pairs, tr("Annotations"), QStringLiteral("owner=data"));
    line(QStringLiteral("spec.pod.graceSeconds"), FieldKind::Scalar, tr("Grace"), tr("seconds to end; empty: 30"));
    add(grid);
}

void TaskForm::showEngine()
{
    const QString type = m_fields.text(QStringLiteral("spec.type"));
    m_type->setCurrent(std::max(0, int(syncTypeWords().indexOf(type))));
    const EnginePreset *preset = m_engines.find(m_fields.text(QStringLiteral("spec.engine")));
    m_safety->setVisible(preset != nullptr);
    m_safetyWords->setText(preset ? QString() : tr("no preset of this name is known"));
    if (!preset)
        return;
    switch (preset->safety) {
    case RerunSafety::Unsafe:
        m_safety->setWarning(tr("unsafe to run twice"));
        m_safetyWords->setText(tr("keeps no progress"));
        break;
    case RerunSafety::Idempotent:
        m_safety->setState(State::Succeeded, tr("idempotent"));
        m_safetyWords->setText(tr("a second run writes the same rows"));
        break;
    case RerunSafety::Resumable:
        m_safety->setState(State::Succeeded, tr("resumable"));
        m_safetyWords->setText(tr("goes on where it stopped"));
        break;
    }
    m_engine->setToolTip(preset->description);
}

void TaskForm::showOptions()
{
    const QString engine = m_fields.text(QStringLiteral("spec.engine"));
    if (engine == m_optionsOf)
        return;
    m_optionsOf = engine;
    if (m_options) {
        const QStringList names = m_options->property("names").toStringList();
        for (const QString &path : names)
            m_fields.forget(path);
        m_options->hide();
        m_options->deleteLater();
        m_options = nullptr;
    }
    const EnginePreset *preset = m_engines.find(engine);
    if (!preset || preset->options.isEmpty())
        return;
    m_options = new QWidget(m_optionsPlace);
    auto *grid = new QGridLayout(m_options);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->setColumnMinimumWidth(0, m_theme.dp(LabelWidth));
    grid->setColumnStretch(2, 1);
    grid->addWidget(new SectionTitle(m_theme, tr("Options of %1").arg(preset->name), {}, false), 0, 0, 1, 3);
    QStringList names;
    int row = 1;
    for (const EnginePreset::Option &option : preset->options) {
        const QString path = fieldPath(QStringLiteral("spec.options"), option.name);
        names.append(path);
        QWidget *field = nullptr;
        if (option.type == QStringLiteral("boolean")) {
            auto *box = new QComboBox(this);
            box->setAccessibleName(option.name);
            box->addItem(tr("default: %1").arg(option.defaultValue));
            box->addItem(QStringLiteral("true"), true);
            box->addItem(QStringLiteral("false"), false);
            m_fields.add(path, box);
            const Json *now = m_fields.value(path);
            box->setCurrentIndex(!now || now->is_null() ? 0 : fieldText(now) == QStringLiteral("true") ? 1 : 2);
            connect(box, &QComboBox::activated, this, [this, box, path](int index) {
                emit edited({m_fields.editOf(path, index == 0 ? Json(nullptr) : Json(box->currentData().toBool()))});
            });
            field = box;
        } else {
            QLineEdit *edit =
                m_fields.line(path, option.type == QStringLiteral("integer") ? FieldKind::Scalar : FieldKind::Text,
                              option.name, this);
            edit->setPlaceholderText(option.defaultValue);
            field = edit;
        }
        field->setFixedWidth(m_theme.dp(150));
        auto *label = new TextLabel(m_theme, option.name, FontRole::Small, Token::Second);
        label->setBuddy(field);
        auto *help = new TextLabel(m_theme, option.help, FontRole::Small, Token::Third);
        help->setWordWrap(true);
        grid->addWidget(label, row, 0);
        grid->addWidget(field, row, 1);
        grid->addWidget(help, row, 2);
        ++row;
    }
    m_options->setProperty("names", names);
    m_optionsPlace->layout()->addWidget(m_options);
    m_fields.show(m_fields.document());
}

void TaskForm::showDocument(const Json &document)
{
    m_showing = true;
    m_fields.show(document);
    showEngine();
    showOptions();
    showSecret(*m_sourceSecret, QStringLiteral("spec.source.password"));
    showSecret(*m_targetSecret, QStringLiteral("spec.target.password"));
    m_tables->showDocument(document);
    m_schedule->showDocument(document);
    m_showing = false;
}

void TaskForm::setVerdict(const Findings &findings, const TaskChoices &choices, const QString &workers,
                          const QString &about)
{
    m_tables->setNote(workers);
    m_tables->setFindings(findings, !choices.modes.isEmpty());
    if (!choices.modes.isEmpty())
        m_schedule->setChoices(choices, about);
    for (QWidget *widget : std::as_const(m_marked))
        setInvalid(*widget, false);
    m_marked.clear();
    for (const Finding &finding : findings) {
        QWidget *field = finding.severity == Severity::Error ? m_fields.fieldOf(finding.field) : nullptr;
        if (!field || field == m_tables || m_marked.contains(field))
            continue;
        if (qobject_cast<QLineEdit *>(field) || qobject_cast<QComboBox *>(field)) {
            setInvalid(*field, true);
            field->setAccessibleDescription(finding.message);
            m_marked.append(field);
        }
    }
}

bool TaskForm::goTo(const QString &path)
{
    QWidget *field = m_tables->fieldOf(path);
    if (!field)
        field = m_fields.fieldOf(path);
    if (!field)
        return false;
    QWidget *target = field;
    if (field->focusPolicy() == Qt::NoFocus) { // a list of rows: the chosen one, else the first
        const QList<QWidget *> children = field->findChildren<QWidget *>();
        for (QWidget *child : children) {
            if (child->focusPolicy() != Qt::NoFocus && child->isVisibleTo(field)) {
                target = child;
                break;
            }
        }
    }
    ensureWidgetVisible(target, 0, m_theme.dp(40));
    target->setFocus(Qt::ShortcutFocusReason);
    return true;
}

} // namespace zdtp::ui
