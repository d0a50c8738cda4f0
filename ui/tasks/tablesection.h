#pragma once

#include "models/task/finding.h"
#include "ui/tasks/fieldbinder.h"
#include "ui/theme/theme.h"

#include <QStandardItemModel>
#include <QWidget>

class QPushButton;

namespace zdtp::ui {

class DataTable;
class SectionTitle;
class TextLabel;

/// The tables of a task, how each is cut into slices, and whether the slices cover it. The fields below the table are
/// those of the row that is chosen.
class TableSection : public QWidget
{
    Q_OBJECT

public:
    explicit TableSection(const Theme &theme, QWidget *parent = nullptr);

    void showDocument(const Json &document);
    /// `reviewed`: the document could be read as a task, so that what is not found is not there.
    void setFindings(const Findings &findings, bool reviewed);
    /// "24 workers, at most 12 at once".
    void setNote(const QString &note);
    /// Chooses the row of "spec.tables[2].split.from" and gives its field, or nullptr for another path.
    QWidget *fieldOf(const QString &path);
    int current() const;

signals:
    void edited(const QList<zdtp::DocumentEdit> &edits);

private:
    void chosen();
    void addTable();
    void removeTable();
    void splitKindChanged(int kind);
    void arrange();
    void fillCover();
    int rows() const;

    const Theme &m_theme;
    SectionTitle *m_title;
    DataTable *m_table;
    QStandardItemModel m_items;
    FieldBinder m_fields;
    QWidget *m_row; ///< the fields of the chosen row
    class QComboBox *m_kind;
    QList<QWidget *> m_ofRange, m_ofBounds, m_ofWhere, m_ofColumn;
    QPushButton *m_remove;
    Findings m_findings;
    bool m_reviewed = false;
    bool m_showing = false;
    int m_wanted = -1; ///< the row to choose once the document has it
};

} // namespace zdtp::ui
