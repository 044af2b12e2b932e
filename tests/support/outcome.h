// What a rule said, in a word, so that a table of cases reads as one; and rules run over facts written down by hand,
// for what no zone file can show: one question of a host that failed while the other was answered.
#pragma once
#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/text.h"
#include "rules/table.h"
#include "support/fake_resolver.h"
#include "support/lint_zone.h"

namespace mailready::test {

/// "clean", "error", "warning warning", "info undecided", …
inline std::string outcome_of(const lint::Judgement& judgement) {
  std::string words;
  for (const lint::Finding& finding : judgement.findings) words += std::string(severity_text(*finding.severity)) + " ";
  for (std::size_t i = 0; i < judgement.undecided.size(); ++i) words += "undecided ";
  return words.empty() ? "clean" : words.substr(0, words.size() - 1);
}

/// The same of fixtures/rules/RULE/ZONE.zone.
inline std::string outcome_of(const std::string& zone, const std::string& rule, const Setup& setup = {}) {
  return outcome_of(judge_fixture(rule + "/" + zone + ".zone", rule, setup));
}

/// The only finding over fixtures/rules/RULE/ZONE.zone.
inline lint::Finding finding_of(const std::string& zone, const std::string& rule, const Setup& setup = {}) {
  const std::vector<lint::Finding> findings = lint_fixture(rule + "/" + zone + ".zone", rule, setup);
  if (findings.size() != 1) throw std::runtime_error("expected one finding, not " + std::to_string(findings.size()));
  return findings.front();
}

/// The plan that `--primary-mx PRIMARY --backup-mx BACKUP` declares; an empty name leaves a role out.
inline survey::Plan inbound(const std::string& primary, const std::string& backup) {
  survey::Plan plan;
  if (!primary.empty()) plan.inbound.push_back({name(primary), survey::Role::primary});
  if (!backup.empty()) plan.inbound.push_back({name(backup), survey::Role::backup});
  return plan;
}

using Addresses = dns::Fact<std::vector<IpAddress>>;

/// The addresses of one family: "185.10.20.10 91.200.40.10"; "" for none, "?" where the question timed out.
inline Addresses addresses(std::string_view text) {
  if (text.empty()) return {};
  if (text == "?") return dns::Failure{.kind = dns::Failure::Kind::timed_out};
  std::vector<IpAddress> all;
  for (const std::string_view word : split(text, ' ')) all.push_back(IpAddress::parse(word).value());
  return all;
}

struct HostLine {
  std::uint16_t preference = 10;
  std::string host, ipv4, ipv6;  ///< addresses as above
};

/// The facts of acme.example with these exchanges, lowest preference first.
inline survey::Facts facts_with(const std::vector<HostLine>& lines) {
  survey::Facts facts;
  facts.domain = name("acme.example");
  facts.existence = true;
  survey::MxFacts mx;
  for (const HostLine& line : lines) {
    const dns::Name host = name(line.host);
    const dns::Record record{facts.domain, dns::Type::mx, std::chrono::hours(1), dns::Mx{line.preference, host}};
    mx.records.push_back(record);
    mx.exchanges.push_back({.preference = line.preference,
                            .exchange = host,
                            .record = record,
                            .provider = catalogue::by_exchange(host),
                            .host = {.ipv4 = addresses(line.ipv4), .ipv6 = addresses(line.ipv6), .aliases = {}}});
  }
  facts.mx = std::move(mx);
  return facts;
}

/// Judges facts by the one rule.
inline lint::Judgement judge_facts(const survey::Facts& facts, std::string_view rule, const survey::Plan& plan = {}) {
  const auto table = rules::all();
  const auto found = std::ranges::find(table, rule, &lint::Rule::id);
  if (found == table.end()) throw std::runtime_error("no rule " + std::string(rule));
  return lint::judge(facts, plan, {&*found, 1}, {});
}

/// Facts of acme.example without an answer about its MX records.
inline survey::Facts facts_without_mx_answer() {
  survey::Facts facts = facts_with({});
  facts.mx = dns::Failure{.kind = dns::Failure::Kind::server_failed};
  return facts;
}

}  // namespace mailready::test
