#include "failover/decision.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "lint/engine.h"
#include "rules/table.h"

namespace mailready::failover {
namespace {

/// The rules that can speak: those whose facts were gathered.
std::vector<const lint::Rule*> applicable(const survey::Facts& facts) {
  std::vector<const lint::Rule*> chosen;
  for (const lint::Rule* rule : rules::all())
    if (facts.gathered.contains(rule->needs)) chosen.push_back(rule);
  return chosen;
}

bool is_bad(Verdict verdict) { return verdict >= Verdict::none_declared; }

/// Whether a finding is about what should send in the place of what is lost.
bool is_about_sending(const lint::Finding& finding, const Outbound& outbound) {
  if (!finding.provider.empty())
    return std::ranges::any_of(outbound.remaining,
                               [&](const Sending& sending) { return sending.provider->id == finding.provider; });
  return finding.rule.starts_with("spf-");
}

bool is_about_receiving(const lint::Finding& finding) {
  return finding.rule.starts_with("mx-") || finding.rule.starts_with("mta-sts-");
}

std::vector<lint::Finding> faults_of(const Standing& standing, const Row& row) {
  std::vector<lint::Finding> faults;
  const bool sends = is_bad(row.sends.verdict) && !row.outbound.empty();
  const bool receives = is_bad(row.receives.verdict);
  if (!sends && !receives) return faults;
  const auto judgement = lint::judge(standing.facts, standing.plan, applicable(standing.facts), {});
  for (const lint::Finding& finding : judgement.findings) {
    const bool wanted =
        (sends && is_about_sending(finding, row.outbound.front())) || (receives && is_about_receiving(finding));
    if (wanted && finding.severity == lint::Severity::error && finding.caused_by.empty()) faults.push_back(finding);
  }
  return faults;
}

const Sending* best_sender(const Row& row) {
  if (row.sends.verdict == Verdict::untouched || row.outbound.empty()) return nullptr;
  const auto& remaining = row.outbound.front().remaining;
  const auto best = std::ranges::min_element(remaining, {}, &Sending::verdict);
  return best == remaining.end() ? nullptr : &*best;
}

std::vector<std::string> unchecked(const Row& row, const Sending* sender) {
  std::vector<std::string> open;
  if (sender) {
    open.push_back(fmt::format("whether {} takes your mail now: credentials, limits, state of the account",
                               sender->provider->name));
    open.push_back("whether receivers know its addresses by mail that it sends every day");
  }
  for (const Takeover& takeover : row.inbound.takeovers)
    if (takeover.in_policy != false)
      open.push_back(fmt::format("whether {} accepts mail for the domain, and is up", takeover.exchange.to_string()));
  return open;
}

std::vector<std::string> status_pages(const Row& row, const Sending* sender) {
  std::vector<std::string> ids(row.part.providers.begin(), row.part.providers.end()), pages;
  if (sender) ids.push_back(sender->provider->id);
  for (const std::string& id : ids)
    if (const catalogue::Provider* provider = catalogue::find(id); provider && !provider->status_page.empty())
      pages.push_back(fmt::format("{} ({})", provider->status_page, provider->name));
  return pages;
}

Call call_of(Verdict verdict) {
  if (verdict == Verdict::unknown) return Call::undetermined;
  return is_bad(verdict) ? Call::no_go : Call::go;
}

}  // namespace

std::string_view call_text(Call call) {
  switch (call) {
    case Call::go:
      return "go";
    case Call::no_go:
      return "no-go";
    case Call::undetermined:
      return "undetermined";
  }
  return "";
}

Decision decide(const Standing& standing, const Row& row) {
  Decision decision{.call = call_of(row.verdict()), .sender = best_sender(row), .faults = faults_of(standing, row)};
  decision.status_pages = status_pages(row, decision.sender);
  decision.unchecked = unchecked(row, decision.sender);
  return decision;
}

}  // namespace mailready::failover
