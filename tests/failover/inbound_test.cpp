#include "failover/inbound.h"

#include "support/catch.h"
#include "support/transport_facts.h"

using namespace mailready;
using failover::Inbound;
using failover::Part;
using failover::Verdict;
using test::facts_with;
using test::name;

namespace {

const test::HostLine primary{10, "mx1.acme.example", "185.10.20.25", "2a05:10:20::25"};

/// What is left without this part of the facts' own.
Inbound without(const survey::Facts& facts, const std::string& id) {
  const std::vector<Part> parts = failover::parts(facts, {});
  return failover::inbound_without(facts, *failover::find_part(parts, id));
}

/// The facts of two exchanges in two networks, and a policy that names these.
survey::Facts with_policy(mta_sts::Mode mode, const std::vector<std::string>& patterns) {
  survey::PolicyFacts policy;
  policy.policy = mta_sts::Policy{.mode = mode, .exchanges = patterns, .max_age = std::chrono::hours(168)};
  return test::facts_with_policy(std::move(policy));
}

/// Gives the exchange at this place TLSA records.
void protect(survey::Facts& facts, std::size_t place) {
  const dns::Name owner = name("_25._tcp." + facts.mx->exchanges[place].exchange.to_string());
  facts.mx->exchanges[place].tlsa.records =
      std::vector{dns::Record{owner, dns::Type::tlsa, std::chrono::hours(1), dns::Opaque{"\x03\x01\x01xx"}}};
}

std::string notes(const Inbound& inbound) { return join(inbound.notes, "; "); }

}  // namespace

TEST_CASE("The next preference with an address takes over", "[failover][mx]") {
  struct Case {
    std::vector<test::HostLine> others;
    Verdict verdict;
    std::vector<std::string> serving;
  };
  const auto [others, verdict, serving] = GENERATE(values<Case>({
      {{}, Verdict::lost, {}},
      {{{20, "mx2.acme.example", "91.200.40.25", ""}}, Verdict::survives, {"mx2.acme.example"}},
      {{{10, "mx2.acme.example", "91.200.40.25", ""}}, Verdict::survives, {"mx2.acme.example"}},
      {{{10, "mx2.acme.example", "91.200.40.25", ""}, {10, "mx3.acme.example", "91.200.41.25", ""}},
       Verdict::survives,
       {"mx2.acme.example", "mx3.acme.example"}},
      {{{20, "mx2.acme.example", "91.200.40.25", ""}, {30, "mx3.acme.example", "91.200.41.25", ""}},
       Verdict::survives,
       {"mx2.acme.example"}},
      {{{20, "mx2.acme.example", "", ""}, {30, "mx3.acme.example", "91.200.41.25", ""}},
       Verdict::survives,
       {"mx3.acme.example"}},
      // addresses that senders cannot use: private ones, and web proxies in front of hosts that nobody in the
      // catalogue runs
      {{{20, "mx2.acme.example", "10.0.0.25", ""}}, Verdict::lost, {}},
      {{{20, "mx2.acme.example", "104.16.1.1", ""}}, Verdict::lost, {}},
      {{{20, "mx2.acme.example", "127.0.0.1", ""}, {30, "mx3.acme.example", "91.200.41.25", ""}},
       Verdict::survives,
       {"mx3.acme.example"}},
      {{{20, "mx2.acme.example", "", "2a0a:200:40::25"}}, Verdict::degraded, {"mx2.acme.example"}},
      {{{20, "mx2.acme.example", "", ""}}, Verdict::lost, {}},
      {{{20, "mx2.acme.example", "?", ""}}, Verdict::unknown, {}},
      {{{20, "mx2.acme.example", "", ""}, {30, "mx3.acme.example", "?", "?"}}, Verdict::unknown, {}},
      {{{20, "mx2.acme.example", "?", "2a0a:200:40::25"}}, Verdict::unknown, {"mx2.acme.example"}},
      // another name of the same machine falls with it; one that has a further address does not
      {{{20, "mx2.acme.example", "185.10.20.25", "2a05:10:20::25"}}, Verdict::lost, {}},
      {{{20, "mx2.acme.example", "185.10.20.25 91.200.40.25", ""}}, Verdict::survives, {"mx2.acme.example"}},
  }));
  std::vector<test::HostLine> lines{primary};
  lines.insert(lines.end(), others.begin(), others.end());
  CAPTURE(others.size(), others.empty() ? "" : others.front().host + others.front().ipv4);
  const Inbound inbound = without(facts_with(lines), "mx1.acme.example");
  CHECK(inbound.verdict == verdict);
  std::vector<std::string> hosts;
  for (const dns::Name& host : inbound.serving) hosts.push_back(host.to_string());
  CHECK(hosts == serving);
  CHECK(inbound.takeovers.size() == serving.size());
  CHECK(inbound.notes.empty() == (verdict == Verdict::survives));
}

