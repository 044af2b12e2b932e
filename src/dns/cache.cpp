#include "dns/cache.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>
#include <variant>

namespace mailready::dns {

struct Cache::Flight {
  Event landed{};
  std::optional<Reply> reply{};
  std::exception_ptr error{};  // where there is no reply
};

Cache::Cache(Loop& loop, Resolver& inner, CacheLimits limits, Clock now)
    : inner_(inner),
      limits_(limits),
      now_(std::move(now)),
      store_(limits_.max_entries, limits_.max_octets),
      group_(loop) {}

Task<Reply> Cache::ask(Question question) {
  if (const Reply* kept = store_.find(question, now_())) co_return kept->as_cached();
  const auto under_way = flights_.find(question);
  const bool shared = under_way != flights_.end();
  const std::shared_ptr<Flight> flight = shared ? under_way->second : launch(question);
  co_await flight->landed.wait();
  if (!flight->reply) std::rethrow_exception(flight->error);
  co_return shared ? flight->reply->as_cached() : *flight->reply;
}

std::shared_ptr<Cache::Flight> Cache::launch(Question question) {
  auto flight = std::make_shared<Flight>();
  flights_.emplace(question, flight);
  group_.spawn(fly(std::move(question), flight));
  return flight;
}

Task<> Cache::fly(Question question, std::shared_ptr<Flight> flight) {
  try {
    flight->reply = co_await inner_.ask(question);
  } catch (...) {
    flight->error = std::current_exception();
  }
  flights_.erase(question);
  if (flight->reply)
    if (const auto time = lifetime(*flight->reply); time.count() > 0)
      store_.keep(question, *flight->reply, now_() + time);
  flight->landed.happen();
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
