// The one interface through which everything asks DNS: a question in, an answer out.
#pragma once
#include <asio/awaitable.hpp>

#include "dns/answer.h"

namespace mailready::dns {

/// Implemented by the live resolver, zone files and recordings, and composed by the overlay, the cache and the
/// per-domain ledger. Aliases are followed: an answer holds the chain and the records at its end.
class Resolver {
 public:
  virtual ~Resolver() = default;

  /// Asks one question of class IN. Ends within the implementation's own deadline; cancelling it is always safe.
  virtual asio::awaitable<Reply> ask(Question question) = 0;
};

}  // namespace mailready::dns
