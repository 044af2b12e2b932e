// Whether an SPF tree has one meaning for every address, so that another record can be put in its place.
#pragma once
#include <optional>
#include <string>

#include "dns/name.h"
#include "mail/spf/coverage.h"
#include "mail/spf/tree.h"

namespace mailready::spf {

/// Why a tree cannot be flattened: what it means is not known, or an error.
struct Unflattened {
  enum class Kind {
    missing,         ///< the domain has no SPF record
    several,         ///< the domain has more than one
    malformed,       ///< the domain's record leaves the grammar
    unread,          ///< the question for the domain's record got no usable answer
    broken,          ///< an include or `redirect=` leads to no valid record
    loop,            ///< an include or `redirect=` leads back to a record that it stands in
    past_limit,      ///< a term stands past the tenth lookup
    many_exchanges,  ///< an mx stands for more than ten exchanges
  } kind = Kind::missing;
  dns::Name record;  ///< the domain, or whose record holds the term at fault
  std::string term;  ///< as written; empty where the fault is not in one
  std::string why;   ///< a clause for people, safe to show
};

/// The first fault, in the order of evaluation, that keeps `tree` from being flattened. A record of others that could
/// not be read is none.
std::optional<Unflattened> refusal(const Tree& tree, LookupLimit limit);

}  // namespace mailready::spf
