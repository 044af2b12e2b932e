#include "mail/spf/fault.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "mail/spf/void_limit.h"

namespace mailready::spf {
namespace {

using Kind = Fault::Kind;

/// How evaluation ends in an error at a term, in a clause behind it.
std::optional<std::pair<Kind, std::string>> error_at(const Branch& branch, LookupLimit limit) {
  if (branch.loops) return std::pair(Kind::loop, "leads back to a record that it stands in");
  if (limit == LookupLimit::holds && branch.past_lookup_limit())
    return std::pair(Kind::past_limit, fmt::format("stands past the lookup limit of {}", lookup_limit));
  if (branch.exchanges > mx_exchange_limit)
    return std::pair(Kind::many_exchanges,
                     fmt::format("stands for {} exchanges, past the limit of {}", branch.exchanges, mx_exchange_limit));
  if (!branch.child || branch.child->state == Node::State::unknown) return std::nullopt;
  if (!branch.target) return std::pair(Kind::broken, "names no domain");
  const auto fault = fault_of(*branch.child);
  return fault ? std::optional(std::pair(Kind::broken, "leads to no valid record: " + fault->why)) : std::nullopt;
}

}  // namespace

std::optional<Fault> fault_of(const Node& node) {
  const std::string name = node.domain.to_string();
  switch (node.state) {
    case Node::State::parsed:
      return std::nullopt;
    case Node::State::missing:
      return Fault{Kind::missing, node.domain, "", name + " publishes no SPF record"};
    case Node::State::several:
      return Fault{Kind::several, node.domain, "", fmt::format("{} publishes {} SPF records", name, node.texts.size())};
    case Node::State::malformed:
      return Fault{Kind::malformed, node.domain, node.error->term,
                   fmt::format("the record of {} is malformed at column {}, in {}: {}", name, node.error->offset + 1,
                               printable(node.error->term), printable(node.error->message))};
    case Node::State::unknown:
      return Fault{
          Kind::unread, node.domain, "",
          fmt::format("no answer for {}: {}", dns::question_text(node.failure->question), reason(node.failure->kind))};
  }
  return std::nullopt;
}

std::optional<Fault> first_fault(const Tree& tree, LookupLimit limit) {
  if (auto fault = fault_of(tree.root)) return fault;
  std::optional<Fault> first;
  walk(tree.root, [&](const Node& node, const Branch& branch) {
    if (first) return;
    if (const auto error = error_at(branch, limit))
      first = Fault{error->first, node.domain, branch.term.text,
                    fmt::format("{} of {} {}", printable(branch.term.text), node.domain.to_string(), error->second)};
  });
  return first;
}

std::optional<std::string> permerror(const Tree& tree) {
  const auto fault = first_fault(tree);
  if (fault && fault->kind != Kind::missing && fault->kind != Kind::unread) return fault->why;
  if (void_limit_stops_mail(tree)) return fmt::format("more than {} lookups come back empty", void_lookup_limit);
  return std::nullopt;
}

}  // namespace mailready::spf
