// Moments as text (RFC 3339), always in UTC.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mailready {

/// What is kept of a moment.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// "2026-11-30T21:20:05.123Z".
std::string timestamp_text(Timestamp time);

/// Reads what `timestamp_text` writes; nothing for any other text.
std::optional<Timestamp> parse_timestamp(std::string_view text);

}  // namespace mailready
