#include "failover/legs.h"

#include <fmt/format.h>

#include <utility>

namespace mailready::failover {
namespace {

using survey::EnvelopeFacts;
using survey::SenderFacts;
using SpfResult = spf::Evaluation::Result;

/// How many of an ESP's networks stand for all of them: a record is the same text for each.
constexpr std::size_t most_samples = 32;

std::vector<IpAddress> samples(const SenderFacts& sender) {
  std::vector<IpAddress> addresses;
  if (sender.ranges)
    for (const Network& network : sender.ranges->networks())
      if (addresses.size() < most_samples) addresses.push_back(network.address);
  return addresses;
}

/// The envelope domain of an ESP: the return-path name that authorises it, an aligned one first, or the domain itself.
/// Nothing where it bounces to its own domain.
std::optional<dns::Name> envelope_of(const SenderFacts& sender, const dns::Name& domain) {
  if (sender.spf_aligned) return *sender.spf_aligned;
  for (const EnvelopeFacts& envelope : sender.envelopes)
    if (envelope.authorises()) return envelope.name;
  if (sender.return_path == survey::ReturnPath::Kind::provider) return std::nullopt;
  for (const EnvelopeFacts& envelope : sender.envelopes)
    if (envelope.declared) return envelope.name;
  return domain;
}

/// From the best to the worst, for an ESP whose mail should pass.
int gravity(SpfResult result) {
  switch (result) {
    case SpfResult::pass:
      return 0;
    case SpfResult::neutral:
    case SpfResult::none:
      return 1;
    case SpfResult::softfail:
      return 2;
    case SpfResult::fail:
      return 3;
    case SpfResult::temperror:
      return 4;
    case SpfResult::permerror:
      return 5;
  }
  return 5;
}

dns::Task<spf::Evaluation> evaluate(dns::Resolver& resolver, IpAddress client, dns::Name name) {
  const std::string domain = name.to_string();
  spf::Session session{.client = client, .sender = {.local_part = "postmaster", .domain = domain}, .helo = domain};
  co_return co_await spf::check_host(resolver, std::move(session), domain);
}

/// The worst that receivers give over the sender's networks.
dns::Task<> check(dns::Resolver& resolver, std::vector<IpAddress> clients, SpfLeg* leg) {
  for (const IpAddress& client : clients) {
    dns::Name name = *leg->name;
    const spf::Evaluation evaluation = co_await evaluate(resolver, client, std::move(name));
    if (leg->result && gravity(evaluation.result) <= gravity(*leg->result)) continue;
    leg->result = evaluation.result;
    leg->reason = evaluation.reason;
  }
}

std::string why_unknown(const SenderFacts& sender) {
  if (const auto& failure = sender.unknown_failure)
    return fmt::format("no answer for {} ({})", dns::question_text(failure->question), dns::reason(failure->kind));
  return sender.unknown_reason == "return-path" ? "its return path is not named" : sender.unknown_reason;
}

}  // namespace

dns::Task<SpfLeg> spf_leg(dns::Resolver& dns, const SenderFacts& sender, dns::Name domain) {
  SpfLeg leg{.name = envelope_of(sender, domain)};
  leg.aligned = sender.spf_aligned.present();
  leg.may_align = sender.spf_aligned.unknown() || sender.authorised == SenderFacts::Authorised::unknown;
  if (!leg.name) {
    leg.result = SpfResult::pass;
    co_return leg;
  }
  std::vector<IpAddress> clients = samples(sender);
  if (sender.authorised == SenderFacts::Authorised::unknown) {
    leg.reason = why_unknown(sender);
  } else if (!clients.empty()) {
    co_await check(dns, std::move(clients), &leg);
  } else if (sender.authorised == SenderFacts::Authorised::no) {
    leg.result = SpfResult::fail;
    leg.reason = "nothing there passes it";
  } else {
    leg.reason = "its networks are not known";
  }
  co_return leg;
}

DkimLeg dkim_leg(const SenderFacts& sender, const survey::Facts& facts) {
  DkimLeg leg{.key = sender.dkim, .aligned = sender.dkim_aligned.present(), .may_align = sender.dkim_aligned.unknown()};
  if (sender.dkim_aligned) leg.name = *sender.dkim_aligned;
  for (const std::size_t i : sender.keys) {
    const survey::KeyFacts& key = facts.dkim.keys[i];
    if (!key.usable()) continue;
    if (!leg.name) leg.name = key.signing_domain;
    if (key.signing_domain == *leg.name) leg.selectors.push_back(key.selector);
  }
  return leg;
}

}  // namespace mailready::failover
