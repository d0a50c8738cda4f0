#pragma once

#include <optional>
#include <string>
#include <vector>

namespace zdtp::local {

/// What an image's name means on this machine, where no image is pulled.
struct Image
{
    std::vector<std::string> path;       ///< folders of programs, before the usual ones
    std::vector<std::string> entrypoint; ///< as in an image
    std::vector<std::string> command;    ///< CMD of an image
};

/// The table of images: those that are built in, and the user's own in FILE:
///   - {image: "mytool:*", path: [/opt/mytool/bin], entrypoint: [mytool], command: [--help]}
/// The first entry that matches counts, the user's before the built-in ones. The file is read at each look-up.
class ImageTable
{
public:
    explicit ImageTable(std::string file) : m_file(std::move(file)) {}
    /// Throws Failure when the user's file cannot be read as a table.
    std::optional<Image> find(const std::string &name) const;
    const std::string &file() const { return m_file; }

private:
    std::string m_file;
};

/// True when an image's name fits a pattern of the table. A pattern without "/" fits the last part of the name, one
/// without ":" fits every tag; "*" stands for anything.
bool imageMatches(const std::string &pattern, const std::string &name);

} // namespace zdtp::local
