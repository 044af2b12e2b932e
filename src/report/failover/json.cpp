#include "report/failover/json.h"

#include "report/words.h"

namespace mailready::report {
namespace {

using failover::Aspect;
using failover::Row;
using failover::Sending;
using failover::Verdict;
using failover::verdict_text;

Json optional_bool(std::optional<bool> value) { return value ? Json(*value) : Json(nullptr); }
Json optional_name(const std::optional<dns::Name>& name) { return name ? Json(name->to_string()) : Json(nullptr); }

Json names_json(const std::vector<dns::Name>& names) {
  Json json = Json::array();
  for (const dns::Name& name : names) json.push_back(name.to_string());
  return json;
}

Json dmarc_json(const Sending& sending) {
  Json passes = Json::array();
  if (sending.dkim.aligned) passes.push_back("dkim");
  if (sending.spf.aligned && sending.spf.passes()) passes.push_back("spf");
  return {{"policy", sending.policy ? Json(dmarc::policy_text(*sending.policy)) : Json(nullptr)},
          {"passes_by", passes}};
}

Json sending_json(const Sending& sending) {
  return {{"provider", text_json(sending.provider->id)},
          {"verdict", verdict_text(sending.verdict)},
          {"spf",
           {{"at", optional_name(sending.spf.name)},
            {"result", sending.spf.result ? Json(spf::result_text(*sending.spf.result)) : Json(nullptr)},
            {"aligned", sending.spf.aligned},
            {"reason", text_or_null(sending.spf.reason)}}},
          {"dkim",
           {{"key", dkim_text(sending.dkim.key)},
            {"domain", optional_name(sending.dkim.name)},
            {"selectors", texts_json(sending.dkim.selectors)},
            {"aligned", sending.dkim.aligned}}},
          {"dmarc", dmarc_json(sending)},
          {"notes", texts_json(sending.notes)}};
}

Json sends_json(const Row& row) {
  Json cases = Json::array();
  if (!row.part.providers.empty() || !row.part.includes.empty())
    for (const failover::Outbound& outbound : row.outbound) {
      Json remaining = Json::array();
      for (const Sending& sending : outbound.remaining) remaining.push_back(sending_json(sending));
      cases.push_back({{"when", text_or_null(outbound.when)},
                       {"verdict", verdict_text(outbound.verdict)},
                       {"remaining", remaining},
                       {"notes", texts_json(outbound.notes)}});
    }
  return {{"verdict", verdict_text(row.sends.verdict)}, {"counts", row.sends.counts}, {"cases", cases}};
}

Json receives_json(const Row& row) {
  Json takeovers = Json::array();
  for (const failover::Takeover& takeover : row.inbound.takeovers)
    takeovers.push_back({{"exchange", takeover.exchange.to_string()},
                         {"preference", takeover.preference},
                         {"other_network", takeover.other_network},
                         {"other_operator", optional_bool(takeover.other_operator)},
                         {"in_mta_sts_policy", optional_bool(takeover.in_policy)},
                         {"lacks_tlsa", takeover.lacks_tlsa},
                         {"queues", optional_bool(takeover.queues)}});
  return {{"verdict", verdict_text(row.receives.verdict)},
          {"counts", row.receives.counts},
          {"takeovers", takeovers},
          {"notes", texts_json(row.inbound.notes)}};
}

Json resolves_json(const Row& row) {
  return {{"verdict", verdict_text(row.resolves.verdict)},
          {"counts", row.resolves.counts},
          {"remaining", names_json(row.name_service.remaining)},
          {"notes", texts_json(row.name_service.notes)}};
}

Json row_json(const Row& row) {
  return {{"part",
           {{"kind", failover::kind_text(row.part.kind)},
            {"id", text_json(row.part.id)},
            {"name", text_json(row.part.name)}}},
          {"verdict", verdict_text(row.verdict())},
          {"sends", sends_json(row)},
          {"receives", receives_json(row)},
          {"resolves", resolves_json(row)}};
}

Json gaps_json(const Simulation& simulation) {
  Json gaps = Json::array();
  for (const failover::Gap& gap : simulation.gaps)
    gaps.push_back({{"verdict", verdict_text(gap.verdict)}, {"what", text_json(gap.what)}});
  return gaps;
}

Json clock_json(const Simulation& simulation) {
  Json clock = Json::array();
  for (const failover::ClockEntry& entry : simulation.clock.entries)
    clock.push_back({{"change", text_json(entry.change)}, {"seconds", entry.time.count()}, {"exact", entry.exact}});
  return clock;
}

Json plan_json(const failover::Standing& standing) {
  Json outbound = Json::array(), inbound = Json::array();
  for (const survey::Sender& sender : standing.plan.outbound) outbound.push_back(text_json(sender.provider->id));
  for (const survey::DeclaredExchange& exchange : standing.plan.inbound) inbound.push_back(exchange.host.to_string());
  return {{"outbound", outbound}, {"inbound", inbound}, {"source", standing.inferred ? "inferred" : "declared"}};
}

Json hosts_json(const catalogue::Provider& provider) {
  Json hosts = Json::array();
  for (const catalogue::SubmissionHost& host : provider.submission_hosts)
    hosts.push_back({{"host", text_json(host.host)},
                     {"ports", host.ports},
                     {"tls", catalogue::tls_text(host.tls)},
                     {"region", text_or_null(host.region)}});
  return hosts;
}

Json faults_json(const failover::Decision& decision) {
  Json faults = Json::array();
  for (const lint::Finding& fault : decision.faults)
    faults.push_back({{"rule", fault.rule},
                      {"subject", text_json(fault.subject)},
                      {"message", text_json(fault.message)},
                      {"fix", text_json(fault.fix)},
                      {"publish", changes_json(fault.publish)},
                      {"remove", changes_json(fault.remove)},
                      {"complete", fault.complete}});
  return faults;
}

Json decision_json(const Simulation& simulation) {
  const failover::Decision decision = failover::decide(*simulation.standing, simulation.rows.front());
  return {{"call", failover::call_text(decision.call)},
          {"sender", decision.sender ? text_json(decision.sender->provider->id) : Json(nullptr)},
          {"switch_to", decision.sender ? hosts_json(*decision.sender->provider) : Json::array()},
          {"status_pages", texts_json(decision.status_pages)},
          {"faults", faults_json(decision)},
          {"not_checked", texts_json(decision.unchecked)}};
}

}  // namespace

Json simulation_json(const Simulation& simulation) {
  Json losses = Json::array();
  for (const Row& row : simulation.rows) losses.push_back(row_json(row));
  const auto met = simulation.rto ? failover::within(simulation.clock, *simulation.rto) : std::nullopt;
  Json json{
      {"schema", "mailready/1"},
      {"tool", {{"name", "mailready"}, {"version", simulation.version}}},
      {"domain", simulation.facts().domain.to_string()},
      {"plan", plan_json(*simulation.standing)},
      {"verdict", verdict_text(simulation.verdict())},
      {"losses", losses},
      {"gaps", gaps_json(simulation)},
      {"unheard", texts_json(simulation.clock.unheard)},
      {"clock", clock_json(simulation)},
      {"rto", simulation.rto ? Json{{"seconds", simulation.rto->count()}, {"met", optional_bool(met)}} : Json(nullptr)},
      {"dns", {{"queries", simulation.facts().queries}, {"cached", simulation.facts().cached}}}};
  if (simulation.one_case) json["decision"] = decision_json(simulation);
  return json;
}

}  // namespace mailready::report
