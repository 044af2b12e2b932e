#include "lint/engine.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/places.h"

namespace mailready::lint {

namespace {

/// Whether the domain is meant for no mail: then the rules about mail have nothing to say.
bool is_without_mail(const Facts& facts, const Plan& plan) {
  return !plan.declared() && facts.takes_and_sends_no_mail();
}

bool speaks(const Rule& rule, const Facts& facts, bool without_mail) {
  if (facts.nonexistent()) return rule.applies == Applies::always;
  return rule.applies != Applies::mail || !without_mail;
}

Severity settled(std::optional<Severity> given, const Rule& rule, const Settings& settings) {
  const auto override = settings.severities.find(std::string(rule.id));
  if (override != settings.severities.end() && override->second) return *override->second;
  return given.value_or(rule.severity);
}

void settle(Outcome& outcome, const Rule& rule, const Settings& settings) {
  for (Finding& finding : outcome.findings) {
    finding.rule = rule.id;
    finding.severity = settled(finding.severity, rule, settings);
    finding.evidence = capped(std::move(finding.evidence));
    if (finding.references.empty())
      for (const Reference& reference : rule.references) finding.references.push_back(reference.text());
  }
  for (Undecided& undecided : outcome.undecided) {
    undecided.rule = rule.id;
    undecided.severity = settled(undecided.severity, rule, settings);
  }
}

/// Whether `cause` is by one of `rules` and speaks of the same ESP as `finding`, where both name one.
bool is_by_one_of(const std::vector<std::string>& rules, const Finding& cause, const Finding& finding) {
  const bool same_provider = cause.provider.empty() || finding.provider.empty() || cause.provider == finding.provider;
  return same_provider && std::ranges::count(rules, cause.rule) > 0;
}

/// One cause, one finding: takes out, and returns, what another finding, no less grave, says already.
std::vector<Finding> take_repetitions(std::vector<Finding>& findings) {
  std::vector<bool> repeated;
  for (const Finding& finding : findings)
    repeated.push_back(std::ranges::any_of(findings, [&](const Finding& other) {
      return *other.severity >= *finding.severity && is_by_one_of(finding.unless, other, finding);
    }));
  std::vector<Finding> kept, taken;
  for (std::size_t i = 0; i < findings.size(); ++i) (repeated[i] ? taken : kept).push_back(std::move(findings[i]));
  findings = std::move(kept);
  return taken;
}

/// Keeps the causes that were themselves found.
void keep_found_causes(std::vector<Finding>& findings) {
  for (Finding& finding : findings) {
    std::erase_if(finding.caused_by, [&](const std::string& rule) {
      return std::ranges::none_of(findings,
                                  [&](const Finding& cause) { return cause.rule == rule && explains(cause, finding); });
    });
  }
}

/// A finding and how deep below its first cause it stands.
struct Placed {
  Finding finding;
  std::size_t depth = 0;
};

/// Puts `finding` behind the nearest finding that explains it and what already follows from that; false without one.
bool place(std::vector<Placed>& placed, Finding& finding) {
  const auto cause = std::find_if(placed.rbegin(), placed.rend(),
                                  [&](const Placed& other) { return explains(other.finding, finding); });
  if (cause == placed.rend()) return false;
  const std::size_t depth = cause->depth + 1;
  const auto behind =
      std::find_if(cause.base(), placed.end(), [&](const Placed& other) { return other.depth < depth; });
  placed.insert(behind, {std::move(finding), depth});
  return true;
}

/// The gravest first, in the order of the rules; what follows from a finding behind it.
std::vector<Finding> in_order(std::vector<Finding> findings) {
  std::ranges::stable_sort(findings, std::ranges::greater{}, [](const Finding& finding) { return *finding.severity; });
  std::vector<Placed> placed;
  std::vector<Finding> consequences;
  for (Finding& finding : findings) {
    if (finding.caused_by.empty())
      placed.push_back({std::move(finding)});
    else
      consequences.push_back(std::move(finding));
  }
  // A consequence may stand in front of another one that causes it, so the rest is gone through until none finds a
  // place.
  while (std::erase_if(consequences, [&](Finding& finding) { return place(placed, finding); }) > 0) continue;
  for (Finding& finding : consequences) placed.push_back({std::move(finding)});
  std::vector<Finding> ordered;
  for (Placed& entry : placed) ordered.push_back(std::move(entry.finding));
  return ordered;
}

Verdict verdict_of(const Judgement& judgement) {
  const auto is_error = [](const Finding& entry) { return entry.severity == Severity::error; };
  if (std::ranges::any_of(judgement.findings, is_error)) return Verdict::not_ready;
  const auto is_open_error = [](const Undecided& entry) { return entry.weighs && entry.severity == Severity::error; };
  if (std::ranges::any_of(judgement.undecided, is_open_error)) return Verdict::undetermined;
  return Verdict::ready;
}

/// Makes of what the rules found what is told.
void settle_findings(Judgement& judgement, std::vector<Finding> found) {
  judgement.left_out = take_repetitions(found);
  keep_found_causes(found);
  judgement.findings = in_order(std::move(found));
  judgement.verdict = verdict_of(judgement);
}

const Rule* rule_of(std::string_view id, std::span<const Rule* const> rules) {
  const auto found = std::ranges::find(rules, id, [](const Rule* rule) { return rule->id; });
  return found == rules.end() ? nullptr : *found;
}

bool matches(const survey::Suppression& entry, std::string_view rule, const std::string& subject,
             const std::string& provider, std::span<const Rule* const> rules) {
  const Rule* by = rule_of(rule, rules);
  return by && names(entry.rule, *by) && (entry.subject.empty() || entry.subject == subject) &&
         (entry.provider.empty() || entry.provider == provider);
}

/// Carries out the suppressions of the plan that hold on `today`.
void suppress_as_planned(Judgement& judgement, const Plan& plan, std::optional<Date> today,
                         std::span<const Rule* const> rules) {
  std::vector<survey::Suppression> holding = plan.suppressions;
  std::erase_if(holding, [&](const survey::Suppression& entry) { return entry.expired(today); });
  if (holding.empty()) return;
  const auto entry_for = [&](const auto& said, const std::string& provider) {
    return std::ranges::find_if(holding, [&](const survey::Suppression& entry) {
      return matches(entry, said.rule, said.subject, provider, rules);
    });
  };
  for (Undecided& undecided : judgement.undecided)
    if (entry_for(undecided, {}) != holding.end()) undecided.weighs = false;
  suppress(judgement, [&](const Finding& finding) -> std::optional<Acceptance> {
    const auto entry = entry_for(finding, finding.provider);
    if (entry == holding.end()) return std::nullopt;
    Acceptance acceptance{.reason = entry->reason};
    if (entry->until) acceptance.until = date_text(*entry->until);
    return acceptance;
  });
}

Scope scope_of(const Plan& plan, bool without_mail) {
  if (without_mail) return Scope::none;
  return plan.declared() ? Scope::failover : Scope::records;
}

/// The lowest severity that fails the run; nothing where no finding does.
std::optional<Severity> threshold(FailOn fail_on) {
  switch (fail_on) {
    case FailOn::error:
      return Severity::error;
    case FailOn::warning:
      return Severity::warning;
    case FailOn::info:
      return Severity::info;
    case FailOn::never:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::string_view verdict_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::ready:
      return "ready";
    case Verdict::not_ready:
      return "not-ready";
    case Verdict::undetermined:
      return "undetermined";
  }
  return "";
}

std::string_view scope_text(Scope scope) {
  switch (scope) {
    case Scope::failover:
      return "failover";
    case Scope::records:
      return "records";
    case Scope::none:
      return "none";
  }
  return "";
}

bool explains(const Finding& cause, const Finding& finding) { return is_by_one_of(finding.caused_by, cause, finding); }

bool names(std::string_view pattern, const Rule& rule) {
  if (pattern == rule.id || pattern == rule.family()) return true;
  return pattern.ends_with('*') && rule.id.starts_with(pattern.substr(0, pattern.size() - 1));
}

std::vector<const Rule*> selected(std::span<const Rule* const> rules, const Settings& settings) {
  std::vector<const Rule*> chosen;
  for (const Rule* rule : rules) {
    const auto matches = [&](const std::string& pattern) { return names(pattern, *rule); };
    const auto severity = settings.severities.find(std::string(rule->id));
    const bool off = severity != settings.severities.end() && !severity->second;
    if (off || std::ranges::any_of(settings.ignore, matches)) continue;
    if (settings.select.empty() || std::ranges::any_of(settings.select, matches)) chosen.push_back(rule);
  }
  return chosen;
}

survey::Needs needs(std::span<const Rule* const> rules) {
  survey::Needs needs;
  for (const Rule* rule : rules) needs.insert(rule->needs);
  return needs;
}

void suppress(Judgement& judgement, const std::function<std::optional<Acceptance>(const Finding&)>& accepted) {
  std::vector<Finding> found = std::move(judgement.findings), left;
  std::ranges::move(judgement.left_out, std::back_inserter(found));
  for (Finding& finding : found) {
    if (auto acceptance = accepted(finding))
      judgement.suppressed.push_back({std::move(finding), std::move(acceptance->reason), std::move(acceptance->until)});
    else
      left.push_back(std::move(finding));
  }
  settle_findings(judgement, std::move(left));
}

bool speaks(const Rule& rule, const Facts& facts, const Plan& plan) {
  return speaks(rule, facts, is_without_mail(facts, plan));
}

Judgement judge(const Facts& facts, const Plan& plan, std::span<const Rule* const> rules, const Settings& settings) {
  const bool without_mail = is_without_mail(facts, plan);
  Outcome all;
  for (const Rule* rule : rules) {
    if (!speaks(*rule, facts, without_mail)) continue;
    Outcome outcome = rule->check(facts, plan);
    if (outcome.findings.empty() && outcome.undecided.empty()) continue;
    settle(outcome, *rule, settings);
    all += std::move(outcome);
  }
  set_places(all.findings, facts, plan);
  Judgement judgement{.domain = facts.domain.to_string(),
                      .scope = scope_of(plan, without_mail),
                      .undecided = std::move(all.undecided),
                      .place = place_of_domain(facts, plan)};
  settle_findings(judgement, std::move(all.findings));
  suppress_as_planned(judgement, plan, facts.date, rules);
  return judgement;
}

bool is_failed_by(const Finding& finding, FailOn fail_on) {
  const std::optional<Severity> limit = threshold(fail_on);
  return limit && finding.severity >= *limit;
}

int exit_code(const Judgement& judgement, FailOn fail_on) {
  const std::optional<Severity> limit = threshold(fail_on);
  const auto fails = [&](const Finding& entry) { return is_failed_by(entry, fail_on); };
  if (std::ranges::any_of(judgement.findings, fails)) return 1;
  const auto could_fail = [&](const Undecided& entry) {
    return entry.weighs && entry.severity >= limit.value_or(Severity::error);
  };
  return std::ranges::any_of(judgement.undecided, could_fail) ? 3 : 0;
}

int worse(int a, int b) {
  constexpr auto gravity = [](int code) { return code == 1 ? 2 : code == 3 ? 1 : 0; };
  return gravity(a) >= gravity(b) ? a : b;
}

}  // namespace mailready::lint
