#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;

/// The mechanisms behind the first `all`. Modifiers may stand anywhere (RFC 7208, section 6).
static std::set<std::size_t> unreachable(const spf::Record& record) {
  std::set<std::size_t> found;
  for (std::size_t i = record.all_index() + 1; i < record.terms.size(); ++i)
    if (record.terms[i].mechanism()) found.insert(i);
  return found;
}

/// Whether a term can be moved in front of `all` without a look at what it leads to, which nobody has walked: narrow
/// networks, and includes of known services where the lookup limit is far. A second `all` is left out.
static bool is_harmless(const Facts& facts, const spf::Node& node, const spf::Term& term) {
  constexpr int far_from_limit = 6;
  if (term.is(spf::Mechanism::Kind::all)) return true;
  if (const auto& network = term.mechanism()->network)
    return network->prefix >= (network->address.family == Family::ipv4 ? 16 : 32);
  if (!term.is(spf::Mechanism::Kind::include) || facts.spf->lookups > far_from_limit) return false;
  const auto target = term.domain_spec()->name_at(node.domain, facts.domain);
  return target && catalogue::by_include(*target) != nullptr;
}

static Finding behind_all(const Facts& facts, const spf::Node& node, const std::set<std::size_t>& indices) {
  const spf::Record& record = *node.record;
  std::vector<std::string> terms;
  for (const std::size_t i : indices) terms.push_back(record.terms[i].text);
  Finding found =
      spf_finding(facts, fmt::format("{}{} {} behind {} and can never match", some_of(terms), in_record(facts, node),
                                     terms.size() == 1 ? "stands" : "stand", record.terms[record.all_index()].text));
  found.fix = "Let \"all\" be the last mechanism: move what is needed in front of it, and remove the rest.";
  found.evidence = quoted(facts, node, indices);
  offer_in_place(found, facts, node, spf::with_all_last(record));
  found.complete =
      std::ranges::all_of(indices, [&](std::size_t i) { return is_harmless(facts, node, record.terms[i]); });
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent()) return {};  // spf-missing reports that
  Outcome outcome;
  const OwnRecords own = own_records(facts);
  for (const spf::Node* node : own.records)
    if (const auto indices = unreachable(*node->record); !indices.empty())
      outcome += finding(behind_all(facts, *node, indices));
  if (own.unread) outcome += undecided(facts.domain, *own.unread);
  return outcome;
}

extern const Rule spf_term_after_all{
    .id = "spf-term-after-all",
    .severity = Severity::warning,
    .summary = "No mechanism stands behind all",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "5.1"}},
    .explanation = R"("all" matches everybody, so receivers never come to a mechanism behind it. A tool or a person that
appends the include of a second ESP at the end of the record adds it in vain: the record looks right, and the backup fails SPF
the day it is needed. Move the term in front of "all". Modifiers, such as exp=, may stand anywhere.)",
    .bad = R"(@ TXT "v=spf1 include:spf.mtasv.net -all include:sendgrid.net")",
    .good = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
