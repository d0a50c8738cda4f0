#include "models/task/review.h"

#include "k8s/yaml/fields.h"
#include "models/engine/preset.h"
#include "models/engine/quote.h"
#include "models/task/key.h"
#include "models/task/rules.h"
#include "models/task/split.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSet>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

namespace zdtp {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::Review", text);
}

QString at(const QString &list, qsizetype index)
{
    return list + u'[' + QString::number(index) + u']';
}

class Review
{
public:
    Review(const SyncTask &task, const EnginePreset *preset) : m_task(task), m_preset(preset) {}

    Findings run()
    {
        checkNames();
        checkEngine();
        checkEndpoint(QStringLiteral("spec.source"), m_task.source);
        checkEndpoint(QStringLiteral("spec.target"), m_task.target);
        checkSameDatabase();
        checkTables();
        checkCoverage();
        checkScheduling();
        checkResources();
        checkOptions();
        checkPod();
        checkData();
        return m_findings;
    }

private:
    void error(const QString &rule, const QString &field, const QString &message, const QString &why = {},
               const QString &fix = {})
    {
        m_findings.append({Severity::Error, rule, field, message, why, fix, {}});
    }
    void warning(const QString &rule, const QString &field, const QString &message, const QString &why = {},
                 const QString &fix = {})
    {
        m_findings.append({Severity::Warning, rule, field, message, why, fix, {}});
    }

    void checkNames()
    {
        const QString labelRule =
            say("Use small letters, digits and -, at most 63, with a letter or digit at both ends");
        if (m_task.name.size() > 63)
            error(QStringLiteral("name-too-long"), QStringLiteral("metadata.name"),
                  say("the name has %1 characters").arg(m_task.name.size()),
                  say("It becomes a label of every object, and labels hold at most 63"), say("Shorten it"));
        else if (!rules::isDnsLabel(m_task.name))
            error(QStringLiteral("bad-name"), QStringLiteral("metadata.name"),
                  say("\"%1\" cannot be the name of a task").arg(m_task.name),
                  say("It becomes a part of the names of pods"), labelRule);
        if (!m_task.nameSpace.isEmpty() && !rules::isDnsLabel(m_task.nameSpace))
            error(QStringLiteral("bad-name"), QStringLiteral("metadata.namespace"),
                  say("\"%1\" cannot be a namespace").arg(m_task.nameSpace), {}, labelRule);
    }

    void checkEngine()
    {
        if (!m_preset) {
            error(QStringLiteral("unknown-engine"), QStringLiteral("spec.engine"),
                  say("there is no engine preset called \"%1\"").arg(m_task.engine), {},
                  say("Choose a known engine, or put its preset into your engines folder"));
            return;
        }
        if (!m_preset->syncTypes.contains(word(m_task.type)))
            error(QStringLiteral("engine-type"), QStringLiteral("spec.type"),
                  say("engine %1 cannot do a sync of type %2").arg(m_preset->name, word(m_task.type)), {},
                  say("It can do: %1").arg(m_preset->syncTypes.join(QStringLiteral(", "))));
        static const QRegularExpression image(QStringLiteral("\\A[^\\s\\x00-\\x1f]+\\z"));
        if (!m_task.image.isEmpty() && !image.match(m_task.image).hasMatch())
            error(QStringLiteral("bad-image"), QStringLiteral("spec.image"),
                  say("\"%1\" cannot be the name of an image").arg(m_task.image), {},
                  say("For example %1").arg(m_preset->image));
    }

    void checkEndpoint(const QString &field, const DatabaseEndpoint &endpoint)
    {
        checkUrl(field + QStringLiteral(".url"), endpoint.url);
        if (endpoint.user.isEmpty())
            error(QStringLiteral("missing-field"), field + QStringLiteral(".user"), say("the user is empty"));
        const SecretReference &password = endpoint.password;
        const QString where = field + QStringLiteral(".password");
        if (password.secret.isEmpty())
            error(QStringLiteral("missing-secret"), where, say("no Secret is named"),
                  say("Passwords come from Secrets only"), say("Write {secret: NAME, key: KEY}"));
        else if (!rules::isDnsSubdomain(password.secret))
            error(QStringLiteral("bad-name"), where + QStringLiteral(".secret"),
                  say("\"%1\" cannot be the name of a Secret").arg(password.secret), {},
                  say("Use small letters, digits, - and ."));
        if (!password.secret.isEmpty() && !rules::isConfigKey(password.key))
            error(QStringLiteral("bad-name"), where + QStringLiteral(".key"),
                  say("\"%1\" cannot be a key of a Secret").arg(password.key), {},
                  say("Use letters, digits, -, _ and ."));
    }

