#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zdtp::local {

using Time = std::chrono::system_clock::time_point;

/// "2026-11-23T22:00:00Z", the precision of metav1.Time.
std::string toRfc3339(Time time);
/// With nine digits, as log lines carry it.
std::string toRfc3339Nano(Time time);
/// With six digits: metav1.MicroTime.
std::string toRfc3339Micro(Time time);
/// RFC 3339 with any fraction and an offset; nothing when it is not one.
std::optional<Time> fromRfc3339(std::string_view text);
/// An age as kubectl prints it ("119s", "2m", "7h59m", "8d").
std::string humanAge(std::chrono::milliseconds age);

std::string base64Encode(std::string_view bytes);
std::optional<std::string> base64Decode(std::string_view text);
/// From the kernel's random source.
std::string randomBytes(std::size_t count);
std::string randomHex(std::size_t bytes);
std::string newUid(); ///< a version 4 UUID
/// Five letters as generateName appends them.
std::string randomSuffix();

std::vector<std::string> split(std::string_view text, char at);
std::string trimmed(std::string_view text);
std::string joined(const std::vector<std::string> &parts, std::string_view between);
std::string lower(std::string text);
/// Compares in a time that depends only on the lengths.
bool equalConstantTime(std::string_view left, std::string_view right);
/// The whole text as a number, or nothing.
std::optional<long long> toNumber(std::string_view text);

} // namespace zdtp::local
