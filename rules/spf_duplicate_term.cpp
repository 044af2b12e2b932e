#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;

/// The terms that say again what an earlier one said. Mechanisms behind `all` are for spf-term-after-all to report.
static std::set<std::size_t> repeated(const spf::Node& node) {
  std::set<std::size_t> found;
  std::set<std::string> seen;
  const std::size_t end = node.record->all_index();
  for (std::size_t i = 0; i < node.record->terms.size(); ++i) {
    const spf::Term& term = node.record->terms[i];
    if (term.mechanism() && i > end) continue;
    if (!seen.insert(term.canonical_at(node.domain)).second) found.insert(i);
  }
  return found;
}

static Finding duplicates(const Facts& facts, const spf::Node& node, const std::set<std::size_t>& indices) {
  std::vector<std::string> terms;
  int saved = 0;
  for (const std::size_t i : indices) {
    terms.push_back(node.record->terms[i].text);
    saved += node.branches[i].lookups;
  }
  Finding found = spf_finding(
      facts,
      fmt::format("{}{} {} what an earlier term says{}", some_of(terms), in_record(facts, node),
                  terms.size() == 1 ? "repeats" : "repeat",
                  saved > 0 ? fmt::format(", for {} more", counted(static_cast<std::size_t>(saved), "lookup")) : ""));
  found.fix = saved == 0 ? "Remove the repetition."
                         : fmt::format("Remove the repetition; that saves {} of {} lookups.", saved, spf::lookup_limit);
  found.evidence = quoted(facts, node, indices);
  offer_in_place(found, facts, node, spf::without(*node.record, indices));
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent()) return {};  // spf-missing reports that
  Outcome outcome;
  const OwnRecords own = own_records(facts);
  for (const spf::Node* node : own.records)
    if (const auto indices = repeated(*node); !indices.empty()) outcome += finding(duplicates(facts, *node, indices));
  if (own.unread) outcome += undecided(facts.domain, *own.unread);
  return outcome;
}

extern const Rule spf_duplicate_term{
    .id = "spf-duplicate-term",
    .severity = Severity::info,
    .summary = "No SPF term is said twice",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "4.6.2"}, {"RFC 7208", "4.6.4"}},
    .explanation = R"(A term that stands twice in one record, be it spelt another way (+a and a, ip4:185.10.20.7 and
ip4:185.10.20.7/32), matches nobody new, and an include said twice costs its lookups twice: room that the backup's include may
need. It is the trace of tools that append without looking. Remove the later one.)",
    .bad = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net include:spf.mtasv.net -all")",
    .good = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
