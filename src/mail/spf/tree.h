// The tree of records that an SPF record stands for, walked for the worst case: nothing matches before the end.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dns/answer.h"
#include "mail/spf/record.h"

namespace mailready::spf {

constexpr int lookup_limit = 10;       ///< RFC 7208, section 4.6.4
constexpr int void_lookup_limit = 2;   ///< RFC 7208, section 4.6.4
constexpr int mx_exchange_limit = 10;  ///< RFC 7208, section 4.6.4

/// Lookups that brought nothing (NXDOMAIN or no records), by the family of the sender's address.
struct Voids {
  int ipv4 = 0, ipv6 = 0;
  bool operator==(const Voids&) const = default;
};

struct Node;

/// A term of a record in the tree, with what its queries showed.
struct Branch {
  explicit Branch(const Term& its_term) : term(its_term) {}

  const Term& term;       ///< of the record of the node that it stands in
  bool evaluated = true;  ///< false: behind `all`, or a `redirect=` beside it; neither walked nor counted
  /// What it queries; nothing for ip4, ip6, all, ptr, a name that depends on the sender, or one that is no domain
  /// name, which counts a lookup and no void, and matches nothing (RFC 7208, section 4.3).
  std::optional<dns::Name> target;
  bool depends_on_sender = false;      ///< a macro: counts a lookup and no void
  bool loops = false;                  ///< the target is a record above this one; not walked again
  bool capped = false;                 ///< not walked, or not to its end, since the tree is larger than the caps
  int own_lookups = 0;                 ///< 1 for a term that costs a lookup
  int lookups = 0;                     ///< its own, and all of the records below it
  Voids own_voids, voids;              ///< its own, and all of the records below it
  int lookups_before = 0;              ///< what the terms in front of it in the whole tree have cost
  Voids voids_before;                  ///< and which of their lookups were void
  IpSet addresses;                     ///< ip4, ip6, a, mx: what it matches, prefixes applied
  std::size_t exchanges = 0;           ///< mx: how many MX records its target has
  bool exists = false;                 ///< exists: the fixed name has an A record
  std::vector<dns::Failure> failures;  ///< questions of its own that got no answer
  /// include, redirect: the record at the target, `missing` where that is no domain name. Null where it is not walked:
  /// it loops, is capped, depends on the sender or is not evaluated.
  std::unique_ptr<Node> child;

  bool is_include() const { return term.is(Mechanism::Kind::include); }
  bool is_redirect() const { return term.is(Modifier::Kind::redirect); }
  bool reads_record() const { return is_include() || is_redirect(); }
  bool past_lookup_limit() const { return own_lookups > 0 && lookups_before >= lookup_limit; }
  /// An mx past the lookup limit, whose exchanges no walk asks for.
  bool lacks_exchanges() const { return past_lookup_limit() && exchanges > 0 && addresses.empty(); }
};

/// What a name publishes as SPF, and the terms of it.
struct Node {
  enum class State { parsed, missing, several, malformed, unknown };
  dns::Name domain;
  State state = State::missing;
  bool is_void = false;                 ///< missing: the TXT answer was empty or NXDOMAIN
  std::vector<std::string> texts;       ///< the SPF records found: one, none or several
  std::optional<ParseError> error;      ///< malformed
  std::optional<dns::Failure> failure;  ///< unknown
  SharedRecord record = no_record();    ///< parsed; else one without terms
  std::vector<Branch> branches;         ///< parsed: a branch for each term of `record`, in its order

  /// The `redirect=` by which evaluation leaves the record: none where it has an `all`.
  const Branch* redirect() const;
};

struct Tree {
  Node root;
  int lookups = 0;
  Voids voids;
  bool lookups_at_least = false;  ///< an unknown part, a macro or the cap hides what there may be more of
  bool capped = false;            ///< the walk stopped at a hard cap
  /// The larger of the two counts of void lookups, and whose it is.
  int void_lookups() const { return voids.ipv4 >= voids.ipv6 ? voids.ipv4 : voids.ipv6; }

  /// The record whose `all` decides: the root, or the target of its `redirect=`, followed. Null where the chain
  /// ends in a record that is missing, malformed or unknown.
  const Node* effective() const;
  bool has_loop() const;
  /// The first question of the walk, in order, that got no answer.
  const dns::Failure* first_failure() const;
};

/// Calls `visit` for every evaluated branch that is a mechanism or `redirect=`, depth first in the order of evaluation,
/// with the record it stands in: `Record::evaluation_order`.
template <class Visit>
void walk(const Node& node, const Visit& visit) {
  for (const std::size_t i : node.record->evaluation_order()) {
    const Branch& branch = node.branches[i];
    visit(node, branch);
    if (branch.child) walk(*branch.child, visit);
  }
}

}  // namespace mailready::spf
