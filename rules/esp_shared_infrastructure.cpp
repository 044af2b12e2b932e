#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "lint/evidence.h"
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

/// A network wider than this is a hosting company's whole range, and no list of mail servers: that two ESPs rent from
/// the same company says little. The widest that an ESP of the catalogue publishes is a /15.
static int widest_prefix(Family family) { return family == Family::ipv4 ? 14 : 32; }

/// The ranges without such networks.
static IpSet own_ranges(const IpSet& published) {
  std::vector<Network> networks = published.networks();
  std::erase_if(networks,
                [](const Network& network) { return network.prefix < widest_prefix(network.address.family); });
  return IpSet(networks);
}

/// The networks that both publish. One is enough: what befalls it befalls the mail of both. Absent: there is none.
static survey::Fact<IpSet> shared_ranges(const survey::SenderFacts& a, const survey::SenderFacts& b) {
  if (a.ranges.absent() || b.ranges.absent()) return {};
  if (a.ranges.unknown()) return a.ranges.failure();
  if (b.ranges.unknown()) return b.ranges.failure();
  const IpSet shared = own_ranges(*a.ranges).intersected(own_ranges(*b.ranges));
  return shared.empty() ? survey::Fact<IpSet>() : shared;
}

/// "Both publish 87.253.232.0/21, 185.189.236.0/22 and 2 more".
static std::vector<std::string> evidence(const survey::Fact<IpSet>& ranges) {
  std::vector<std::string> networks;
  if (!ranges) return networks;
  for (const Network& network : ranges->networks()) networks.push_back(network.to_string());
  return {"Both publish " + some_of(networks)};
}

/// The facts about a sender of the plan.
static const survey::SenderFacts& facts_of(const Facts& facts, const Plan& plan, const survey::Sender& sender) {
  const auto index = static_cast<std::size_t>(&sender - plan.outbound.data());
  return *std::ranges::find(facts.senders, index, &survey::SenderFacts::declared);
}

/// Holds two senders against each other. What the catalogue knows goes first: it tells why.
static Outcome compare(const Facts& facts, const Plan& plan, const survey::Sender& earlier,
                       const survey::Sender& sender) {
  const Provider &a = *earlier.provider, &b = *sender.provider;
  auto common = in_common(a, b);
  const auto ranges = shared_ranges(facts_of(facts, plan, earlier), facts_of(facts, plan, sender));
  if (!common && ranges.unknown()) return undecided(facts.domain, ranges.failure());
  if (!common && ranges.present())
    common = fmt::format("{} and {} both publish {}", a.name, b.name, ranges->networks().front().to_string());
  if (!common) return {};
  return finding({.subject = facts.domain.to_string(),
                  .provider = b.id,
                  .message = *common + ": one outage can take both",
                  .fix = fmt::format("Choose a backup for {} that another company runs on servers of its own.", a.name),
                  .complete = false,
                  .evidence = evidence(ranges),
                  .place = sender.place});
}

/// The first sender in front of `sender` that shares something with it, as a finding; else whatever is undecided.
static Outcome judge(const Facts& facts, const Plan& plan, const StreamSenders& stream, const survey::Sender& sender) {
  Outcome open;
  for (const survey::Sender* earlier : stream.senders) {
    if (earlier == &sender) break;
    if (earlier->provider->id == sender.provider->id) continue;  // esp-same
    Outcome outcome = compare(facts, plan, *earlier, sender);
    if (!outcome.findings.empty()) return outcome;
    if (open.undecided.empty()) open += std::move(outcome);
  }
  return open;
}

static Outcome check(const Facts& facts, const Plan& plan) {
  Outcome outcome;
  for (const StreamSenders& stream : by_stream(plan))
    for (const survey::Sender* sender : stream.senders) outcome += judge(facts, plan, stream, *sender);
  return outcome;
}

extern const Rule esp_shared_infrastructure{
    .id = "esp-shared-infrastructure",
    .severity = Severity::warning,
    .summary = "Primary and backup do not share servers, addresses or an operator",
    .applies = Applies::mail,
    .needs = {Need::senders, Need::ranges},
    .references = {{"RFC 2182", "3.1"}},
    .explanation = R"(Two ESPs with different names may be one where it counts: some resell the servers of another,
some belong to one company, some send from the same address ranges. An outage, a block list entry or an account review
then takes primary and backup together. The catalogue knows who runs on whom (`mailready providers ID` shows it); beyond
that, the SPF records of both are held against each other, and one network that both pass is enough. Networks wider than
a /14 of IPv4 or a /32 of IPv6 do not count: they are a hosting company's, and its other tenants send nothing for the
ESP. Choose a backup that stands by itself.)",
    .bad = R"(mailready check acme.example --primary resend --backup amazon-ses)",
    .good = R"(mailready check acme.example --primary resend --backup postmark)",
    .check = check,
};
}  // namespace mailready::rules
