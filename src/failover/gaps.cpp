#include "failover/gaps.h"

#include <fmt/format.h>

#include <algorithm>

#include "failover/inbound.h"

namespace mailready::failover {
namespace {

using survey::Facts;

std::string not_known(std::string_view what, const dns::Failure& failure) {
  return fmt::format("{} not known (no answer for {}: {})", what, dns::question_text(failure.question),
                     dns::reason(failure.kind));
}

void add_inbound(std::vector<Gap>& gaps, const Standing& standing, Required required) {
  const Facts& facts = standing.facts;
  const bool declared = declares_inbound_spare(standing.plan);
  if (!declared && !required.inbound) return;
  if (facts.mx.unknown())
    gaps.push_back({Verdict::unknown, not_known("the exchanges are", facts.mx.failure())});
  else if (facts.mx.absent() || facts.mx->is_null())
    gaps.push_back({Verdict::lost, declared ? "exchanges are declared, and no MX record names one"
                                            : "no MX record names an exchange"});
}

void add_outbound(std::vector<Gap>& gaps, const Standing& standing, Required required) {
  if (!required.outbound || !standing.plan.outbound.empty()) return;
  gaps.push_back({Verdict::unknown, "no ESP is declared, and the records show none"});
}

void add_name_service(std::vector<Gap>& gaps, const Standing& standing, Required required) {
  const auto& zone = standing.facts.zone;
  if (!required.dns) return;
  if (zone.unknown())
    gaps.push_back({Verdict::unknown, not_known("the name servers are", zone.failure())});
  else if (zone && zone->servers.unknown())
    gaps.push_back({Verdict::unknown, not_known("the name servers are", zone->servers.failure())});
  else if (!zone || zone->servers.absent())
    gaps.push_back({Verdict::unknown, "the zone file does not name its name servers"});
}

}  // namespace

std::vector<Gap> gaps(const Standing& standing, Required required) {
  std::vector<Gap> gaps;
  add_outbound(gaps, standing, required);
  add_inbound(gaps, standing, required);
  add_name_service(gaps, standing, required);
  return gaps;
}

const dns::Failure* open_question(const Facts& facts) {
  if (facts.spf.unknown()) return &facts.spf.failure();
  if (facts.mx.unknown()) return &facts.mx.failure();
  if (facts.zone.unknown()) return &facts.zone.failure();
  return facts.zone && facts.zone->servers.unknown() ? &facts.zone->servers.failure() : nullptr;
}

Verdict overall(const std::vector<Row>& rows, const std::vector<Gap>& gaps) {
  Verdict worst = Verdict::untouched;
  for (const Row& row : rows)
    for (const Aspect& aspect : {row.sends, row.receives, row.resolves})
      if (aspect.counts) worst = std::max(worst, aspect.verdict);
  for (const Gap& gap : gaps) worst = std::max(worst, gap.verdict);
  return worst == Verdict::untouched ? Verdict::none_declared : worst;
}

}  // namespace mailready::failover
