// The resolver that asks the network: recursive resolvers over UDP, and TCP where an answer does not fit.
#pragma once
#include <asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <vector>

#include "dns/async.h"
#include "dns/exchange.h"
#include "dns/resolver.h"
#include "dns/rota.h"

namespace mailready::dns {

struct LiveOptions {
  std::vector<Server> servers{};                     ///< in order of preference; nothing else is ever sent to
  std::chrono::milliseconds timeout{2000};           ///< for one whole try, TCP and every octet included
  int retries = 2;                                   ///< further tries in all, whatever the number of servers
  std::chrono::milliseconds cooldown{10'000};        ///< how long a dead server comes after the others
  std::size_t max_outstanding = 256;                 ///< tries under way at once; the time-out of others has not begun
  Rota::Clock now = std::chrono::steady_clock::now;  ///< for the cooldown
};

/// When every try has failed, the failure is the last that a server stated (REFUSED, SERVFAIL, a broken message…), else
/// the last "unreachable", else "timed out": what one server says tells more than another's silence.
class LiveResolver final : public Resolver {
 public:
  explicit LiveResolver(LiveOptions options);

  /// Follows an alias whose target the server left out.
  asio::awaitable<Reply> ask(Question question) override;

 private:
  asio::awaitable<Reply> ask_servers(Question question);
  asio::awaitable<Reply> try_once(Question question, Rota::Turn turn);

  LiveOptions options_;
  std::vector<Upstream> upstreams_;
  Rota rota_;
  Slots slots_;
  Wire wire_;
};

}  // namespace mailready::dns
