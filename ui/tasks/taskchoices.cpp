#include "ui/tasks/taskchoices.h"

#include <algorithm>

namespace zdtp::ui {

TaskChoices choicesOf(const SyncTask &task, const EnginePreset *preset)
{
    const QList<ModeChoice> all = modeChoices(task, preset);
    const auto find = [&all](SchedulingMode mode, const auto &accepts) {
        return std::find_if(all.begin(), all.end(),
                            [&](const ModeChoice &choice) { return choice.mode == mode && accepts(choice); });
    };
    const auto isPresent = [&task](const ModeChoice &choice) { return choice.policy == task.scheduling.restartPolicy; };
    TaskChoices choices;
    for (int index = 0; index <= int(SchedulingMode::CronJob); ++index) {
        const auto mode = SchedulingMode(index);
        const auto present = find(mode, isPresent);
        const auto best = find(mode, [](const ModeChoice &c) { return c.standing == Standing::Recommended; });
        const auto possible = find(mode, [](const ModeChoice &c) { return c.standing != Standing::Refused; });
        // The present policy stays where it may; a mode is worth as much as the best policy that it can have.
        const auto kept = present->standing != Standing::Refused ? present : best != all.end() ? best : possible;
        const auto shown = best != all.end() ? best : kept != all.end() ? kept : present;
        const bool refused = shown->standing == Standing::Refused;
        choices.modes.append({word(mode), shown->standing,
                              refused ? shown->reason : QString(shown->objects + u' ' + shown->end), shown->reason,
                              refused ? QString() : word(kept->policy)});
    }
    for (const RestartPolicy policy : {RestartPolicy::Never, RestartPolicy::OnFailure, RestartPolicy::Always}) {
        const auto choice =
            find(task.scheduling.mode, [policy](const ModeChoice &one) { return one.policy == policy; });
        choices.policies.append({word(policy),
                                 choice->standing,
                                 choice->standing == Standing::Refused ? choice->reason : choice->onFailure,
                                 choice->reason,
                                 {}});
    }
    return choices;
}

} // namespace zdtp::ui
