// Which names of a run came up before: the only memory that grows with a list.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "dns/name.h"

namespace mailready::cli {

/// A set of 64-bit hashes in one open-addressed table, 9 to 14 octets a name. Of a million names, two share a hash
/// with a probability below 1 in 30 million.
class Seen {
 public:
  /// False where `name` came up before.
  bool insert(const dns::Name& name) { return insert_hash(std::hash<dns::Name>{}(name)); }
  /// The same for any other text that stands for what a run is about.
  bool insert(std::string_view text) { return insert_hash(std::hash<std::string_view>{}(text)); }

 private:
  bool insert_hash(std::uint64_t hash);
  bool place(std::uint64_t hash);
  void grow();

  std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(64);  ///< 0: free
  std::size_t used_ = 0;
};

}  // namespace mailready::cli
