#include "cli/shard.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "base/stable_hash.h"
#include "cli/usage_error.h"

namespace mailready::cli {
namespace {

constexpr std::uint64_t most_shards = 1'000'000;

std::optional<std::uint64_t> digits(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(value) : std::nullopt;
}

}  // namespace

bool Shard::holds(std::string_view text) const { return count == 1 || mix(fnv1a(text)) % count == index; }

Shard parse_shard(const std::string& text) {
  const std::string_view all = text;
  const auto slash = all.find('/');
  const auto index = digits(all.substr(0, slash));
  const auto count = slash == std::string_view::npos ? std::nullopt : digits(all.substr(slash + 1));
  if (!index || !count)
    throw UsageError(
        fmt::format("--shard takes I/N, the share and how many there are, as in 0/4; \"{}\" is not", text));
  if (*count == 0 || *count > most_shards)
    throw UsageError(fmt::format("--shard {}: there are from 1 to {} shares", text, most_shards));
  if (*index >= *count)
    throw UsageError(fmt::format("--shard {}: shares count from 0, so that of {} the last is {}/{}", text, *count,
                                 *count - 1, *count));
  return {*index, *count};
}

}  // namespace mailready::cli
