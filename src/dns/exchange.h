// One try over the network: one question put to one server.
#pragma once
#include <optional>

#include "dns/loop.h"
#include "dns/query.h"
#include "dns/task.h"
#include "dns/udp_channel.h"

namespace mailready::dns {

/// What a try has brought.
struct Exchanged {
  std::optional<Reply> reply{};  ///< nothing where the server has not said all by the deadline
  bool heard = false;            ///< whether the server has sent an answer to the question, usable or not
};

/// Asks over UDP with EDNS, over TCP what came truncated, and all again without EDNS where that was not understood
/// (RFC 6891, section 7). `channel` outlives it.
Task<Exchanged> exchange(UdpChannel& channel, Question question, Recursion recursion, Alarm::Time deadline);

}  // namespace mailready::dns
