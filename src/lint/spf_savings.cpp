#include "lint/spf_savings.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "lint/spf.h"

namespace mailready::lint {

namespace {

using spf::Branch;
using spf::Node;

void take(Savings& savings, const Node& root, std::size_t at, std::string term) {
  savings.replaced[at] = std::move(term);
  savings.lookups -= root.branches[at].lookups;
}

void drop_repetitions(Savings& savings, const Node& root) {
  std::set<std::string> seen;
  for (const std::size_t i : root.record->evaluation_order()) {
    if (root.branches[i].lookups == 0) continue;
    if (seen.insert(root.branches[i].term.canonical_at(root.domain)).second) continue;
    take(savings, root, i, "");
    savings.repetitions = true;
  }
}

void write_out_hosts(Savings& savings, const Node& root) {
  for (const std::size_t i : root.record->evaluation_order()) {
    if (savings.lookups < tight_lookups) return;
    const auto networks = spf::as_networks(root.branches[i]);
    if (!networks || savings.replaced.contains(i)) continue;
    take(savings, root, i, *networks);
    savings.hosts = true;
  }
}

}  // namespace

std::vector<std::string> lookup_costs(const spf::Tree& tree) {
  std::vector<std::string> lines;
  for (const std::size_t i : tree.root.record->evaluation_order()) {
    const Branch& branch = tree.root.branches[i];
    if (branch.lookups > 0) lines.push_back(fmt::format("{} ({})", some_of({branch.term.text}), branch.lookups));
  }
  return lines;
}

std::string Savings::advice() const {
  std::vector<std::string> ways;
  if (repetitions) ways.emplace_back("leave out what is said twice");
  if (hosts) ways.emplace_back("write hosts as addresses");
  std::string text = fmt::format("{}; {} {} left.", enumerate(ways),
                                 counted(static_cast<std::size_t>(lookups), "lookup"), lookups == 1 ? "is" : "are");
  if (!ways.empty()) text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

Savings savings(const spf::Tree& tree) {
  Savings savings{.replaced = {}, .lookups = tree.lookups};
  drop_repetitions(savings, tree.root);
  write_out_hosts(savings, tree.root);
  return savings;
}

}  // namespace mailready::lint
