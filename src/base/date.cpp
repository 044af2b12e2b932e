#include "base/date.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace mailready {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

unsigned number(std::string_view digits) {
  unsigned value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  constexpr std::string_view pattern = "dddd-dd-dd";
  const auto fits = [](char letter, char place) { return place == 'd' ? is_digit(letter) : letter == place; };
  if (!std::ranges::equal(text, pattern, fits)) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(number(text.substr(0, 4)))),
                                        std::chrono::month(number(text.substr(5, 2))),
                                        std::chrono::day(number(text.substr(8, 2)))};
  return day.ok() ? std::optional<Date>(day) : std::nullopt;
}

std::string date_text(Date date) {
  const std::chrono::year_month_day day(date);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

}  // namespace mailready
