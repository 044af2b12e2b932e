#include "cli/print_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/json_writer.h"
#include "rules/table.h"

namespace mailready::cli {
namespace {

using report::JsonWriter;
using survey::Plan;
using survey::Sender;

/// As the plan file takes it: "90s", "5m".
std::string short_text(std::chrono::seconds duration) {
  constexpr std::array units{std::pair{86'400, 'd'}, std::pair{3'600, 'h'}, std::pair{60, 'm'}};
  for (const auto& [seconds, letter] : units)
    if (duration.count() % seconds == 0) return fmt::format("{}{}", duration.count() / seconds, letter);
  return fmt::format("{}s", duration.count());
}

void write_in_place(JsonWriter& json, const catalogue::Provider& provider) {
  json.member("id", provider.id);
  if (provider.name != provider.id) json.member("name", provider.name);
  if (!provider.spf_includes.empty()) {
    json.key("spf").begin_object();
    json.key("includes").values(provider.spf_includes);
    json.end_object();
  }
  if (provider.selectors.empty()) return;
  json.key("dkim").begin_object();
  json.key("selectors").values(provider.selectors);
  json.end_object();
}

std::string selector_text(const survey::DeclaredSelector& selector) {
  if (!selector.signing_domain) return selector.selector;
  return fmt::format("{}@{}", selector.selector, selector.signing_domain->to_string());
}

/// Empty where nobody named one.
std::string return_path_text(const survey::ReturnPath& path) {
  switch (path.kind) {
    case survey::ReturnPath::Kind::unnamed:
      return "";
    case survey::ReturnPath::Kind::named:
      return path.text;
    case survey::ReturnPath::Kind::provider:
      return "provider";
    case survey::ReturnPath::Kind::self:
      return "self";
  }
  return "";
}

void write_sender(JsonWriter& json, const Sender& sender) {
  json.begin_object();
  if (sender.provider.get() == catalogue::find(sender.provider->id))
    json.member("provider", sender.provider->id);
  else
    write_in_place(json, *sender.provider);
  std::vector<std::string> selectors;
  for (const survey::DeclaredSelector& selector : sender.selectors) selectors.push_back(selector_text(selector));
  if (!selectors.empty()) json.key("dkim_selectors").values(selectors);
  if (const std::string path = return_path_text(sender.return_path); !path.empty()) json.member("return_path", path);
  if (sender.sending_domain) json.member("sending_domain", *sender.sending_domain);
  if (sender.share) json.member("share", *sender.share);
  if (sender.stream) json.member("stream", survey::stream_text(*sender.stream));
  if (sender.time_critical) json.member("time_critical", true);
  json.end_object();
}

void write_health_check(JsonWriter& json, const survey::HealthCheck& health) {
  json.begin_object();
  if (!health.external.empty()) json.member("external", health.external);
  if (health.interval) json.member("interval", short_text(*health.interval));
  if (health.retries) json.member("retries", *health.retries);
  if (health.retry_window) json.member("retry_window", short_text(*health.retry_window));
  if (!health.alert.empty()) json.member("alert", health.alert);
  json.end_object();
}

void write_suppression(JsonWriter& json, const survey::Suppression& entry) {
  json.begin_object();
  json.member("rule", entry.rule);
  json.member("reason", entry.reason);
  if (entry.until) json.member("until", date_text(*entry.until));
  if (!entry.subject.empty()) json.member("subject", entry.subject);
  if (!entry.provider.empty()) json.member("provider", entry.provider);
  json.end_object();
}

/// Every key that the plan says something by: what it leaves out is the same by default.
void write_plan(JsonWriter& json, const Plan& plan) {
  json.begin_object();
  json.member("stream", survey::stream_text(plan.stream));
  if (!plan.outbound.empty()) {
    json.key("outbound").begin_array();
    for (const Sender& sender : plan.outbound) write_sender(json, sender);
    json.end_array();
  }
  if (plan.no_backup_meant) {
    json.member("backup", "none");
    json.member("reason", plan.no_backup_reason.empty() ? "--backup none" : plan.no_backup_reason);
  }
  if (plan.no_inbound || !plan.inbound.empty()) {
    json.key("inbound").begin_array();
    for (const survey::DeclaredExchange& exchange : plan.inbound) json.value(exchange.host);
    json.end_array();
  }
  if (plan.health_check) write_health_check(json.key("health_check"), *plan.health_check);
  if (!plan.suppressions.empty()) {
    json.key("ignore").begin_array();
    for (const survey::Suppression& entry : plan.suppressions) write_suppression(json, entry);
    json.end_array();
  }
  json.member("max_ttl", plan.max_ttl.count());
  json.end_object();
}

/// The rules whose level is not their own, those that do not speak included.
void write_rules(JsonWriter& json, const lint::Settings& settings) {
  json.begin_object();
  const auto speaking = lint::selected(rules::all(), settings);
  for (const lint::Rule* rule : rules::all()) {
    const auto level = settings.severities.find(std::string(rule->id));
    if (std::ranges::count(speaking, rule) == 0)
      json.member(rule->id, "off");
    else if (level != settings.severities.end())
      json.member(rule->id, lint::severity_text(*level->second));
  }
  json.end_object();
}

void write_domains(JsonWriter& json, const Plans& plans, const PlanFile& file, const std::vector<dns::Name>& domains) {
  json.begin_object();
  for (const dns::Name& domain : domains) write_plan(json.key(domain.to_string()), plans.of(domain));
  if (domains.empty())
    for (const DomainEntry& entry : file.domains) write_plan(json.key(entry.pattern()), plans.of(entry));
  json.end_object();
}

}  // namespace

std::string config_text(const Plans& plans, const PlanFile& file, const lint::Settings& settings,
                        const std::vector<dns::Name>& domains) {
  constexpr int indent = 2;
  const auto write = [&](JsonWriter& json) {
    json.begin_object();
    write_rules(json.key("rules"), settings);
    if (domains.empty()) write_plan(json.key("defaults"), plans.unnamed());
    write_domains(json.key("domains"), plans, file, domains);
    json.end_object();
  };
  return report::json_text(write, indent) + '\n';
}

}  // namespace mailready::cli
