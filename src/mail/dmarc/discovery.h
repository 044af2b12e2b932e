// Which DMARC record speaks for a name: the DNS tree walk of RFC 9989, section 4.10.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "dns/answer.h"
#include "mail/dmarc/record.h"

namespace mailready::dmarc {

/// What was found at `_dmarc.` below one name of the walk. A receiver discards texts that do not begin with the
/// version, then all where several are left (RFC 9989, section 4.10): such a step has neither `record` nor `error`.
struct Step {
  dns::Name name;                       ///< the name above which "_dmarc" was asked for
  std::vector<std::string> policies{};  ///< all TXT texts that are meant as a policy, parsed or not
  std::optional<Record> record{};       ///< the only one with a version, which parses
  std::optional<ParseError> error{};  ///< no record, since the only one with a version, or the first without, does not
  std::optional<dns::Failure> failure{};  ///< no answer
  bool operator==(const Step&) const = default;
};

/// A walk from a name to its top-level domain, most specific first, as far as the walk goes: at most eight names,
/// and not past a record with `psd=n` or `psd=y`.
struct Walk {
  dns::Name domain{};
  std::vector<Step> steps{};

  /// The organisational domain (RFC 9989, section 4.10.2): the name itself where no record was found. Unknown where
  /// a step that could change it failed.
  dns::Fact<dns::Name> organisational_domain() const;

  /// The step whose record is the policy for the domain: the domain's own, else that of its organisational
  /// domain, else of the public suffix domain. Absent where there is none, unknown where a step that could hold it
  /// failed.
  dns::Fact<Step> policy_step() const;
  /// The same as it lies in `steps`.
  dns::Fact<const Step*> find_policy() const;

  /// The policy that receivers apply to mail from the domain: `sp=` for a sub-domain of the record's owner, none
  /// without `p=`, lowered a step by `t=y`. Precondition: `policy_step()` is present.
  Policy effective_policy() const;
};

}  // namespace mailready::dmarc
