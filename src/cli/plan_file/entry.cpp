#include "cli/plan_file/entry.h"

#include <fmt/format.h>

#include <array>

#include "cli/plan_file/sender.h"
#include "cli/rule_names.h"

namespace mailready::cli {
namespace {

using survey::HealthCheck;
using survey::Suppression;

constexpr int most_retries = 1000;

constexpr std::array health_check_keys{
    Key<HealthCheck>{"external", [](Reading& reading, const Located& value,
                                    HealthCheck& health) { health.external = read_text(reading, value).value_or(""); }},
    Key<HealthCheck>{"interval", [](Reading& reading, const Located& value,
                                    HealthCheck& health) { health.interval = read_duration(reading, value); }},
    Key<HealthCheck>{"retries",
                     [](Reading& reading, const Located& value, HealthCheck& health) {
                       const auto retries = read_number(reading, value, 0, most_retries);
                       if (!retries) return;
                       health.retries = static_cast<int>(*retries);
                       if (*health.retries != *retries) reading.complain(value, "takes a whole number");
                     }},
    Key<HealthCheck>{"retry_window", [](Reading& reading, const Located& value,
                                        HealthCheck& health) { health.retry_window = read_duration(reading, value); }},
    Key<HealthCheck>{"alert", [](Reading& reading, const Located& value,
                                 HealthCheck& health) { health.alert = read_text(reading, value).value_or(""); }},
};

constexpr std::array suppression_keys{
    Key<Suppression>{"rule",
                     [](Reading& reading, const Located& value, Suppression& entry) {
                       const auto text = read_text(reading, value);
                       if (!text) return;
                       const auto rules = find_rules(*text);
                       if (!rules) return reading.complain(value, rules.error());
                       entry.rule = *text;
                     }},
    Key<Suppression>{"reason", [](Reading& reading, const Located& value,
                                  Suppression& entry) { entry.reason = read_text(reading, value).value_or(""); }},
    Key<Suppression>{"until",
                     [](Reading& reading, const Located& value, Suppression& entry) {
                       const auto text = read_text(reading, value);
                       if (!text) return;
                       entry.until = parse_date(*text);
                       if (!entry.until)
                         reading.complain(value, fmt::format("\"{}\" is no day: write year, month and day as in "
                                                             "\"2027-03-01\"",
                                                             *text));
                     }},
    Key<Suppression>{"subject",
                     [](Reading& reading, const Located& value, Suppression& entry) {
                       if (const auto name = read_name(reading, value)) entry.subject = name->to_string();
                     }},
    Key<Suppression>{"provider",
                     [](Reading& reading, const Located& value, Suppression& entry) {
                       const auto text = read_text(reading, value);
                       if (!text) return;
                       const catalogue::Provider* known = catalogue::find(*text);
                       entry.provider = known ? known->id : *text;
                     }},
};

std::optional<HealthCheck> read_health_check(Reading& reading, const Located& value) {
  HealthCheck health{.place = reading.place(value)};
  if (!read_members<HealthCheck>(reading, value, health_check_keys, health)) return std::nullopt;
  const Located* external = member(value, "external");
  if (external == nullptr && member(value, "interval") == nullptr)
    reading.complain(value, "needs an \"interval\", such as \"5m\", or \"external\" with what checks instead");
  for (const char* own : {"retries", "retry_window", "alert"})
    if (const Located* given = member(value, own); given != nullptr && external != nullptr)
      reading.complain(*given, "is for a health check of its own; what \"external\" names knows it itself");
  return health;
}

std::optional<Suppression> read_suppression(Reading& reading, const Located& value) {
  Suppression entry{.rule = {}, .reason = {}, .place = reading.place(value)};
  if (!read_members<Suppression>(reading, value, suppression_keys, entry)) return std::nullopt;
  if (member(value, "rule") == nullptr) reading.complain(value, "needs a \"rule\" (`mailready rules` lists them)");
  if (member(value, "reason") == nullptr) reading.complain(value, "needs a \"reason\": why is the finding accepted?");
  return entry;
}

std::optional<std::vector<dns::Name>> read_inbound(Reading& reading, const Located& value) {
  constexpr std::string_view wanted = "a list of hosts in failover order ([]: the domain takes no mail)";
  const auto* list = read_list(reading, value, wanted);
  if (list == nullptr) return std::nullopt;
  std::vector<dns::Name> hosts;
  for (const Located& each : *list) {
    auto host = read_name(reading, each);
    if (!host) continue;
    if (std::ranges::count(hosts, *host) > 0)
      reading.complain(each, fmt::format("{} stands here twice", host->to_string()));
    hosts.push_back(*std::move(host));
  }
  return hosts;
}

constexpr std::array keys{
    Key<PlanEntry>{"stream", [](Reading& reading, const Located& value,
                                PlanEntry& entry) { entry.stream = read_stream(reading, value); }},
    Key<PlanEntry>{"outbound",
                   [](Reading& reading, const Located& value, PlanEntry& entry) {
                     entry.outbound = read_each(reading, value, "a list of services in failover order", read_sender);
                   }},
    Key<PlanEntry>{"backup",
                   [](Reading& reading, const Located& value, PlanEntry&) {
                     const auto text = read_text(reading, value);
                     if (text && *text != "none")
                       reading.complain(value,
                                        "takes \"none\" alone; a backup stands in \"outbound\", behind the primary");
                   }},
    Key<PlanEntry>{"reason", [](Reading& reading, const Located& value,
                                PlanEntry& entry) { entry.no_backup = read_text(reading, value); }},
    Key<PlanEntry>{"inbound", [](Reading& reading, const Located& value,
                                 PlanEntry& entry) { entry.inbound = read_inbound(reading, value); }},
    Key<PlanEntry>{"health_check", [](Reading& reading, const Located& value,
                                      PlanEntry& entry) { entry.health_check = read_health_check(reading, value); }},
    Key<PlanEntry>{"ignore",
                   [](Reading& reading, const Located& value, PlanEntry& entry) {
                     entry.suppressions =
                         read_each(reading, value, "a list of objects with rule and reason", read_suppression);
                   }},
    Key<PlanEntry>{"max_ttl", [](Reading& reading, const Located& value,
                                 PlanEntry& entry) { entry.max_ttl = read_seconds(reading, value); }},
};

template <class Table>
std::vector<std::string_view> names_of(const Table& table) {
  std::vector<std::string_view> names;
  for (const auto& key : table) names.push_back(key.name);
  return names;
}

}  // namespace

PlanEntry read_entry(Reading& reading, const Located& value) {
  PlanEntry entry{.place = reading.place(value)};
  if (!read_members<PlanEntry>(reading, value, keys, entry)) return entry;
  const Located *backup = member(value, "backup"), *reason = member(value, "reason");
  if (backup != nullptr && reason == nullptr)
    reading.complain(*backup, "needs a \"reason\" beside it: why may mail wait while the one service is down?");
  if (backup == nullptr && reason != nullptr)
    reading.complain(*reason, "says why \"backup\" is \"none\", which does not stand beside it");
  return entry;
}

std::map<std::string_view, std::vector<std::string_view>> entry_keys() {
  return {{"domain", names_of(keys)},
          {"sender", sender_keys()},
          {"spf", spf_keys()},
          {"dkim", dkim_keys()},
          {"health_check", names_of(health_check_keys)},
          {"suppression", names_of(suppression_keys)}};
}

}  // namespace mailready::cli
