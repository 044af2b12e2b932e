#include "dns/exchange.h"

#include <utility>

#include "dns/async.h"
#include "dns/tcp_query.h"

namespace mailready::dns {

namespace {

bool is_broken(const Received& received) { return !received && received.error().kind == Failure::Kind::malformed; }

/// A server that does not know OPT says FORMERR, or trips over it.
bool rejects_edns(const Received& received) {
  return is_broken(received) || (received && received->rcode == static_cast<std::uint16_t>(Rcode::formerr));
}

/// Takes `received` apart. `cut`: the answer over UDP was, and this one came over TCP.
Reply read(Received& received, const Question& question, const UdpChannel& channel, bool cut) {
  if (!received) return received.error();
  Reply reply = interpret(std::move(*received), question, channel.upstream().name);
  if (!reply || !cut) return reply;
  Answer whole = *reply;
  whole.truncated = true;
  return whole;
}

/// Puts what TCP brings in the place of an answer that was cut.
Task<> complete(UdpChannel& channel, OutgoingQuery query, Alarm::Time deadline, std::optional<Received>* received) {
  auto whole = co_await by(deadline, ask_over_tcp(channel.upstream(), std::move(query), channel.ids().next()));
  received->swap(whole);
}

}  // namespace

Task<Exchanged> exchange(UdpChannel& channel, Question question, Recursion recursion, Alarm::Time deadline) {
  Exchanged result;
  const auto note = [&result](const std::optional<Received>& received) {
    if (received) result.heard = result.heard || *received || is_broken(*received);
  };
  for (bool edns = true;; edns = false) {
    const OutgoingQuery query{question, edns, recursion};
    UdpChannel::Asking asking(channel, query, deadline);
    std::optional<Received>& received = co_await asking;
    note(received);
    const bool cut = received && *received && (*received)->truncated;
    if (cut) {
      co_await complete(channel, query, deadline, &received);
      note(received);
    }
    if (!received) co_return result;
    if (edns && rejects_edns(*received)) continue;
    result.reply = read(*received, question, channel, cut);
    co_return result;
  }
}

}  // namespace mailready::dns
