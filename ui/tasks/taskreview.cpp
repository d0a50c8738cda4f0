#include "ui/tasks/taskreview.h"

#include "k8s/yaml/reader.h"
#include "models/task/split.h"

#include <QtConcurrentRun>

#include <algorithm>

namespace zdtp::ui {

namespace {
constexpr int PauseMilliseconds = 15; ///< keys that come in one burst are judged once

QString aboutTask(const SyncTask &task, const EnginePreset *preset)
{
    const bool full = task.type == SyncType::Full;
    if (!preset)
        return full ? TaskReview::tr("for a full sync") : TaskReview::tr("for an incremental sync");
    switch (preset->safety) {
    case RerunSafety::Unsafe:
        return full ? TaskReview::tr("for a full sync with an unsafe engine")
                    : TaskReview::tr("for an incremental sync with an unsafe engine");
    case RerunSafety::Idempotent:
        return full ? TaskReview::tr("for a full sync with an idempotent engine")
                    : TaskReview::tr("for an incremental sync with an idempotent engine");
    case RerunSafety::Resumable:
        break;
    }
    return full ? TaskReview::tr("for a full sync with a resumable engine")
                : TaskReview::tr("for an incremental sync with a resumable engine");
}

} // namespace

TaskVerdict judgeTask(const QByteArray &yaml, const QString &file, const QString &nameSpace, int run,
                      const EngineCatalog &engines)
{
    TaskVerdict verdict;
    verdict.yaml = yaml;
    const auto documents = k8s::readYaml(yaml, file);
    if (documents && documents->size() == 1 && documents->first()->kind == k8s::YamlNode::Kind::Map)
        verdict.document = k8s::toJson(*documents->first());
    ParsedTask parsed = parseSyncTask(yaml, file);
    verdict.findings = checkTask(parsed, engines);
    verdict.task = std::move(parsed.task);
    if (verdict.task) {
        if (verdict.task->nameSpace.isEmpty())
            verdict.task->nameSpace = nameSpace;
        const EnginePreset *preset = engines.find(verdict.task->engine);
        verdict.choices = choicesOf(*verdict.task, preset);
        verdict.about = aboutTask(*verdict.task, preset);
        verdict.workers = workerCount(*verdict.task);
        if (preset) {
            auto objects = planRun({*verdict.task, *preset, run});
            if (objects)
                verdict.objects = std::move(*objects);
            else if (!hasErrors(verdict.findings))
                verdict.findings.append(
                    {Severity::Error, QStringLiteral("plan"), {}, objects.error().toLine(), {}, {}, {}});
        }
    }
    std::stable_sort(verdict.findings.begin(), verdict.findings.end(),
                     [](const Finding &a, const Finding &b) { return int(a.severity) < int(b.severity); });
    return verdict;
}

TaskReview::TaskReview(const EngineCatalog &engines, QString nameSpace, QObject *parent)
    : QObject(parent), m_engines(engines), m_nameSpace(std::move(nameSpace))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(PauseMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &TaskReview::begin);
    connect(&m_watcher, &QFutureWatcher<TaskVerdict>::finished, this, [this] {
        if (m_again) {
            m_again = false;
            begin();
            return;
        }
        m_verdict = m_watcher.result();
        if (m_verdict.task && m_verdict.task->name != m_name) { // the number of the run depends on the name
            m_name = m_verdict.task->name;
            if (m_number && m_number(m_name) != 1) {
                begin();
                return;
            }
        }
        emit judged();
    });
}

TaskReview::~TaskReview()
{
    m_watcher.waitForFinished(); // it reads the catalog
}

void TaskReview::setText(const QByteArray &yaml, const QString &file)
{
    m_yaml = yaml;
    m_file = file;
    m_timer.start();
}

void TaskReview::now()
{
    m_timer.stop();
    begin();
}

void TaskReview::begin()
{
    if (m_watcher.isRunning()) {
        m_again = true;
        return;
    }
    const int run = m_number && !m_name.isEmpty() ? m_number(m_name) : 1;
    m_watcher.setFuture(
        QtConcurrent::run([yaml = m_yaml, file = m_file, nameSpace = m_nameSpace, run, engines = &m_engines] {
            return judgeTask(yaml, file, nameSpace, run, *engines);
        }));
}

} // namespace zdtp::ui
