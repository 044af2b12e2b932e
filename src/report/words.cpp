#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "report/surveyed.h"

namespace mailready::report {

lint::Severity severity_of(const lint::Finding& finding) { return finding.severity.value_or(lint::Severity::error); }

std::string_view shown(std::string_view text, std::string& storage) {
  if (is_printable_ascii(text)) return text;
  storage.clear();
  for (bool first = true; const std::string_view part : split(text, '\\')) {
    if (!std::exchange(first, false)) storage += '\\';
    storage += printable(part);
  }
  return storage;
}

std::string shown(std::string_view text) {
  std::string storage;
  const std::string_view safe = shown(text, storage);
  if (storage.empty()) storage = safe;
  return storage;
}

std::string_view reason_words(std::string_view reason) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 15> words{{
      {"timeout", "DNS timed out"},
      {"policy", "the MTA-STS policy could not be fetched"},
      {"unreachable", "no DNS server could be reached"},
      {"refused", "DNS refused the question"},
      {"servfail", "DNS failed (SERVFAIL)"},
      {"notimp", "DNS does not implement the question (NOTIMP)"},
      {"malformed", "DNS answered with broken messages"},
      {"lame", "DNS led nowhere (a lame delegation, or an alias chain that does not end)"},
      {"offline", "DNS was not asked (--offline)"},
      {"query-limit", "the limit of queries for a domain was reached"},
      {"return-path", "the return-path name is not known"},
      {"catalogue", "the catalogue does not know what it publishes"},
      {"selector", "the DKIM selector is not known"},
      {"macro", "it depends on the sender (a macro)"},
      {"deadline", "the time for the domain ran out"},
  }};
  const auto found = std::ranges::find(words, reason, &std::pair<std::string_view, std::string_view>::first);
  return found == words.end() ? reason : found->second;
}

std::vector<std::string> outbound_ids(const Surveyed& result) {
  std::vector<std::string> ids;
  const auto add = [&](const std::string& id) {
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  };
  for (const survey::Sender& sender : result.plan.outbound) add(sender.provider->id);
  if (!result.plan.outbound.empty()) return ids;
  for (const survey::SenderFacts* sender : result.facts.esps(result.plan)) add(sender->provider->id);
  return ids;
}

bool Surveyed::was_judged_by(const lint::Rule& rule) const {
  return !facts.domain.is_root() && lint::speaks(rule, facts, plan);  // the root stands for a line that is no name
}

std::string Surveyed::plan_line() const {
  if (facts.domain.is_root()) return "";
  std::vector<std::string> parts;
  if (!plan.outbound.empty()) parts.push_back(shown(join(outbound_ids(*this), " → ")));
  std::vector<std::string> hosts;
  for (const survey::DeclaredExchange& exchange : plan.inbound) hosts.push_back(exchange.host.to_string());
  if (!hosts.empty()) parts.push_back("MX " + join(hosts, " → "));
  if (!plan.declared()) parts.push_back("no failover declared");
  return join(parts, " · ");
}

std::string words_of(const dns::Place& place) {
  return place.line > 0 ? fmt::format("{}:{}", shown(place.file), place.line) : shown(place.file);
}

std::string terms_of(const lint::Suppressed& suppressed) {
  const std::string reason = shown(suppressed.reason);
  return suppressed.until ? fmt::format("{}, until {}", reason, shown(*suppressed.until)) : reason;
}

std::string domain_totals(const Summary& summary) {
  std::vector<std::string> parts;
  const auto add = [&](std::size_t count, std::string_view words) {
    if (count > 0) parts.push_back(fmt::format("{} {}", count, words));
  };
  add(summary.ready - summary.no_failover - summary.no_mail, "ready");
  add(summary.not_ready, "not ready");
  add(summary.undetermined, "undetermined");
  add(summary.no_failover, "without errors, no failover declared");
  add(summary.no_mail, "without mail");
  return fmt::format("{}{}{}.", counted(summary.domains, "domain"), parts.empty() ? "" : ": ", join(parts, "; "));
}

std::string finding_totals(const Summary& summary) {
  return fmt::format("{}, {}, {}.", counted(summary.errors, "error"), counted(summary.warnings, "warning"),
                     counted(summary.infos, "note"));
}

std::string counted_problems(const Counts& counts) {
  std::vector<std::string> parts;
  if (counts.errors > 0) parts.push_back(counted(counts.errors, "error"));
  if (counts.warnings > 0) parts.push_back(counted(counts.warnings, "warning"));
  return join(parts, ", ");
}

}  // namespace mailready::report