TEST_CASE("The loss of a backup changes nothing for senders", "[failover][mx]") {
  const Inbound inbound =
      without(facts_with({primary, {20, "mx2.acme.example", "91.200.40.25", ""}}), "mx2.acme.example");
  CHECK(inbound.verdict == Verdict::survives);
  CHECK(inbound.serving == std::vector{name("mx1.acme.example")});
  CHECK(inbound.takeovers.empty());
}

TEST_CASE("A part without exchanges leaves mail that comes in alone", "[failover][mx]") {
  Part esp{.kind = Part::Kind::esp, .id = "postmark", .name = "Postmark", .providers = {"postmark"}};
  CHECK(failover::inbound_without(facts_with({primary}), esp).verdict == Verdict::untouched);
}

TEST_CASE("A takeover in the network of what is lost is named", "[failover][mx]") {
  const auto [ipv4, ipv6, apart] = GENERATE(table<std::string, std::string, bool>({
      {"185.10.20.26", "", false},
      {"185.10.20.26", "2a05:10:20:1::26", false},  // the same /48
      {"185.10.20.26", "2a0a:200:40::26", true},
      {"185.10.21.26", "", true},  // another /24
  }));
  CAPTURE(ipv4, ipv6);
  const Inbound inbound = without(facts_with({primary, {20, "mx2.acme.example", ipv4, ipv6}}), "mx1.acme.example");
  CHECK(inbound.verdict == Verdict::survives);
  REQUIRE(inbound.takeovers.size() == 1);
  CHECK(inbound.takeovers[0].other_network == apart);
  CHECK(inbound.notes.empty() == apart);
}

TEST_CASE("A takeover of the same operator is named, and one of an unknown operator is not", "[failover][mx]") {
  const auto [lost, left, other] = GENERATE(table<std::string, std::string, std::optional<bool>>({
      {"aspmx.l.google.com", "alt1.aspmx.l.google.com", false},
      {"aspmx.l.google.com", "acme-example.mail.protection.outlook.com", true},
      {"aspmx.l.google.com", "mx2.acme.example", std::nullopt},
      {"mx1.acme.example", "mx2.acme.example", std::nullopt},
  }));
  CAPTURE(lost, left);
  const Inbound inbound = without(facts_with({{10, lost, "185.10.20.25", ""}, {20, left, "91.200.40.25", ""}}), lost);
  REQUIRE(inbound.takeovers.size() == 1);
  CHECK(inbound.takeovers[0].other_operator == other);
  CHECK((notes(inbound).find("same operator") != std::string::npos) == (other == false));
}

TEST_CASE("An enforced MTA-STS policy decides who may take over", "[failover][mta-sts]") {
  using mta_sts::Mode;
  const auto [mode, patterns, verdict, in_policy] =
      GENERATE(table<Mode, std::vector<std::string>, Verdict, std::optional<bool>>({
          {Mode::enforce, {"mx1.acme.example", "mx2.acme.example"}, Verdict::survives, true},
          {Mode::enforce, {"*.acme.example"}, Verdict::survives, true},
          {Mode::enforce, {"mx1.acme.example"}, Verdict::lost, false},
          {Mode::testing, {"mx1.acme.example"}, Verdict::survives, std::nullopt},
          {Mode::none, {"mx1.acme.example"}, Verdict::survives, std::nullopt},
      }));
  CAPTURE(mta_sts::mode_text(mode), patterns);
  const Inbound inbound = without(with_policy(mode, patterns), "mx1.acme.example");
  CHECK(inbound.verdict == verdict);
  REQUIRE(inbound.takeovers.size() == 1);
  CHECK(inbound.takeovers[0].in_policy == in_policy);
}

TEST_CASE("Of two that take over, one left out of the policy only degrades", "[failover][mta-sts]") {
  survey::Facts facts =
      facts_with({primary, {20, "mx2.acme.example", "91.200.40.25", ""}, {20, "mx3.acme.example", "91.200.41.25", ""}});
  facts.mta_sts = with_policy(mta_sts::Mode::enforce, {"mx1.acme.example", "mx3.acme.example"}).mta_sts;
  const Inbound inbound = without(facts, "mx1.acme.example");
  CHECK(inbound.verdict == Verdict::degraded);
  CHECK_THAT(notes(inbound), contains_text("leaves out mx2.acme.example"));
}

