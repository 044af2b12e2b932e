#include <fmt/format.h>

#include <algorithm>

#include "base/duration.h"
#include "base/text.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;
using survey::TtlFacts;

static std::string use_text(const TtlFacts& set) {
  switch (set.use) {
    case TtlFacts::Use::mx:
      return "MX";
    case TtlFacts::Use::spf:
      return "SPF";
    case TtlFacts::Use::return_path:
      return "return-path";
    case TtlFacts::Use::dkim:
      return "DKIM";
    case TtlFacts::Use::mta_sts:
      return "MTA-STS";
  }
  return "";
}

/// "acme.example. MX: 1 day", "acme.example. MX: at least 2 hours"
static std::string line(const TtlFacts& set) {
  return fmt::format("{} {}: {}{}", set.name.to_absolute(), dns::type_name(set.type), set.exact ? "" : "at least ",
                     duration_text(set.ttl));
}

/// The uses, each once: "MX and SPF".
static std::string uses_of(const std::vector<const TtlFacts*>& sets) {
  std::vector<std::string> uses;
  for (const TtlFacts* set : sets)
    if (std::ranges::count(uses, use_text(*set)) == 0) uses.push_back(use_text(*set));
  return enumerate(uses);
}

static Finding too_long(const Facts& facts, const std::vector<const TtlFacts*>& sets, std::chrono::seconds limit) {
  Finding found{.subject = facts.domain.to_string(),
                .type = sets.size() == 1 ? dns::type_name(sets.front()->type) : "",
                .message = fmt::format("Caches keep the {} records of {} for longer than {}: a change made in an "
                                       "incident arrives late",
                                       uses_of(sets), facts.domain.to_string(), duration_text(limit)),
                .fix = fmt::format("Lower these TTLs to {} or less, in good time before a change.", limit.count()),
                .complete = false};
  for (const TtlFacts* set : sets) found.evidence.push_back(line(*set));
  return found;
}

/// What the sets rest on and nobody answered.
static const dns::Failure* unanswered(const Facts& facts) {
  if (facts.mx.unknown()) return &facts.mx.failure();
  return facts.spf.unknown() ? &facts.spf.failure() : nullptr;
}

static Outcome check(const Facts& facts, const Plan& plan) {
  std::vector<const TtlFacts*> long_ones;
  const TtlFacts* open = nullptr;
  for (const TtlFacts& set : facts.ttls) {
    if (set.ttl > plan.max_ttl)
      long_ones.push_back(&set);
    else if (!set.exact && !open)
      open = &set;
  }
  if (!long_ones.empty()) return finding(too_long(facts, long_ones, plan.max_ttl));
  if (const dns::Failure* failure = unanswered(facts)) return undecided(facts.domain, *failure);
  if (!open) return {};
  return without_weight(undecided(facts.domain, open->failure.value_or(dns::Failure{})));
}

extern const Rule dns_ttl_too_long{
    .id = "dns-ttl-too-long",
    .severity = Severity::warning,
    .summary = "What a failover may have to change is not kept for longer than max_ttl",
    .applies = Applies::mail,
    .needs = {Need::ttls},
    .references = {{"RFC 1034", "3.6"}, {"RFC 2181", "5.2"}},
    .explanation = R"(Resolvers everywhere keep a record for its TTL. Where a failover means a new MX, another include
in SPF, or an alias to another service, those that have just asked go on with the old one for that long, however fast
the change is made. An hour (max_ttl in the plan) is a good upper bound; 300 seconds serve records that are meant to
change. A TTL must be lowered before the incident: the old one runs out first. What a resolver tells is only what is
left of the TTL, so one of the zone's own name servers is asked for the exact value; where it does not answer, the rule
is left undecided, which affects neither the verdict nor the exit code.)",
    .bad = R"(@ 86400 MX 10 mx1)",
    .good = R"(@ 3600 MX 10 mx1)",
    .check = check,
};
}  // namespace mailready::rules
