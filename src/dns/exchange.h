// One try over the network: one question put to one server.
#pragma once
#include <string>
#include <utility>

#include "dns/query.h"
#include "dns/task.h"
#include "dns/udp_channel.h"

namespace mailready::dns {

/// Asks over UDP with EDNS, over TCP what came truncated, and all again without EDNS where that was not understood
/// (RFC 6891, section 7).
class Exchange {
 public:
  /// `channel` outlives the exchange, which outlives `run`.
  Exchange(UdpChannel& channel, Question question, Recursion recursion = Recursion::desired)
      : channel_(channel), question_(std::move(question)), recursion_(recursion) {}

  /// Waits without a limit of its own for a server that says nothing.
  Task<Reply> run();
  /// Whether the server has sent an answer to the question, usable or not.
  bool heard() const { return heard_; }

 private:
  Task<Reply> ask(bool edns);
  void note(const Received& received);

  UdpChannel& channel_;
  Question question_;
  Recursion recursion_;
  bool heard_ = false;
  bool edns_rejected_ = false;
};

}  // namespace mailready::dns
