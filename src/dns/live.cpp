#include "dns/live.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "dns/alias.h"

namespace mailready::dns {

LiveResolver::LiveResolver(Loop& loop, LiveOptions options)
    : options_(std::move(options)),
      rota_(options_.servers.size(), options_.order, options_.cooldown, options_.now),
      pace_(options_.max_outstanding),
      slots_(pace_.limit()) {
  const auto datagrams = UdpChannel::make_datagrams();
  for (const Server& server : options_.servers)
    channels_.push_back(std::make_unique<UdpChannel>(loop, Upstream(server), datagrams));
}

/// Whether the answer ends in an alias of which the server did not say where it leads. With the SOA of the target's
/// zone it did: to nothing.
static bool leads_on(const Answer& answer) {
  if (answer.aliases.empty() || !answer.empty() || answer.nxdomain()) return false;
  return !answer.soa || !answer.final_name().is_at_or_below(answer.soa->owner);
}

/// `next`, which the target of an alias gave, as a part of the answer to the question that led there.
static Answer continued(const Answer& first, Answer next) {
  next.truncated = next.truncated || first.truncated;
  next.authoritative = next.authoritative && first.authoritative;
  next.authentic = next.authentic && first.authentic;
  return next;
}

static Failure at_target(Failure failure, const Question& question, const AliasChain& chain) {
  failure.detail = fmt::format("at the alias target {}: {}", failure.question.name.to_string(), failure.detail);
  failure.question = question;
  failure.aliases = chain.aliases();
  return failure;
}

Task<Reply> LiveResolver::ask(Question question) {
  Reply reply = co_await ask_servers(question);
  if (!reply || !leads_on(*reply)) co_return reply;
  co_return co_await follow(std::move(question), std::move(reply));
}

Task<Reply> LiveResolver::follow(Question question, Reply reply) {
  AliasChain chain(question);
  for (;;) {
    for (const Record& alias : reply->aliases)
      if (!chain.follow(alias)) co_return chain.failure(reply->server);
    if (!leads_on(*reply)) break;
    const Question target{chain.end(), question.type};
    Reply next = co_await ask_servers(target);
    if (!next) co_return at_target(next.error(), question, chain);
    reply = continued(*reply, *next);
  }
  Answer whole = *reply;
  whole.question = std::move(question);
  whole.aliases = chain.aliases();
  co_return whole;
}

/// How much a failure tells about the name that was asked for.
static int weight(const Failure& failure) {
  switch (failure.kind) {
    case Failure::Kind::timed_out:
      return 0;
    case Failure::Kind::unreachable:
      return 1;
    case Failure::Kind::refused:
    case Failure::Kind::server_failed:
    case Failure::Kind::not_implemented:
    case Failure::Kind::malformed:
    case Failure::Kind::lame:
    case Failure::Kind::offline:
    case Failure::Kind::budget:
      return 2;
  }
  return 0;
}

static Reply nobody_to_ask(const Question& question) {
  return Failure{.kind = Failure::Kind::unreachable, .question = question, .detail = "no resolver is known"};
}

Task<Reply> LiveResolver::ask_servers(Question question) {
  std::optional<Reply> failure;
  std::vector<int> tries;
  for (int retries = options_.retries; !channels_.empty(); --retries) {
    const Slots::Held place = co_await slots_.take();
    const Rota::Turn turn = rota_.next(tries);
    const Rota::Busy busy(rota_, turn);
    const auto deadline = std::chrono::steady_clock::now() + options_.timeout;
    Exchanged exchanged = co_await exchange(*channels_[turn.server], question, Recursion::desired, deadline);
    note(turn, exchanged.heard);
    Reply reply = exchanged.reply ? *std::move(exchanged.reply) : silence(question, turn);
    if (reply) co_return reply;
    if (!failure || weight(reply.error()) >= weight(failure->error())) failure = std::move(reply);
    if (retries <= 0) co_return *std::move(failure);
    tries.resize(channels_.size());
    ++tries[turn.server];
  }
  co_return nobody_to_ask(question);
}

void LiveResolver::note(const Rota::Turn& turn, bool heard) {
  bool is_alive = true;
  if (heard)
    rota_.heard(turn);
  else
    is_alive = rota_.silent(turn);
  // What a dead server leaves unanswered says nothing of the way to the others.
  if (is_alive && pace_.note(heard)) slots_.resize(pace_.limit());
}

Reply LiveResolver::silence(const Question& question, const Rota::Turn& turn) const {
  return Failure{.kind = Failure::Kind::timed_out,
                 .question = question,
                 .server = channels_[turn.server]->upstream().name,
                 .detail = fmt::format("no answer within {} ms", options_.timeout.count())};
}

}  // namespace mailready::dns
