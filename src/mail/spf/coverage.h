// Which addresses an SPF tree passes: exact arithmetic, with what cannot be known kept apart.
#pragma once
#include <optional>
#include <vector>

#include "base/ip.h"
#include "mail/spf/tree.h"

namespace mailready::spf {

/// The addresses for which evaluation ends in "pass", for sure and perhaps.
struct Coverage {
  IpSet passed;  ///< pass for sure
  IpSet maybe;   ///< depends on the sender beyond its address, or on an answer that did not come; disjoint from passed
};

/// Evaluates terms in order over sets of addresses (RFC 7208, section 4.6): an address that an earlier term caught,
/// with whatever qualifier, reaches no later one; an included record matches what it passes itself (section 5.2);
/// `redirect=` takes what is left. A term that stands past the tenth lookup catches nothing and passes nothing.
/// A broken include, which a finding of its own reports, is passed over.
Coverage coverage(const Tree& tree);

/// Whether a term past the tenth lookup ends evaluation, or does what it would if receivers had no such limit.
enum class LookupLimit { holds, left_aside };

/// The addresses that a term matches, whatever its qualifier; an include or `redirect=`: those that its record passes.
/// Nothing where that depends on the sender beyond its address, on an answer that did not come, or on one that nobody
/// asked for, as behind `all`; nor where some addresses end in an error past the lookup limit. Broken includes match no
/// address, as in `coverage`.
std::optional<IpSet> matched(const Branch& branch, LookupLimit limit = LookupLimit::holds);

/// An `include:` (or `redirect=`) with qualifier "+" that evaluation can reach in front of `all` and within the lookup
/// limit. Includes of includes are listed too, behind the one that holds them.
std::vector<const Branch*> reachable_includes(const Tree& tree);

}  // namespace mailready::spf
