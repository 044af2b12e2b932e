// A share of the names of a run, for machines that divide one list among them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace mailready::cli {

/// The names whose hash leaves `index` when divided by `count`. docs/bulk.md tells others how to compute it: forever.
struct Shard {
  std::uint64_t index = 0;  ///< below `count`
  std::uint64_t count = 1;  ///< 1: every name

  /// Whether `text`, a name in A-labels and lower case or a line that is no name, is in this share.
  bool holds(std::string_view text) const;
};

/// Reads I/N. Throws UsageError with what would be right.
Shard parse_shard(const std::string& text);

}  // namespace mailready::cli
