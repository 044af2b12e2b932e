#include "report/json.h"
#include "report/words.h"

namespace mailready::report {

namespace {

using survey::Need;

std::string_view id_of(const catalogue::Provider* provider) {
  return provider ? std::string_view(provider->id) : std::string_view();
}

void add_ttl(Json& json, std::optional<std::chrono::seconds> ttl, bool exact) {
  if (!ttl) return;
  json["ttl"] = ttl->count();
  json["ttl_exact"] = exact;
}

/// The targets of an alias chain, in order.
Json targets_json(const std::vector<dns::Record>& aliases) {
  Json list = Json::array();
  for (const dns::Record& record : aliases)
    if (const auto* cname = std::get_if<dns::Cname>(&record.rdata)) list.push_back(cname->target.to_string());
  return list;
}

/// The addresses of a host. A list is whole: where A or AAAA got no answer, what is known stands beside the reason.
Json addresses_json(const survey::HostFacts& host) {
  Json list = Json::array();
  for (const IpAddress& address : host.addresses()) list.push_back(address.to_string());
  const dns::Failure* failure = host.failure();
  if (!failure) return list;
  Json json = unknown_json(*failure);
  if (!list.empty()) json["known"] = std::move(list);
  return json;
}

Json records_json(const std::vector<dns::Record>& records) {
  Json list = Json::array();
  for (const dns::Record& record : records) list.push_back(dns::rdata_text(record));
  return list;
}

Json tlsa_json(const survey::TlsaFacts& tlsa) {
  return fact_json(tlsa.records, [&](const std::vector<dns::Record>& records) {
    return Json{{"records", records_json(records)}, {"authentic", tlsa.authentic}};
  });
}

/// Which parts of an exchange were looked at.
struct Looked {
  bool addresses = false, tlsa = false;
};

Json exchange_json(const survey::ExchangeFacts& exchange, Looked looked, bool ttl_exact) {
  Json json{{"preference", exchange.preference}, {"exchange", exchange.exchange.to_string()}};
  if (looked.addresses && !exchange.is_address_literal) {
    json["addresses"] = addresses_json(exchange.host);
    if (exchange.host.is_alias()) json["alias_of"] = targets_json(exchange.host.aliases);
  }
  if (looked.tlsa && !exchange.is_address_literal) json["tlsa"] = tlsa_json(exchange.tlsa);
  json["provider"] = text_or_null(id_of(exchange.provider));
  add_ttl(json, exchange.record.ttl, ttl_exact);
  return json;
}

Json mx_json(const survey::MxFacts& mx, Looked looked) {
  Json list = Json::array();
  for (const dns::Record& record : mx.records) {
    const auto* null_mx = std::get_if<dns::Mx>(&record.rdata);
    if (!null_mx || !null_mx->exchange.is_root()) continue;
    list.push_back({{"preference", null_mx->preference}, {"exchange", "."}});
    add_ttl(list.back(), record.ttl, mx.ttl_exact);
  }
  for (const survey::ExchangeFacts& exchange : mx.exchanges)
    list.push_back(exchange_json(exchange, looked, mx.ttl_exact));
  return list;
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

void add_key(Json& json, const dkim::Key& key) {
  json["algorithm"] = octets_json(key.algorithm_text);
  json["bits"] = key.bits;
  json["testing"] = key.testing;
  json["revoked"] = key.revoked();
  json["usable"] = key.usable();
}

Json key_json(const survey::KeyFacts& key) {
  Json json{{"selector", text_json(key.selector)},
            {"signing_domain", key.signing_domain.to_string()},
            {"name", key.name.to_string()},
            {"state", state_text(key.state)},
            {"declared", key.declared},
            {"provider", text_or_null(id_of(key.provider))}};
  if (key.failure) json["undetermined"] = dns::reason(key.failure->kind);
  if (key.behind_alias()) json["alias_of"] = targets_json(key.aliases);
  if (key.key) add_key(json, *key.key);
  if (!key.error.empty()) json["error"] = text_json(key.error);
  add_ttl(json, key.ttl, key.ttl_exact);
  return json;
}

/// The selectors at which something stands, or may; those of the plan in any case.
Json dkim_json(const survey::DkimFacts& dkim) {
  Json list = Json::array();
  for (const survey::KeyFacts& key : dkim.keys)
    if (key.declared || key.state != survey::KeyFacts::State::absent) list.push_back(key_json(key));
  return list;
}

std::string owner_of(const dmarc::Step& step) {
  const auto owner = step.name.prefixed("_dmarc");
  return (owner ? *owner : step.name).to_string();
}

std::string_view alignment_text(dmarc::Alignment alignment) {
  return alignment == dmarc::Alignment::strict ? "strict" : "relaxed";
}

Json policy_json(const dmarc::Walk& walk, const dmarc::Step& step) {
  Json json{{"record", octets_json(step.record->text)},
            {"policy", dmarc::policy_text(walk.effective_policy())},
            {"at", owner_of(step)},
            {"organisational_domain",
             fact_json(walk.organisational_domain(), [](const dns::Name& name) { return name.to_string(); })},
            {"dkim_alignment", alignment_text(step.record->dkim_alignment)},
            {"spf_alignment", alignment_text(step.record->spf_alignment)},
            {"testing", step.record->testing}};
  json["reports"] = Json::array();
  for (const std::string& uri : step.record->aggregate_reports) json["reports"].push_back(octets_json(uri));
  return json;
}

/// What stands where a policy is meant to, but can't be used; null where nothing does.
Json broken_policy_json(const dmarc::Walk& walk) {
  for (const dmarc::Step& step : walk.steps) {
    if (step.policies.empty()) continue;
    Json json{{"record", nullptr}, {"records", Json::array()}, {"at", owner_of(step)}};
    for (const std::string& text : step.policies) json["records"].push_back(octets_json(text));
    json["error"] = step.error ? text_json(step.error->message) : Json("several records");
    return json;
  }
  return nullptr;
}

Json dmarc_json(const dmarc::Walk& walk) {
  const dns::Fact<dmarc::Step> step = walk.policy_step();
  if (step.unknown()) return unknown_json(step.failure());
  if (step.present() && step->record) return policy_json(walk, *step);
  return broken_policy_json(walk);
}

/// The domains that need to say that they take the reports, and whether they do.
Json receivers_json(const std::vector<survey::ReportReceiver>& receivers) {
  Json list = Json::array();
  for (const survey::ReportReceiver& receiver : receivers)
    list.push_back({{"uri", octets_json(receiver.uri)},
                    {"host", receiver.host.to_string()},
                    {"asked", receiver.asked.to_string()},
                    {"authorised", receiver.authorised.unknown() ? unknown_json(receiver.authorised.failure())
                                                                 : Json(receiver.authorised.present())}});
  return list;
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

Json sender_json(const survey::SenderFacts& sender) {
  Json json{{"provider", text_json(sender.provider->id)}, {"declared", sender.declared.has_value()}};
  json["seen_by"] = sender.seen_by;
  json["authorised"] = authorised_text(sender.authorised);
  Json& names = json["return_paths"] = Json::array();
  for (const survey::EnvelopeFacts& envelope : sender.envelopes)
    if (envelope.authorises()) names.push_back(envelope.name.to_string());
  json["dkim"] = dkim_text(sender.dkim);
  Json& aligned = json["aligned"] = Json::array();
  if (sender.dkim_aligned.present()) aligned.push_back("dkim");
  if (sender.spf_aligned.present()) aligned.push_back("spf");
  const auto name_json = [](const dns::Name& name) { return name.to_string(); };
  json["aligned_by"] = {{"dkim", fact_json(sender.dkim_aligned, name_json)},
                        {"spf", fact_json(sender.spf_aligned, name_json)}};
  Json open = Json::array();
  if (sender.dkim_aligned.unknown()) open.push_back("dkim");
  if (sender.spf_aligned.unknown()) open.push_back("spf");
  if (!open.empty()) json["alignment_undetermined"] = std::move(open);
  return json;
}

Json spf_fact_json(const survey::Facts& facts) {
  Json json = fact_json(facts.spf, spf_json);
  if (!facts.spf.present()) return json;
  add_ttl(json, facts.spf_ttl, facts.spf_ttl_exact);
  if (facts.txt.present()) json["answer_octets"] = facts.txt->answer_octets;
  return json;
}

Json type99_json(const std::vector<dns::Record>& records) {
  Json list = Json::array();
  for (const dns::Record& record : records)
    if (const auto* txt = std::get_if<dns::Txt>(&record.rdata)) list.push_back(octets_json(txt->joined()));
  return list;
}

Json name_server_json(const survey::NameServerFacts& server) {
  return {{"host", server.name.to_string()},
          {"addresses", addresses_json(server.host)},
          {"operator", server.operated_by ? Json(server.operated_by->id) : Json(nullptr)}};
}

Json name_servers_json(const std::vector<survey::NameServerFacts>& servers) {
  Json list = Json::array();
  for (const survey::NameServerFacts& server : servers) list.push_back(name_server_json(server));
  return list;
}

Json zone_json(const survey::ZoneFacts& zone) {
  return {{"apex", zone.apex.to_string()},
          {"negative_ttl", zone.negative_ttl().count()},
          {"ttl_exact", zone.negative_ttl_exact()}};
}

void add_zone(Json& json, const dns::Fact<survey::ZoneFacts>& zone) {
  json["zone"] = fact_json(zone, zone_json);
  json["ns"] = zone ? fact_json(zone->servers, name_servers_json) : fact_json(zone, zone_json);
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

Json ttls_json(const std::vector<survey::TtlFacts>& ttls) {
  Json list = Json::array();
  for (const survey::TtlFacts& set : ttls) {
    list.push_back({{"name", set.name.to_string()}, {"type", dns::type_name(set.type)}, {"use", use_text(set.use)}});
    add_ttl(list.back(), set.ttl, set.exact);
  }
  return list;
}

/// The text of the only record that counts; null and all of them where there are several.
void add_records(Json& json, const std::vector<dns::Record>& records) {
  Json texts = type99_json(records);
  if (records.size() == 1)
    json["record"] = texts.front();
  else
    json.update({{"record", nullptr}, {"records", std::move(texts)}});
}

Json policy_facts_json(const survey::PolicyFacts& facts) {
  Json json = Json::object();
  if (facts.policy) {
    json["mode"] = mta_sts::mode_text(facts.policy->mode);
    json["mx"] = facts.policy->exchanges;
    json["max_age"] = facts.policy->max_age.count();
  }
  json["source"] = octets_json(facts.source);
  if (!facts.refused.empty()) json["refused"] = text_json(facts.refused);
  if (!facts.error.empty()) json["error"] = text_json(facts.error);
  return json;
}

Json mta_sts_json(const survey::MtaStsFacts& facts) {
  Json json = Json::object();
  add_records(json, facts.records);
  if (facts.record)
    json["id"] = facts.record->id;
  else
    json["error"] = text_json(facts.error);
  json["policy"] = fact_json(facts.policy, policy_facts_json);
  return json;
}

Json tls_rpt_json(const survey::TlsReportFacts& facts) {
  Json json = Json::object();
  add_records(json, facts.records);
  if (!facts.record) {
    json["error"] = text_json(facts.error);
    return json;
  }
  Json& reports = json["reports"] = Json::array();
  for (const std::string& uri : facts.record->reports) reports.push_back(octets_json(uri));
  return json;
}

}  // namespace

Json facts_json(const survey::Facts& facts) {
  Json json = Json::object();
  if (facts.domain.is_root()) return json;  // a line of a list that is no domain name: nothing was asked
  const auto gathered = [&](Need need) { return facts.gathered.contains(need); };
  json["exists"] = facts.existence.unknown() ? unknown_json(facts.existence.failure()) : Json(!facts.nonexistent());
  if (gathered(Need::spf)) json["spf"] = spf_fact_json(facts);
  if (gathered(Need::spf_type99)) json["spf_type99"] = fact_json(facts.type99, type99_json);
  const Looked looked{.addresses = gathered(Need::exchanges), .tlsa = gathered(Need::tlsa)};
  if (gathered(Need::mx)) json["mx"] = fact_json(facts.mx, [&](const auto& mx) { return mx_json(mx, looked); });
  if (gathered(Need::dkim)) json["dkim"] = dkim_json(facts.dkim);
  if (gathered(Need::dmarc)) json["dmarc"] = dmarc_json(facts.dmarc);
  if (gathered(Need::zone)) add_zone(json, facts.zone);
  if (gathered(Need::ttls)) json["ttls"] = ttls_json(facts.ttls);
  if (gathered(Need::mta_sts)) json["mta_sts"] = fact_json(facts.mta_sts, mta_sts_json);
  if (gathered(Need::tls_rpt)) json["tls_rpt"] = fact_json(facts.tls_rpt, tls_rpt_json);
  if (gathered(Need::reports) && json["dmarc"].is_object())
    json["dmarc"]["report_receivers"] = receivers_json(facts.report_receivers);
  if (gathered(Need::senders)) {
    Json& senders = json["senders"] = Json::array();
    for (const survey::SenderFacts& sender : facts.senders) senders.push_back(sender_json(sender));
  }
  return json;
}

}  // namespace mailready::report
