#include "k8s/local/base/text.h"

#include <sys/random.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

namespace zdtp::local {

namespace {

std::string formatTime(Time time, int digits)
{
    using namespace std::chrono;
    const auto nanos = duration_cast<nanoseconds>(time.time_since_epoch()).count();
    std::time_t seconds = static_cast<std::time_t>(nanos / 1'000'000'000);
    long long fraction = nanos % 1'000'000'000;
    if (fraction < 0) {
        fraction += 1'000'000'000;
        --seconds;
    }
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[80];
    int length = std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", parts.tm_year + 1900,
                               parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
    if (digits == 9)
        length += std::snprintf(text + length, sizeof text - std::size_t(length), ".%09lld", fraction);
    else if (digits == 6)
        length += std::snprintf(text + length, sizeof text - std::size_t(length), ".%06lld", fraction / 1000);
    text[length] = 'Z';
    return std::string(text, std::size_t(length) + 1);
}

} // namespace

std::string toRfc3339(Time time)
{
    return formatTime(time, 0);
}

std::string toRfc3339Nano(Time time)
{
    return formatTime(time, 9);
}

std::string toRfc3339Micro(Time time)
{
    return formatTime(time, 6);
}

std::optional<Time> fromRfc3339(std::string_view text)
{
    const std::string copy(text);
    std::tm parts{};
    int used = 0;
    char separator = 0;
    if (std::sscanf(copy.c_str(), "%4d-%2d-%2d%c%2d:%2d:%2d%n", &parts.tm_year, &parts.tm_mon, &parts.tm_mday,
                    &separator, &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &used) != 7 ||
        (separator != 'T' && separator != 't'))
        return std::nullopt;
    if (parts.tm_mon < 1 || parts.tm_mon > 12 || parts.tm_mday < 1 || parts.tm_mday > 31 || parts.tm_hour > 23 ||
        parts.tm_min > 59 || parts.tm_sec > 60)
        return std::nullopt;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    const char *at = copy.c_str() + used;
    long long nanos = 0;
    if (*at == '.') {
        ++at;
        long long unit = 100'000'000;
        if (*at < '0' || *at > '9')
            return std::nullopt;
        for (; *at >= '0' && *at <= '9'; ++at, unit /= 10)
            nanos += (*at - '0') * unit;
    }
    long long offset = 0;
    if (*at == 'Z' || *at == 'z') {
        ++at;
    } else if (*at == '+' || *at == '-') {
        int hours = 0;
        int minutes = 0;
        int length = 0;
        if (std::sscanf(at + 1, "%2d:%2d%n", &hours, &minutes, &length) != 2)
            return std::nullopt;
        offset = (hours * 3600LL + minutes * 60LL) * (*at == '-' ? -1 : 1);
        at += 1 + length;
    } else {
        return std::nullopt;
    }
    if (*at)
        return std::nullopt;
    const long long seconds = static_cast<long long>(timegm(&parts)) - offset;
    return Time(
        std::chrono::duration_cast<Time::duration>(std::chrono::seconds(seconds) + std::chrono::nanoseconds(nanos)));
}

std::string humanAge(std::chrono::milliseconds age)
{
    const long long seconds = age.count() / 1000;
    if (seconds < -1)
        return "<invalid>";
    if (seconds < 0)
        return "0s";
    const auto two = [](long long big, const char *bigUnit, long long small, const char *smallUnit) {
        std::string text = std::to_string(big) + bigUnit;
        if (small != 0)
            text += std::to_string(small) + smallUnit;
        return text;
    };
    if (seconds < 120)
        return std::to_string(seconds) + "s";
    const long long minutes = seconds / 60;
    if (minutes < 10)
        return two(minutes, "m", seconds % 60, "s");
    if (minutes < 180)
        return std::to_string(minutes) + "m";
    const long long hours = seconds / 3600;
    if (hours < 8)
        return two(hours, "h", minutes % 60, "m");
    if (hours < 48)
        return std::to_string(hours) + "h";
    if (hours < 192)
        return two(hours / 24, "d", hours % 24, "h");
    if (hours < 17520)
        return std::to_string(hours / 24) + "d";
    if (hours < 70080)
        return two(hours / 24 / 365, "y", (hours / 24) % 365, "d");
    return std::to_string(hours / 24 / 365) + "y";
}

std::string base64Encode(std::string_view bytes)
{
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned group = static_cast<unsigned char>(bytes[i]) << 16U;
        if (i + 1 < bytes.size())
            group |= static_cast<unsigned>(static_cast<unsigned char>(bytes[i + 1])) << 8U;
        if (i + 2 < bytes.size())
            group |= static_cast<unsigned char>(bytes[i + 2]);
        text += alphabet[(group >> 18U) & 63U];
        text += alphabet[(group >> 12U) & 63U];
        text += i + 1 < bytes.size() ? alphabet[(group >> 6U) & 63U] : '=';
        text += i + 2 < bytes.size() ? alphabet[group & 63U] : '=';
    }
    return text;
}

std::optional<std::string> base64Decode(std::string_view text)
{
    const auto value = [](char c) -> int {
        if (c >= 'A' && c <= 'Z')
            return c - 'A';
        if (c >= 'a' && c <= 'z')
            return c - 'a' + 26;
        if (c >= '0' && c <= '9')
            return c - '0' + 52;
        return c == '+' ? 62 : c == '/' ? 63 : -1;
    };
    std::string packed;
    for (char c : text) {
        if (c != '\n' && c != '\r')
            packed += c;
    }
    if (packed.size() % 4 != 0)
        return std::nullopt;
    std::string bytes;
    bytes.reserve(packed.size() / 4 * 3);
    for (std::size_t i = 0; i < packed.size(); i += 4) {
        const bool last = i + 4 == packed.size();
        const int padding = last ? (packed[i + 3] == '=') + (packed[i + 3] == '=' && packed[i + 2] == '=') : 0;
        unsigned group = 0;
        for (int k = 0; k < 4; ++k) {
            const int digit = k >= 4 - padding ? 0 : value(packed[i + std::size_t(k)]);
            if (digit < 0)
                return std::nullopt;
            group = (group << 6U) | static_cast<unsigned>(digit);
        }
        bytes += static_cast<char>(group >> 16U);
        if (padding < 2)
            bytes += static_cast<char>((group >> 8U) & 255U);
        if (padding < 1)
            bytes += static_cast<char>(group & 255U);
    }
    return bytes;
}

std::string randomBytes(std::size_t count)
{
    std::string bytes(count, '\0');
    std::size_t filled = 0;
    while (filled < count) {
        const ssize_t got = getrandom(bytes.data() + filled, count - filled, 0);
        if (got > 0)
            filled += static_cast<std::size_t>(got);
    }
    return bytes;
}

std::string randomHex(std::size_t count)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (char c : randomBytes(count)) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

std::string newUid()
{
    std::string bytes = randomBytes(16);
    bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0fU) | 0x40U);
    bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3fU) | 0x80U);
    char text[40];
    const auto *b = reinterpret_cast<const unsigned char *>(bytes.data());
    std::snprintf(text, sizeof text, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
                  b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
    return text;
}

