#include "tests/simulation/watch.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <CLI/CLI.hpp>

#include <cstdio>

// tests/simulate: random schedules in a simulated world, each played by its seed.
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    // Thousands of broken connections are not worth a line each.
    QLoggingCategory::setFilterRules(QStringLiteral("zdtp.*=false"));
    CLI::App arguments{"Plays random schedules of events and faults; the last line counts what was violated.",
                       "tests/simulate"};
    quint32 count = 1000;
    quint32 first = 1;
    CLI::App *watch = arguments.add_subcommand("watch", "lists and watches: the real reflector and store");
    watch->add_option("--seeds", count, "how many schedules")->check(CLI::Range(1u, 1'000'000'000u));
    watch->add_option("--seed", first, "the seed of the first");
    arguments.require_subcommand(1);
    CLI11_PARSE(arguments, argc, argv);

    quint32 violations = 0;
    for (quint32 done = 0; done < count; ++done) {
        const quint32 seed = first + done;
        const QString violation = zdtp::test::violationOfWatchSchedule(seed);
        if (violation.isEmpty())
            continue;
        ++violations;
        std::printf("seed %u: %s (again: tests/simulate watch --seeds 1 --seed %u)\n", seed, qPrintable(violation),
                    seed);
        std::fflush(stdout);
    }
    std::printf("%u schedules, %u violations\n", count, violations);
    return violations == 0 ? 0 : 1;
}
