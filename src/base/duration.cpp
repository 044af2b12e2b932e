#include "base/duration.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>

namespace mailready {
namespace {

struct Unit {
  char letter;
  std::string_view name;
  std::int64_t seconds;
};

constexpr std::array units{Unit{'d', "d", 86'400}, Unit{'h', "h", 3'600}, Unit{'m', "min", 60}, Unit{'s', "s", 1}};
constexpr std::int64_t most_seconds = 100LL * 365 * 86'400;

}  // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t sum = 0;
  for (const Unit& unit : units) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (digits == text.size() || text[digits] != unit.letter) continue;
    if (error != std::errc() || count < 0 || text.front() == '-' || count > most_seconds) return std::nullopt;
    text.remove_prefix(digits + 1);
    sum += count * unit.seconds;
    if (sum > most_seconds) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  return std::chrono::seconds(sum);
}

std::string duration_text(std::chrono::seconds duration) {
  constexpr int most_units = 2;
  std::int64_t rest = duration.count();
  std::string text;
  int written = 0;
  for (const Unit& unit : units) {
    if (rest < unit.seconds || written == most_units) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : " ", rest / unit.seconds, unit.name);
    rest %= unit.seconds;
    ++written;
  }
  return text.empty() ? "0 s" : text;
}

}  // namespace mailready
