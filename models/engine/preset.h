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

/// How an engine's own retries are off. `restartPolicy: Never` is not enough: an engine that begins again by itself
/// within its process copies on top of what it has already written.
enum class EngineRetries {
    None, ///< it never retries by itself
    Off,  ///< the preset's configuration turns them off
    Safe  ///< it retries, and that harms nothing: it goes on from an offset
};
QString word(EngineRetries retries);

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
        QString content;                   ///< template
        std::optional<SqlDialect> dialect; ///< of a kit: only there when one of the sides speaks it
    };
    struct Environment
    {
        QString name;
        QString value;  ///< template; empty when `secret` is set
        QString secret; ///< "source" or "target": the password of that endpoint; of a kit "db"
        /// What reads the value: it is quoted for that, and then for the pod. A whole configuration may come so, each
        /// worker's own; the preset's script completes it in the container with what is secret.
        TemplateLanguage language = TemplateLanguage::Text;
    };
    /// A helper pod. Its templates may also use db.* (url, user, host, port, database, where, ident.table,
    /// ident.column): the database that this helper works on.
    struct Command
    {
        QStringList command; ///< templates
        QString statement;   ///< template of what is shown to the operator: the exact SQL (Cleanup, Count, Prepare)
        QString image;       ///< empty: the worker's
        QList<Environment> environment; ///< on top of the engine's own; of a kit instead of it
        bool kit = false;               ///< of a kit: works on one side, sees nothing of the other
    };
    struct ErrorPattern
    {
        QRegularExpression pattern; ///< the first capture, or the whole match, is what the engine said
        QString cause;              ///< in words; empty: what the engine said is clear enough
        QString remedy;             ///< what to do
        bool fails = false;         ///< proof of failure even when the engine exits with 0
    };
    struct Success
    {
        QList<int> exitCodes{0};
        /// When set, a log line or the termination message must match as well.
        std::optional<QRegularExpression> pattern;
        /// Exit code and log do not prove that every row has arrived: count both sides after the run.
        bool countRows = false;
    };

    QString name;
    QString title;
    QString description;
    QString image; ///< default
    RerunSafety safety = RerunSafety::Unsafe;
    EngineRetries retries = EngineRetries::None;
    bool shell = true;         ///< the image has /bin/sh: modes that feed items to the engine need it
    QStringList syncTypes;     ///< full, incremental
    QStringList urlSchemes;    ///< allowed schemes of source and target urls
    QStringList sourceSchemes; ///< when the sides differ; empty: urlSchemes
    QStringList targetSchemes;
    std::optional<SqlDialect> sourceDialect; ///< nothing: as the URL's scheme says
    std::optional<SqlDialect> targetDialect;
    bool splitsByKey = true; ///< false: a worker takes whole tables only
    /// The engine puts names into SQL of its own without quoting them: isPlainName() or nothing.
    bool plainNames = false;
    QList<Option> options;
    QList<ConfigFile> files; ///< one ConfigMap a run; identical for all workers of a run
    QList<Environment> environment;
    QStringList command;
    QMap<HelperKind, Command> helpers; ///< the engine's own, whatever the dialect
    QMap<SqlDialect, QMap<HelperKind, Command>> kitHelpers;
    SqlDialect dialectOfSource(const QString &url) const;
    SqlDialect dialectOfTarget(const QString &url) const;
    bool allowsSource(const QString &scheme) const;
    bool allowsTarget(const QString &scheme) const;
    /// The engine's own helper, else that of the kit for the dialect of the side it works on; null: there is none.
    const Command *helper(HelperKind kind, SqlDialect dialect) const;
    /// Both sides are asked in one pod; else once for each side.
    bool prechecksBothSides() const { return helpers.contains(HelperKind::Precheck); }
    /// Progress lines: named groups rows, bytes, percent, rate.
    QList<QRegularExpression> progress;
    /// Lines that say what went wrong, the most telling first.
    QList<ErrorPattern> errors;
    Success success;                 ///< models/engine/success.h judges by it
    QMap<QString, QString> requests; ///< resources of a worker when the task says none
    QMap<QString, QString> limits;
    QString origin;  ///< file it came from
    QByteArray yaml; ///< what it was read from: kept with a run, so that a restart drives the engine as the launch did
};

/// The document of a preset, and behind it, in the same file, those of the kits that it names (kind HelperKit): as
/// EngineCatalog completes them. A kit that is named and not there is looked up in the built-in ones.
/// Total. Names a template uses, regular expressions, helpers and languages are checked, so that a preset that loads
/// can be rendered.
Result<EnginePreset> parsePreset(const QByteArray &yaml, const QString &file);

/// Names that the templates of a preset may use, its own options included.
QStringList templateNames(const EnginePreset &preset);

/// Letters, digits and _, and no digit first: what engines can say that do not quote.
bool isPlainName(const QString &name);
/// What an engine that takes plain names only cannot be told: "table a'b", or an empty text. Table as in the document.
QString nameProblem(const EnginePreset &preset, const QString &table, const QString &column);

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
