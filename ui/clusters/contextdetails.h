#pragma once

#include "models/connection/clustersettings.h"
#include "models/tables/contexttablemodel.h"
#include "ui/theme/theme.h"

#include <QPair>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QPushButton;

namespace zdtp::ui {

class ColourPicker;
class Diagnosis;
class KeyValueList;
class PanelHeader;
class StateLabel;
class TextLabel;

/// One context: how it is reached, and what this console keeps about it. Gathers values, changes nothing itself.
class ContextDetails : public QWidget
{
    Q_OBJECT

public:
    explicit ContextDetails(const Theme &theme, QWidget *parent = nullptr);

    void showNothing();
    /// `present`: the window shows this cluster. `problem`: of its connection, may be empty.
    void showContext(const tables::ContextLine &line, const QList<QPair<QString, QString>> &facts,
                     const ContextSettings &settings, bool present, const QString &problem);

signals:
    void settingsChanged(const zdtp::ContextSettings &settings);
    void openRequested();
    void removeRequested();

private:
    void emitSettings();

    const Theme &m_theme;
    QString m_context;
    QString m_ownNameSpace;
    ContextSettings m_settings;
    bool m_filling = false;
    PanelHeader *m_title;
    QWidget *m_body;
    Diagnosis *m_problem;
    StateLabel *m_insecure;
    TextLabel *m_insecureWhy;
    KeyValueList *m_facts;
    QPushButton *m_open;
    QComboBox *m_nameSpace;
    ColourPicker *m_colour;
    QCheckBox *m_readOnly;
    QCheckBox *m_protected;
    QWidget *m_expected;
    TextLabel *m_expectedName;
    QPushButton *m_forget;
    QPushButton *m_remove;
};

} // namespace zdtp::ui
