// Authoritative servers, asked over the network: once each time, without recursion.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "dns/async.h"
#include "dns/authorities.h"
#include "dns/exchange.h"

namespace mailready::dns {

struct AuthorityOptions {
  std::chrono::milliseconds timeout{2000};  ///< for one question, TCP and every octet included
  std::uint16_t port = 53;                  ///< another for tests only: the DNS names no ports
  std::size_t max_outstanding = 64;         ///< questions under way at once; the time-out of others has not begun
  /// How many questions in a row may go unanswered before any was answered, until no further one is sent: many networks
  /// let DNS through to their own resolver only, and a list of domains should not wait for each time-out.
  std::size_t patience = 8;
};

class LiveAuthorities final : public Authorities {
 public:
  /// `loop` outlives it, and it outlives what it is asked.
  LiveAuthorities(Loop& loop, AuthorityOptions options);

  Task<Reply> ask(IpAddress server, Question question) override;

 private:
  bool given_up() const { return !any_heard_ && unanswered_ >= options_.patience; }

  Loop& loop_;
  AuthorityOptions options_;
  Slots slots_;
  std::shared_ptr<UdpChannel::Datagrams> datagrams_ = UdpChannel::make_datagrams();
  bool any_heard_ = false;
  std::size_t unanswered_ = 0;
};

}  // namespace mailready::dns
