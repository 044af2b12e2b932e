#include "cli/seen.h"

#include <utility>

#include "base/ip.h"

namespace mailready::cli {

bool Seen::insert_hash(std::uint64_t hash) {
  if (used_ * 8 >= slots_.size() * 7) grow();
  const bool fresh = place(hash == 0 ? 1 : hash);
  used_ += fresh ? 1 : 0;
  return fresh;
}

bool Seen::place(std::uint64_t hash) {
  // The high half of the product spreads the hash over a table of any size.
  auto slot = static_cast<std::size_t>((static_cast<Uint128>(hash) * slots_.size()) >> 64);
  for (; slots_[slot] != 0; slot = slot + 1 == slots_.size() ? 0 : slot + 1)
    if (slots_[slot] == hash) return false;
  slots_[slot] = hash;
  return true;
}

void Seen::grow() {
  std::vector<std::uint64_t> old(slots_.size() / 2 * 3);
  old.swap(slots_);
  for (const std::uint64_t hash : old)
    if (hash != 0) place(hash);
}

}  // namespace mailready::cli
