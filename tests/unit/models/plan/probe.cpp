// What the tests of the copy run is what a launch creates: this prints the pod or the files of one worker or helper.
//   zdtp-plan-probe values LANGUAGE TEMPLATE < NAMES   each name by the template, with {{table}}, {{ident.table}},
//   {{number}} zdtp-plan-probe TASK files DIR              writes the run's config files into DIR zdtp-plan-probe TASK
//   worker NAME ATTEMPT    prints the environment and command as a shell script zdtp-plan-probe TASK helper KIND [NAME]
//   [source|target] zdtp-plan-probe TASK names                  prints the workers zdtp-plan-probe TASK judge CODE
//   MESSAGE < LOG  prints the verdict of the preset: Succeeded, Failed, Unproven; why zdtp-plan-probe quote < NAMES
//   prints SQL that answers f for each name that PostgreSQL quotes otherwise
#include "models/engine/quote.h"
#include "models/engine/success.h"
#include "models/engine/template.h"
#include "models/plan/plan.h"
#include "models/task/document.h"

#include <QDir>
#include <QFile>

#include <cstdio>

using namespace zdtp;

namespace {

int complain(const QString &line)
{
    std::fprintf(stderr, "zdtp-plan-probe: %s\n", qPrintable(line));
    return 1;
}

/// As a kubelet expands it: $$ is one $; there are no references to other variables.
QString expanded(QString text)
{
    return text.replace(QStringLiteral("$$"), QStringLiteral("$"));
}

void printPod(const Json &pod)
{
    const Json &container = pod.at("spec").at("containers").at(0);
    for (const Json &entry : container.at("env")) {
        const QString name = entry.at("name").get<QString>();
        if (entry.contains("value"))
            std::printf("export %s=%s\n", qPrintable(name),
                        quote::shell(expanded(entry.at("value").get<QString>())).toUtf8().constData());
        else if (entry.at("valueFrom").contains("secretKeyRef"))
            // What the Secret holds, the test knows: in a variable of the Secret's name.
            std::printf("export %s=\"${secret_%s-}\"\n", qPrintable(name),
                        qPrintable(entry.at("valueFrom").at("secretKeyRef").at("name").get<QString>()));
    }
    std::printf("command=(");
    for (const Json &word : container.at("command"))
        std::printf("%s ", quote::shell(expanded(word.get<QString>())).toUtf8().constData());
    std::printf(")\n");
}

} // namespace

