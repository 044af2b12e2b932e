#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/exchanges.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;
using survey::ExchangeFacts;
using Exchanges = std::vector<const ExchangeFacts*>;

/// What a secondary is compared with: the primaries that are not of the same service, which knows where its own hosts
/// stand.
static Exchanges rivals(const ExchangeFacts& secondary, const Exchanges& primaries) {
  Exchanges others;
  std::ranges::copy_if(primaries, std::back_inserter(others), [&](const ExchangeFacts* primary) {
    return !secondary.provider || primary->provider != secondary.provider;
  });
  return others;
}

static const dns::Fact<std::vector<IpAddress>>& of_family(const survey::HostFacts& host, Family family) {
  return family == Family::ipv4 ? host.ipv4 : host.ipv6;
}

/// Whether one of the primaries has the address too; unknown where one that may have it gave no answer.
static dns::Fact<bool> is_theirs(const IpAddress& address, const Exchanges& primaries) {
  dns::Fact<bool> theirs = false;
  for (const ExchangeFacts* primary : primaries) {
    const auto& known = of_family(primary->host, address.family);
    if (known && std::ranges::count(*known, address) > 0) return true;
    if (known.unknown()) theirs = known.failure();
  }
  return theirs;
}

/// Whether all addresses of a secondary, one at least, are the primaries' too.
static dns::Fact<bool> shares_all(const ExchangeFacts& secondary, const Exchanges& primaries) {
  if (primaries.empty()) return false;
  const std::vector<IpAddress> addresses = secondary.host.addresses();
  dns::Fact<bool> shares = !addresses.empty();
  if (const dns::Failure* failure = secondary.host.failure()) shares = *failure;
  for (const IpAddress& address : addresses) {
    const auto theirs = is_theirs(address, primaries);
    if (theirs && !*theirs) return false;
    if (theirs.unknown()) shares = theirs.failure();
  }
  return shares;
}

/// What gives a backup a host of its own: another address of its name, or, where that is not the owner's to change,
/// another exchange.
static RecordChange to_publish(const Facts& facts, const ExchangeFacts& backup) {
  if (!backup.exchange.is_at_or_below(facts.domain))
    return backup_record(facts.domain, backup.preference, "<BACKUP-HOST>.");
  const bool has_ipv4 = backup.host.ipv4.present();
  return {backup.exchange.to_string(), has_ipv4 ? "A" : "AAAA", "<ADDRESS-OF-ANOTHER-HOST>"};
}

static Finding shared(const Facts& facts, const Exchanges& primaries, const Exchanges& sharing) {
  const ExchangeFacts& first = *sharing.front();
  Finding found{
      .subject = facts.domain.to_string(),
      .type = "MX",
      .message = fmt::format("{} {} no address but the primary's ({}): one host under several names", names_of(sharing),
                             sharing.size() == 1 ? "has" : "have", enumerate(texts(first.host.addresses()))),
      .fix = "Give the backup a host of its own, in another network.",
      .publish = {to_publish(facts, first)},
      .complete = false};
  for (const Exchanges& group : {primaries, sharing})
    for (const ExchangeFacts* exchange : group)
      std::ranges::move(evidence(*exchange), std::back_inserter(found.evidence));
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  if (!facts.mx || facts.mx->has_null) return {};
  const Exchanges primaries = facts.mx->primaries();
  Exchanges sharing;
  Outcome outcome;
  for (const ExchangeFacts* secondary : facts.mx->secondaries()) {
    const auto shares = shares_all(*secondary, rivals(*secondary, primaries));
    if (shares.unknown()) outcome += undecided(secondary->exchange, shares.failure());
    if (shares && *shares) sharing.push_back(secondary);
  }
  if (!sharing.empty()) outcome += finding(shared(facts, primaries, sharing));
  return outcome;
}

extern const Rule mx_shared_address{
    .id = "mx-shared-address",
    .severity = Severity::error,
    .summary = "A backup exchange is another host than the primary",
    .applies = Applies::mail,
    .needs = {Need::mx, Need::exchanges},
    .references = {{"RFC 5321", "5.1"}},
    .explanation = R"(The second exchange is the first one under another name: every address of it belongs to the
primary. When that host is down both are, and no mail gets in, though the MX records look redundant. It comes from a
migration in which both names were pointed at the new server, or from a check list that asked for two MX records. Set
up a second host, in another network.)",
    .bad = R"(@ MX 10 mx1
@ MX 20 mx2
mx1 A 185.10.20.10
mx2 A 185.10.20.10)",
    .good = R"(@ MX 10 mx1
@ MX 20 mx2
mx1 A 185.10.20.10
mx2 A 91.200.40.10)",
    .check = check,
};
}  // namespace mailready::rules
