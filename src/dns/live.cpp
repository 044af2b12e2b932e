#include "dns/live.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "dns/alias.h"

namespace mailready::dns {

LiveResolver::LiveResolver(LiveOptions options)
    : options_(std::move(options)),
      upstreams_(options_.servers.begin(), options_.servers.end()),
      rota_(upstreams_.size(), options_.cooldown, options_.now),
      slots_(options_.max_outstanding) {}

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

asio::awaitable<Reply> LiveResolver::ask(Question question) {
  AliasChain chain(question);
  Reply reply = co_await ask_servers(question);
  while (reply) {
    for (const Record& alias : reply->aliases)
      if (!chain.follow(alias)) co_return chain.failure(reply->server);
    if (!leads_on(*reply)) break;
    const Question target{chain.end(), question.type};
    Reply next = co_await ask_servers(target);
    if (!next) co_return at_target(next.error(), question, chain);
    reply = continued(*reply, std::move(*next));
  }
  if (reply) {
    reply->question = question;
    reply->aliases = chain.aliases();
  }
  co_return reply;
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

asio::awaitable<Reply> LiveResolver::ask_servers(Question question) {
  Failure failure{
      .kind = Failure::Kind::unreachable, .question = question, .server = "", .detail = "no resolver is known"};
  if (upstreams_.empty()) co_return failure;
  std::vector<int> tries(upstreams_.size());
  for (int attempt = 0; attempt <= options_.retries; ++attempt) {
    const Slots::Held place = co_await slots_.take();
    const Rota::Turn turn = rota_.next(tries);
    ++tries[turn.server];
    Reply reply = co_await try_once(question, turn);
    if (reply) co_return reply;
    if (attempt == 0 || weight(reply.error()) >= weight(failure)) failure = reply.error();
  }
  co_return failure;
}

asio::awaitable<Reply> LiveResolver::try_once(Question question, Rota::Turn turn) {
  const Upstream& upstream = upstreams_[turn.server];
  Exchange exchange(upstream, question, wire_);
  std::optional<Reply> reply = co_await within(options_.timeout, exchange.run());
  if (exchange.heard())
    rota_.heard(turn);
  else
    rota_.silent(turn);
  if (reply) co_return std::move(*reply);
  co_return Failure{.kind = Failure::Kind::timed_out,
                    .question = question,
                    .server = upstream.name,
                    .detail = fmt::format("no answer within {} ms", options_.timeout.count())};
}

}  // namespace mailready::dns
