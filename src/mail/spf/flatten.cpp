#include "mail/spf/flatten.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "base/text.h"
#include "mail/spf/coverage.h"
#include "mail/spf/edit.h"

namespace mailready::spf {
namespace {

constexpr std::array qualifiers{Qualifier::pass, Qualifier::fail, Qualifier::softfail, Qualifier::neutral};

// ---- The way of evaluation

/// A term that evaluation meets, with the addresses that it matches; without, it is kept as written.
struct Step {
  const Branch* branch;
  std::optional<IpSet> addresses;
};

/// The steps through the domain's own record, and on through the redirects that are replaced by what they lead to.
struct Route {
  std::vector<Step> steps;
  const Node* policy = nullptr;       ///< where the last of them stands
  std::vector<const Branch*> copied;  ///< the terms of the domain's own record that are written in addresses
};

/// The addresses that a term stands for. The limit is left aside: a record past it is the one that people flatten. What
/// matches everybody without being `all`, such as `exists:` of a name that exists, is kept as a condition: written out,
/// it would be an `all` that its owner can no longer withdraw.
std::optional<IpSet> meant(const Branch& branch) {
  auto addresses = matched(branch, LookupLimit::left_aside);
  if (addresses == IpSet::everything() && !branch.term.is(Mechanism::Kind::all)) return std::nullopt;
  return addresses;
}

bool is_known_whole(const Node& node) {
  return node.state == Node::State::parsed && std::ranges::all_of(node.record->evaluation_order(), [&](std::size_t i) {
           const Branch& branch = node.branches[i];
           return branch.is_redirect() ? branch.child && is_known_whole(*branch.child) : meant(branch).has_value();
         });
}

bool ends_evaluation(const Step& step) { return step.branch->term.is(Mechanism::Kind::all); }

void follow(const Node& node, Route& route) {
  const bool is_own = route.policy == nullptr;
  route.policy = &node;
  for (const std::size_t i : node.record->evaluation_order()) {
    const Branch& branch = node.branches[i];
    const bool leads_on = branch.is_redirect() && branch.child && is_known_whole(*branch.child);
    Step step{&branch, branch.is_redirect() ? std::nullopt : meant(branch)};
    if (is_own && (leads_on || step.addresses)) route.copied.push_back(&branch);
    if (leads_on) return follow(*branch.child, route);
    route.steps.push_back(std::move(step));
    if (ends_evaluation(route.steps.back())) return;
  }
}

// ---- Sums of sets

/// The addresses that a run of terms catches, by the qualifier of the first that does.
struct Caught {
  std::array<IpSet, qualifiers.size()> by;
  IpSet all;
};

/// By halves, as in `coverage`: a record of thousands of networks would take time in the square of their number.
Caught caught_by(std::span<const Step> run) {
  Caught front;
  if (run.empty()) return front;
  if (run.size() == 1) {
    const auto qualifier = static_cast<std::size_t>(run.front().branch->term.mechanism()->qualifier);
    front.by[qualifier] = front.all = *run.front().addresses;
    return front;
  }
  const std::size_t half = run.size() / 2;
  front = caught_by(run.first(half));
  const Caught back = caught_by(run.subspan(half));
  for (std::size_t i = 0; i < front.by.size(); ++i) front.by[i] = front.by[i].united(back.by[i].without(front.all));
  front.all = front.all.united(back.all);
  return front;
}

std::vector<std::string> network_terms(const IpSet& set) {
  std::vector<std::string> terms;
  for (const Network& network : set.networks()) terms.push_back(network_term(network));
  return terms;
}

/// What a run of terms adds to `parts`, where the addresses in `gone` never get to it.
void append_run(std::vector<Part>& parts, const Caught& caught, const IpSet& gone, std::optional<Qualifier> left_out) {
  for (const Qualifier qualifier : qualifiers) {
    if (qualifier == left_out) continue;
    const IpSet& set = caught.by[static_cast<std::size_t>(qualifier)];
    parts.push_back({.qualifier = qualifier, .networks = network_terms(set.without(gone))});
  }
}

/// The final `all`, and what it says; without one that is neutral (RFC 7208, section 4.7).
struct Ending {
  std::string term;
  Qualifier qualifier = Qualifier::neutral;
};

Ending ending_of(const Route& route) {
  if (route.steps.empty() || !ends_evaluation(route.steps.back())) return {};
  const Term& term = route.steps.back().branch->term;
  return {term.text, term.mechanism()->qualifier};
}

std::vector<Part> mechanism_parts(const Route& route) {
  const Ending ending = ending_of(route);
  std::span<const Step> left(route.steps);
  if (!ending.term.empty()) left = left.first(left.size() - 1);
  std::vector<Part> parts;
  IpSet gone;
  for (;;) {
    const auto kept = std::ranges::find_if(left, [](const Step& step) { return !step.addresses; });
    const Caught caught = caught_by({left.begin(), kept});
    const bool says_the_same = kept == left.end() && ending.qualifier != Qualifier::pass;
    append_run(parts, caught, gone, says_the_same ? std::optional(ending.qualifier) : std::nullopt);
    if (kept == left.end()) break;
    gone = gone.united(caught.all);
    parts.push_back({.term = kept->branch->term.text});
    left = {kept + 1, left.end()};
  }
  parts.push_back({.term = ending.term});
  return parts;
}

// ---- What is said of the terms

/// Why addresses cannot express what a term of a record, on its own, matches.
std::optional<std::string> obstacle(const Branch& branch) {
  if (branch.depends_on_sender || branch.term.is(Mechanism::Kind::ptr)) return "depends on the sender";
  if (branch.capped) return "leads to more records than are read";
  if (branch.lacks_exchanges()) return "stands past the lookup limit, where exchanges are not asked for";
  if (branch.failures.empty()) return std::nullopt;
  const dns::Failure& failure = branch.failures.front();
  return fmt::format("got no answer for {} of {} ({})", dns::type_name(failure.question.type),
                     failure.question.name.to_string(), reason(failure.kind));
}

/// The same of a term with all below it: "holds exists:%{i}.x of _spf.example.net, which depends on the sender".
std::string why_kept(const Branch& kept) {
  std::optional<std::string> why = obstacle(kept);
  if (!why && kept.child)
    walk(*kept.child, [&](const Node& node, const Branch& branch) {
      const auto found = why ? std::nullopt : obstacle(branch);
      if (found)
        why = fmt::format("holds {} of {}, which {}", printable(branch.term.text), node.domain.to_string(), *found);
    });
  return why.value_or("matches everybody today");
}

void add_sources(const Branch& branch, const dns::Name& domain, std::vector<Source>& sources) {
  if (branch.target && !branch.target->is_at_or_below(domain)) {
    if (std::ranges::find(sources, *branch.target, &Source::target) == sources.end())
      sources.push_back({branch.term.text, *branch.target});
  } else if (branch.child) {
    for (const std::size_t i : branch.child->record->evaluation_order())
      add_sources(branch.child->branches[i], domain, sources);
  }
}

/// The modifiers that stay, behind the mechanisms; those that do not go to `lost`.
void append_modifiers(std::vector<Part>& parts, const Node& own, const Node& policy, std::vector<TermNote>& lost) {
  for (const Term& term : own.record->terms) {
    const bool is_exp = term.is(Modifier::Kind::exp);
    if (is_exp && &own != &policy)
      lost.push_back({term.text, "the record that redirect= led to gives the explanations"});
    else if (is_exp || term.is(Modifier::Kind::unknown))
      parts.push_back({.term = term.text});
  }
  if (&own == &policy) return;
  for (const Term& term : policy.record->terms) {
    if (!term.is(Modifier::Kind::exp)) continue;
    if (term.modifier()->value.uses('d'))
      lost.push_back({term.text, "%{d} stands for " + policy.domain.to_string() + " there"});
    else
      parts.push_back({.term = term.text});
  }
}

void add_targets(const Tree& tree, std::set<dns::Name>& names) {
  walk(tree.root, [&](const Node&, const Branch& branch) {
    if (branch.target) names.insert(*branch.target);
  });
}

}  // namespace

Result<Flattened, Fault> flatten(const Tree& tree, std::set<dns::Name> taken) {
  if (auto fault = first_fault(tree, LookupLimit::left_aside)) return std::move(*fault);
  Route route;
  follow(tree.root, route);
  Flattened flattened;
  for (const Step& step : route.steps) {
    if (step.addresses) continue;
    flattened.kept.push_back({step.branch->term.text, why_kept(*step.branch)});
    flattened.lookups += step.branch->lookups;
  }
  for (const Branch* branch : route.copied) add_sources(*branch, tree.root.domain, flattened.copies);
  add_targets(tree, taken);
  std::vector<Part> parts = mechanism_parts(route);
  append_modifiers(parts, tree.root, *route.policy, flattened.lost);
  flattened.records = spread(tree.root.domain, std::move(parts), taken);
  flattened.lookups += static_cast<int>(flattened.records.size() - 1);
  return flattened;
}

}  // namespace mailready::spf
