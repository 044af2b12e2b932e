#include "mail/dmarc/alignment.h"

namespace mailready::dmarc {

dns::Fact<bool> aligned(const Walk& identifier, const Walk& author, Alignment mode) {
  if (identifier.domain == author.domain) return true;
  if (mode == Alignment::strict) return {};
  const dns::Fact<Step> policy = author.policy_step();
  if (policy.unknown()) return policy.failure();
  const bool related =
      identifier.domain.is_at_or_below(author.domain) || author.domain.is_at_or_below(identifier.domain);
  if (policy.absent()) return related ? dns::Fact<bool>(true) : dns::Fact<bool>();
  const dns::Fact<dns::Name> ours = author.organisational_domain();
  const dns::Fact<dns::Name> theirs = identifier.organisational_domain();
  if (ours.unknown()) return ours.failure();
  if (theirs.unknown()) return theirs.failure();
  return ours == theirs ? dns::Fact<bool>(true) : dns::Fact<bool>();
}

}  // namespace mailready::dmarc
