// What is at fault with an SPF tree, so that receivers give permerror, or that it cannot be judged.
#pragma once
#include <optional>
#include <string>

#include "dns/name.h"
#include "mail/spf/coverage.h"
#include "mail/spf/tree.h"

namespace mailready::spf {

/// Why a tree has no meaning, or none that is known.
struct Fault {
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

/// What is wrong with what a name publishes: "acme.example publishes 2 SPF records". Nothing where it is one valid
/// record.
std::optional<Fault> fault_of(const Node& node);

/// The first fault of `tree` in the order of evaluation, where nothing matches in front of it. A record of others that
/// could not be read is none, nor are void lookups, about which receivers differ.
std::optional<Fault> first_fault(const Tree& tree, LookupLimit limit = LookupLimit::holds);

/// Why receivers give permerror, as a clause: a fault of the tree, or void lookups past their limit in the way of
/// senders that it passes. Nothing where the domain has no record, or it could not be read.
std::optional<std::string> permerror(const Tree& tree);

}  // namespace mailready::spf
