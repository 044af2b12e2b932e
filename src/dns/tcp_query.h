// A question over TCP: for answers that do not fit a datagram.
#pragma once
#include "dns/query.h"
#include "dns/task.h"

namespace mailready::dns {

/// Asks over a connection of its own. Waits without a limit of its own for a server that says nothing.
Task<Received> ask_over_tcp(Upstream upstream, OutgoingQuery query, std::uint16_t id);

}  // namespace mailready::dns
