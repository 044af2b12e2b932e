#include <fmt/format.h>

#include <set>

#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;
using Kind = spf::Mechanism::Kind;

constexpr int widest_prefix4 = 16, widest_prefix6 = 32;

static bool is_wide(const spf::Mechanism& mechanism) {
  switch (mechanism.kind) {
    case Kind::ip4:
      return mechanism.network->prefix < widest_prefix4;
    case Kind::ip6:
      return mechanism.network->prefix < widest_prefix6;
    case Kind::a:
    case Kind::mx:
      return mechanism.prefix4 < widest_prefix4 || mechanism.prefix6 < widest_prefix6;
    case Kind::all:
    case Kind::include:
    case Kind::ptr:
    case Kind::exists:
      return false;
  }
  return false;
}

/// The terms of the domain's own record that pass a wide network.
static std::set<std::size_t> wide_terms(const spf::Node& node) {
  std::set<std::size_t> found;
  for (const std::size_t i : node.record->evaluation_order()) {
    const spf::Mechanism* mechanism = node.record->terms[i].mechanism();
    if (mechanism && mechanism->qualifier == spf::Qualifier::pass && is_wide(*mechanism)) found.insert(i);
  }
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent()) return {};  // spf-missing reports that
  const spf::Node& root = facts.spf->root;
  const std::set<std::size_t> indices = wide_terms(root);
  if (indices.empty()) return {};
  std::vector<std::string> terms;
  for (const std::size_t i : indices) terms.push_back(root.record->terms[i].text);
  Finding found = spf_finding(
      facts, fmt::format("{} {} wider than /{} (IPv4) or /{} (IPv6): many strangers may send", some_of(terms),
                         terms.size() == 1 ? "passes a network" : "pass networks", widest_prefix4, widest_prefix6));
  found.fix = "Name only the networks that send mail of this domain.";
  found.complete = false;
  found.evidence = quoted(facts, root, indices);
  return finding(std::move(found));
}

extern const Rule spf_wide_network{
    .id = "spf-wide-network",
    .severity = Severity::warning,
    .summary = "The own SPF record passes no network wider than /16 or /32",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "5.6"}, {"RFC 7208", "5.3"}},
    .explanation =
        R"(A /15 holds 131072 addresses, and hardly an owner: whoever rents a server in it passes SPF as this domain,
and spam from there spoils the name that the backup sends with. Often a digit of the prefix is missing, or "a/8" was written for
"a". Name the hosts, or the provider's include, which follows its ranges.)",
    .bad = R"(@ TXT "v=spf1 ip4:185.0.0.0/8 include:sendgrid.net -all")",
    .good = R"(@ TXT "v=spf1 ip4:185.10.20.0/28 include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
