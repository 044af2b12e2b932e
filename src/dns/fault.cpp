#include "dns/fault.h"

#include <algorithm>

namespace mailready::dns {
namespace {

bool among(const std::vector<Name>& lost, const Name& name) {
  return std::ranges::any_of(lost, [&](const Name& top) { return name.is_at_or_below(top); });
}

}  // namespace

Reply FaultResolver::with_faults(Question question, Reply reply) const {
  const std::vector<Record>& aliases = reply.aliases();
  const Name* at = &question.name;
  for (std::size_t followed = 0; followed <= aliases.size(); ++followed) {
    const auto end = aliases.begin() + static_cast<std::ptrdiff_t>(followed);
    if (among(faults_.gone, *at)) {
      Answer answer{.question = question, .rcode = Rcode::nxdomain};
      answer.aliases.assign(aliases.begin(), end);
      return answer;
    }
    if (among(faults_.silent, *at)) {
      Failure failure{.kind = Failure::Kind::timed_out, .question = question, .detail = "taken as lost"};
      failure.aliases.assign(aliases.begin(), end);
      return failure;
    }
    if (end != aliases.end()) at = &std::get<Cname>(end->rdata).target;
  }
  return reply;
}

Task<Reply> FaultResolver::ask(Question question) {
  if (among(faults_.gone, question.name) || among(faults_.silent, question.name))
    co_return with_faults(question, Answer{.question = question});
  Reply reply = co_await inner_.ask(question);
  co_return with_faults(std::move(question), std::move(reply));
}

}  // namespace mailready::dns
