#include "k8s/yaml/scalar.h"

#include <array>
#include <cctype>
#include <string>

namespace zdtp::k8s {
namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool consists(std::string_view text, std::string_view of)
{
    return text.find_first_not_of(of) == std::string_view::npos;
}

std::size_t digits(std::string_view text, std::size_t at)
{
    while (at < text.size() && isDigit(text[at]))
        ++at;
    return at;
}

/// YYYY-MM-DD with anything that a time stamp may hold behind it.
bool isTimestamp(std::string_view text)
{
    const std::size_t year = digits(text, 0);
    if (year != 4 || text.size() < 8 || text[4] != '-')
        return false;
    const std::size_t month = digits(text, 5);
    if (month == 5 || month > 7 || month >= text.size() || text[month] != '-')
        return false;
    const std::size_t day = digits(text, month + 1);
    if (day == month + 1 || day > month + 3)
        return false;
    return day == text.size() || consists(text.substr(day), "0123456789:.-+tTzZ \t");
}

/// Anything that one of the readers in use resolves to a number.
ScalarKind numberKind(std::string_view text)
{
    std::size_t at = text.front() == '-' || text.front() == '+' ? 1 : 0;
    const bool plus = text.front() == '+';
    std::string rest;
    bool underscore = false;
    for (const char c : text.substr(at)) {
        if (c == '_')
            underscore = true;
        else
            rest += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    if (rest.empty())
        return ScalarKind::Text;
    if (rest == ".inf" || (rest == ".nan"))
        return ScalarKind::Ambiguous;
    if (rest.size() > 2 && rest[0] == '0') {
        const std::string_view tail = std::string_view(rest).substr(2);
        if ((rest[1] == 'x' && consists(tail, "0123456789abcdef")) || (rest[1] == 'o' && consists(tail, "01234567")) ||
            (rest[1] == 'b' && consists(tail, "01")))
            return ScalarKind::Ambiguous;
    }
    // Sexagesimal: 1:30, 190:20:30.15
    if (isDigit(rest[0]) && rest.find(':') != std::string::npos && consists(rest, "0123456789:.") &&
        rest.back() != ':' && rest.find("::") == std::string::npos)
        return ScalarKind::Ambiguous;
    // [digits][.digits][e[sign]digits]
    const std::size_t whole = digits(rest, 0);
    std::size_t end = whole;
    std::size_t fraction = 0;
    bool dot = false;
    if (end < rest.size() && rest[end] == '.') {
        dot = true;
        const std::size_t from = ++end;
        end = digits(rest, end);
        fraction = end - from;
    }
    if (whole == 0 && fraction == 0)
        return ScalarKind::Text;
    bool exponent = false;
    if (end < rest.size() && rest[end] == 'e') {
        std::size_t from = end + 1;
        if (from < rest.size() && (rest[from] == '+' || rest[from] == '-'))
            ++from;
        const std::size_t to = digits(rest, from);
        if (to == from)
            return ScalarKind::Text;
        exponent = true;
        end = to;
    }
    if (end != rest.size())
        return ScalarKind::Text;
    const bool leadingZero = whole > 1 && rest[0] == '0';
    if (underscore || exponent || plus || leadingZero || whole == 0 || (dot && fraction == 0))
        return ScalarKind::Ambiguous;
    return dot ? ScalarKind::Number : ScalarKind::Integer;
}

} // namespace

ScalarKind scalarKind(std::string_view text)
{
    if (text.empty() || text == "~")
        return ScalarKind::Null;
    if (text == "<<" || text == "=")
        return ScalarKind::Merge;
    const char first = text.front();
    if (isDigit(first) || first == '-' || first == '+' || first == '.')
        return isTimestamp(text) ? ScalarKind::Timestamp : numberKind(text);
    if (text.size() > 5)
        return ScalarKind::Text;
    std::string lower;
    for (const char c : text)
        lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (lower == "null")
        return ScalarKind::Null;
    if (lower == "true" || lower == "false")
        return ScalarKind::Boolean;
    static constexpr std::array words{"yes", "no", "on", "off", "y", "n"};
    for (const char *word : words) {
        if (lower == word)
            return ScalarKind::Word11;
    }
    return ScalarKind::Text;
}

} // namespace zdtp::k8s
