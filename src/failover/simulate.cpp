#include "failover/simulate.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dns/ledger.h"
#include "dns/stored.h"

namespace mailready::failover {
namespace {

using survey::Facts;
using survey::Need;
using survey::Plan;
using survey::SenderFacts;

/// What of the facts depends on the plan's ESPs, and on the DNS that a fault reaches.
const survey::Needs of_senders{Need::spf, Need::mx, Need::dkim, Need::dmarc, Need::senders, Need::ranges};

/// An ESP that the records reveal, as a plan would declare it.
survey::Sender declared_as(const SenderFacts& revealed, const Facts& facts, survey::Role role) {
  survey::Sender sender{.provider = revealed.provider, .role = role};
  for (const std::size_t i : revealed.keys) {
    const survey::KeyFacts& key = facts.dkim.keys[i];
    if (key.usable()) sender.selectors.push_back({key.selector, key.signing_domain});
  }
  const auto authorises = [](const survey::EnvelopeFacts& envelope) { return envelope.authorises(); };
  const auto envelope = std::ranges::find_if(revealed.envelopes, authorises);
  if (envelope != revealed.envelopes.end())
    sender.return_path = {survey::ReturnPath::Kind::named, envelope->name.to_string()};
  return sender;
}

Plan inferred_plan(const Facts& facts, Plan plan) {
  for (const SenderFacts* esp : facts.esps(plan))
    plan.outbound.push_back(
        declared_as(*esp, facts, plan.outbound.empty() ? survey::Role::primary : survey::Role::backup));
  return plan;
}

dns::StoredResolver stored_answers(const Facts& facts) {
  dns::StoredResolver stored;
  for (const survey::Asked& asked : facts.answers) stored.store(asked.question, asked.reply);
  return stored;
}

/// What is silent with an SPF name: the zone that it stands in, as far as its name shows, where that is somebody
/// else's; the name alone where the zone holds the domain too, which would take all of it along.
dns::Name silent_with(const dns::Name& include, const dns::Name& domain) {
  constexpr std::size_t least_labels = 2;
  const bool has_zone = include.labels().size() > least_labels && !domain.is_at_or_below(include.parent());
  return has_zone && !include.is_at_or_below(domain) ? include.parent() : include;
}

std::string names_of(const std::set<dns::Name>& names) {
  std::vector<std::string> texts;
  for (const dns::Name& name : names) texts.push_back(name.to_string());
  return enumerate(texts);
}

/// A state of the DNS in which the names of a part cannot be read, and how it is called.
struct Scene {
  std::string when;
  dns::Faults faults;
};

std::vector<Scene> scenes_of(const Part& part, const dns::Name& domain) {
  if (part.includes.empty()) return {Scene{}};
  Scene silent{.when = fmt::format("while {} does not answer", names_of(part.includes)), .faults = {}};
  Scene gone{.when = fmt::format("once {} does not exist", names_of(part.includes)), .faults = {}};
  for (const dns::Name& include : part.includes) {
    silent.faults.silent.push_back(silent_with(include, domain));
    gone.faults.gone.push_back(include);
  }
  return {silent, gone};
}

bool touches_sending(const Part& part) { return part.own_servers || !part.providers.empty() || !part.includes.empty(); }

dns::Task<Outbound> play(const Standing* standing, const Part* part, Scene scene) {
  if (!touches_sending(*part)) co_return Outbound{};
  dns::StoredResolver stored = stored_answers(standing->facts);
  std::optional<Facts> then;
  if (!part->includes.empty()) {
    dns::FaultResolver faulty(stored, scene.faults);
    survey::World world{faulty};
    survey::Options options{.needs = of_senders, .discover = false};
    then = co_await survey::survey(world, standing->facts.domain, standing->plan, std::move(options));
  }
  Outlook outlook{stored, scene.faults, standing->facts, then ? *then : standing->facts};
  Outbound outbound = co_await outbound_without(std::move(outlook), standing->plan, *part);
  outbound.when = std::move(scene.when);
  co_return outbound;
}

Verdict worst(const std::vector<Outbound>& outbound) {
  Verdict worst = Verdict::untouched;
  for (const Outbound& scene : outbound) worst = std::max(worst, scene.verdict);
  return worst;
}

/// What nobody declared a spare for is lost without anybody's being surprised.
Aspect settled(Verdict verdict, bool counts) {
  if (verdict == Verdict::untouched) return {};
  return {verdict == Verdict::lost && !counts ? Verdict::none_declared : verdict, counts};
}

/// Without its records the domain neither sends nor receives.
Verdict with_dns(Verdict verdict, const NameService& service, bool is_used) {
  return is_used ? std::max(verdict, service.verdict >= Verdict::unknown ? service.verdict : Verdict::untouched)
                 : verdict;
}

void settle(Row& row, const Standing& standing, Required required) {
  const bool sends = !standing.plan.outbound.empty(), receives = standing.facts.mx && !standing.facts.mx->is_null();
  // A spare is for the ESP or exchange that falls: no plan declares one for name servers alone.
  const bool out_spare = !standing.inferred && declares_outbound_spare(standing.plan, row.part);
  const bool in_spare = !row.part.exchanges.empty() && declares_inbound_spare(standing.plan);
  row.sends =
      settled(with_dns(worst(row.outbound), row.name_service, sends), sends && (required.outbound || out_spare));
  row.receives =
      settled(with_dns(row.inbound.verdict, row.name_service, receives), receives && (required.inbound || in_spare));
  row.resolves = settled(row.name_service.verdict, required.dns);
}

}  // namespace

Verdict Row::verdict() const { return std::max({sends.verdict, receives.verdict, resolves.verdict}); }

survey::Needs needs() {
  return {Need::spf,    Need::mx,   Need::exchanges, Need::dkim,    Need::dmarc, Need::senders,
          Need::ranges, Need::zone, Need::ttls,      Need::mta_sts, Need::tlsa,  Need::reverse};
}

dns::Task<Standing> stand(survey::World world, dns::Name domain, Plan plan, survey::Options options) {
  dns::LedgerLimits limits{.deadline = options.deadline, .max_queries = options.max_queries};
  dns::Ledger ledger(world.resolver, limits);
  survey::World recorded{ledger, world.authorities, world.fetcher, world.costs, world.parsed};
  Standing standing{};
  standing.plan = plan;
  standing.facts = co_await survey::survey(recorded, domain, std::move(plan), options);
  if (!standing.plan.outbound.empty()) co_return standing;

  standing.plan = inferred_plan(standing.facts, standing.plan);
  standing.inferred = true;
  if (standing.plan.outbound.empty()) co_return standing;
  options.needs = of_senders;
  Facts again = co_await survey::survey(recorded, std::move(domain), standing.plan, std::move(options));
  standing.facts.dkim = std::move(again.dkim);
  standing.facts.senders = std::move(again.senders);
  for (survey::Asked& asked : again.answers) standing.facts.answers.push_back(std::move(asked));
  co_return standing;
}

dns::Task<Row> lose(const Standing& standing, Part part, Required required) {
  Row row{.part = std::move(part)};
  row.inbound = inbound_without(standing.facts, row.part);
  row.name_service = name_service_without(standing.facts, row.part);
  for (Scene& scene : scenes_of(row.part, standing.facts.domain))
    row.outbound.push_back(co_await play(&standing, &row.part, std::move(scene)));
  settle(row, standing, required);
  co_return row;
}

dns::Task<std::vector<Row>> lose_each(const Standing& standing, Required required) {
  std::vector<Row> rows;
  for (Part& part : parts(standing.facts, standing.plan))
    rows.push_back(co_await lose(standing, std::move(part), required));
  co_return rows;
}

}  // namespace mailready::failover
