#include "report/failover/json.h"

#include "report/json.h"

namespace mailready::report {
namespace {

using failover::Row;
using failover::Sending;
using failover::verdict_text;

void write_spf(JsonWriter& json, const Sending& sending) {
  json.begin_object();
  json.member("at", sending.spf.name);
  json.member("result", sending.spf.result ? std::optional(spf::result_text(*sending.spf.result)) : std::nullopt);
  json.member("aligned", sending.spf.aligned);
  json.member("reason", unless_empty(sending.spf.reason));
  json.end_object();
}

void write_dkim(JsonWriter& json, const Sending& sending) {
  json.begin_object();
  json.member("key", dkim_text(sending.dkim.key));
  json.member("domain", sending.dkim.name);
  json.key("selectors").values(sending.dkim.selectors);
  json.member("aligned", sending.dkim.aligned);
  json.end_object();
}

void write_dmarc(JsonWriter& json, const Sending& sending) {
  json.begin_object();
  json.member("policy", sending.policy ? std::optional(dmarc::policy_text(*sending.policy)) : std::nullopt);
  json.key("passes_by").begin_array();
  if (sending.dkim.aligned) json.value("dkim");
  if (sending.spf.aligned && sending.spf.passes()) json.value("spf");
  json.end_array();
  json.end_object();
}

void write_sending(JsonWriter& json, const Sending& sending) {
  json.begin_object();
  json.member("provider", sending.provider->id);
  json.member("verdict", verdict_text(sending.verdict));
  write_spf(json.key("spf"), sending);
  write_dkim(json.key("dkim"), sending);
  write_dmarc(json.key("dmarc"), sending);
  json.key("notes").values(sending.notes);
  json.end_object();
}

void write_case(JsonWriter& json, const failover::Outbound& outbound) {
  json.begin_object();
  json.member("when", unless_empty(outbound.when));
  json.member("verdict", verdict_text(outbound.verdict));
  write_list(json.key("remaining"), outbound.remaining, write_sending);
  json.key("notes").values(outbound.notes);
  json.end_object();
}

void write_aspect_members(JsonWriter& json, const failover::Aspect& aspect) {
  json.member("verdict", verdict_text(aspect.verdict));
  json.member("counts", aspect.counts);
}

void write_sends(JsonWriter& json, const Row& row) {
  const bool concerned = !row.part.providers.empty() || !row.part.includes.empty();
  json.begin_object();
  write_aspect_members(json, row.sends);
  write_list(json.key("cases"), concerned ? row.outbound : std::vector<failover::Outbound>{}, write_case);
  json.end_object();
}

void write_takeover(JsonWriter& json, const failover::Takeover& takeover) {
  json.begin_object();
  json.member("exchange", takeover.exchange);
  json.member("preference", takeover.preference);
  json.member("other_network", takeover.other_network);
  json.member("other_operator", takeover.other_operator);
  json.member("in_mta_sts_policy", takeover.in_policy);
  json.member("lacks_tlsa", takeover.lacks_tlsa);
  json.member("queues", takeover.queues);
  json.end_object();
}

void write_receives(JsonWriter& json, const Row& row) {
  json.begin_object();
  write_aspect_members(json, row.receives);
  write_list(json.key("takeovers"), row.inbound.takeovers, write_takeover);
  json.key("notes").values(row.inbound.notes);
  json.end_object();
}

void write_resolves(JsonWriter& json, const Row& row) {
  json.begin_object();
  write_aspect_members(json, row.resolves);
  json.key("remaining").values(row.name_service.remaining);
  json.key("notes").values(row.name_service.notes);
  json.end_object();
}

void write_part(JsonWriter& json, const failover::Part& part) {
  json.begin_object();
  json.member("kind", failover::kind_text(part.kind));
  json.member("id", part.id);
  json.member("name", part.name);
  json.end_object();
}

void write_row(JsonWriter& json, const Row& row) {
  json.begin_object();
  write_part(json.key("part"), row.part);
  json.member("verdict", verdict_text(row.verdict()));
  write_sends(json.key("sends"), row);
  write_receives(json.key("receives"), row);
  write_resolves(json.key("resolves"), row);
  json.end_object();
}

void write_gap(JsonWriter& json, const failover::Gap& gap) {
  json.begin_object();
  json.member("verdict", verdict_text(gap.verdict));
  json.member("what", gap.what);
  json.end_object();
}

void write_clock_entry(JsonWriter& json, const failover::ClockEntry& entry) {
  json.begin_object();
  json.member("change", entry.change);
  json.member("seconds", entry.time.count());
  json.member("exact", entry.exact);
  json.end_object();
}

void write_plan(JsonWriter& json, const failover::Standing& standing) {
  json.begin_object();
  write_list(json.key("outbound"), standing.plan.outbound,
             [](JsonWriter& list, const survey::Sender& sender) { list.value(sender.provider->id); });
  write_list(json.key("inbound"), standing.plan.inbound,
             [](JsonWriter& list, const survey::DeclaredExchange& exchange) { list.value(exchange.host); });
  json.member("source", standing.inferred ? "inferred" : "declared");
  json.end_object();
}

void write_rto(JsonWriter& json, const Simulation& simulation) {
  if (!simulation.rto) return json.value(nullptr);
  json.begin_object();
  json.member("seconds", simulation.rto->count());
  json.member("met", failover::within(simulation.clock, *simulation.rto));
  json.end_object();
}

void write_submission_host(JsonWriter& json, const catalogue::SubmissionHost& host) {
  json.begin_object();
  json.member("host", host.host);
  json.key("ports").values(host.ports);
  json.member("tls", catalogue::tls_text(host.tls));
  json.member("region", unless_empty(host.region));
  json.end_object();
}

void write_fault(JsonWriter& json, const lint::Finding& fault) {
  json.begin_object();
  json.member("rule", fault.rule);
  json.member("subject", fault.subject);
  json.member("message", fault.message);
  json.member("fix", fault.fix);
  write_changes(json.key("publish"), fault.publish);
  write_changes(json.key("remove"), fault.remove);
  json.member("complete", fault.complete);
  json.end_object();
}

void write_decision(JsonWriter& json, const failover::Decision& decision) {
  const catalogue::Provider* takes_over = decision.sender ? decision.sender->provider.get() : nullptr;
  json.begin_object();
  json.member("call", failover::call_text(decision.call));
  json.member("sender", takes_over ? std::optional<std::string_view>(takes_over->id) : std::nullopt);
  write_list(json.key("switch_to"),
             takes_over ? takes_over->submission_hosts : std::vector<catalogue::SubmissionHost>{},
             write_submission_host);
  json.key("status_pages").values(decision.status_pages);
  write_list(json.key("faults"), decision.faults, write_fault);
  json.key("not_checked").values(decision.unchecked);
  json.end_object();
}

}  // namespace

void write_simulation(JsonWriter& json, const Simulation& simulation) {
  json.begin_object();
  json.member("schema", "mailready/1");
  json.key("tool").begin_object();
  json.member("name", "mailready");
  json.member("version", simulation.version);
  json.end_object();
  json.member("domain", simulation.facts().domain);
  write_plan(json.key("plan"), *simulation.standing);
  json.member("verdict", verdict_text(simulation.verdict()));
  write_list(json.key("losses"), simulation.rows, write_row);
  write_list(json.key("gaps"), simulation.gaps, write_gap);
  json.key("unheard").values(simulation.clock.unheard);
  write_list(json.key("clock"), simulation.clock.entries, write_clock_entry);
  write_rto(json.key("rto"), simulation);
  json.key("dns").begin_object();
  json.member("queries", simulation.facts().queries);
  json.member("cached", simulation.facts().cached);
  json.end_object();
  if (simulation.one_case)
    write_decision(json.key("decision"), failover::decide(*simulation.standing, simulation.rows.front()));
  json.end_object();
}

}  // namespace mailready::report
