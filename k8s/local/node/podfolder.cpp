#include "k8s/local/node/podfolder.h"

#include "k8s/local/base/text.h"

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace zdtp::local {

namespace {

Json readJson(const std::string &path)
{
    const auto text = readFile(path);
    return text ? Json::parse(*text, nullptr, false) : Json();
}

} // namespace

void InstanceFolder::writeIntent(const Intent &intent) const
{
    makeFolders(m_path);
    writeFile(m_path + "/intent",
              dump({{"boot", intent.boot}, {"endsInRow", intent.endsInRow}, {"restartCount", intent.restartCount}}),
              0600, true);
    // The names of the folders must survive a power cut as well.
    std::string parent = m_path;
    for (int level = 0; level < 3; ++level) {
        parent = parent.substr(0, parent.rfind('/'));
        syncFolder(parent);
    }
}

std::optional<InstanceFolder::Intent> InstanceFolder::intent() const
{
    const Json json = readJson(m_path + "/intent");
    if (!json.is_object())
        return std::nullopt;
    return Intent{textAt(json, "boot"), static_cast<int>(numberAt(json, {"endsInRow"}, 0)),
                  static_cast<int>(numberAt(json, {"restartCount"}, 0))};
}

bool InstanceFolder::claim(const ProcessId &by) const
{
    // A link appears with its contents, and only for one.
    const std::string own = m_path + "/claim." + randomHex(4);
    writeFile(own, std::to_string(by.pid) + " " + std::to_string(by.startTime));
    const bool first = ::link(own.c_str(), (m_path + "/claim").c_str()) == 0;
    ::unlink(own.c_str());
    return first;
}

std::optional<ProcessId> InstanceFolder::claimedBy() const
{
    const auto text = readFile(m_path + "/claim");
    if (!text)
        return std::nullopt;
    const auto parts = split(*text, ' ');
    ProcessId id;
    if (parts.size() == 2) {
        id.pid = static_cast<pid_t>(toNumber(parts[0]).value_or(0));
        id.startTime = static_cast<unsigned long long>(toNumber(parts[1]).value_or(0));
    }
    return id;
}

void InstanceFolder::writeStarted(const std::string &time) const
{
    writeFile(m_path + "/started", time);
}

std::string InstanceFolder::startedAt() const
{
    return readFile(m_path + "/started").value_or("");
}

void InstanceFolder::writeExit(const ExitRecord &record) const
{
    writeFile(m_path + "/exit",
              dump({{"exitCode", record.exitCode},
                    {"started", record.started},
                    {"problem", record.problem},
                    {"startedAt", record.startedAt},
                    {"finishedAt", record.finishedAt}}),
              0600, true);
}

std::optional<ExitRecord> InstanceFolder::exitRecord() const
{
    const Json json = readJson(m_path + "/exit");
    if (!json.is_object())
        return std::nullopt;
    return ExitRecord{static_cast<int>(numberAt(json, {"exitCode"}, 0)), flagAt(json, {"started"}),
                      textAt(json, "problem"), textAt(json, "startedAt"), textAt(json, "finishedAt")};
}

namespace {

std::vector<int> numbersIn(const std::string &folder)
{
    std::vector<int> numbers;
    for (const std::string &name : namesIn(folder)) {
        if (const auto number = toNumber(name))
            numbers.push_back(static_cast<int>(*number));
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

} // namespace

std::optional<InstanceFolder> PodFolder::newest(const std::string &container) const
{
    const auto numbers = numbersIn(m_path + "/containers/" + container);
    for (auto at = numbers.rbegin(); at != numbers.rend(); ++at) {
        const InstanceFolder folder = instance(container, *at);
        if (folder.intent())
            return folder;
    }
    return std::nullopt;
}

void PodFolder::prune(const std::string &container, int kept) const
{
    auto numbers = numbersIn(m_path + "/containers/" + container);
    while (static_cast<int>(numbers.size()) > kept) {
        removeTree(instance(container, numbers.front()).path());
        numbers.erase(numbers.begin());
    }
}

std::vector<ProcessId> PodFolder::livingSupervisors() const
{
    std::vector<ProcessId> living;
    for (const std::string &container : namesIn(m_path + "/containers")) {
        for (const int number : numbersIn(m_path + "/containers/" + container)) {
            const auto owner = instance(container, number).claimedBy();
            if (owner && isAlive(*owner))
                living.push_back(*owner);
        }
    }
    return living;
}

} // namespace zdtp::local
