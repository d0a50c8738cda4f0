#pragma once

#include "k8s/base/error.h"
#include "models/task/edit.h"

#include <QList>
#include <QMetaType>
#include <QString>

namespace zdtp {

enum class Severity { Error, Warning, Note };

/// One thing that the reader of a document should know. `zdtp validate` prints it as
/// "severity rule field: message", the window as a row that leads to the field.
struct Finding
{
    Severity severity = Severity::Error;
    QString rule;    ///< stable id: "unknown-field", "slices-overlap"
    QString field;   ///< "spec.tables[1].split.bounds"
    QString message; ///< what
    QString why;     ///< may be empty
    QString fix;     ///< what to do, may be empty
    Place place;     ///< in the document, when known
    /// What the fix changes in the document, where a machine can do it: editDocument() applies it with one click.
    QList<DocumentEdit> edits = {};
    QString help = {}; ///< id of the page that explains the rule: "help/slices"
    friend bool operator==(const Finding &, const Finding &) = default;
};

using Findings = QList<Finding>;
bool hasErrors(const Findings &findings);
QString severityWord(Severity severity); ///< "error", "warning", "note": not translated

} // namespace zdtp

Q_DECLARE_METATYPE(zdtp::Finding)
