// Which DMARC record speaks for a name: the DNS tree walk of RFC 9989, section 4.10.
#pragma once
#include <asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dns/resolver.h"
#include "mail/dmarc/record.h"

namespace mailready::dmarc {

/// What was found at `_dmarc.` below one name of the walk.
struct Step {
  dns::Name name;                       ///< the name above which "_dmarc" was asked for
  std::vector<std::string> policies;    ///< all TXT texts that are meant as a policy, parsed or not
  std::optional<Record> record;         ///< exactly one that parses
  std::optional<ParseError> error;      ///< exactly one, which does not
  std::optional<dns::Failure> failure;  ///< no answer
  bool operator==(const Step&) const = default;
};

/// A walk from a name to its top-level domain, most specific first, as far as the walk goes: at most eight names,
/// and not past a record with `psd=n` or `psd=y`.
struct Walk {
  dns::Name domain;
  std::vector<Step> steps;

  /// The organisational domain (RFC 9989, section 4.10.2): the name itself where no record was found. Unknown where
  /// a step that could change it failed.
  dns::Fact<dns::Name> organisational_domain() const;

  /// The step whose record is the policy for the domain: the domain's own, else that of its organisational
  /// domain, else of the public suffix domain. Absent where there is none, unknown where a step that could hold it
  /// failed.
  dns::Fact<Step> policy_step() const;

  /// The policy that receivers apply to mail from the domain: `sp=` for a sub-domain of the record's owner, none
  /// without `p=`, lowered a step by `t=y`. Precondition: `policy_step()` is present.
  Policy effective_policy() const;
};

/// All names of the walk are asked at once; what stands past a `psd=` boundary is left out afterwards.
asio::awaitable<Walk> walk_tree(dns::Resolver& resolver, dns::Name domain);

}  // namespace mailready::dmarc
