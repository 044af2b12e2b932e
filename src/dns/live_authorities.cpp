#include "dns/live_authorities.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace mailready::dns {

LiveAuthorities::LiveAuthorities(AuthorityOptions options) : options_(options), slots_(options_.max_outstanding) {}

asio::awaitable<Reply> LiveAuthorities::ask(IpAddress server, Question question) {
  const Server address{.address = server, .port = options_.port};
  const Upstream upstream(address);
  const auto failed = [&](Failure::Kind kind, std::string detail) {
    return Failure{.kind = kind, .question = question, .server = upstream.name, .detail = std::move(detail)};
  };
  const Slots::Held place = co_await slots_.take();
  if (given_up()) co_return failed(Failure::Kind::unreachable, "no authoritative server has answered from here");

  Exchange exchange(upstream, question, wire_, Recursion::none);
  std::optional<Reply> reply = co_await within(options_.timeout, exchange.run());
  any_heard_ = any_heard_ || exchange.heard();
  if (!exchange.heard()) ++unanswered_;
  if (!reply)
    co_return failed(Failure::Kind::timed_out, fmt::format("no answer within {} ms", options_.timeout.count()));
  // What a server without AA says comes from a cache, if not from nowhere (RFC 1035, section 4.1.1).
  if (*reply && !(*reply)->authoritative) co_return failed(Failure::Kind::lame, "the answer is not authoritative");
  co_return std::move(*reply);
}

}  // namespace mailready::dns
