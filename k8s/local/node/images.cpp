#include "k8s/local/node/images.h"

#include "k8s/local/base/files.h"

#include <fnmatch.h>
#include <glob.h>
#include <yaml-cpp/yaml.h>

namespace zdtp::local {

namespace {

struct Entry
{
    const char *pattern;
    std::vector<std::string> path;
    std::vector<std::string> entrypoint;
    std::vector<std::string> command;
};

const std::vector<Entry> &builtIn()
{
    static const std::vector<Entry> entries = {
        {"postgres", {"/usr/lib/postgresql/*/bin"}, {}, {}},
        {"busybox", {}, {}, {"sh"}},
        {"alpine", {}, {}, {"sh"}},
        {"bash", {}, {}, {"bash"}},
        {"debian", {}, {}, {"bash"}},
        {"ubuntu", {}, {}, {"bash"}},
        {"python", {}, {}, {"python3"}},
        {"redis", {}, {}, {"redis-server"}},
        {"mysql", {}, {}, {}},
        {"mariadb", {}, {}, {}},
        {"curl", {}, {"curl"}, {}},
    };
    return entries;
}

/// Folders may be patterns; the newest version comes first.
std::vector<std::string> expanded(const std::vector<std::string> &patterns)
{
    std::vector<std::string> folders;
    for (const std::string &pattern : patterns) {
        glob_t found = {};
        if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) {
            for (std::size_t i = found.gl_pathc; i > 0; --i)
                folders.emplace_back(found.gl_pathv[i - 1]);
        }
        ::globfree(&found);
    }
    return folders;
}

} // namespace

bool imageMatches(const std::string &pattern, const std::string &name)
{
    std::string subject = name.substr(0, name.find('@'));
    if (pattern.find('/') == std::string::npos && subject.find('/') != std::string::npos)
        subject = subject.substr(subject.rfind('/') + 1);
    if (pattern.find(':', pattern.rfind('/') == std::string::npos ? 0 : pattern.rfind('/')) == std::string::npos) {
        const std::size_t tag = subject.find(':', subject.rfind('/') == std::string::npos ? 0 : subject.rfind('/'));
        subject = subject.substr(0, tag);
    } else if (subject.find(':', subject.rfind('/') == std::string::npos ? 0 : subject.rfind('/')) ==
               std::string::npos) {
        subject += ":latest";
    }
    return ::fnmatch(pattern.c_str(), subject.c_str(), 0) == 0;
}

std::optional<Image> ImageTable::find(const std::string &name) const
{
    if (exists(m_file)) {
        try {
            for (const YAML::Node &entry : YAML::LoadFile(m_file)) {
                if (!imageMatches(entry["image"].as<std::string>(), name))
                    continue;
                const auto list = [&](const char *key) {
                    return entry[key] ? entry[key].as<std::vector<std::string>>() : std::vector<std::string>();
                };
                return Image{expanded(list("path")), list("entrypoint"), list("command")};
            }
        } catch (const YAML::Exception &error) {
            throw Failure(m_file + ": " + error.what() + ". It is a list of {image, path, entrypoint, command}");
        }
    }
    for (const Entry &entry : builtIn()) {
        if (imageMatches(entry.pattern, name))
            return Image{expanded(entry.path), entry.entrypoint, entry.command};
    }
    return std::nullopt;
}

} // namespace zdtp::local
