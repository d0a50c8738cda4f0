#pragma once

#include "k8s/base/json.h"
#include "k8s/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace zdtp {

/// One change of a document's text, by field. Paths are those of findings and places: "spec.tables[1].split.column";
/// a key that holds a dot or a bracket stands in brackets and quotes: spec.pod.labels["app.io/team"].
struct DocumentEdit
{
    enum class Kind {
        Set,    ///< writes the value; parents that are missing are made. An index one past the end appends
        Insert, ///< puts an item before the one of this index
        Remove  ///< nothing happens when it is not there
    };
    Kind kind = Kind::Set;
    QString path;
    Json value; ///< of Set and Insert. Texts are quoted where a reader would take them for something else

    static DocumentEdit set(QString path, Json value) { return {Kind::Set, std::move(path), std::move(value)}; }
    static DocumentEdit insert(QString path, Json value) { return {Kind::Insert, std::move(path), std::move(value)}; }
    static DocumentEdit remove(QString path) { return {Kind::Remove, std::move(path), nullptr}; }
    friend bool operator==(const DocumentEdit &, const DocumentEdit &) = default;
};

/// The document with the edits made one after another. What they do not touch keeps its bytes: comments, order, quotes,
/// block and flow style. The result is read again and compared with what was meant; where the text is too unusual for a
/// small change (aliases, complex keys), the smallest map or list around it is written anew. An error when the document
/// is no YAML, holds several documents, or a path leads through a value that is no map or list. Pure, total.
Result<QByteArray> editDocument(const QByteArray &yaml, const QList<DocumentEdit> &edits);

/// The value at a path, or nullptr. The pointer lives as long as the document is not changed.
const Json *valueAt(const Json &document, const QString &path);

/// `parent` and `key` as one path, quoted where that is needed.
QString fieldPath(const QString &parent, const QString &key);

/// The one place in which two texts differ: `length` characters at `at` become `text`.
struct TextChange
{
    qsizetype at = 0;
    qsizetype length = 0;
    QString text;
    bool isEmpty() const { return length == 0 && text.isEmpty(); }
    friend bool operator==(const TextChange &, const TextChange &) = default;
};
TextChange changeBetween(const QString &before, const QString &after);

} // namespace zdtp
