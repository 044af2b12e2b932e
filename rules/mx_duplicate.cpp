#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

/// The records of one exchange behind the first, which has the lowest preference.
static std::vector<RecordChange> superfluous(const survey::MxFacts& mx) {
  std::vector<RecordChange> changes;
  for (const dns::Record& record : mx.records) {
    const auto& data = std::get<dns::Mx>(record.rdata);
    const auto kept = std::ranges::find(mx.exchanges, data.exchange, &survey::ExchangeFacts::exchange);
    if (kept != mx.exchanges.end() && data.preference != kept->preference) changes.push_back(change(record));
  }
  return changes;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  if (!facts.mx || facts.mx->has_null || facts.mx->duplicates.empty()) return {};
  std::vector<std::string> names;
  for (const dns::Name& name : facts.mx->duplicates) names.push_back(name.to_string());
  return finding({.subject = facts.domain.to_string(),
                  .type = "MX",
                  .message = fmt::format("{} {} listed more than once, which adds no second path", enumerate(names),
                                         names.size() == 1 ? "is" : "are"),
                  .fix = "Keep the record with the lowest preference number.",
                  .remove = superfluous(*facts.mx),
                  .evidence = evidence(facts.mx->records)});
}

extern const Rule mx_duplicate{
    .id = "mx-duplicate",
    .severity = Severity::info,
    .summary = "Every exchange is listed once",
    .applies = Applies::mail,
    .needs = {Need::mx},
    .references = {{"RFC 5321", "5.1"}, {"RFC 2181", "5"}},
    .explanation = R"(A host that is listed twice, at two preferences, is still one host: when it is down, senders try
it again under the second number and fail again. It does no harm beyond the time lost, but it makes the list look more
redundant than it is. All other rules count the host once. Keep its record with the lowest number.)",
    .bad = R"(@ MX 10 mx1
@ MX 20 mx1)",
    .good = R"(@ MX 10 mx1
@ MX 20 mx2)",
    .check = check,
};
}  // namespace mailready::rules