    void checkUrl(const QString &field, const QString &text)
    {
        const QUrl url(text, QUrl::StrictMode);
        const QString example = m_preset && !m_preset->urlSchemes.isEmpty()
                                    ? say("For example %1://host:5432/database").arg(m_preset->urlSchemes.first())
                                    : say("For example postgresql://host:5432/database");
        // The text is not repeated: a URL that cannot be read may hold a password.
        if (!url.isValid() || url.host().isEmpty()) {
            error(QStringLiteral("bad-url"), field, say("this is not the URL of a database"), {}, example);
            return;
        }
        if (!url.password().isEmpty()) {
            error(QStringLiteral("secret-in-document"), field, say("the URL holds a password"),
                  say("Documents and manifests carry no secret"),
                  say("Put it into a Secret, name that below password, and change the password"));
        } else if (!url.userName().isEmpty()) {
            error(QStringLiteral("user-in-url"), field, say("the URL holds a user"), {},
                  say("Write the user below user"));
        }
        for (const auto &[key, value] : QUrlQuery(url).queryItems()) {
            if (key.contains(QStringLiteral("password"), Qt::CaseInsensitive) ||
                key.contains(QStringLiteral("passfile"), Qt::CaseInsensitive))
                error(QStringLiteral("secret-in-document"), field, say("the URL holds a password (%1)").arg(key),
                      say("Documents and manifests carry no secret"), say("Put it into a Secret"));
            else if (key == QStringLiteral("user") || key == QStringLiteral("host") || key == QStringLiteral("dbname"))
                error(QStringLiteral("bad-url"), field, say("%1 stands among the parameters of the URL").arg(key), {},
                      example);
        }
        if (m_preset && !m_preset->urlSchemes.contains(url.scheme()))
            error(QStringLiteral("url-scheme"), field,
                  say("engine %1 cannot read %2:// URLs").arg(m_preset->name, url.scheme()), {},
                  say("It reads: %1").arg(m_preset->urlSchemes.join(QStringLiteral("://, ")) + QStringLiteral("://")));
        if (url.path().size() <= 1)
            error(QStringLiteral("bad-url"), field, say("the URL names no database"), {}, example);
    }

    void checkSameDatabase()
    {
        const auto place = [](const QString &text) {
            const QUrl url(text);
            return QStringLiteral("%1:%2%3").arg(url.host().toLower()).arg(url.port(5432)).arg(url.path());
        };
        if (!m_task.source.url.isEmpty() && place(m_task.source.url) == place(m_task.target.url))
            error(QStringLiteral("same-database"), QStringLiteral("spec.target.url"),
                  say("source and target are the same database"),
                  say("Each table would be copied onto itself, and a clean-up would delete the source"),
                  say("Name another target"));
    }