std::string randomSuffix()
{
    static constexpr std::string_view letters = "bcdfghjklmnpqrstvwxz2456789";
    std::string text;
    for (char c : randomBytes(5))
        text += letters[static_cast<unsigned char>(c) % letters.size()];
    return text;
}

std::vector<std::string> split(std::string_view text, char at)
{
    std::vector<std::string> parts;
    std::size_t from = 0;
    for (;;) {
        const std::size_t to = text.find(at, from);
        if (to == std::string_view::npos)
            break;
        parts.emplace_back(text.substr(from, to - from));
        from = to + 1;
    }
    parts.emplace_back(text.substr(from));
    return parts;
}

std::string trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::string joined(const std::vector<std::string> &parts, std::string_view between)
{
    std::string text;
    for (const std::string &part : parts) {
        if (&part != &parts.front())
            text += between;
        text += part;
    }
    return text;
}

std::string lower(std::string text)
{
    for (char &c : text) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

bool equalConstantTime(std::string_view left, std::string_view right)
{
    if (left.size() != right.size())
        return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < left.size(); ++i)
        difference |= static_cast<unsigned>(static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[i]));
    return difference == 0;
}

std::optional<long long> toNumber(std::string_view text)
{
    long long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return value;
}

} // namespace zdtp::local
