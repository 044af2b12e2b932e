#include "lint/streams.h"

#include <algorithm>

namespace mailready::lint {

using survey::Plan;
using survey::Sender;
using survey::Stream;

const Sender* StreamSenders::primary() const {
  const auto declared = std::ranges::find(senders, survey::Role::primary, &Sender::role);
  if (declared != senders.end()) return *declared;
  return stream == Stream::self_hosted ? nullptr : senders.front();
}

std::vector<StreamSenders> by_stream(const Plan& plan) {
  std::vector<StreamSenders> streams;
  for (const Sender& sender : plan.outbound) {
    const Stream stream = plan.stream_of(sender);
    auto entry = std::ranges::find(streams, stream, &StreamSenders::stream);
    if (entry == streams.end()) entry = streams.insert(entry, StreamSenders{.stream = stream, .senders = {}});
    entry->senders.push_back(&sender);
  }
  return streams;
}

bool declares_marketing(const Plan& plan) {
  if (plan.outbound.empty()) return plan.stream == Stream::marketing;
  return std::ranges::any_of(plan.outbound,
                             [&](const Sender& sender) { return plan.stream_of(sender) == Stream::marketing; });
}

bool all_can_wait(const Plan& plan) {
  if (plan.outbound.empty()) return plan.stream == Stream::marketing;
  return std::ranges::all_of(plan.outbound, [&](const Sender& sender) {
    return plan.stream_of(sender) == Stream::marketing && !sender.time_critical;
  });
}

}  // namespace mailready::lint
