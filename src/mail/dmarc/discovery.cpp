#include "mail/dmarc/discovery.h"

namespace mailready::dmarc {

dns::Fact<dns::Name> Walk::organisational_domain() const {
  const Step* shortest = nullptr;
  for (const Step& step : steps) {
    if (step.failure) return *step.failure;  // a psd= could stand there
    if (!step.record) continue;
    if (step.record->public_suffix == PublicSuffix::no) return step.name;
    if (step.record->public_suffix == PublicSuffix::yes && &step != &steps.front())
      return domain.suffix(step.name.label_count() + 1);
    shortest = &step;
  }
  return shortest ? shortest->name : domain;
}

/// Where `policy_step` stands.
static dns::Fact<const Step*> find_policy(const Walk& walk) {
  if (walk.steps.empty()) return {};
  const Step& own = walk.steps.front();
  if (own.failure) return *own.failure;
  if (own.record) return &own;
  const auto organisation = walk.organisational_domain();
  if (organisation.unknown()) return organisation.failure();
  for (const Step& step : walk.steps)
    if (step.record && step.name == *organisation) return &step;
  // Without a record of its own, an organisational domain stands below a public suffix domain with one.
  if (walk.steps.back().record) return &walk.steps.back();
  return {};
}

dns::Fact<Step> Walk::policy_step() const {
  const auto step = find_policy(*this);
  if (step.unknown()) return step.failure();
  return step ? dns::Fact<Step>(**step) : dns::Fact<Step>();
}

/// What `t=y` makes of a policy (RFC 9989, section 4.7).
static Policy lowered(Policy policy) { return policy == Policy::reject ? Policy::quarantine : Policy::none; }

Policy Walk::effective_policy() const {
  const auto found = find_policy(*this);
  if (!found) return Policy::none;
  const Step& step = **found;
  const Record& record = *step.record;
  Policy policy = record.policy.value_or(Policy::none);
  if (step.name != domain) policy = record.subdomain_policy.value_or(policy);
  return record.testing ? lowered(policy) : policy;
}

}  // namespace mailready::dmarc
