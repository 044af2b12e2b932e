#include "dns/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mailready::dns {

Ledger::Ledger(Resolver& inner, LedgerLimits limits, Clock now)
    : inner_(inner),
      limits_(limits),
      now_(std::move(now)),
      deadline_(std::chrono::steady_clock::now() + limits.deadline) {}

asio::awaitable<Reply> Ledger::ask(Question question) {
  if (asked_.size() >= limits_.max_queries && !asked_.contains(question))
    co_return Failure{.kind = Failure::Kind::budget,
                      .question = question,
                      .server = "",
                      .detail = fmt::format("the domain has used up its {} queries", limits_.max_queries)};
  Asked& asked = asked_.try_emplace(question, Asked{.order = asked_.size()}).first->second;
  while (!asked.reply) {
    if (const std::shared_ptr<Event> under_way = asked.under_way)
      co_await under_way->wait();
    else
      co_await put(question, asked);
  }
  co_return *asked.reply;
}

/// Asks; wakes those who wait for the reply even where none came, because this coroutine is cancelled.
asio::awaitable<void> Ledger::put(Question question, Asked& asked) {
  const auto under_way = std::make_shared<Event>(co_await asio::this_coro::executor);
  asked.under_way = under_way;
  try {
    Reply reply = co_await ask_in_time(question);
    enter(std::move(question), asked, std::move(reply));
  } catch (...) {
    asked.under_way.reset();
    under_way->happen();
    throw;
  }
  asked.under_way.reset();
  under_way->happen();
}

asio::awaitable<Reply> Ledger::ask_in_time(Question question) {
  const auto left = deadline_ - std::chrono::steady_clock::now();
  if (left.count() > 0)
    if (std::optional<Reply> reply = co_await within(left, inner_.ask(question))) co_return std::move(*reply);
  co_return Failure{
      .kind = Failure::Kind::timed_out, .question = question, .server = "", .detail = "the domain's deadline passed"};
}

void Ledger::enter(Question question, Asked& asked, Reply reply) {
  const auto place = std::upper_bound(orders_.begin(), orders_.end(), asked.order) - orders_.begin();
  if (reply && reply->cached) ++cached_;
  orders_.insert(orders_.begin() + place, asked.order);
  entries_.insert(entries_.begin() + place, LedgerEntry{std::move(question), reply, now_()});
  asked.reply = std::move(reply);
}

}  // namespace mailready::dns
