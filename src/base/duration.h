// Durations as people write them ("5m", "1h30m", "90s") and read them.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mailready {

/// Reads a sum of whole numbers, each with its unit: s, m, h or d, from the largest unit to the smallest. Nothing where
/// `text` is anything else, or over a hundred years.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// Every unit that is not zero, so that no two durations read alike: "1 hour 30 minutes", "2 days", "0 seconds".
std::string duration_text(std::chrono::seconds duration);

}  // namespace mailready
