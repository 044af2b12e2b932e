#include "dns/live_authorities.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace mailready::dns {

LiveAuthorities::LiveAuthorities(Loop& loop, AuthorityOptions options)
    : loop_(loop), options_(options), slots_(options_.max_outstanding) {}

Task<Reply> LiveAuthorities::ask(IpAddress server, Question question) {
  const Server address{.address = server, .port = options_.port};
  const auto failed = [&](Failure::Kind kind, std::string detail) {
    return Failure{.kind = kind, .question = question, .server = address.to_string(), .detail = std::move(detail)};
  };
  const Slots::Held place = co_await slots_.take();
  if (given_up()) co_return failed(Failure::Kind::unreachable, "no authoritative server has answered from here");

  UdpChannel channel(loop_, Upstream(address), datagrams_);
  const auto deadline = std::chrono::steady_clock::now() + options_.timeout;
  auto [reply, heard] = co_await exchange(channel, question, Recursion::none, deadline);
  any_heard_ = any_heard_ || heard;
  if (!heard) ++unanswered_;
  if (!reply)
    co_return failed(Failure::Kind::timed_out, fmt::format("no answer within {} ms", options_.timeout.count()));
  // What a server without AA says comes from a cache, if not from nowhere (RFC 1035, section 4.1.1).
  if (*reply && !(*reply)->authoritative) co_return failed(Failure::Kind::lame, "the answer is not authoritative");
  co_return std::move(*reply);
}

}  // namespace mailready::dns
