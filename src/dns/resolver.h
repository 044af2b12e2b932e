// The one interface through which everything asks DNS: a question in, an answer out.
#pragma once

#include <vector>

#include "dns/answer.h"
#include "dns/task.h"

namespace mailready::dns {

/// Implemented by the live resolver, zone files and recordings, and composed by the overlay, the cache and the
/// per-domain ledger. Aliases are followed: an answer holds the chain and the records at its end.
class Resolver {
 public:
  virtual ~Resolver() = default;

  /// Asks one question of class IN. Ends within the implementation's own deadline; cancelling it is always safe.
  virtual Task<Reply> ask(Question question) = 0;
};

/// The replies to all of `questions`, asked at once, in their order.
Task<std::vector<Reply>> ask_all(Resolver& resolver, std::vector<Question> questions);

}  // namespace mailready::dns
