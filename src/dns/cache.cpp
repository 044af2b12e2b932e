#include "dns/cache.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "dns/loop.h"

namespace mailready::dns {

/// A question under way, in the frame of whoever asks it.
class Cache::Flight {
 public:
  Flight(Cache& cache, const Question& question) : cache_(cache), question_(question) {
    cache_.flights_.emplace(question_, this);
  }
  Flight(const Flight&) = delete;
  Flight& operator=(const Flight&) = delete;
  /// Ends it, be it because whoever asks is let go of. Then who waits has no reply.
  ~Flight();

  Line& passengers() { return passengers_; }
  const Reply& land(Reply reply) { return reply_.emplace(std::move(reply)); }

 private:
  Cache& cache_;
  Question question_;
  std::optional<Reply> reply_;
  Line passengers_;
};

/// Waits for the reply of a flight; nothing where it did not land.
struct Cache::Seat : Waiter {
  explicit Seat(Flight& its_flight) : flight(its_flight) {}
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> coroutine) {
    stand_for(coroutine);
    flight.passengers().join(*this);
  }
  std::optional<Reply> await_resume() { return std::move(reply); }

  Flight& flight;
  std::optional<Reply> reply{};
};

Cache::Flight::~Flight() {
  cache_.flights_.erase(question_);
  while (!passengers_.empty()) {
    auto& passenger = static_cast<Seat&>(passengers_.first());
    if (reply_) passenger.reply = reply_->as_cached();
    passenger.wake();
  }
}

Cache::Cache(Resolver& inner, CacheLimits limits, Clock now)
    : inner_(inner),
      limits_(limits),
      now_(std::move(now)),
      store_({.entries = limits.max_entries, .newcomers = limits.max_newcomers, .octets = limits.max_octets}) {}

Task<Reply> Cache::ask(Question question) {
  if (const Reply* kept = store_.find(question, now_())) return kept->as_cached();
  return flights_.contains(question) ? board(std::move(question)) : fly(std::move(question));
}

Task<Reply> Cache::fly(Question question) {
  // Others may have been faster between the call and the first wait.
  if (flights_.contains(question) || store_.find(question, now_())) co_return co_await ask(std::move(question));
  Flight flight(*this, question);
  const Reply& reply = flight.land(co_await inner_.ask(question));
  keep(question, reply);
  co_return reply;
}

Task<Reply> Cache::board(Question question) {
  if (const auto flight = flights_.find(question); flight != flights_.end())
    if (auto reply = co_await Seat(*flight->second)) co_return *std::move(reply);
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
