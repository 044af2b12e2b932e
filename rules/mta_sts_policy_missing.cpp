#include <fmt/format.h>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/mta_sts.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.mta_sts.unknown()) return undecided(facts.domain, facts.mta_sts.failure());
  if (facts.mta_sts.absent()) return {};
  const auto& policy = facts.mta_sts->policy;
  if (policy.unknown()) return policy_undecided(facts.domain, policy.failure());
  if (policy.absent() || policy->refused.empty()) return {};
  return finding({.subject = facts.domain.to_string(),
                  .type = "TXT",
                  .message = fmt::format("{} announces an MTA-STS policy that senders do not get at {}: {}",
                                         policy_record_name(facts.domain), printable(policy->source), policy->refused),
                  .fix = "Serve the policy there, as text/plain with status 200 and a valid certificate for the host; "
                         "if MTA-STS is not meant, serve one in mode none first and remove the record later.",
                  .evidence = evidence(facts.mta_sts->records)});
}

extern const Rule mta_sts_policy_missing{
    .id = "mta-sts-policy-missing",
    .severity = Severity::warning,
    .summary = "The announced MTA-STS policy can be fetched",
    .applies = Applies::mail,
    .needs = {Need::mta_sts},
    .references = {{"RFC 8461", "3.3"}, {"RFC 8461", "8.3"}},
    .explanation = R"(The record says that there is a policy, and no sender can fetch it: senders follow no redirect,
take nothing but status 200 and text/plain, and check the certificate of mta-sts. in front of the domain. Senders that
know no policy deliver without one. Those that hold an older policy go on with it until its max_age is over, up to a
year: should it be in mode enforce and not name the backup, they refuse to deliver there, and no change of yours reaches
them. To give MTA-STS up, serve a policy in mode none until the older ones have expired.)",
    .bad = R"(_mta-sts TXT "v=STSv1; id=1" ; and no mta-sts A)",
    .good = R"(_mta-sts TXT "v=STSv1; id=1"
mta-sts A 185.10.20.80)",
    .examples_run = false,
    .check = check,
};
}  // namespace mailready::rules
