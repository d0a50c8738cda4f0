#pragma once

#include "k8s/yaml/fields.h"
#include "models/engine/preset.h"

#include <QPair>

namespace zdtp {

const QStringList &safetyWords();
const QStringList &retryWords();
const QStringList &helperWords();
/// Kits that come with the console (resources/engines/kits); empty bytes: there is none of that name.
QByteArray builtInKit(const QString &name);
QStringList builtInKits();
/// What the templates of helper pods may use on top of templateNames().
QStringList helperNames();

/// Reads the documents of a preset; every problem is told, with its place. Not for outside of models/engine.
class PresetReader
{
public:
    explicit PresetReader(const QString &file) : m_fields(file) {}

    void readPreset(const k8s::YamlNode &document);
    /// After the preset.
    void readKit(const k8s::YamlNode &document);

    EnginePreset &preset() { return m_preset; }
    /// The kits that the preset names, with where it names them.
    const QList<std::pair<QString, k8s::YamlField>> &kits() const { return m_kitNames; }
    k8s::YamlFields &fields() { return m_fields; }
    const QList<k8s::YamlProblem> &problems() const { return m_fields.problems(); }

private:
    QString readHead(const k8s::YamlField &root, const QString &kind);
    void readSpec(const k8s::YamlField &spec);
    void readSides(const k8s::YamlField &spec);
    bool flag(const k8s::YamlField &field, bool otherwise);
    void readOption(const k8s::YamlField &field);
    EnginePreset::Environment readEnvironment(const k8s::YamlField &field, const QStringList &secrets);
    EnginePreset::ConfigFile readFile(const k8s::YamlField &field);
    QStringList readCommand(const k8s::YamlField &field);
    void readHelpers(const k8s::YamlField &helpers, bool kit, TemplateLanguage language,
                     QMap<HelperKind, EnginePreset::Command> *into);
    void readProgress(const k8s::YamlField &item);
    void readError(const k8s::YamlField &item);
    void readSuccess(const k8s::YamlField &field);
    std::optional<QRegularExpression> readPattern(const k8s::YamlField &field);
    void check(const k8s::YamlField &field, const QString &text, TemplateLanguage language, const QStringList &names);

    k8s::YamlFields m_fields;
    EnginePreset m_preset;
    QStringList m_names;
    k8s::YamlField m_kits;
    QList<std::pair<QString, k8s::YamlField>> m_kitNames;
};

} // namespace zdtp
