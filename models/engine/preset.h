#pragma once

#include "k8s/base/result.h"
#include "models/engine/template.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QRegularExpression>
#include <QString>
#include <QStringList>

#include <optional>

namespace zdtp {

/// What a second start on top of a first one does to the data.
enum class RerunSafety {
    Unsafe,     ///< keeps no progress, plain inserts
    Idempotent, ///< upserts, or swaps in a transaction
    Resumable   ///< keeps offsets
};
QString word(RerunSafety safety);

/// The helper pods: the only way in which the console touches a database.
enum class HelperKind { Precheck, Measure, Prepare, Count, Cleanup };
QString word(HelperKind kind);

/// How an existing sync engine's image is driven. Loaded from resources/engines/*.yaml and the user's own files.
struct EnginePreset
{
    struct Option
    {
        QString name;
        QString type; ///< string, integer, boolean
        QString defaultValue;
        QString help;
        QString pattern; ///< regular expression that the value must match, may be empty
    };
    struct ConfigFile
    {
        QString name; ///< below /zdtp/config/
        TemplateLanguage language = TemplateLanguage::Text;
        QString content; ///< template
    };
    struct Environment
    {
        QString name;
        QString value;  ///< template; empty when `secret` is set
        QString secret; ///< "source" or "target": the password of that endpoint
    };
    struct Command
    {
        QStringList command; ///< templates
        QString statement;   ///< template of what is shown to the operator: the exact SQL (Cleanup, Count, Prepare)
    };

    QString name;
    QString title;
    QString description;
    QString image; ///< default
    RerunSafety safety = RerunSafety::Unsafe;
    QStringList syncTypes;  ///< full, incremental
    QStringList urlSchemes; ///< allowed schemes of source and target urls
    QList<Option> options;
    QList<ConfigFile> files; ///< one ConfigMap a run; identical for all workers of a run
    QList<Environment> environment;
    QStringList command;
    QMap<HelperKind, Command> helpers;
    /// Progress lines: named groups rows, bytes, percent, rate.
    QList<QRegularExpression> progress;
    /// Lines that say what went wrong; the first capture is shown.
    QList<QRegularExpression> errors;
    /// The worker succeeded only if it exited with 0 and, when set, a log line or the termination message matched.
    std::optional<QRegularExpression> success;
    QMap<QString, QString> requests; ///< resources of a worker when the task says none
    QMap<QString, QString> limits;
    QString origin;  ///< file it came from
    QByteArray yaml; ///< what it was read from: kept with a run, so that a restart drives the engine as the launch did
};

/// Total. Names a template uses, regular expressions, helpers and languages are checked, so that a preset that loads
/// can be rendered.
Result<EnginePreset> parsePreset(const QByteArray &yaml, const QString &file);

/// Names that the templates of a preset may use, its own options included.
QStringList templateNames(const EnginePreset &preset);

/// All presets that are known, by name; a user's own file overrides a built-in one.
class EngineCatalog
{
public:
    /// Built-in presets, then those in `userFolder` (may be empty or absent). Broken files are reported, the rest
    /// works.
    static EngineCatalog load(const QString &userFolder, QList<Error> *problems);
    const EnginePreset *find(const QString &name) const;
    QStringList names() const;

private:
    QMap<QString, EnginePreset> m_presets;
};

} // namespace zdtp
