// Durations as people write them: "5m", "1h30m", "90s".
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mailready {

/// Reads a sum of whole numbers, each with its unit: s, m, h or d, from the largest unit to the smallest. Nothing where
/// `text` is anything else, or over a hundred years.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// The two largest units that are not zero, the rest left out: "1 h 30 min", "2 d", "45 s", "0 s".
std::string duration_text(std::chrono::seconds duration);

}  // namespace mailready
