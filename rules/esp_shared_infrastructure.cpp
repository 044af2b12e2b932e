#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "lint/rule.h"
#include "lint/streams.h"

namespace mailready::rules {
using namespace lint;
using catalogue::Provider;

/// Whose servers may send the mail of a provider: its own, or those that it runs on, at any remove.
static std::set<std::string> carriers(const Provider& provider) {
  std::set<std::string> found, seen{provider.id};
  std::vector<const Provider*> open{&provider};
  while (!open.empty()) {
    const Provider* next = open.back();
    open.pop_back();
    if (next->runs_alone()) found.insert(next->id);
    std::vector<std::string> below = next->runs_on_any;
    if (!next->runs_on.empty()) below.push_back(next->runs_on);
    for (const std::string& id : below) {
      const Provider* carrier = catalogue::find(id);
      if (!carrier)
        found.insert(id);
      else if (seen.insert(id).second)
        open.push_back(carrier);
    }
  }
  return found;
}

static std::string name_of(const std::string& id) {
  const Provider* provider = catalogue::find(id);
  return provider ? provider->name : id;
}

static std::optional<std::string> shared_carrier(const Provider& a, const Provider& b) {
  const std::set<std::string> of_a = carriers(a), of_b = carriers(b);
  for (const std::string& id : of_a) {
    if (!of_b.contains(id)) continue;
    // "may": one of several, by account
    const std::string_view verb = of_a.size() > 1 || of_b.size() > 1 ? "may send" : "sends";
    if (id == a.id) return fmt::format("{} {} through {}", b.name, verb, a.name);
    if (id == b.id) return fmt::format("{} {} through {}", a.name, verb, b.name);
    return fmt::format("{} and {} both {} through {}", a.name, b.name, verb == "sends" ? "send" : verb, name_of(id));
  }
  return std::nullopt;
}

static bool share_ranges(const Provider& a, const Provider& b) {
  return std::ranges::count(a.shares_ranges_with, b.id) > 0 || std::ranges::count(b.shares_ranges_with, a.id) > 0;
}

/// What the two have in common, as a clause; nothing where the catalogue knows of nothing.
static std::optional<std::string> in_common(const Provider& a, const Provider& b) {
  if (auto carrier = shared_carrier(a, b)) return carrier;
  if (share_ranges(a, b)) return fmt::format("{} and {} send from the same address ranges", a.name, b.name);
  if (!a.operator_name.empty() && a.operator_name == b.operator_name)
    return fmt::format("{} runs both {} and {}", a.operator_name, a.name, b.name);
  return std::nullopt;
}

/// The first sender in front of `sender` that shares something with it, as a finding.
static Outcome compare(const Facts& facts, const StreamSenders& stream, const survey::Sender& sender) {
  for (const survey::Sender* earlier : stream.senders) {
    if (earlier == &sender) break;
    if (earlier->provider->id == sender.provider->id) continue;  // esp-same
    const auto common = in_common(*earlier->provider, *sender.provider);
    if (!common) continue;
    return finding({.subject = facts.domain.to_string(),
                    .provider = sender.provider->id,
                    .message = fmt::format("{}: one outage can take both", *common),
                    .fix = fmt::format("Choose a backup for {} that another company runs on servers of its own.",
                                       earlier->provider->name),
                    .complete = false,
                    .place = sender.place});
  }
  return {};
}

static Outcome check(const Facts& facts, const Plan& plan) {
  Outcome outcome;
  for (const StreamSenders& stream : by_stream(plan))
    for (const survey::Sender* sender : stream.senders) outcome += compare(facts, stream, *sender);
  return outcome;
}

extern const Rule esp_shared_infrastructure{
    .id = "esp-shared-infrastructure",
    .severity = Severity::warning,
    .summary = "Primary and backup do not share servers, addresses or an operator",
    .applies = Applies::mail,
    .needs = {},
    .references = {{"RFC 2182", "3.1"}},
    .explanation = R"(Two ESPs with different names may be one where it counts: some resell the servers of another,
some belong to one company, some send from the same address ranges. An outage, a block list entry or an account review
then takes primary and backup together. The catalogue knows who runs on whom (`mailready providers ID` shows it).
Choose a backup that stands by itself.)",
    .bad = R"(mailready check acme.example --primary resend --backup amazon-ses)",
    .good = R"(mailready check acme.example --primary resend --backup postmark)",
    .check = check,
};
}  // namespace mailready::rules
