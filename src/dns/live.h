// The resolver that asks the network: recursive resolvers over UDP, and TCP where an answer does not fit.
#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "dns/async.h"
#include "dns/exchange.h"
#include "dns/pace.h"
#include "dns/resolver.h"
#include "dns/rota.h"

namespace mailready::dns {

struct LiveOptions {
  std::vector<Server> servers{};               ///< in order of preference; nothing else is ever sent to
  std::chrono::milliseconds timeout{2000};     ///< for one whole try, TCP and every octet included
  int retries = 2;                             ///< further tries in all, whatever the number of servers
  std::chrono::milliseconds cooldown{10'000};  ///< how long a dead server comes after the others
  /// Tries under way at once, fewer where many time out; the time-out of others has not begun. A name server has room
  /// for some 200 queries in its socket's buffer, and drops those that come on top.
  std::size_t max_outstanding = 128;
  /// Whom to ask, where several servers are alive.
  Rota::Order order = Rota::Order::preference;
  Rota::Clock now = std::chrono::steady_clock::now;  ///< for the cooldown
};

/// When every try has failed, the failure is the last that a server stated (REFUSED, SERVFAIL, a broken message…), else
/// the last "unreachable", else "timed out": what one server says tells more than another's silence.
class LiveResolver final : public Resolver {
 public:
  /// `loop` outlives the resolver, which outlives what it is asked.
  LiveResolver(Loop& loop, LiveOptions options);

  /// Follows an alias whose target the server left out.
  Task<Reply> ask(Question question) override;

 private:
  Task<Reply> ask_servers(Question question);
  Task<Reply> follow(Question question, Reply reply);
  Reply silence(const Question& question, const Rota::Turn& turn) const;
  void note(const Rota::Turn& turn, bool heard);

  LiveOptions options_;
  std::vector<std::unique_ptr<UdpChannel>> channels_;
  Rota rota_;
  Pace pace_;
  Slots slots_;
};

}  // namespace mailready::dns
