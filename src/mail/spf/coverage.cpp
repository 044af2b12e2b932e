// An unknown part of a record, such as an answer that did not come, leaves several ends open to an address. So each
// run of terms is evaluated over sets of what *may* happen: `pass`, `other` and `error` may have ended so. What cannot
// reach the terms behind the run is in `ended`; an address that may or may not have come to an end stands in none but
// the sets of its possible ends. In the end an address passes for sure where "pass" is its only possible end, and
// perhaps where it is one of several. Unknown parts count as independent of each other: two that always agree could be
// told no more exactly, which errs towards "perhaps".
//
// Runs join to longer ones, so a record is evaluated by halves: term by term, a hostile record of thousands of networks
// would take time in the square of their number. No set holds what a record says nothing of, so the sets of ordinary
// records are small.
#include "mail/spf/coverage.h"

#include <algorithm>
#include <span>
#include <utility>

namespace mailready::spf {
namespace {

/// The addresses by the ends that evaluation of a run of terms may come to.
struct Ends {
  IpSet pass;
  IpSet other;  ///< fail, softfail and neutral, which mean the same to `include` (RFC 7208, section 5.2)
  IpSet error;
  IpSet ended;  ///< comes to one of these ends for sure: what stands behind the run decides on all else
};

/// The addresses by what a term may do with them.
struct Match {
  IpSet yes;
  IpSet error;
  IpSet sure;  ///< one of these, for sure: the term may miss all else
};

IpSet all_of(Family family) { return IpSet::everything().only(family); }
Match matches_all() { return {.yes = IpSet::everything(), .error = {}, .sure = IpSet::everything()}; }
Match matches_none() { return {.yes = {}, .error = {}, .sure = {}}; }
Match matches_perhaps() { return {.yes = IpSet::everything(), .error = {}, .sure = {}}; }

Ends ends_of(const Node& node, LookupLimit limit);

/// What an included or redirected record does; a term that stands for no known record is settled by the caller.
Match match_record(const Node& child, LookupLimit limit) {
  switch (child.state) {
    case Node::State::parsed: {
      Ends ends = ends_of(child, limit);
      return {.yes = std::move(ends.pass), .error = std::move(ends.error), .sure = ends.ended.without(ends.other)};
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
  Match match{.yes = branch.addresses, .error = {}, .sure = branch.addresses};
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

/// Whether what the term matches ends in "pass"; `redirect=` hands the result on.
bool passes(const Branch& branch) {
  const Mechanism* mechanism = branch.term.mechanism();
  return !mechanism || mechanism->qualifier == Qualifier::pass;
}

Ends ends_of(const Branch& branch, LookupLimit limit) {
  // Permerror, whatever stands behind (RFC 7208, section 4.6.4).
  if (limit == LookupLimit::holds && branch.past_lookup_limit())
    return {.pass = {}, .other = {}, .error = IpSet::everything(), .ended = IpSet::everything()};
  Match found = match(branch, limit);
  Ends ends{.pass = {}, .other = {}, .error = std::move(found.error), .ended = std::move(found.sure)};
  (passes(branch) ? ends.pass : ends.other) = std::move(found.yes);
  return ends;
}

/// A part of an order of evaluation.
using Order = std::span<const std::size_t>;

/// How many terms in front are networks, with qualifiers that mean the same.
std::size_t count_networks(const Node& node, Order order) {
  const auto belongs = [&](std::size_t i) {
    const Mechanism* mechanism = node.branches[i].term.mechanism();
    return mechanism && mechanism->network && passes(node.branches[i]) == passes(node.branches[order.front()]);
  };
  return static_cast<std::size_t>(std::ranges::find_if_not(order, belongs) - order.begin());
}

Ends ends_of_networks(const Node& node, Order order) {
  std::vector<const IpSet*> networks;
  for (const std::size_t i : order) networks.push_back(&node.branches[i].addresses);
  Ends ends;
  ends.ended = IpSet::sum(networks);
  (passes(node.branches[order.front()]) ? ends.pass : ends.other) = ends.ended;
  return ends;
}

void add(IpSet& set, const IpSet& more) {
  if (!more.empty()) set = set.united(more);
}

/// The ends of a run of terms with another behind it.
Ends joined(Ends front, const Ends& back) {
  add(front.pass, back.pass.without(front.ended));
  add(front.other, back.other.without(front.ended));
  add(front.error, back.error.without(front.ended));
  add(front.ended, back.ended);
  return front;
}

Ends joined(std::span<Ends> parts) {
  if (parts.empty()) return {};
  if (parts.size() == 1) return std::move(parts.front());
  const std::size_t half = parts.size() / 2;
  return joined(joined(parts.first(half)), joined(parts.subspan(half)));
}

/// Whether the record ends in an `all` that is no pass: what comes as far does so without it, since the default is
/// neutral (RFC 7208, section 4.7).
bool ends_in_default(const Node& node, Order order) {
  const Branch& last = node.branches[order.back()];
  return last.term.is(Mechanism::Kind::all) && !passes(last);
}

/// Whatever comes to no end here gets neutral.
Ends ends_of(const Node& node, LookupLimit limit) {
  Order order = node.record->evaluation_order();
  if (!order.empty() && ends_in_default(node, order)) order = order.first(order.size() - 1);
  std::vector<Ends> parts;
  while (!order.empty()) {
    const std::size_t networks = count_networks(node, order);
    parts.push_back(networks > 0 ? ends_of_networks(node, order.first(networks))
                                 : ends_of(node.branches[order.front()], limit));
    order = order.subspan(std::max<std::size_t>(networks, 1));
  }
  return joined(parts);
}

void collect_includes(const Node& node, std::vector<const Branch*>& found) {
  for (const std::size_t i : node.record->evaluation_order()) {
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
  Coverage coverage{.passed = root.yes.intersected(root.sure).without(root.error), .maybe = {}};
  coverage.maybe = root.yes.without(coverage.passed);
  return coverage;
}

std::optional<IpSet> matched(const Branch& branch, LookupLimit limit) {
  if (!branch.evaluated) return std::nullopt;
  if (limit == LookupLimit::holds && branch.past_lookup_limit()) return std::nullopt;
  Match found = match(branch, limit);
  if (!found.error.empty() || !found.sure.covers(found.yes)) return std::nullopt;
  return std::move(found.yes);
}

std::vector<const Branch*> reachable_includes(const Tree& tree) {
  std::vector<const Branch*> found;
  collect_includes(tree.root, found);
  return found;
}

}  // namespace mailready::spf
