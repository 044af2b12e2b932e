// The two legs of DMARC for one ESP: SPF and DKIM, as receivers check them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "dns/resolver.h"
#include "dns/task.h"
#include "mail/spf/check_host.h"
#include "survey/facts.h"

namespace mailready::failover {

/// SPF as receivers check mail of an ESP, at its envelope domain.
struct SpfLeg {
  std::optional<dns::Name> name{};                  ///< nothing: the ESP's own domain, which it looks after
  std::optional<spf::Evaluation::Result> result{};  ///< the worst over its networks; nothing: not known
  std::string reason{};                             ///< no pass, or not known: why
  bool aligned = false;                             ///< a pass counts for DMARC
  bool may_align = false;                           ///< whether it does is not known
  bool passes() const { return result == spf::Evaluation::Result::pass; }
};

/// DKIM as receivers check it.
struct DkimLeg {
  survey::SenderFacts::Dkim key = survey::SenderFacts::Dkim::unknown;
  std::optional<dns::Name> name{};       ///< the aligned signing domain, or else one whose key is usable
  std::vector<std::string> selectors{};  ///< with usable keys
  bool aligned = false;                  ///< a pass counts for DMARC
  bool may_align = false;                ///< whether it does is not known
};

/// What receivers give to mail of `sender`, by check_host() for the networks that it publishes, with what `dns` tells.
dns::Task<SpfLeg> spf_leg(dns::Resolver& dns, const survey::SenderFacts& sender, dns::Name domain);

/// `sender` is one of `facts`.
DkimLeg dkim_leg(const survey::SenderFacts& sender, const survey::Facts& facts);

}  // namespace mailready::failover