    static bool hasControls(const QString &text)
    {
        return std::any_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; });
    }

    void checkTables()
    {
        if (m_task.tables.isEmpty())
            error(QStringLiteral("missing-field"), QStringLiteral("spec.tables"), say("no table is listed"), {},
                  say("List at least one: - name: public.orders"));
        for (qsizetype i = 0; i < m_task.tables.size(); ++i) {
            const TableSpec &table = m_task.tables.at(i);
            const QString field = at(QStringLiteral("spec.tables"), i);
            const QStringList parts = quote::tableParts(table.name);
            if (parts.isEmpty() || hasControls(table.name))
                error(QStringLiteral("bad-table"), field + QStringLiteral(".name"),
                      say("\"%1\" is not the name of a table").arg(table.name), {},
                      say("Write schema.table; names with dots in double quotes: '\"we.ird\".\"x\"'"));
            for (const QString &part : parts)
                checkIdentifier(field + QStringLiteral(".name"), part);
            if (table.split)
                checkSplit(field + QStringLiteral(".split"), *table.split);
        }
        const qint64 count = workerCount(m_task);
        if (count > largestWorkerCount)
            error(QStringLiteral("too-many-workers"), QStringLiteral("spec.tables"),
                  say("the task would have %1 workers").arg(QLocale().toString(count)),
                  say("Each is a pod; no cluster runs that many"),
                  say("Use at most %1; %2 are many already")
                      .arg(QLocale().toString(largestWorkerCount), QLocale().toString(1000)));
    }

    void checkIdentifier(const QString &field, const QString &name)
    {
        if (name.toUtf8().size() > 63)
            error(QStringLiteral("name-too-long"), field, say("\"%1…\" has more than 63 bytes").arg(name.left(20)),
                  say("PostgreSQL would cut the name and may find another table"));
    }

    void checkSplit(const QString &field, const TableSplit &split)
    {
        if (!split.where.isEmpty()) {
            checkPredicates(field + QStringLiteral(".where"), split.where);
            return;
        }
        if (split.column.isEmpty() || hasControls(split.column))
            error(QStringLiteral("bad-column"), field + QStringLiteral(".column"), say("no column is named"), {},
                  say("Name the key column"));
        else
            checkIdentifier(field + QStringLiteral(".column"), split.column);
        if (!split.bounds.isEmpty()) {
            checkBounds(field, split);
            return;
        }
        if (!split.from || !split.to)
            return; // the document's own finding
        if (!keys::isDivisible(split.type)) {
            error(QStringLiteral("split-not-divisible"), field + QStringLiteral(".type"),
                  say("keys of type %1 cannot be cut into equal parts").arg(word(split.type)),
                  say("Only the database knows which texts lie between two others"), say("Write bounds: [a, m, z]"));
            return;
        }
        const auto order = keys::compare(split.type, *split.from, *split.to);
        if (order && *order >= 0) {
            error(QStringLiteral("slice-empty"), field + QStringLiteral(".to"),
                  say("no key lies in [%1, %2)").arg(*split.from, *split.to),
                  say("The end does not belong to the slice"), say("Write one more than the last key"));
            return;
        }
        const auto count = keys::count(split.type, *split.from, *split.to);
        if (count && static_cast<quint64>(split.parts) > *count)
            error(QStringLiteral("slice-empty"), field + QStringLiteral(".parts"),
                  say("%1 parts of %2 keys leave some without a key").arg(split.parts).arg(*count), {},
                  say("Use at most %1").arg(*count));
    }

    void checkBounds(const QString &field, const TableSplit &split)
    {
        for (qsizetype i = 1; i < split.bounds.size(); ++i) {
            const QString &before = split.bounds.at(i - 1);
            const QString &here = split.bounds.at(i);
            const QString where = at(field + QStringLiteral(".bounds"), i);
            const auto order = keys::compare(split.type, before, here);
            if (order && *order > 0) {
                error(QStringLiteral("slices-overlap"), where, say("%1 comes after %2").arg(here, before),
                      say("The slices would overlap, and rows would be copied twice"),
                      say("Write the bounds in ascending order"));
                return;
            }
            if (order && *order == 0) {
                error(QStringLiteral("slice-empty"), where, say("%1 stands here twice").arg(here),
                      say("The slice between them holds no key"), say("Remove one of them"));
                return;
            }
        }
        if (split.type == KeyType::Text && split.bounds.size() > 2)
            warning(QStringLiteral("slices-unproved"), field + QStringLiteral(".bounds"),
                    say("that these texts ascend cannot be proved here"),
                    say("Their order is the collation of the column, and source and target may differ in it"),
                    say("Make sure that both databases use one collation for the column, and that the bounds ascend in "
                        "it"));
    }

    void checkPredicates(const QString &field, const QStringList &predicates)
    {
        for (qsizetype i = 0; i < predicates.size(); ++i) {
            const QString text = predicates.at(i).trimmed();
            const QString where = at(field, i);
            if (text.isEmpty())
                error(QStringLiteral("bad-predicate"), where, say("the predicate is empty"), {},
                      say("For example region = 'EU' AND id < 1000"));
            else if (!rules::isPredicate(text))
                error(QStringLiteral("bad-predicate"), where,
                      say("this is not one predicate: a quote or a parenthesis is not closed, or it holds ; or a "
                          "comment"),
                      say("It becomes a part of each statement, a DELETE among them"),
                      say("Write one condition of SQL"));
            if (predicates.indexOf(predicates.at(i)) < i)
                error(QStringLiteral("slices-overlap"), where, say("this predicate stands here twice"),
                      say("Its rows would be copied twice"), say("Remove one of them"));
        }
        warning(
            QStringLiteral("slices-unproved"), field,
            say("nobody can prove that each row belongs to exactly one of these predicates"),
            say("A row that none of them finds is never copied; one that two find is copied twice"),
            say("Count each slice and the whole table after the run; let the last predicate be NOT (all others), with "
                "COALESCE where columns may be NULL"));
    }

    /// Several entries may share a table: together they must cover it without a gap and without an overlap.
    void checkCoverage()
    {
        struct Entry
        {
            qsizetype index;
            QString from, to;
        };
        QHash<QStringList, QList<qsizetype>> entries;
        for (qsizetype i = 0; i < m_task.tables.size(); ++i)
            entries[quote::tableParts(m_task.tables.at(i).name)].append(i);
        for (qsizetype first = 0; first < m_task.tables.size(); ++first) {
            const QList<qsizetype> same = entries.value(quote::tableParts(m_task.tables.at(first).name));
            if (same.size() < 2 || same.first() != first || quote::tableParts(m_task.tables.at(first).name).isEmpty())
                continue;
            const QString name = m_task.tables.at(first).name;
            QList<Entry> slices;
            bool provable = true;
            int nulls = 0;
            for (const qsizetype index : same) {
                const auto &split = m_task.tables.at(index).split;
                const QString field = at(QStringLiteral("spec.tables"), index);
                if (!split) {
                    error(QStringLiteral("slices-overlap"), field,
                          say("%1 stands here as a whole and once more").arg(name),
                          say("Its rows would be copied twice"), say("Keep one of the entries, or split all of them"));
                    provable = false;
                    break;
                }
                const auto &other = m_task.tables.at(first).split;
                if (!split->where.isEmpty() || split->column != other->column || split->type != other->type) {
                    error(QStringLiteral("slices-unproved"), field + QStringLiteral(".split.column"),
                          say("%1 is split by two columns").arg(name),
                          say("Nobody can tell whether a row belongs to one slice, to both or to none"),
                          say("Split it by one column"));
                    provable = false;
                    break;
                }
                if (split->openEnds) {
                    error(QStringLiteral("slices-overlap"), field + QStringLiteral(".split.ends"),
                          say("open ends of %1 reach into its other entries").arg(name),
                          say("Its rows would be copied twice"), say("Write one entry with all bounds"));
                    provable = false;
                    break;
                }
                nulls += split->nulls != NullKeys::Nobody;
                if (nulls > 1) {
                    error(QStringLiteral("slices-overlap"), field + QStringLiteral(".split.nulls"),
                          say("rows of %1 whose key is NULL belong to two slices").arg(name),
                          say("They would be copied twice"), say("Write nulls in one of the entries"));
                    provable = false;
                    break;
                }
                const QStringList bounds = split->bounds.isEmpty() && split->from && split->to
                                               ? QStringList{*split->from, *split->to}
                                               : split->bounds;
                if (bounds.size() >= 2)
                    slices.append({index, bounds.first(), bounds.last()});
            }
            if (!provable)
                continue;
            const KeyType type = m_task.tables.at(first).split->type;
            if (type == KeyType::Text) {
                warning(QStringLiteral("slices-unproved"),
                        at(QStringLiteral("spec.tables"), first) + QStringLiteral(".split"),
                        say("that the entries of %1 leave no gap cannot be proved: they are split by text").arg(name));
                continue;
            }
            const auto order = [type](const QString &a, const QString &b) {
                return keys::compare(type, a, b).value_or(std::strong_ordering::equal);
            };
            std::sort(slices.begin(), slices.end(),
                      [&](const Entry &a, const Entry &b) { return order(a.from, b.from) < 0; });
            for (qsizetype i = 1; i < slices.size(); ++i) {
                const QString &end = slices.at(i - 1).to;
                const QString &begin = slices.at(i).from;
                const QString field = at(QStringLiteral("spec.tables"), slices.at(i).index) + QStringLiteral(".split");
                if (order(begin, end) < 0)
                    error(QStringLiteral("slices-overlap"), field,
                          say("the slices of %1 overlap: %2 to %3 is in two of them").arg(name, begin, end),
                          say("Its rows would be copied twice"), say("Begin at %1").arg(end));
                else if (order(begin, end) > 0)
                    error(QStringLiteral("slices-gap"), field,
                          say("the slices of %1 leave a gap: %2 to %3 is in none of them").arg(name, end, begin),
                          say("Its rows would never be copied"), say("Begin at %1").arg(end));
            }
        }
    }

    void checkScheduling()
    {
        const Scheduling &scheduling = m_task.scheduling;
        const QString policyField = QStringLiteral("spec.scheduling.restartPolicy");
        if (scheduling.mode != SchedulingMode::Pod) {
            error(QStringLiteral("mode-not-available"), QStringLiteral("spec.scheduling.mode"),
                  say("this version launches mode Pod; %1 is not there yet").arg(word(scheduling.mode)), {},
                  say("Write mode: Pod"));
            return;
        }
        if (m_task.type == SyncType::Full) {
            if (scheduling.restartPolicy == RestartPolicy::Always)
                error(QStringLiteral("full-always"), policyField,
                      say("a full sync would start again after it has ended"),
                      say("Always starts a container again even after success"), say("Write restartPolicy: Never"));
            else if (scheduling.restartPolicy == RestartPolicy::OnFailure && m_preset &&
                     m_preset->safety == RerunSafety::Unsafe)
                error(QStringLiteral("unsafe-restart"), policyField,
                      say("a failed worker would copy again on top of its own rows"),
                      say("Engine %1 keeps no progress: its slice must be emptied before it may start again")
                          .arg(m_preset->name),
                      say("Write restartPolicy: Never"));
        } else {
            if (scheduling.restartPolicy == RestartPolicy::Always)
                warning(QStringLiteral("bare-pod"), QStringLiteral("spec.scheduling.mode"),
                        say("nothing replaces a bare pod when its node dies"),
                        say("The kubelet restarts its container, but nobody makes a new pod"));
            else
                warning(QStringLiteral("incremental-ends"), policyField,
                        say("an incremental sync that fails stays down"), say("It is meant to run for ever"),
                        say("Write restartPolicy: Always"));
        }
        const auto unused = [&](const char *field, bool set) {
            if (set)
                warning(QStringLiteral("unused-field"), QStringLiteral("spec.scheduling.") + QLatin1String(field),
                        say("%1 has no meaning in mode Pod").arg(QLatin1String(field)), {}, say("Remove it"));
        };
        unused("backoffLimit", scheduling.backoffLimit.has_value());
        unused("ttlSecondsAfterFinished", scheduling.ttlSecondsAfterFinished.has_value());
        unused("schedule", !scheduling.schedule.isEmpty());
        unused("timeZone", !scheduling.timeZone.isEmpty());
        unused("concurrencyPolicy", !scheduling.concurrencyPolicy.isEmpty());
        unused("startingDeadlineSeconds", scheduling.startingDeadlineSeconds.has_value());
        unused("queue", scheduling.queue.has_value());
    }

    void checkResources()
    {
        const auto check = [&](const QString &field, const QMap<QString, QString> &map) {
            for (auto it = map.begin(); it != map.end(); ++it) {
                const QString where = field + u'.' + it.key();
                static const QStringList known{"cpu", "memory", "ephemeral-storage"};
                if (!known.contains(it.key()) && !it.key().startsWith(QStringLiteral("hugepages-")) &&
                    !(it.key().contains(u'/') && rules::isLabelKey(it.key()))) {
                    const QString near = k8s::nearestWord(it.key(), known);
                    error(QStringLiteral("bad-resource"), where,
                          say("there is no resource called \"%1\"").arg(it.key()), {},
                          near.isEmpty() ? say("Known: cpu, memory, ephemeral-storage")
                                         : say("Did you mean %1?").arg(near));
                    continue;
                }
                const auto value = rules::quantity(it.value());
                if (!value || *value < 0)
                    error(QStringLiteral("bad-quantity"), where, say("\"%1\" is not a quantity").arg(it.value()), {},
                          it.key() == QStringLiteral("cpu") ? say("For example 250m or 2")
                                                            : say("For example 256Mi or 1Gi"));
            }
        };
        check(QStringLiteral("spec.resources.requests"), m_task.resources.requests);
        check(QStringLiteral("spec.resources.limits"), m_task.resources.limits);
        for (auto it = m_task.resources.limits.begin(); it != m_task.resources.limits.end(); ++it) {
            const auto limit = rules::quantity(it.value());
            const auto request = rules::quantity(m_task.resources.requests.value(it.key()));
            if (limit && request && *request > *limit)
                error(QStringLiteral("request-above-limit"), QStringLiteral("spec.resources.requests.") + it.key(),
                      say("the request %1 is above the limit %2")
                          .arg(m_task.resources.requests.value(it.key()), it.value()),
                      say("The server refuses such a pod"));
        }
    }

    void checkOptions()
    {
        if (!m_preset)
            return;
        QStringList known;
        for (const EnginePreset::Option &option : m_preset->options)
            known.append(option.name);
        for (auto it = m_task.options.begin(); it != m_task.options.end(); ++it) {
            const QString field = QStringLiteral("spec.options.") + it.key();
            const qsizetype index = known.indexOf(it.key());
            if (index < 0) {
                const QString near = k8s::nearestWord(it.key(), known);
                error(QStringLiteral("unknown-option"), field,
                      say("engine %1 has no option \"%2\"").arg(m_preset->name, it.key()), {},
                      !near.isEmpty()   ? say("Did you mean %1?").arg(near)
                      : known.isEmpty() ? say("It has none")
                                        : say("It has: %1").arg(known.join(QStringLiteral(", "))));
                continue;
            }
            const EnginePreset::Option &option = m_preset->options.at(index);
            bool isNumber = false;
            (void)it.value().toLongLong(&isNumber);
            const bool wrongType = (option.type == QStringLiteral("integer") && !isNumber) ||
                                   (option.type == QStringLiteral("boolean") && it.value() != QStringLiteral("true") &&
                                    it.value() != QStringLiteral("false"));
            const bool wrongForm =
                !option.pattern.isEmpty() &&
                !QRegularExpression(QRegularExpression::anchoredPattern(option.pattern)).match(it.value()).hasMatch();
            if (wrongType || wrongForm)
                error(QStringLiteral("bad-option"), field,
                      say("\"%1\" is not a value of %2").arg(it.value(), option.name), option.help,
                      option.defaultValue.isEmpty() ? QString() : say("For example %1").arg(option.defaultValue));
        }
    }

    void checkPod()
    {
        const PodSettings &pod = m_task.pod;
        const QString spec = QStringLiteral("spec.pod.");
        const auto isOurs = [](const QString &key) {
            return key.startsWith(QStringLiteral("zdtp.io/")) ||
                   key == QStringLiteral("app.kubernetes.io/managed-by") ||
                   key == QStringLiteral("app.kubernetes.io/part-of") ||
                   key == QStringLiteral("app.kubernetes.io/name");
        };
        const auto checkMap = [&](const QString &name, const QMap<QString, QString> &map, bool values, bool reserved) {
            for (auto it = map.begin(); it != map.end(); ++it) {
                const QString field = spec + name + u'.' + it.key();
                if (!rules::isLabelKey(it.key()))
                    error(QStringLiteral("bad-label"), field, say("\"%1\" cannot be a key here").arg(it.key()), {},
                          say("Use [prefix/]name: letters, digits, -, _ and ., the name at most 63"));
                else if (reserved && isOurs(it.key()))
                    error(QStringLiteral("reserved-label"), field, say("%1 is the console's own").arg(it.key()),
                          say("Workers are found by it"), say("Choose another key"));
                if (values && !rules::isLabelValue(it.value()))
                    error(QStringLiteral("bad-label"), field, say("\"%1\" cannot be a label's value").arg(it.value()),
                          {}, say("Use letters, digits, -, _ and ., at most 63; free text goes to annotations"));
            }
        };
        checkMap(QStringLiteral("labels"), pod.labels, true, true);
        checkMap(QStringLiteral("annotations"), pod.annotations, false, true);
        checkMap(QStringLiteral("nodeSelector"), pod.nodeSelector, true, false);
        qsizetype bytes = 0;
        for (auto it = pod.annotations.begin(); it != pod.annotations.end(); ++it)
            bytes += it.key().toUtf8().size() + it.value().toUtf8().size();
        if (bytes > 200 * 1024)
            error(QStringLiteral("annotations-too-large"), spec + QStringLiteral("annotations"),
                  say("the annotations have more than 200 KiB"), say("Kubernetes allows 256 KiB for all of a pod"));
        if (!pod.serviceAccountName.isEmpty() && !rules::isDnsSubdomain(pod.serviceAccountName))
            error(QStringLiteral("bad-name"), spec + QStringLiteral("serviceAccountName"),
                  say("\"%1\" cannot be the name of a service account").arg(pod.serviceAccountName));
        for (qsizetype i = 0; i < pod.imagePullSecrets.size(); ++i) {
            if (!rules::isDnsSubdomain(pod.imagePullSecrets.at(i)))
                error(QStringLiteral("bad-name"), at(spec + QStringLiteral("imagePullSecrets"), i),
                      say("\"%1\" cannot be the name of a Secret").arg(pod.imagePullSecrets.at(i)));
        }
        for (qsizetype i = 0; i < pod.tolerations.size(); ++i) {
            const Toleration &toleration = pod.tolerations.at(i);
            const QString field = at(spec + QStringLiteral("tolerations"), i);
            if (!toleration.key.isEmpty() && !rules::isLabelKey(toleration.key))
                error(QStringLiteral("bad-label"), field + QStringLiteral(".key"),
                      say("\"%1\" cannot be the key of a taint").arg(toleration.key));
            if (toleration.key.isEmpty() && toleration.operation != QStringLiteral("Exists"))
                error(QStringLiteral("bad-toleration"), field,
                      say("a toleration without a key must have operator Exists"));
            if (toleration.operation == QStringLiteral("Exists") && !toleration.value.isEmpty())
                error(QStringLiteral("bad-toleration"), field + QStringLiteral(".value"),
                      say("operator Exists takes no value"), {}, say("Remove it"));
            if (toleration.seconds && toleration.effect != QStringLiteral("NoExecute"))
                error(QStringLiteral("bad-toleration"), field + QStringLiteral(".tolerationSeconds"),
                      say("tolerationSeconds goes with effect NoExecute only"));
        }
    }

    void checkData()
    {
        if (m_task.type != SyncType::Full || !m_preset)
            return;
        if (m_task.prepare == Prepare::Keep && m_preset->safety == RerunSafety::Unsafe)
            warning(QStringLiteral("prepare-keep"), QStringLiteral("spec.prepare"),
                    say("rows that are already in the target stay and may stand there twice"),
                    say("Engine %1 inserts without looking").arg(m_preset->name), say("Write prepare: check-empty"));
        if (workerCount(m_task) > 1)
            warning(QStringLiteral("no-shared-snapshot"), QStringLiteral("spec.tables"),
                    say("the slices do not share one snapshot"),
                    say("Rows that change during the run may be copied in either version"), say("Stop the writers"));
    }

    const SyncTask &m_task;
    const EnginePreset *m_preset;
    Findings m_findings;
};

} // namespace

Findings reviewTask(const SyncTask &task, const EnginePreset *preset)
{
    return Review(task, preset).run();
}

} // namespace zdtp
