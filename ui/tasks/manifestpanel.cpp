#include "ui/tasks/manifestpanel.h"

#include "models/tables/words.h"
#include "ui/theme/style.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/headers.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace zdtp::ui {

ManifestPanel::ManifestPanel(const Theme &theme, QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("manifestPanel"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_header = new PanelHeader(theme, tr("Manifests"), this);
    m_chooser = new QComboBox(m_header);
    m_chooser->setObjectName(QStringLiteral("manifestChooser"));
    m_chooser->setAccessibleName(tr("Object that is shown"));
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_chooser->setMinimumContentsLength(24);
    setSmall(*m_chooser);
    m_header->addLeft(m_chooser);
    auto *find = m_header->addTool(Icon::Search, tr("Find in the manifests (Ctrl+F)"));
    find->setObjectName(QStringLiteral("manifestFind"));
    auto *copy = m_header->addTool(Icon::Copy, tr("Copy the manifest"));
    copy->setObjectName(QStringLiteral("manifestCopy"));
    layout->addWidget(m_header);
    m_view = new CodeView(theme, this);
    m_view->setObjectName(QStringLiteral("manifestView"));
    m_view->setAccessibleName(tr("Manifest"));
    m_view->setReadOnly(true);
    m_view->setLanguage(CodeHighlighter::Language::Yaml);
    m_view->setLineWrapMode(QPlainTextEdit::NoWrap);
    layout->addWidget(m_view, 1);
    connect(m_chooser, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_filling)
            show();
    });
    connect(find, &QToolButton::clicked, this, &ManifestPanel::openFind);
    connect(copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_view->toPlainText()); });
    setObjects({});
}

void ManifestPanel::setObjects(const QList<PlannedObject> &objects)
{
    m_objects = objects;
    const QString chosen = m_chooser->currentText();
    QStringList names;
    names.reserve(objects.size() + 1);
    for (const PlannedObject &object : objects)
        names.append(object.kind + u' ' + object.name);
    if (objects.size() > 1)
        names.append(tr("All objects"));
    m_filling = true;
    m_chooser->clear();
    m_chooser->addItems(names);
    // By default the first worker's pod: that is what people want to see.
    int index = int(names.indexOf(chosen));
    for (int i = 0; index < 0 && i < objects.size(); ++i) {
        if (!objects.at(i).worker.isEmpty())
            index = i;
    }
    m_chooser->setCurrentIndex(qMax(0, index));
    m_chooser->setEnabled(!objects.isEmpty());
    m_filling = false;
    m_header->setNote(objects.isEmpty() ? tr("none yet: the document is not complete")
                                        : tables::objectsWord(objects.size()));
    show();
}

void ManifestPanel::setOutdated(bool outdated)
{
    if (outdated && !m_objects.isEmpty())
        m_header->setNote(tr("of the last document that could be read"));
}

void ManifestPanel::show()
{
    const int index = m_chooser->currentIndex();
    const QString text = m_objects.isEmpty() || index < 0
                             ? QString()
                             : QString::fromUtf8(exportYaml(
                                   index < m_objects.size() ? QList<PlannedObject>{m_objects.at(index)} : m_objects));
    if (text == m_view->toPlainText())
        return;
    const int stood = m_view->verticalScrollBar()->value();
    m_view->setPlainText(text);
    m_view->verticalScrollBar()->setValue(stood);
}

void ManifestPanel::openFind()
{
    m_view->openFind();
}

} // namespace zdtp::ui
