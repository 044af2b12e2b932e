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

constexpr std::size_t most_quoted = 3;  // terms of a finding

/// `heading` and a colon, where it is not empty, and the record at `node` with carets below the first of these terms.
std::vector<std::string> with_carets(const std::string& heading, const Node& node, const std::set<std::size_t>& indices,
                                     std::size_t most = most_quoted) {
  std::vector<spf::Stretch> marked = spf::stretches(*node.record, indices);
  if (marked.size() > most) marked.resize(most);
  std::vector<std::string> lines = spf::pointed_at(node.record->text, marked);
  if (!heading.empty()) lines.insert(lines.begin(), heading + ":");
  return lines;
}

/// How evaluation gets to the record that holds the term; "" for the domain's own.
std::string way_to(const spf::Path& path) { return path.is_own() ? "" : path.way(); }

/// Terms of one record.
struct Quote {
  std::string way;
  const Node* node = nullptr;
  std::set<std::size_t> indices{};
};

std::vector<Quote> quotes_of(const spf::Tree& tree, const std::function<bool(const spf::Path&)>& is_meant) {
  std::vector<Quote> quotes;
  spf::walk_paths(tree, [&](const spf::Path& path) {
    if (!is_meant(path)) return;
    auto quote = std::ranges::find(quotes, &path.record(), &Quote::node);
    if (quote == quotes.end()) quote = quotes.insert(quote, {way_to(path), &path.record()});
    quote->indices.insert(path.index());
  });
  return quotes;
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
  for (const std::size_t i : node.record->evaluation_order()) {
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
  for (const std::size_t i : node.record->evaluation_order()) count += finds_nothing(node.branches[i]) ? 1 : 0;
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

std::vector<std::string> quoted(const Facts& facts, const Node& node, const std::set<std::size_t>& indices) {
  return with_carets(node.domain == facts.domain ? "" : node.domain.to_string(), node, indices);
}

std::vector<std::string> quoted(const spf::Path& path, std::string_view what) {
  const std::string way = way_to(path);
  const std::string_view seam = what.empty() || way.empty() ? "" : ", at ";
  return with_carets(fmt::format("{}{}{}", what, seam, way), path.record(), {path.index()});
}

std::vector<std::string> quoted(const spf::Tree& tree, const std::function<bool(const spf::Path&)>& is_meant) {
  std::vector<std::string> lines;
  std::size_t left = most_quoted;
  for (const Quote& quote : quotes_of(tree, is_meant)) {
    if (left == 0) break;
    const std::vector<std::string> more = with_carets(quote.way, *quote.node, quote.indices, left);
    left -= std::min(left, quote.indices.size());
    lines.insert(lines.end(), more.begin(), more.end());
  }
  return lines;
}

bool is_own(const Facts& facts, const Node& node) {
  if (&node == &facts.spf->root) return true;
  return node.domain.is_at_or_below(facts.domain) && holder(facts, node).is_at_or_below(facts.domain);
}

OwnRecords own_records(const Facts& facts) {
  OwnRecords own;
  if (facts.spf->root.state == Node::State::parsed) own.records.push_back(&facts.spf->root);
  spf::walk(facts.spf->root, [&](const Node&, const Branch& branch) {
    const Node* child = branch.child.get();
    if (!child || !is_own(facts, *child)) return;
    if (std::ranges::find(own.records, child->domain, &Node::domain) != own.records.end()) return;
    if (child->failure && !own.unread) own.unread = &*child->failure;
    if (child->state == Node::State::parsed) own.records.push_back(child);
  });
  return own;
}

spf::Path own_part(const Facts& facts, spf::Path path) {
  while (path.records.size() > 1 && !is_own(facts, path.record())) {
    path.records.pop_back();
    path.branches.pop_back();
  }
  return path;
}

std::string in_record(const Facts& facts, const Node& node) {
  return node.domain == facts.domain ? "" : " in the record of " + node.domain.to_string();
}

void offer_in_place(Finding& finding, const Facts& facts, const Node& node, const std::string& text) {
  for (RecordChange& record : published(facts, node)) finding.remove.push_back(std::move(record));
  finding.publish.push_back({holder(facts, node).to_string(), "TXT", quoted_strings(spf::txt_strings(text))});
}

void offer_without_term(Finding& finding, const Facts& facts, const spf::Path& path) {
  const std::string end = path.branch().is_redirect() ? " ~all" : "";
  offer_in_place(finding, facts, path.record(), spf::without(*path.record().record, {path.index()}) + end);
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
    offer_in_place(finding, facts, *node, spf::with(*node->record, replaced));
    if (replaced.size() == count_voids(*node)) mended += replaced.size();
  }
  finding.complete = !finding.publish.empty() && mended == all;
}

std::vector<std::string> quoted_voids(const spf::Tree& tree) {
  return quoted(tree, [](const spf::Path& path) { return finds_nothing(path.branch()); });
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
    offer_in_place(finding, facts, policy, spf::ending_in(*policy.record, all));
  else
    offer_in_place(finding, facts, facts.spf->root, with_include_for_redirect(*facts.spf->root.record, all));
}

Outcome judge_ending(const Facts& facts, const Ending& ending) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent()) return {};  // spf-missing reports that
  if (const auto* gap = spf::unread_policy(*facts.spf)) return undecided(facts.domain, *gap);
  const Node* policy = facts.spf->effective();
  if (!policy || !ending.is_met(*policy->record)) return {};
  const std::string where = policy->domain == facts.domain ? "" : " at " + policy->domain.to_string();
  Finding found = spf_finding(facts, fmt::format("The SPF record{} ends in {}", where, ending.text));
  found.fix = ending.fix;
  found.evidence = quoted(facts, *policy, {policy->record->all_index()});
  offer_ending(found, facts, *policy, ending.better);
  return finding(std::move(found));
}

}  // namespace mailready::lint
