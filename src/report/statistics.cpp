#include "report/statistics.h"

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>

#include "report/json_value.h"
#include "report/reporter.h"
#include "report/words.h"

namespace mailready::report {
namespace {

/// The entries of `map` as a list, those with the greatest `weight` first.
template <class Value>
std::vector<std::pair<std::string, Value>> sorted(const std::map<std::string, Value>& map, auto weight) {
  std::vector<std::pair<std::string, Value>> list(map.begin(), map.end());
  std::ranges::stable_sort(list, std::ranges::greater{}, [&](const auto& entry) { return weight(entry.second); });
  return list;
}

}  // namespace

void Statistics::count(const Result& result) {
  count_findings(result);
  count_senders(result);
}

void Statistics::count_findings(const Result& result) {
  std::set<std::string_view> of_domain;
  for (const lint::Finding& finding : result.judgement.findings) {
    OfRule& rule = rules_[finding.rule];
    rule.severity = std::max(rule.severity, severity_of(finding));
    ++rule.findings;
    if (of_domain.insert(finding.rule).second) ++rule.domains;
  }
}

void Statistics::count_senders(const Result& result) {
  const Json json = result.value();
  std::set<std::string> declared, seen;  // a provider may be declared twice, for two streams
  for (const Json& sender : elements(member(member(json, "facts"), "senders"))) {
    const std::string id = text_of(sender, "provider");
    OfProvider& provider = providers_[id];
    provider.name = text_of(sender, "name");
    if (truth_of(sender, "declared") && declared.insert(id).second) ++provider.declared;
    if (!elements(member(sender, "seen_by")).empty() && seen.insert(id).second) ++provider.seen;
  }
}

std::vector<std::pair<std::string, Statistics::OfRule>> Statistics::rules() const {
  return sorted(rules_, [](const OfRule& rule) { return std::tuple(rule.severity, rule.domains, rule.findings); });
}

std::vector<std::pair<std::string, Statistics::OfProvider>> Statistics::providers() const {
  return sorted(providers_, [](const OfProvider& provider) {
    return std::pair(std::max(provider.declared, provider.seen), provider.declared);
  });
}

}  // namespace mailready::report
