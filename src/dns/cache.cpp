#include "dns/cache.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "dns/loop.h"

namespace mailready::dns {

struct Cache::Flight {
  bool ended = false;
  std::optional<Reply> reply{};  ///< none where whoever flew it was let go of, or it threw
  Line passengers{};
};

/// A flight, as long as it lives.
class Cache::Takeoff {
 public:
  explicit Takeoff(Flights& flights, Flights::const_iterator entry)
      : flights_(flights), question_(entry->first), flight_(entry->second) {}
  Takeoff(const Takeoff&) = delete;
  Takeoff& operator=(const Takeoff&) = delete;
  ~Takeoff() {
    flights_.erase(question_);
    flight_->ended = true;
    while (!flight_->passengers.empty()) flight_->passengers.first().wake();
  }
  const Reply& land(Reply reply) { return flight_->reply.emplace(std::move(reply)); }

 private:
  Flights& flights_;
  Question question_;
  std::shared_ptr<Flight> flight_;
};

Cache::Cache(Resolver& inner, CacheLimits limits, Clock now)
    : inner_(inner),
      limits_(limits),
      now_(std::move(now)),
      store_({.entries = limits.max_entries, .newcomers = limits.max_newcomers, .octets = limits.max_octets}) {}

Task<Reply> Cache::ask(Question question) {
  if (const Reply* kept = store_.find(question, now_())) return kept->as_cached();
  if (const auto flight = flights_.find(question); flight != flights_.end())
    return board(std::move(question), flight->second);
  return fly(std::move(question));
}

Task<Reply> Cache::fly(Question question) {
  // Others may have been faster between the call and the first wait.
  if (flights_.contains(question) || store_.find(question, now_())) co_return co_await ask(std::move(question));
  const auto entry = flights_.emplace(question, std::make_shared<Flight>()).first;
  Takeoff takeoff(flights_, entry);
  const Reply& reply = takeoff.land(co_await inner_.ask(question));
  keep(question, reply);
  co_return reply;
}

Task<Reply> Cache::board(Question question, std::shared_ptr<Flight> flight) {
  co_await InLine{flight->passengers, flight->ended};
  if (flight->reply) co_return flight->reply->as_cached();
  co_return co_await ask(std::move(question));
}

void Cache::keep(const Question& question, const Reply& reply) {
  if (const auto time = lifetime(reply); time.count() > 0) store_.keep(question, reply, now_() + time);
}

static std::chrono::seconds least_ttl(std::chrono::seconds least, const std::vector<Record>& records) {
  for (const Record& record : records) least = std::min(least, record.ttl);
  return least;
}

std::chrono::seconds Cache::lifetime(const Reply& reply) const {
  constexpr std::chrono::seconds longest = std::chrono::hours(24);
  if (!reply) return limits_.failure_time;
  const auto chain = least_ttl(longest, reply->aliases);
  if (!reply->empty()) return least_ttl(chain, reply->records);
  const auto* soa = reply->soa ? std::get_if<Soa>(&reply->soa->rdata) : nullptr;
  return soa ? std::min({chain, reply->soa->ttl, soa->minimum}) : std::chrono::seconds(0);
}

}  // namespace mailready::dns
