// An SPF record written out in addresses: the policy of a tree as it is now, with as few lookups as it can do with.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "mail/spf/fault.h"
#include "mail/spf/spread.h"
#include "mail/spf/tree.h"

namespace mailready::spf {

/// A term as written in its record, and what became of it, for people: "depends on the sender". `why` is safe to
/// show, `term` is not.
struct TermNote {
  std::string term, why;
  bool operator==(const TermNote&) const = default;
};

/// A term that asks about a name of others, whose answer of today the flattened record holds.
struct Source {
  std::string term;  ///< as written in the record that holds it
  dns::Name target;
  bool operator==(const Source&) const = default;
};

/// What to publish in the place of a record.
struct Flattened {
  std::vector<PublishedRecord> records;  ///< the domain's own first
  int lookups = 0;                       ///< of all of them together; may be past the limit
  std::vector<TermNote> kept;            ///< mechanisms and `redirect=` that addresses cannot express, in order
  std::vector<TermNote> lost;            ///< `exp=` terms that one record cannot take over
  /// The outermost terms about names that are not at or below the domain, in order of evaluation, a name once.
  std::vector<Source> copies;
};

/// Gives every address the result that the tree gives it, and every sender too that a kept term matches. Terms whose
/// addresses are known are written as networks; those of equal qualifier together, since behind the exact sums of sets
/// their order no longer counts. A term that depends on the sender, or on an answer that did not come, is kept as
/// written, and in its place: what stood behind it stays there. Networks that get the result of the final `all` in any
/// case are left out, but for those that pass.
///
/// A term that matches everybody today without being `all`, such as `exists:` of a name that exists, is kept too:
/// written out, it could not be withdrawn. `redirect=` is replaced by the terms of its target where all of them are
/// known; the target's `exp=` then applies (RFC 7208, section 6.2), and is taken over unless it holds `%{d}`, which is
/// another name in the record of the domain.
///
/// A tree past the lookup limit, which receivers give permerror, is what people flatten most: its terms count for what
/// they were meant to say. An mx past the limit, whose exchanges nobody asked for, is then kept.
///
/// Where receivers may come to another permerror, there is nothing to preserve: such a tree is refused, whether or not
/// some address gets there. Void lookups, about which receivers differ, are not looked at.
///
/// The names of the tree are not given to new records, nor are those in `taken`.
Result<Flattened, Fault> flatten(const Tree& tree, std::set<dns::Name> taken = {});

}  // namespace mailready::spf
