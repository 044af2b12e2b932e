#include "base/duration.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/text.h"

namespace mailready {
namespace {

struct Unit {
  char letter;
  std::string_view noun;
  std::int64_t seconds;
};

constexpr std::array units{Unit{'d', "day", 86'400}, Unit{'h', "hour", 3'600}, Unit{'m', "minute", 60},
                           Unit{'s', "second", 1}};
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
  std::int64_t rest = duration.count();
  std::vector<std::string> parts;
  for (const Unit& unit : units) {
    if (rest < unit.seconds) continue;
    parts.push_back(counted(static_cast<std::size_t>(rest / unit.seconds), unit.noun));
    rest %= unit.seconds;
  }
  return parts.empty() ? counted(0, units.back().noun) : join(parts, " ");
}

}  // namespace mailready
