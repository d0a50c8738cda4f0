#pragma once

#include "app/common/vault.h"
#include "k8s/base/clock.h"
#include "k8s/base/result.h"
#include "k8s/rest/execconsent.h"
#include "k8s/rest/exechost.h"
#include "k8s/rest/restconfig.h"
#include "models/connection/clustersettings.h"
#include "models/engine/preset.h"
#include "models/run/operation.h"
#include "models/session/clustersession.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace CLI {
class App;
}
class QEventLoop;

namespace zdtp::cli {

/// The exit codes of the command line (product contract, section 12).
enum ExitCode { Done = 0, Failed = 1, Usage = 2, Refused = 3, Unreachable = 4, OutcomeUnknown = 5 };

/// What every verb takes.
struct CommonOptions
{
    std::string kubeconfig;
    std::string context;
    std::string nameSpace;
    std::string output = "table";
    bool yes = false;
    bool dryRun = false;       ///< say what would be done; the server checks it where it can, and nothing is changed
    bool allowExec = false;    ///< sign-in programs of the kubeconfig may run
    std::string protectedName; ///< of a protected cluster, instead of typing it
    bool verbose = false;
};

/// A connection that a verb opened, in the order of destruction that it needs.
struct Connection
{
    std::unique_ptr<k8s::ApiClient> client;
    std::unique_ptr<ClusterSession> session;
};

/// A document that was given as a file, or the name of a saved task.
struct TaskArgument
{
    QString text;
    bool isFile = false;
    QByteArray yaml; ///< of the file
    std::optional<SyncTask> task;
    QString name() const { return task ? task->name : text; }
};

/// Composition root of the command line: what verbs share. Verbs hold no logic of their own.
class Context
{
public:
    Context();
    ~Context();
    Q_DISABLE_COPY_MOVE(Context)

    CommonOptions options;
    int exitCode = Done;

    Clock &clock() { return m_clock; }
    const EngineCatalog &engines() const { return m_engines; }

    /// Reads TASK. A broken file is reported, its findings printed, and the exit code set; then nothing comes back.
    std::optional<TaskArgument> taskArgument(const std::string &text);
    /// The document of TASK: of the file, or as it was saved in the cluster. Complains and sets the exit code when
    /// there is none.
    std::optional<QByteArray> document(const ClusterSession &session, const TaskArgument &argument);
    /// What a verb does to a cluster. A context that is read-only in this console refuses a change before anything is
    /// sent; a protected one asks for its name.
    enum class Purpose { Look, Change };
    /// Connects and waits for the first lists. On failure the reason is printed and the exit code set.
    std::unique_ptr<Connection> connect(const QString &nameSpaceOfTask = {}, Purpose purpose = Purpose::Look);
    /// The cluster that the options name, with what this console keeps about it; nothing when a guard refuses.
    std::optional<k8s::RestConfig> cluster(Purpose purpose);
    /// Runs an operation to its end, printing its steps; sets the exit code and prints the outcome when it did not
    /// succeed.
    Outcome run(Operation *operation);
    /// Turns the event loop until `done`; false when interrupted by SIGINT or SIGTERM.
    bool waitUntil(ClusterSession &session, const std::function<bool()> &done);
    /// Turns this loop until somebody ends it; `interrupt` is called at the first SIGINT or SIGTERM.
    void turn(QEventLoop &loop, const std::function<void()> &interrupt);
    /// Asks a question that needs a yes. With --yes it is one; without a terminal it is a usage error that names --yes.
    bool confirm(const QString &question);
    /// The run that a verb speaks of: `wanted`, or the latest; complains and sets the exit code when there is none.
    const RunView *chooseRun(const ClusterSession &session, const QString &task, int wanted);
    /// For verbs that change nothing but this machine's own files: says that they know no --dry-run.
    bool refusesDryRun();
    void failWith(int code, const QString &line);
    /// The way to a cluster, with sign-in programs that were agreed to in the window or by --allow-exec.
    std::unique_ptr<k8s::ApiClient> clientOf(const k8s::RestConfig &config);

private:
    std::optional<k8s::RestConfig> resolved(k8s::RestConfig config);
    /// A sign-in program that nobody agreed to is refused before anything is sent, with what it is and how to agree.
    bool agreed(const k8s::RestConfig &config);
    bool passGuards(const QString &context, const ContextSettings &settings);

    SystemClock m_clock;
    EngineCatalog m_engines;
    std::unique_ptr<Vault> m_vault;
    std::unique_ptr<k8s::ExecConsent> m_consent;
    std::unique_ptr<k8s::ExecHost> m_exec; ///< outlives the clients
    ContextSettings m_settings;            ///< of the cluster that was chosen
};

/// Runs its turn of the event loop until quit() or a signal; used by waitUntil.
bool interrupted();

// The verbs, one file each. They add themselves to the parser.
void addValidate(CLI::App &app, Context &context);
void addRender(CLI::App &app, Context &context);
void addSave(CLI::App &app, Context &context);
void addLists(CLI::App &app, Context &context); ///< tasks, runs, show, clusters, events
void addEngines(CLI::App &app, Context &context);
void addLaunch(CLI::App &app, Context &context); ///< launch, resume
void addPreflight(CLI::App &app, Context &context);
void addWorkers(CLI::App &app, Context &context);
void addLogs(CLI::App &app, Context &context);
void addRestart(CLI::App &app, Context &context); ///< restart, cleanup
void addDelete(CLI::App &app, Context &context);
void addTest(CLI::App &app, Context &context);
void addKubeconfigs(CLI::App &clusters, Context &context); ///< clusters add, remove, check
void addAllow(CLI::App &clusters, Context &context);       ///< clusters allow
void addSecret(CLI::App &app, Context &context);

} // namespace zdtp::cli
