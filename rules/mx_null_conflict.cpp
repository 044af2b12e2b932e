#include <fmt/format.h>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

/// The null MX among the records; there may be several, at different preferences.
static std::vector<RecordChange> null_records(const survey::MxFacts& mx) {
  std::vector<RecordChange> nulls;
  for (const dns::Record& record : mx.records)
    if (std::get<dns::Mx>(record.rdata).exchange.is_root()) nulls.push_back(change(record));
  return nulls;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  if (!facts.mx || !facts.mx->has_null || facts.mx->exchanges.empty()) return {};
  return finding({.subject = facts.domain.to_string(),
                  .type = "MX",
                  .message = fmt::format("A null MX, which refuses all mail, stands beside {}",
                                         counted(facts.mx->exchanges.size(), "exchange")),
                  .fix = "Remove the null MX if the domain takes mail; otherwise remove all other MX records.",
                  .remove = null_records(*facts.mx),
                  .evidence = evidence(facts.mx->records)});
}

extern const Rule mx_null_conflict{
    .id = "mx-null-conflict",
    .severity = Severity::error,
    .summary = "A null MX stands alone",
    .applies = Applies::mail,
    .needs = {Need::mx},
    .references = {{"RFC 7505", "3"}},
    .explanation = R"(The record "0 ." says that the domain takes no mail, and it has the lowest preference number:
some senders bounce everything at once, others go on to the next record, and which exchanges work no longer decides
what arrives. It is left over from the time when the domain was parked, or was added by a registrar's template. Remove
it.)",
    .bad = R"(@ MX 0 .
@ MX 10 mx1)",
    .good = R"(@ MX 10 mx1
@ MX 20 backup.mx.example.net.)",
    .check = check,
};
}  // namespace mailready::rules
