#include "lint/exchanges.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/text.h"

namespace mailready::lint {

Outcome each_exchange(const survey::Facts& facts, ExchangeCheck check) {
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  Outcome outcome;
  if (facts.mx.absent() || facts.mx->has_null) return outcome;
  for (const survey::ExchangeFacts& exchange : facts.mx->exchanges) outcome += check(facts, exchange);
  return outcome;
}

RecordChange backup_record(const dns::Name& domain, std::uint16_t preference, const std::string& host) {
  constexpr int step = 10;  // as is the habit: it leaves room between
  const int number = std::min<int>(preference + step, std::numeric_limits<std::uint16_t>::max());
  return {.name = domain.to_string(), .type = "MX", .data = fmt::format("{} {}", number, host)};
}

std::string names_of(const std::vector<const survey::ExchangeFacts*>& exchanges) {
  std::vector<std::string> names;
  for (const survey::ExchangeFacts* exchange : exchanges) names.push_back(exchange->exchange.to_string());
  return enumerate(names);
}

}  // namespace mailready::lint
