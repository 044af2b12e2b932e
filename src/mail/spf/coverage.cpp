// An unknown part of a record, such as an answer that did not come, leaves several ends open to an address. So each
// run of terms is evaluated over sets of what *may* happen: `pass`, `other` and `error` may have ended so, `on` may
// reach what stands behind. One term takes those that it may match into the end of its qualifier, and leaves in `on`
// those that it may miss; an address that it may do both with stands in both. In the end an address passes for sure
// where "pass" is its only possible end, and perhaps where it is one of several. Unknown parts count as independent of
// each other: two that always agree could be told no more exactly, which errs towards "perhaps".
//
// Runs join to longer ones, so a record is evaluated by halves: term by term, a hostile record of thousands of networks
// would take time in the square of their number.
#include "mail/spf/coverage.h"

#include <span>
#include <utility>

namespace mailready::spf {
namespace {

/// The addresses by the ends that evaluation of a run of terms may come to. Every address is in one of them at least.
struct Ends {
  IpSet pass;
  IpSet other;  ///< fail, softfail and neutral, which mean the same to `include` (RFC 7208, section 5.2)
  IpSet error;
  IpSet on;  ///< no end yet: what stands behind the run decides
};

/// The addresses by what a term may do with them.
struct Match {
  IpSet yes, no, error;
};

IpSet all_of(Family family) { return IpSet::everything().only(family); }
Match matches_all() { return {.yes = IpSet::everything(), .no = {}, .error = {}}; }
Match matches_none() { return {.yes = {}, .no = IpSet::everything(), .error = {}}; }
Match matches_perhaps() { return {.yes = IpSet::everything(), .no = IpSet::everything(), .error = {}}; }

Ends ends_of(const Node& node, LookupLimit limit);

/// What an included or redirected record does; a term that stands for no known record is settled by the caller.
Match match_record(const Node& child, LookupLimit limit) {
  switch (child.state) {
    case Node::State::parsed: {
      Ends ends = ends_of(child, limit);
      return {.yes = std::move(ends.pass), .no = std::move(ends.other), .error = std::move(ends.error)};
    }
    case Node::State::unknown:
      return matches_perhaps();
    case Node::State::missing:
    case Node::State::several:
    case Node::State::malformed:
      return matches_none();  // passed over: spf-include-broken reports it
  }
  return matches_none();
}

/// `addresses`, and perhaps those that a failed question would have brought.
Match match_addresses(const Branch& branch) {
  Match match{.yes = branch.addresses, .no = IpSet::everything().without(branch.addresses), .error = {}};
  for (const dns::Failure& failure : branch.failures) {
    if (failure.question.type == dns::Type::a)
      match.yes = match.yes.united(all_of(Family::ipv4));
    else if (failure.question.type == dns::Type::aaaa)
      match.yes = match.yes.united(all_of(Family::ipv6));
    else
      return matches_perhaps();
  }
  return match;
}

Match match_existence(const Branch& branch) {
  if (!branch.failures.empty()) return matches_perhaps();
  return branch.exists ? matches_all() : matches_none();
}

Match match(const Branch& branch, LookupLimit limit) {
  if (branch.depends_on_sender || branch.capped || branch.lacks_exchanges()) return matches_perhaps();
  if (branch.loops) return matches_none();  // passed over: spf-loop reports it
  if (branch.child) return match_record(*branch.child, limit);
  const Mechanism* mechanism = branch.term.mechanism();
  if (!mechanism) return matches_none();
  switch (mechanism->kind) {
    case Mechanism::Kind::all:
      return matches_all();
    case Mechanism::Kind::ptr:
      return matches_perhaps();
    case Mechanism::Kind::exists:
      return match_existence(branch);
    case Mechanism::Kind::a:
    case Mechanism::Kind::mx:
    case Mechanism::Kind::ip4:
    case Mechanism::Kind::ip6:
      return match_addresses(branch);
    case Mechanism::Kind::include:
      return matches_none();
  }
  return matches_none();
}

Ends ends_of(const Branch& branch, LookupLimit limit) {
  // Permerror, whatever stands behind (RFC 7208, section 4.6.4).
  if (limit == LookupLimit::holds && branch.past_lookup_limit())
    return {.pass = {}, .other = {}, .error = IpSet::everything(), .on = {}};
  Match found = match(branch, limit);
  const Mechanism* mechanism = branch.term.mechanism();
  Ends ends{.pass = {}, .other = {}, .error = std::move(found.error), .on = std::move(found.no)};
  const bool passes = !mechanism || mechanism->qualifier == Qualifier::pass;  // `redirect=` hands the result on
  (passes ? ends.pass : ends.other) = std::move(found.yes);
  return ends;
}

/// The ends of a run of terms with another behind it.
Ends joined(const Ends& front, const Ends& back) {
  return {.pass = front.pass.united(front.on.intersected(back.pass)),
          .other = front.other.united(front.on.intersected(back.other)),
          .error = front.error.united(front.on.intersected(back.error)),
          .on = front.on.intersected(back.on)};
}

Ends ends_of(const Node& node, std::span<const std::size_t> order, LookupLimit limit) {
  if (order.empty()) return {.pass = {}, .other = {}, .error = {}, .on = IpSet::everything()};
  if (order.size() == 1) return ends_of(node.branches[order.front()], limit);
  const std::size_t half = order.size() / 2;
  return joined(ends_of(node, order.first(half), limit), ends_of(node, order.subspan(half), limit));
}

Ends ends_of(const Node& node, LookupLimit limit) {
  Ends ends = ends_of(node, node.record.evaluation_order(), limit);
  ends.other = ends.other.united(ends.on);  // neutral, by default (section 4.7)
  ends.on = {};
  return ends;
}

void collect_includes(const Node& node, std::vector<const Branch*>& found) {
  for (const std::size_t i : node.record.evaluation_order()) {
    const Branch& branch = node.branches[i];
    const Mechanism* mechanism = branch.term.mechanism();
    if (!branch.is_redirect() && !(branch.is_include() && mechanism->qualifier == Qualifier::pass)) continue;
    if (branch.past_lookup_limit() || branch.loops) continue;
    found.push_back(&branch);
    if (branch.child) collect_includes(*branch.child, found);
  }
}

}  // namespace

Coverage coverage(const Tree& tree) {
  const Match root = match_record(tree.root, LookupLimit::holds);
  const IpSet not_sure = root.no.united(root.error);
  return {.passed = root.yes.without(not_sure), .maybe = root.yes.intersected(not_sure)};
}

std::optional<IpSet> matched(const Branch& branch, LookupLimit limit) {
  if (!branch.evaluated) return std::nullopt;
  if (limit == LookupLimit::holds && branch.past_lookup_limit()) return std::nullopt;
  Match found = match(branch, limit);
  if (!found.error.empty() || !found.yes.intersected(found.no).empty()) return std::nullopt;
  return std::move(found.yes);
}

std::vector<const Branch*> reachable_includes(const Tree& tree) {
  std::vector<const Branch*> found;
  collect_includes(tree.root, found);
  return found;
}

}  // namespace mailready::spf
