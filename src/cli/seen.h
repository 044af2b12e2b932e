// Which names of a run came up before: the only memory that grows with a list.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dns/name.h"

namespace mailready::cli {

/// A set of 64-bit hashes in one open-addressed table, 9 to 14 octets a name. Of a million names, two share a hash
/// with a probability below 1 in 30 million.
class Seen {
 public:
  /// False where `name` came up before.
  bool insert(const dns::Name& name);

 private:
  bool place(std::uint64_t hash);
  void grow();

  std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(64);  ///< 0: free
  std::size_t used_ = 0;
};

}  // namespace mailready::cli
