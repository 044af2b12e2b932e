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

Task<Reply> Ledger::ask(Question question) {
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

namespace {

/// Wakes those who wait for a reply, even where none came because whoever asked is let go of.
struct UnderWay {
  explicit UnderWay(std::shared_ptr<Event>& its_place) : place(its_place) { place = std::make_shared<Event>(); }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;
  ~UnderWay() { std::exchange(place, nullptr)->happen(); }
  std::shared_ptr<Event>& place;
};

}  // namespace

Task<> Ledger::put(Question question, Asked& asked) {
  const UnderWay under_way(asked.under_way);
  Reply reply = co_await ask_in_time(question);
  enter(std::move(question), asked, std::move(reply));
}

Task<Reply> Ledger::ask_in_time(Question question) {
  if (std::chrono::steady_clock::now() < deadline_)
    if (std::optional<Reply> reply = co_await by(deadline_, inner_.ask(question))) co_return std::move(*reply);
  co_return Failure{
      .kind = Failure::Kind::timed_out, .question = question, .server = "", .detail = "the domain's deadline passed"};
}

void Ledger::enter(Question question, Asked& asked, Reply reply) {
  const auto place = std::upper_bound(orders_.begin(), orders_.end(), asked.order) - orders_.begin();
  if (reply.cached()) ++cached_;
  orders_.insert(orders_.begin() + place, asked.order);
  entries_.insert(entries_.begin() + place, LedgerEntry{std::move(question), reply, now_()});
  asked.reply = std::move(reply);
}

}  // namespace mailready::dns
