#pragma once

#include "models/engine/preset.h"
#include "models/task/finding.h"
#include "ui/tasks/fieldbinder.h"
#include "ui/tasks/taskchoices.h"
#include "ui/widgets/scrollcolumn.h"

class QComboBox;
class QGridLayout;
class QLabel;

namespace zdtp::ui {

class ElidedLabel;
class ScheduleSection;
class Segmented;
class StateTag;
class TableSection;

/// The document of a task as fields. It holds nothing of its own: it shows the document and tells edits of it.
class TaskForm : public ScrollColumn
{
    Q_OBJECT

public:
    TaskForm(const Theme &theme, const EngineCatalog &engines, QWidget *parent = nullptr);

    /// What the text says now. Fields that are typed in keep their cursor.
    void showDocument(const Json &document);
    /// What the review says of it: choices with their reasons, the cover of the tables, red edges.
    void setVerdict(const Findings &findings, const TaskChoices &choices, const QString &workers, const QString &about);
    /// Goes to the field of "spec.tables[1].split.from", or to its nearest parent. False when the form has none.
    bool goTo(const QString &path);

signals:
    void edited(const QList<zdtp::DocumentEdit> &edits);
    void secretWanted();

private:
    void addHead();
    void addDatabases();
    void addRest();
    QComboBox *addSecret(const QString &path, const QString &name);
    void showSecret(QComboBox &box, const QString &path);
    void secretTyped(const QString &path, const QString &text);
    void showEngine();
    void showOptions();
    QStringList secretsOfDocument() const;

    const Theme &m_theme;
    const EngineCatalog &m_engines;
    FieldBinder m_fields;
    Segmented *m_type;
    QComboBox *m_engine;
    StateTag *m_safety;
    ElidedLabel *m_safetyWords;
    QComboBox *m_sourceSecret;
    QComboBox *m_targetSecret;
    TableSection *m_tables;
    ScheduleSection *m_schedule;
    QWidget *m_options = nullptr; ///< of the engine, made anew when it changes
    QString m_optionsOf;
    QWidget *m_optionsPlace;
    QList<QWidget *> m_marked;
    bool m_showing = false;
};

} // namespace zdtp::ui
