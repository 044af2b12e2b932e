#include "lint/spf.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "lint/evidence.h"

namespace mailready::lint {

namespace {

using spf::Branch;
using spf::Mechanism;
using spf::Node;

/// The name that holds the record of `node`: the end of its alias chain.
dns::Name holder(const Facts& facts, const Node& node) {
  for (const survey::Asked& asked : facts.answers)
    if (asked.question.type == dns::Type::txt && asked.question.name == node.domain && asked.reply)
      return asked.reply->final_name();
  return node.domain;
}

/// The SPF records at `node` as they are published: with the strings that the zone cuts them into, as far as the survey
/// has them.
std::vector<RecordChange> published(const Facts& facts, const Node& node) {
  std::vector<RecordChange> changes;
  if (&node == &facts.spf->root && facts.txt) {
    for (const dns::Record& record : facts.txt->records)
      if (const auto* txt = std::get_if<dns::Txt>(&record.rdata); txt && spf::is_spf(txt->joined()))
        changes.push_back(change(record));
    return changes;
  }
  for (const std::string& text : node.texts)
    changes.push_back({holder(facts, node).to_string(), "TXT", quoted_strings(spf::txt_strings(text))});
  return changes;
}

/// What a void term found nothing of.
std::string missing_types(const Branch& branch) {
  if (branch.is_include() || branch.is_redirect()) return "no TXT record";
  const Mechanism::Kind kind = branch.term.mechanism()->kind;
  if (kind == Mechanism::Kind::mx) return "no MX record";
  if (kind == Mechanism::Kind::exists) return "no A record";
  if (branch.own_voids.ipv4 > 0 && branch.own_voids.ipv6 > 0) return "no A and no AAAA record";
  return branch.own_voids.ipv4 > 0 ? "no A record" : "no AAAA record";
}

bool finds_nothing(const Branch& branch) { return branch.own_voids.ipv4 > 0 || branch.own_voids.ipv6 > 0; }

/// The terms to write in the place of those of `node` that find nothing; "" drops one.
std::map<std::size_t, std::string> void_replacements(const Node& node) {
  std::map<std::size_t, std::string> replaced;
  for (const std::size_t i : node.record.evaluation_order()) {
    const Branch& branch = node.branches[i];
    if (!finds_nothing(branch) || branch.is_redirect()) continue;
    if (branch.own_voids.ipv4 > 0 && branch.own_voids.ipv6 > 0)
      replaced[i] = "";
    else if (const auto networks = spf::as_networks(branch))
      replaced[i] = *networks;
  }
  return replaced;
}

std::size_t count_voids(const Node& node) {
  std::size_t count = 0;
  for (const std::size_t i : node.record.evaluation_order()) count += finds_nothing(node.branches[i]) ? 1 : 0;
  return count;
}

/// The domain's own record with an include for its `redirect=`, and `all` behind it. It costs the same lookups.
std::string with_include_for_redirect(const spf::Record& record, std::string_view all) {
  const std::size_t at = record.redirect_index();
  if (at == record.terms.size()) return spf::ending_in(record, all);
  return spf::without(record, {at}) + fmt::format(" include:{} {}", record.redirect()->value.text, all);
}

}  // namespace

Finding spf_finding(const Facts& facts, std::string message) {
  return {.subject = facts.domain.to_string(), .type = "TXT", .message = std::move(message)};
}

std::string spf_line(const dns::Name& domain, std::string_view text) {
  return fmt::format("{} TXT {}", domain.to_absolute(), quoted_strings(spf::txt_strings(text)));
}

bool is_own(const Facts& facts, const Node& node) {
  if (&node == &facts.spf->root) return true;
  return node.domain.is_at_or_below(facts.domain) && holder(facts, node).is_at_or_below(facts.domain);
}

OwnRecords own_records(const Facts& facts) {
  OwnRecords own;
  std::set<dns::Name> seen{facts.domain};
  if (facts.spf->root.state == Node::State::parsed) own.records.push_back(&facts.spf->root);
  spf::walk(facts.spf->root, [&](const Node&, const Branch& branch) {
    const Node* child = branch.child.get();
    if (!child || !is_own(facts, *child) || !seen.insert(child->domain).second) return;
    if (child->failure && !own.unread) own.unread = &*child->failure;
    if (child->state == Node::State::parsed) own.records.push_back(child);
  });
  return own;
}

std::string in_record(const Facts& facts, const Node& node) {
  return node.domain == facts.domain ? "" : " in the record of " + node.domain.to_string();
}

void offer_in_place(Finding& finding, const Facts& facts, const Node& node, const std::string& text) {
  for (RecordChange& record : published(facts, node)) finding.remove.push_back(std::move(record));
  finding.publish.push_back({holder(facts, node).to_string(), "TXT", quoted_strings(spf::txt_strings(text))});
}

void offer(Finding& finding, const Facts& facts, const std::string& text) {
  finding.publish.push_back({facts.domain.to_string(), "TXT", quoted_strings(spf::txt_strings(text))});
}

std::vector<std::string> void_lines(const spf::Tree& tree) {
  std::vector<std::string> lines;
  spf::walk(tree.root, [&](const Node& node, const Branch& branch) {
    if (!finds_nothing(branch)) return;
    const std::string where = &node == &tree.root ? "" : ", in the record of " + node.domain.to_string();
    lines.push_back(fmt::format("{}: {}{}", some_of({branch.term.text}), missing_types(branch), where));
  });
  return lines;
}

void offer_without_voids(Finding& finding, const Facts& facts) {
  std::size_t all = 0, mended = 0;
  const OwnRecords own = own_records(facts);
  spf::walk(facts.spf->root, [&](const Node&, const Branch& branch) { all += finds_nothing(branch) ? 1 : 0; });
  for (const Node* node : own.records) {
    const auto replaced = void_replacements(*node);
    if (replaced.empty()) continue;
    offer_in_place(finding, facts, *node, spf::with(node->record, replaced));
    if (replaced.size() == count_voids(*node)) mended += replaced.size();
  }
  finding.complete = !finding.publish.empty() && mended == all;
}

const dns::Failure* unknown_void(const spf::Tree& tree) {
  const dns::Failure* first = nullptr;
  spf::walk(tree.root, [&](const Node&, const Branch& branch) {
    const bool is_mx = branch.term.is(Mechanism::Kind::mx);
    for (const dns::Failure& failure : branch.failures)  // the addresses of exchanges count as no voids
      if (!first && (!is_mx || failure.question.type == dns::Type::mx)) first = &failure;
  });
  return first;
}

const Mechanism* all_of(const spf::Record& record) {
  const std::size_t end = record.all_index();
  return end < record.terms.size() ? record.terms[end].mechanism() : nullptr;
}

static void offer_ending(Finding& finding, const Facts& facts, const Node& policy, std::string_view all) {
  if (is_own(facts, policy))
    offer_in_place(finding, facts, policy, spf::ending_in(policy.record, all));
  else
    offer_in_place(finding, facts, facts.spf->root, with_include_for_redirect(facts.spf->root.record, all));
}

Outcome judge_ending(const Facts& facts, const Ending& ending) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent()) return {};  // spf-missing reports that
  if (const auto* gap = spf::unread_policy(*facts.spf)) return undecided(facts.domain, *gap);
  const Node* policy = facts.spf->effective();
  if (!policy || !ending.is_met(policy->record)) return {};
  const std::string where = policy->domain == facts.domain ? "" : " at " + policy->domain.to_string();
  Finding found = spf_finding(facts, fmt::format("The SPF record{} ends in {}", where, ending.text));
  found.fix = ending.fix;
  offer_ending(found, facts, *policy, ending.better);
  return finding(std::move(found));
}

}  // namespace mailready::lint
