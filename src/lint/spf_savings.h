// Where the lookups of an SPF policy go, and how its owner can do with fewer.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "mail/spf/tree.h"

namespace mailready::lint {

/// The terms of the domain's own record that cost lookups: each with its share, that of the records below it included.
std::vector<std::string> lookup_costs(const spf::Tree& tree);

/// The smallest edit of the domain's own record that leaves room, or all that can be saved where that does not suffice:
/// terms said twice are dropped, then hosts are written as the addresses that they have now.
struct Savings {
  std::map<std::size_t, std::string> replaced;  ///< as `spf::with` takes it
  bool repetitions = false, hosts = false;      ///< what was saved on
  int lookups = 0;                              ///< that are left
  /// What to do, as a sentence: "Write hosts as addresses; 8 lookups are left."
  std::string advice() const;
};
Savings savings(const spf::Tree& tree);

constexpr int tight_lookups = 9;  ///< so many leave no room for what a provider may add to its own record

}  // namespace mailready::lint
