// How many queries may be under way, by how many of them go unanswered.
#pragma once
#include <cstddef>

namespace mailready::dns {

/// Loses a quarter where one in six of the last tries timed out, and wins an eighth back where not one in eight did. A
/// link that loses one datagram in twenty each way, however few are under way, hardly slows it; and it never falls so
/// low that a worse one stands still.
class Pace {
 public:
  explicit Pace(std::size_t most);

  std::size_t limit() const { return limit_; }
  /// A try has ended. Whether the limit has changed.
  bool note(bool answered);

 private:
  std::size_t most_, least_, limit_;
  std::size_t tries_ = 0, lost_ = 0;  // since the limit was last looked at
};

}  // namespace mailready::dns
