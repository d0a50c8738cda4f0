#pragma once

#include "ui/tasks/fieldbinder.h"
#include "ui/tasks/taskchoices.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QGridLayout;

namespace zdtp::ui {

class OptionList;
class SectionTitle;
class TextLabel;

/// Mode and restart policy as rows that explain themselves, and the settings that the chosen mode has.
class ScheduleSection : public QWidget
{
    Q_OBJECT

public:
    ScheduleSection(const Theme &theme, FieldBinder &fields, QWidget *parent = nullptr);

    void showDocument(const Json &document);
    /// `words`: what the choices are about, for example "for a full sync with an unsafe engine".
    void setChoices(const TaskChoices &choices, const QString &words);

signals:
    void edited(const QList<zdtp::DocumentEdit> &edits);

private:
    struct Setting
    {
        QString key;
        QStringList modes;
        QList<QWidget *> widgets;
    };
    void fill(OptionList &list, const QList<TaskChoice> &choices, const QString &current);
    void addSetting(QGridLayout &grid, int &row, const QString &key, const QString &label, QWidget *field,
                    const QString &hint, const QStringList &modes);
    void modeChosen(const QString &mode);

    const Theme &m_theme;
    FieldBinder &m_fields;
    SectionTitle *m_title;
    OptionList *m_modes;
    OptionList *m_policies;
    QList<Setting> m_settings;
    TaskChoices m_choices;
};

} // namespace zdtp::ui
