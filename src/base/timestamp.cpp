#include "base/timestamp.h"

#include <fmt/format.h>

#include <charconv>

namespace mailready {
namespace {

/// The number that `text` writes from `first` on with `digits` digits, or -1.
int number_at(std::string_view text, std::size_t first, std::size_t digits) {
  const std::string_view part = text.substr(first, digits);
  int number = -1;
  const auto [end, failed] = std::from_chars(part.data(), part.data() + part.size(), number);
  return failed == std::errc{} && end == part.data() + part.size() ? number : -1;
}

}  // namespace

std::string timestamp_text(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  constexpr std::size_t size = std::string_view("2026-11-30T21:20:05.123Z").size();
  if (text.size() != size) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(number_at(text, 0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number_at(text, 5, 2))),
                                         std::chrono::day(static_cast<unsigned>(number_at(text, 8, 2))));
  if (!date.ok()) return std::nullopt;
  const Timestamp time = std::chrono::sys_days(date) + std::chrono::hours(number_at(text, 11, 2)) +
                         std::chrono::minutes(number_at(text, 14, 2)) + std::chrono::seconds(number_at(text, 17, 2)) +
                         std::chrono::milliseconds(number_at(text, 20, 3));
  // Whatever stands in place of a digit or a sign, or is out of its range, does not come back as it was.
  if (timestamp_text(time) != text) return std::nullopt;
  return time;
}

}  // namespace mailready
