// Days of the calendar as people write them (ISO 8601) and read them.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mailready {

using Date = std::chrono::sys_days;

/// Reads "2027-03-01". Nothing where `text` is anything else, or no day of the calendar.
std::optional<Date> parse_date(std::string_view text);

/// "2027-03-01".
std::string date_text(Date date);

}  // namespace mailready
