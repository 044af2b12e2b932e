#include <fmt/format.h>

#include "lint/dmarc_steps.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

/// What makes the policy none.
static std::string cause(const dmarc::Step& step, const dns::Name& domain) {
  const dmarc::Record& record = *step.record;
  const bool for_subdomains = step.name != domain && record.subdomain_policy;
  const std::optional<dmarc::Policy> policy = for_subdomains ? record.subdomain_policy : record.policy;
  if (!policy) return "there is no p= tag";
  const std::string tag = fmt::format("{}={}", for_subdomains ? "sp" : "p", dmarc::policy_text(*policy));
  return *policy == dmarc::Policy::none ? tag : tag + " is lowered by t=y";
}

static Outcome check(const Facts& facts, const Plan&) {
  const auto step = facts.dmarc.policy_step();
  if (step.unknown()) return undecided(facts.domain, step.failure());
  if (step.absent() || facts.dmarc.effective_policy() != dmarc::Policy::none) return {};
  return finding({.subject = facts.domain.to_string(),
                  .type = "TXT",
                  .message = fmt::format("The DMARC policy of {} is none ({}): forged mail is delivered like yours",
                                         facts.domain.to_string(), cause(*step, facts.domain)),
                  .fix = "Once reports show that every ESP is aligned, publish p=quarantine, then p=reject.",
                  .complete = false,
                  .evidence = evidence(*step)});
}

extern const Rule dmarc_policy_none{
    .id = "dmarc-policy-none",
    .severity = Severity::info,
    .summary = "The DMARC policy is enforced",
    .needs = {Need::dmarc},
    .references = {{"RFC 9989", "4.7"}, {"RFC 9989", "4.10.1"}},
    .explanation = R"(With the policy none receivers report and do nothing else. That is right while a second ESP is
being set up, since nothing that it sends is refused, and the reports show whether it is aligned. It is no place to
stay: anybody may send in your name. Move to quarantine and to reject once the reports are clean for every ESP, the
backup included. A record without p= means none; sp= holds for sub-domains; t=y lowers the policy by one step.)",
    .bad = R"(_dmarc TXT "v=DMARC1; p=none; rua=mailto:dmarc@acme.example")",
    .good = R"(_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@acme.example")",
    .check = check,
};
}  // namespace mailready::rules