TEST_CASE("Senders pass over what the policy leaves out, and go on to the next", "[failover][mta-sts]") {
  survey::Facts facts =
      facts_with({primary, {20, "mx2.acme.example", "91.200.40.25", ""}, {30, "mx3.acme.example", "91.200.41.25", ""}});
  facts.mta_sts = with_policy(mta_sts::Mode::enforce, {"mx1.acme.example", "mx3.acme.example"}).mta_sts;
  const Inbound inbound = without(facts, "mx1.acme.example");
  CHECK(inbound.verdict == Verdict::degraded);
  REQUIRE(inbound.serving.size() == 1);
  CHECK(inbound.serving[0] == name("mx3.acme.example"));
  CHECK_THAT(notes(inbound), contains_text("leaves out mx2.acme.example"));
}

TEST_CASE("The only exchange that the policy names is lost though it stands behind", "[failover][mta-sts]") {
  survey::Facts facts = facts_with({primary, {20, "mx2.acme.example", "91.200.40.25", ""}});
  facts.mta_sts = with_policy(mta_sts::Mode::enforce, {"mx2.acme.example"}).mta_sts;
  CHECK(without(facts, "mx2.acme.example").verdict == Verdict::lost);
}

TEST_CASE("TLSA records that nobody could be asked for leave a takeover open", "[failover][dane]") {
  survey::Facts facts = facts_with({primary, {20, "mx2.acme.example", "91.200.40.25", ""}});
  protect(facts, 0);
  facts.mx->exchanges[1].tlsa.records = dns::Failure{.kind = dns::Failure::Kind::server_failed};
  CHECK(without(facts, "mx1.acme.example").verdict == Verdict::unknown);
}

TEST_CASE("A policy that is not known leaves a takeover open", "[failover][mta-sts]") {
  using Kind = dns::Failure::Kind;
  CHECK(without(test::facts_without_policy_record(), "mx1.acme.example").verdict == Verdict::unknown);
  CHECK(without(test::facts_with_policy(test::unfetched(Kind::unreachable)), "mx1.acme.example").verdict ==
        Verdict::unknown);
  // The loss of the backup does not depend on it.
  CHECK(without(test::facts_without_policy_record(), "mx2.acme.example").verdict == Verdict::survives);
}

TEST_CASE("A host that the policy names and IPv6 still reaches is not lost for a backup left out", "[failover]") {
  survey::Facts facts = facts_with({primary, {20, "mx2.acme.example", "91.200.40.25", ""}});
  facts.mta_sts = with_policy(mta_sts::Mode::enforce, {"mx1.acme.example"}).mta_sts;
  const Inbound inbound = without(facts, "185.10.20.0/24");
  CHECK(inbound.verdict == Verdict::degraded);
  CHECK_THAT(notes(inbound), contains_text("only senders with IPv6 still reach mx1.acme.example"));
  CHECK(without(facts, "mx1.acme.example").verdict == Verdict::lost);
}

TEST_CASE("A takeover without TLSA records in the place of one with them is degraded", "[failover][dane]") {
  survey::Facts facts = facts_with({primary, {20, "mx2.acme.example", "91.200.40.25", ""}});
  protect(facts, 0);
  CHECK(without(facts, "mx1.acme.example").verdict == Verdict::degraded);
  CHECK(without(facts, "mx2.acme.example").verdict == Verdict::survives);
  protect(facts, 1);
  CHECK(without(facts, "mx1.acme.example").verdict == Verdict::survives);

  survey::Facts other = facts_with({primary, {20, "mx2.acme.example", "91.200.40.25", ""}});
  protect(other, 1);
  CHECK(without(other, "mx1.acme.example").verdict == Verdict::survives);
}

TEST_CASE("Where IPv4 alone is lost, IPv6 degrades what nobody takes over", "[failover][mx]") {
  const survey::Facts alone = facts_with({primary});
  CHECK(without(alone, "185.10.20.0/24").verdict == Verdict::degraded);
  CHECK(without(alone, "2a05:10:20::/48").verdict == Verdict::untouched);  // most senders have IPv4
  CHECK(without(facts_with({{10, "mx1.acme.example", "185.10.20.25", ""}}), "185.10.20.0/24").verdict == Verdict::lost);
  CHECK(without(facts_with({{10, "mx1.acme.example", "", "2a05:10:20::25"}}), "2a05:10:20::/48").verdict ==
        Verdict::lost);
  const survey::Facts backed = facts_with({primary, {20, "mx2.acme.example", "91.200.40.25", ""}});
  CHECK(without(backed, "185.10.20.0/24").verdict == Verdict::survives);
}

TEST_CASE("An inbound spare is a declared backup, or a second exchange", "[failover][plan]") {
  CHECK_FALSE(failover::declares_inbound_spare({}));
  CHECK_FALSE(failover::declares_inbound_spare(test::inbound("mx1.acme.example", "")));
  CHECK(failover::declares_inbound_spare(test::inbound("mx1.acme.example", "mx2.acme.example")));
  CHECK(failover::declares_inbound_spare(test::inbound("", "mx2.acme.example")));
}
