#include "failover/comparison.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace mailready::failover {
namespace {

using Change = FindingDifference::Change;
using FindingKey = std::tuple<std::string, std::string, std::string, std::string>;

FindingKey key_of(const lint::Finding& finding) {
  return {finding.rule, finding.subject, finding.type, finding.provider};
}

/// The gravest finding of each key.
std::map<FindingKey, lint::Finding> by_key(const Snapshot* snapshot) {
  std::map<FindingKey, lint::Finding> found;
  if (!snapshot) return found;
  for (const lint::Finding& finding : snapshot->judgement.findings) {
    const auto [place, is_new] = found.try_emplace(key_of(finding), finding);
    if (!is_new && finding.severity > place->second.severity) place->second = finding;
  }
  return found;
}

/// Whether the rule of `finding` was undecided about its subject, or about the domain as a whole.
bool left_open(const Snapshot* snapshot, const lint::Finding& finding) {
  return snapshot && std::ranges::any_of(snapshot->judgement.undecided, [&](const lint::Undecided& undecided) {
           return undecided.rule == finding.rule &&
                  (undecided.subject == finding.subject || undecided.subject == snapshot->judgement.domain);
         });
}

bool accepted(const Snapshot* snapshot, const lint::Finding& finding) {
  return snapshot && std::ranges::any_of(snapshot->judgement.suppressed, [&](const lint::Suppressed& entry) {
           return key_of(entry.finding) == key_of(finding);
         });
}

/// What has become of a finding that `after` does not have.
Change fate(const Snapshot* after, const lint::Finding& finding) {
  if (accepted(after, finding)) return Change::accepted;
  return left_open(after, finding) ? Change::unknown : Change::gone;
}

std::vector<std::string> without(const std::vector<std::string>& sorted, const std::vector<std::string>& others) {
  std::vector<std::string> left;
  std::ranges::set_difference(sorted, others, std::back_inserter(left));
  return left;
}

std::vector<RecordDifference> compare_records(const Snapshot& before, const Snapshot& after) {
  std::vector<RecordDifference> differences;
  for (const auto& [key, old_set] : before.records) {
    const auto found = after.records.find(key);
    if (found == after.records.end() || !old_set.unknown.empty() || !found->second.unknown.empty()) continue;
    if (old_set == found->second) continue;
    differences.push_back({.key = key,
                           .removed = without(old_set.data, found->second.data),
                           .added = without(found->second.data, old_set.data)});
  }
  return differences;
}

FindingDifference later(const lint::Finding& finding, const lint::Finding* earlier, const Snapshot* before) {
  FindingDifference difference{.finding = finding, .after = finding.severity};
  if (!earlier) {
    difference.undecided_before = left_open(before, finding);
    return difference;
  }
  difference.before = earlier->severity;
  difference.change = finding.severity > earlier->severity ? Change::worsened : Change::eased;
  return difference;
}

std::vector<FindingDifference> compare_findings(const Snapshot* before, const Snapshot* after) {
  std::map<FindingKey, lint::Finding> earlier = by_key(before);
  std::vector<FindingDifference> differences;
  for (const auto& [key, finding] : by_key(after)) {
    const auto same = earlier.extract(key);
    const lint::Finding* old = same.empty() ? nullptr : &same.mapped();
    if (!old || old->severity != finding.severity) differences.push_back(later(finding, old, before));
  }
  for (const auto& [key, finding] : earlier)
    differences.push_back({.change = fate(after, finding), .finding = finding, .before = finding.severity});
  std::ranges::stable_sort(differences, [](const FindingDifference& a, const FindingDifference& b) {
    return std::pair(a.change, b.finding.severity) < std::pair(b.change, a.finding.severity);
  });
  return differences;
}

}  // namespace

Snapshot snapshot(const survey::Facts& facts, lint::Judgement judgement) {
  Snapshot taken{.judgement = std::move(judgement)};
  for (const survey::Asked& asked : facts.answers) {
    RecordSet& set = taken.records[{asked.question.name.to_string(), dns::type_name(asked.question.type)}];
    if (!asked.reply) {
      set.unknown = dns::reason(asked.reply.error().kind);
      continue;
    }
    for (const dns::Record& alias : asked.reply->aliases) set.data.push_back("CNAME " + dns::rdata_text(alias));
    for (const dns::Record& record : asked.reply->records) set.data.push_back(dns::rdata_text(record));
    std::ranges::sort(set.data);
  }
  return taken;
}

std::string_view change_text(Change change) {
  switch (change) {
    case Change::appeared:
      return "new";
    case Change::worsened:
      return "worse";
    case Change::eased:
      return "milder";
    case Change::gone:
      return "gone";
    case Change::accepted:
      return "accepted";
    case Change::unknown:
      return "undetermined";
  }
  return "";
}

Difference compare(const Snapshot* before, const Snapshot* after) {
  Difference difference{.domain = (after ? after : before)->judgement.domain};
  if (before) difference.before = before->judgement.verdict;
  if (after) difference.after = after->judgement.verdict;
  if (before && after) difference.records = compare_records(*before, *after);
  difference.findings = compare_findings(before, after);
  return difference;
}

bool fails(const Difference& difference, lint::FailOn fail_on) {
  return std::ranges::any_of(difference.findings, [&](const FindingDifference& each) {
    const bool worse = each.change == Change::appeared || each.change == Change::worsened;
    return worse && lint::is_failed_by(each.finding, fail_on);
  });
}

}  // namespace mailready::failover
