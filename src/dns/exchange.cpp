#include "dns/exchange.h"

#include "dns/tcp_query.h"

namespace mailready::dns {

Task<Reply> Exchange::run() {
  Reply reply = co_await ask(true);
  if (edns_rejected_) reply = co_await ask(false);
  co_return reply;
}

Task<Reply> Exchange::ask(bool edns) {
  const OutgoingQuery query{question_, edns, recursion_};
  Received received = co_await channel_.ask(query);
  note(received);
  const bool cut = received && received->truncated;
  if (cut) {
    received = co_await ask_over_tcp(channel_.upstream(), query, channel_.ids().next());
    note(received);
  }
  if (!received) co_return received.error();
  Reply reply = interpret(std::move(*received), question_, channel_.upstream().name);
  if (!reply || !cut) co_return reply;
  Answer whole = *reply;
  whole.truncated = true;
  co_return whole;
}

/// A server that does not know OPT says FORMERR, or trips over it.
void Exchange::note(const Received& received) {
  const bool broken = !received && received.error().kind == Failure::Kind::malformed;
  heard_ = heard_ || received || broken;
  edns_rejected_ = broken || (received && received->rcode == static_cast<std::uint16_t>(Rcode::formerr));
}

}  // namespace mailready::dns
