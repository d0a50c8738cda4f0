#include "k8s/local/api/names.h"

#include "k8s/local/base/text.h"

#include <algorithm>

namespace zdtp::local {

namespace {

bool isLowerAlnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool isAlnum(char c)
{
    return isLowerAlnum(c) || (c >= 'A' && c <= 'Z');
}

bool isDnsLabel(std::string_view text)
{
    return !text.empty() && isLowerAlnum(text.front()) && isLowerAlnum(text.back()) &&
           std::all_of(text.begin(), text.end(), [](char c) { return isLowerAlnum(c) || c == '-'; });
}

bool isQualifiedName(std::string_view text)
{
    return !text.empty() && isAlnum(text.front()) && isAlnum(text.back()) &&
           std::all_of(text.begin(), text.end(), [](char c) { return isAlnum(c) || c == '-' || c == '_' || c == '.'; });
}

std::string atMost(std::size_t limit)
{
    return "must be no more than " + std::to_string(limit) + " bytes";
}

} // namespace

std::string dnsLabelProblem(std::string_view text)
{
    if (text.size() > 63)
        return atMost(63);
    if (!isDnsLabel(text))
        return "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start "
               "and "
               "end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
               "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    return {};
}

std::string dnsSubdomainProblem(std::string_view text)
{
    if (text.size() > 253)
        return atMost(253);
    const auto parts = split(text, '.');
    if (!std::all_of(parts.begin(), parts.end(), [](const std::string &part) { return isDnsLabel(part); }))
        return "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and "
               "must "
               "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
               "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    return {};
}

std::string labelKeyProblem(std::string_view text)
{
    const std::size_t slash = text.find('/');
    std::string_view name = text;
    if (slash != std::string_view::npos) {
        const std::string_view prefix = text.substr(0, slash);
        name = text.substr(slash + 1);
        if (prefix.empty())
            return "prefix part must be non-empty";
        if (const std::string problem = dnsSubdomainProblem(prefix); !problem.empty())
            return "prefix part " + problem;
    }
    if (name.empty())
        return "name part must be non-empty";
    if (name.size() > 63)
        return "name part " + atMost(63);
    if (!isQualifiedName(name))
        return "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
               "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
               "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    return {};
}

std::string labelValueProblem(std::string_view text)
{
    if (text.size() > 63)
        return atMost(63);
    if (!text.empty() && !isQualifiedName(text))
        return "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
               "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used "
               "for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    return {};
}

std::string configKeyProblem(std::string_view text)
{
    if (text.size() > 253)
        return atMost(253);
    if (text == "." || text.substr(0, 2) == "..")
        return "must not be '.', '..' or start with '..'";
    if (text.empty() ||
        !std::all_of(text.begin(), text.end(), [](char c) { return isAlnum(c) || c == '-' || c == '_' || c == '.'; }))
        return "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
               "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
    return {};
}

std::string envNameProblem(std::string_view text)
{
    // The relaxed rule of 1.34: anything printable but '='.
    if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127 && c != '='; }))
        return "a valid environment variable name must consist only of printable ASCII characters other than '='";
    return {};
}

} // namespace zdtp::local
