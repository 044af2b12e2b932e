#include <algorithm>

#include "report/json.h"

namespace mailready::report {

namespace {

using survey::Need;

/// The id of a provider; null without one.
std::optional<std::string_view> id_of(const catalogue::Provider* provider) {
  return provider ? unless_empty(provider->id) : std::nullopt;
}

void write_name(JsonWriter& json, const dns::Name& name) { json.value(name); }
void write_octets(JsonWriter& json, std::string_view octets) { json.octets(octets); }

void write_ttl(JsonWriter& json, std::optional<std::chrono::seconds> ttl, bool exact) {
  if (!ttl) return;
  json.member("ttl", ttl->count());
  json.member("ttl_exact", exact);
}

/// The targets of an alias chain, in order.
void write_targets(JsonWriter& json, const std::vector<dns::Record>& aliases) {
  json.begin_array();
  for (const dns::Record& record : aliases)
    if (const auto* cname = std::get_if<dns::Cname>(&record.rdata)) json.value(cname->target);
  json.end_array();
}

/// The addresses of a host. A list is whole: where A or AAAA got no answer, what is known stands beside the reason.
void write_addresses(JsonWriter& json, const survey::HostFacts& host) {
  const std::vector<IpAddress> known = host.addresses();
  const dns::Failure* failure = host.failure();
  if (!failure) return json.values(known);
  json.begin_object();
  json.member("undetermined", dns::reason(failure->kind));
  if (!known.empty()) json.key("known").values(known);
  json.end_object();
}

void write_tlsa(JsonWriter& json, const survey::TlsaFacts& tlsa) {
  write_fact(json, tlsa.records, [&](JsonWriter&, const std::vector<dns::Record>& records) {
    json.begin_object();
    write_list(json.key("records"), records,
               [](JsonWriter& list, const dns::Record& record) { list.value(dns::rdata_text(record)); });
    json.member("authentic", tlsa.authentic);
    json.end_object();
  });
}

std::string_view role_text(survey::Role role) { return role == survey::Role::primary ? "primary" : "backup"; }

/// Which parts of an exchange were looked at.
struct Looked {
  bool addresses = false, tlsa = false;
};

void write_exchange(JsonWriter& json, const survey::ExchangeFacts& exchange, Looked looked, bool ttl_exact,
                    const survey::Plan& plan) {
  json.begin_object();
  json.member("preference", exchange.preference);
  json.member("exchange", exchange.exchange);
  const auto declared = std::ranges::find(plan.inbound, exchange.exchange, &survey::DeclaredExchange::host);
  if (declared != plan.inbound.end()) json.member("role", role_text(declared->role));
  if (looked.addresses && !exchange.is_address_literal) {
    write_addresses(json.key("addresses"), exchange.host);
    if (exchange.host.is_alias()) write_targets(json.key("alias_of"), exchange.host.aliases);
  }
  if (looked.tlsa && !exchange.is_address_literal) write_tlsa(json.key("tlsa"), exchange.tlsa);
  json.member("provider", id_of(exchange.provider));
  write_ttl(json, exchange.record.ttl, ttl_exact);
  json.end_object();
}

void write_null_mx(JsonWriter& json, const dns::Record& record, const dns::Mx& mx, bool ttl_exact) {
  json.begin_object();
  json.member("preference", mx.preference);
  json.member("exchange", mx.exchange);
  write_ttl(json, record.ttl, ttl_exact);
  json.end_object();
}

void write_mx(JsonWriter& json, const survey::MxFacts& mx, Looked looked, const survey::Plan& plan) {
  json.begin_array();
  for (const dns::Record& record : mx.records)
    if (const auto* rdata = std::get_if<dns::Mx>(&record.rdata); rdata && rdata->exchange.is_root())
      write_null_mx(json, record, *rdata, mx.ttl_exact);
  for (const survey::ExchangeFacts& exchange : mx.exchanges) write_exchange(json, exchange, looked, mx.ttl_exact, plan);
  json.end_array();
}

std::string_view state_text(survey::KeyFacts::State state) {
  switch (state) {
    case survey::KeyFacts::State::absent:
      return "absent";
    case survey::KeyFacts::State::dangling:
      return "dangling";
    case survey::KeyFacts::State::no_record:
      return "no-record";
    case survey::KeyFacts::State::several:
      return "several";
    case survey::KeyFacts::State::malformed:
      return "malformed";
    case survey::KeyFacts::State::key:
      return "key";
    case survey::KeyFacts::State::unknown:
      return "unknown";
  }
  return "";
}

void write_key_members(JsonWriter& json, const dkim::Key& key) {
  json.key("algorithm").octets(key.algorithm_text);
  json.member("bits", key.bits);
  json.member("testing", key.testing);
  json.member("revoked", key.revoked());
  json.member("usable", key.usable());
}

void write_key(JsonWriter& json, const survey::KeyFacts& key) {
  json.begin_object();
  json.member("selector", key.selector);
  json.member("signing_domain", key.signing_domain);
  json.member("name", key.name);
  json.member("state", state_text(key.state));
  json.member("declared", key.declared);
  json.member("provider", id_of(key.provider));
  if (key.failure) json.member("undetermined", dns::reason(key.failure->kind));
  if (key.behind_alias()) write_targets(json.key("alias_of"), key.aliases);
  if (key.key) write_key_members(json, *key.key);
  if (!key.error.empty()) json.member("error", key.error);
  write_ttl(json, key.ttl, key.ttl_exact);
  json.end_object();
}

/// The selectors at which something stands, or may; those of the plan in any case.
void write_dkim(JsonWriter& json, const survey::DkimFacts& dkim) {
  json.begin_array();
  for (const survey::KeyFacts& key : dkim.keys)
    if (key.declared || key.state != survey::KeyFacts::State::absent) write_key(json, key);
  json.end_array();
}

dns::Name owner_of(const dmarc::Step& step) { return step.name.prefixed("_dmarc").value_or(step.name); }

std::string_view alignment_text(dmarc::Alignment alignment) {
  return alignment == dmarc::Alignment::strict ? "strict" : "relaxed";
}

void write_policy_members(JsonWriter& json, const dmarc::Walk& walk, const dmarc::Step& step) {
  json.key("record").octets(step.record->text);
  json.member("policy", dmarc::policy_text(walk.effective_policy()));
  json.member("at", owner_of(step));
  write_fact(json.key("organisational_domain"), walk.organisational_domain(), write_name);
  json.member("dkim_alignment", alignment_text(step.record->dkim_alignment));
  json.member("spf_alignment", alignment_text(step.record->spf_alignment));
  json.member("testing", step.record->testing);
  write_list(json.key("reports"), step.record->aggregate_reports, write_octets);
}

/// What stands where a policy is meant to, but can't be used.
void write_broken_policy_members(JsonWriter& json, const dmarc::Step& step) {
  json.member("record", nullptr);
  write_list(json.key("records"), step.policies, write_octets);
  json.member("at", owner_of(step));
  json.member("error", step.error ? std::string_view(step.error->message) : "several records");
}

/// A domain that needs to say that it takes the reports, and whether it does.
void write_receiver(JsonWriter& json, const survey::ReportReceiver& receiver) {
  json.begin_object();
  json.key("uri").octets(receiver.uri);
  json.member("host", receiver.host);
  json.member("asked", receiver.asked);
  json.key("authorised");
  if (receiver.authorised.unknown())
    write_unknown(json, receiver.authorised.failure());
  else
    json.value(receiver.authorised.present());
  json.end_object();
}

/// Null where there is no policy, nor what was meant as one.
void write_dmarc(JsonWriter& json, const survey::Facts& facts) {
  const dmarc::Walk& walk = facts.dmarc;
  const dns::Fact<dmarc::Step> step = walk.policy_step();
  const bool usable = step.present() && step->record;
  const auto broken =
      std::ranges::find_if(walk.steps, [](const dmarc::Step& other) { return !other.policies.empty(); });
  if (!step.unknown() && !usable && broken == walk.steps.end()) return json.value(nullptr);
  json.begin_object();
  if (step.unknown())
    json.member("undetermined", dns::reason(step.failure().kind));
  else if (usable)
    write_policy_members(json, walk, *step);
  else
    write_broken_policy_members(json, *broken);
  if (facts.gathered.contains(Need::reports))
    write_list(json.key("report_receivers"), facts.report_receivers, write_receiver);
  json.end_object();
}

std::string_view authorised_text(survey::SenderFacts::Authorised authorised) {
  switch (authorised) {
    case survey::SenderFacts::Authorised::self:
      return "self";
    case survey::SenderFacts::Authorised::return_path:
      return "return-path";
    case survey::SenderFacts::Authorised::provider:
      return "provider";
    case survey::SenderFacts::Authorised::no:
      return "no";
    case survey::SenderFacts::Authorised::unknown:
      return "unknown";
  }
  return "";
}

void write_return_paths(JsonWriter& json, const std::vector<survey::EnvelopeFacts>& envelopes) {
  json.begin_array();
  for (const survey::EnvelopeFacts& envelope : envelopes)
    if (envelope.authorises()) json.value(envelope.name);
  json.end_array();
}

/// The legs by which the sender's mail passes DMARC.
void write_alignment(JsonWriter& json, const dns::Fact<dns::Name>& dkim, const dns::Fact<dns::Name>& spf) {
  json.key("aligned").begin_array();
  if (dkim.present()) json.value("dkim");
  if (spf.present()) json.value("spf");
  json.end_array();
  json.key("aligned_by").begin_object();
  write_fact(json.key("dkim"), dkim, write_name);
  write_fact(json.key("spf"), spf, write_name);
  json.end_object();
  if (!dkim.unknown() && !spf.unknown()) return;
  json.key("alignment_undetermined").begin_array();
  if (dkim.unknown()) json.value("dkim");
  if (spf.unknown()) json.value("spf");
  json.end_array();
}

void write_sender(JsonWriter& json, const survey::SenderFacts& sender, const survey::Plan& plan) {
  json.begin_object();
  json.member("provider", sender.provider->id);
  json.member("name", sender.provider->name);
  json.member("declared", sender.declared.has_value());
  if (sender.declared) json.member("role", role_text(plan.outbound.at(*sender.declared).role));
  json.key("seen_by").values(sender.seen_by);
  json.member("authorised", authorised_text(sender.authorised));
  write_return_paths(json.key("return_paths"), sender.envelopes);
  json.member("dkim", dkim_text(sender.dkim));
  write_alignment(json, sender.dkim_aligned, sender.spf_aligned);
  json.end_object();
}

void write_spf(JsonWriter& json, const survey::Facts& facts) {
  write_fact(json, facts.spf, [&](JsonWriter&, const spf::Tree& tree) {
    json.begin_object();
    write_spf_members(json, tree);
    write_ttl(json, facts.spf_ttl, facts.spf_ttl_exact);
    if (facts.txt.present()) json.member("answer_octets", facts.txt->answer_octets);
    json.end_object();
  });
}

void write_txt(JsonWriter& json, const dns::Record& record) {
  if (const auto* txt = std::get_if<dns::Txt>(&record.rdata)) json.octets(txt->joined());
}

void write_txts(JsonWriter& json, const std::vector<dns::Record>& records) { write_list(json, records, write_txt); }

void write_name_server(JsonWriter& json, const survey::NameServerFacts& server) {
  json.begin_object();
  json.member("host", server.name);
  write_addresses(json.key("addresses"), server.host);
  json.member("operator", server.operated_by ? std::optional<std::string_view>(server.operated_by->id) : std::nullopt);
  json.end_object();
}

void write_name_servers(JsonWriter& json, const std::vector<survey::NameServerFacts>& servers) {
  write_list(json, servers, write_name_server);
}

void write_zone(JsonWriter& json, const survey::ZoneFacts& zone) {
  json.begin_object();
  json.member("apex", zone.apex);
  json.member("negative_ttl", zone.negative_ttl().count());
  json.member("ttl_exact", zone.negative_ttl_exact());
  json.end_object();
}

void write_zone_members(JsonWriter& json, const dns::Fact<survey::ZoneFacts>& zone) {
  write_fact(json.key("zone"), zone, write_zone);
  json.key("ns");
  if (zone)
    write_fact(json, zone->servers, write_name_servers);
  else
    write_fact(json, zone, write_zone);
}

std::string_view use_text(survey::TtlFacts::Use use) {
  switch (use) {
    case survey::TtlFacts::Use::mx:
      return "mx";
    case survey::TtlFacts::Use::spf:
      return "spf";
    case survey::TtlFacts::Use::return_path:
      return "return-path";
    case survey::TtlFacts::Use::dkim:
      return "dkim";
    case survey::TtlFacts::Use::mta_sts:
      return "mta-sts";
  }
  return "";
}

void write_record_set(JsonWriter& json, const survey::TtlFacts& set) {
  json.begin_object();
  json.member("name", set.name);
  json.member("type", dns::type_name(set.type));
  json.member("use", use_text(set.use));
  write_ttl(json, set.ttl, set.exact);
  json.end_object();
}

/// The text of the only record that counts; null and all of them where there are several.
void write_record_members(JsonWriter& json, const std::vector<dns::Record>& records) {
  json.key("record");
  if (records.size() == 1) return write_txt(json, records.front());
  json.value(nullptr);
  write_txts(json.key("records"), records);
}

void write_fetched_policy(JsonWriter& json, const survey::PolicyFacts& facts) {
  json.begin_object();
  if (facts.policy) {
    json.member("mode", mta_sts::mode_text(facts.policy->mode));
    json.key("mx").values(facts.policy->exchanges);
    json.member("max_age", facts.policy->max_age.count());
  }
  json.key("source").octets(facts.source);
  if (!facts.refused.empty()) json.member("refused", facts.refused);
  if (!facts.error.empty()) json.member("error", facts.error);
  json.end_object();
}

void write_mta_sts(JsonWriter& json, const survey::MtaStsFacts& facts) {
  json.begin_object();
  write_record_members(json, facts.records);
  if (facts.record)
    json.member("id", facts.record->id);
  else
    json.member("error", facts.error);
  write_fact(json.key("policy"), facts.policy, write_fetched_policy);
  json.end_object();
}

void write_tls_rpt(JsonWriter& json, const survey::TlsReportFacts& facts) {
  json.begin_object();
  write_record_members(json, facts.records);
  if (facts.record)
    write_list(json.key("reports"), facts.record->reports, write_octets);
  else
    json.member("error", facts.error);
  json.end_object();
}

void write_existence(JsonWriter& json, const survey::Facts& facts) {
  if (facts.existence.unknown())
    write_unknown(json, facts.existence.failure());
  else
    json.value(!facts.nonexistent());
}

void write_gathered(JsonWriter& json, const survey::Facts& facts, const survey::Plan& plan) {
  const auto gathered = [&](Need need) { return facts.gathered.contains(need); };
  write_existence(json.key("exists"), facts);
  if (gathered(Need::spf)) write_spf(json.key("spf"), facts);
  if (gathered(Need::spf_type99)) write_fact(json.key("spf_type99"), facts.type99, write_txts);
  const Looked looked{.addresses = gathered(Need::exchanges), .tlsa = gathered(Need::tlsa)};
  if (gathered(Need::mx))
    write_fact(json.key("mx"), facts.mx,
               [&](JsonWriter&, const survey::MxFacts& mx) { write_mx(json, mx, looked, plan); });
  if (gathered(Need::dkim)) write_dkim(json.key("dkim"), facts.dkim);
  if (gathered(Need::dmarc)) write_dmarc(json.key("dmarc"), facts);
  if (gathered(Need::zone)) write_zone_members(json, facts.zone);
  if (gathered(Need::ttls)) write_list(json.key("ttls"), facts.ttls, write_record_set);
  if (gathered(Need::mta_sts)) write_fact(json.key("mta_sts"), facts.mta_sts, write_mta_sts);
  if (gathered(Need::tls_rpt)) write_fact(json.key("tls_rpt"), facts.tls_rpt, write_tls_rpt);
  if (gathered(Need::senders))
    write_list(json.key("senders"), facts.senders,
               [&](JsonWriter&, const survey::SenderFacts& sender) { write_sender(json, sender, plan); });
}

}  // namespace

void write_facts(JsonWriter& json, const survey::Facts& facts, const survey::Plan& plan) {
  json.begin_object();
  // A line of a list that is no domain name: nothing was asked.
  if (!facts.domain.is_root()) write_gathered(json, facts, plan);
  json.end_object();
}

}  // namespace mailready::report