int main(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    if (arguments == QStringList{QStringLiteral("quote")}) {
        QFile names;
        if (!names.open(stdin, QIODevice::ReadOnly))
            return complain(names.errorString());
        for (const QByteArray &line : names.readAll().split('\n')) {
            const QString name = QString::fromUtf8(line);
            if (name.isEmpty())
                continue;
            // The literal has to be the same text for the server, and its identifier ours.
            std::printf("SELECT convert_to(%s, 'UTF8') = decode('%s', 'hex') AND quote_ident(%s) = %s;\n",
                        quote::sqlLiteral(name).toUtf8().constData(), line.toHex().constData(),
                        quote::sqlLiteral(name).toUtf8().constData(),
                        quote::sqlLiteral(quote::sqlIdentifier(name)).toUtf8().constData());
        }
        return 0;
    }
    // Each line of the input as one value of that language, as a template of it writes it; a NUL stands for a line
    // break.
    if (arguments.value(0) == QStringLiteral("values") && templateLanguage(arguments.value(1))) {
        QFile names;
        if (!names.open(stdin, QIODevice::ReadOnly))
            return complain(names.errorString());
        const QString pattern =
            arguments.value(2, QStringLiteral("{{table}}")).replace(QStringLiteral("\\n"), QStringLiteral("\n"));
        const auto compiled =
            Template::compile(pattern, *templateLanguage(arguments.at(1)),
                              {QStringLiteral("table"), QStringLiteral("ident.table"), QStringLiteral("number")});
        if (!compiled)
            return complain(compiled.error().toLine());
        int number = 0;
        for (const QByteArray &line : names.readAll().split('\n')) {
            TemplateValues values;
            const QString name = QString::fromUtf8(line).replace(QChar(u'\0'), QChar(u'\n'));
            if (name.isEmpty())
                continue;
            values.texts[QStringLiteral("table")] = name;
            values.numbers[QStringLiteral("number")] = ++number;
            const SqlDialect dialect = arguments.at(1) == QStringLiteral("mysql") ? SqlDialect::MySql
                                       : arguments.at(1) == QStringLiteral("sql") ? SqlDialect::PostgreSql
                                                                                  : SqlDialect::Standard;
            values.identifiers[QStringLiteral("table")] = quote::sqlIdentifier(name, dialect);
            std::fputs(compiled->render(values).toUtf8().constData(), stdout);
        }
        return 0;
    }
    if (arguments.size() < 2)
        return complain(QStringLiteral("needs TASK, what, and which"));
    QFile file(arguments.at(0));
    if (!file.open(QIODevice::ReadOnly))
        return complain(file.errorString());
    QList<Error> problems;
    const EngineCatalog catalog = EngineCatalog::load({}, &problems);
    for (const Error &problem : problems)
        complain(problem.toLine());
    const ParsedTask parsed = parseSyncTask(file.readAll(), arguments.at(0));
    const Findings findings = checkTask(parsed, catalog);
    for (const Finding &finding : findings) {
        if (finding.severity == Severity::Error)
            return complain(finding.place.toString() + QStringLiteral(": ") + finding.message);
    }
    PlanInput input{*parsed.task, *catalog.find(parsed.task->engine), 1};
    if (input.task.nameSpace.isEmpty())
        input.task.nameSpace = QStringLiteral("default");

    const auto workerCalled = [workers = workersOf(input.task)](const QString &name) -> std::optional<WorkerSpec> {
        for (const WorkerSpec &worker : workers) {
            if (worker.name == name)
                return worker;
        }
        return std::nullopt;
    };
    const QString what = arguments.at(1);
    if (what == QStringLiteral("names")) {
        for (const WorkerSpec &worker : workersOf(input.task))
            std::printf("%s\n", qPrintable(worker.name));
        return 0;
    }
    if (what == QStringLiteral("files")) {
        const auto objects = planRun(input);
        if (!objects)
            return complain(objects.error().toLine());
        QDir().mkpath(arguments.at(2));
        const Json &data = objects->first().manifest.at("data");
        for (const auto &[name, content] : data.items()) {
            QFile out(arguments.at(2) + u'/' + QString::fromStdString(name));
            if (!out.open(QIODevice::WriteOnly))
                return complain(out.errorString());
            out.write(content.get<QString>().toUtf8());
        }
        return 0;
    }
    if (what == QStringLiteral("judge")) {
        QFile log;
        if (!log.open(stdin, QIODevice::ReadOnly))
            return complain(log.errorString());
        EngineEnd end;
        end.exitCode = arguments.at(2).toInt();
        end.terminationMessage = arguments.value(3);
        end.logTail = QString::fromUtf8(log.readAll()).split(u'\n', Qt::SkipEmptyParts);
        const EngineVerdict verdict = judge(input.preset, end);
        static const char *const words[] = {"Succeeded", "Failed", "Unproven"};
        std::printf("%s: %s\n", words[int(verdict.kind)], verdict.what.toUtf8().constData());
        std::optional<EngineProgress> last;
        for (const QString &line : std::as_const(end.logTail)) {
            if (const auto told = progressOf(input.preset, line))
                last = told;
        }
        if (last && last->rows)
            std::printf("rows %lld\n", static_cast<long long>(*last->rows));
        return 0;
    }
    if (what == QStringLiteral("worker")) {
        const auto worker = workerCalled(arguments.at(2));
        if (!worker)
            return complain(QStringLiteral("no such worker"));
        const auto pod = planWorker(input, *worker, arguments.value(3, QStringLiteral("1")).toInt());
        if (!pod)
            return complain(pod.error().toLine());
        printPod(pod->manifest);
        return 0;
    }
    for (const HelperKind kind :
         {HelperKind::Precheck, HelperKind::Measure, HelperKind::Prepare, HelperKind::Count, HelperKind::Cleanup}) {
        if (word(kind) != arguments.at(2))
            continue;
        const auto worker = workerCalled(arguments.value(3));
        HelperRequest request{kind, worker ? &*worker : nullptr, Side::Target, 1};
        if (arguments.value(4) == QStringLiteral("source"))
            request.side = Side::Source;
        const auto pod = planHelper(input, request);
        if (!pod)
            return complain(pod.error().toLine());
        printPod(pod->manifest);
        return 0;
    }
    return complain(QStringLiteral("unknown request"));
}
