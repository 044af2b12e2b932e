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

dns::Fact<Step> Walk::policy_step() const {
  const dns::Fact<const Step*> found = find_policy();
  if (found.unknown()) return found.failure();
  return found ? dns::Fact<Step>(**found) : dns::Fact<Step>();
}

dns::Fact<const Step*> Walk::find_policy() const {
  if (steps.empty()) return {};
  const Step& own = steps.front();
  if (own.failure) return *own.failure;
  if (own.record) return &own;
  const auto organisation = organisational_domain();
  if (organisation.unknown()) return organisation.failure();
  for (const Step& step : steps)
    if (step.record && step.name == *organisation) return &step;
  // Without a record of its own, an organisational domain stands below a public suffix domain with one.
  if (steps.back().record) return &steps.back();
  return {};
}

/// What `t=y` makes of a policy (RFC 9989, section 4.7).
static Policy lowered(Policy policy) { return policy == Policy::reject ? Policy::quarantine : Policy::none; }

Policy Walk::effective_policy() const {
  const auto step = find_policy();
  if (!step) return Policy::none;
  const Record& record = *(*step)->record;
  Policy policy = record.policy.value_or(Policy::none);
  if ((*step)->name != domain) policy = record.subdomain_policy.value_or(policy);
  return record.testing ? lowered(policy) : policy;
}

}  // namespace mailready::dmarc
