#include "failover/outbound.h"

#include <algorithm>

#include "failover/simulate.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/lint_zone.h"
#include "support/run.h"

using namespace mailready;
using failover::Row;
using failover::Sending;
using failover::Verdict;
using test::FakeResolver;
using test::name;
using SpfResult = spf::Evaluation::Result;

namespace {

constexpr const char* key = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";  // RFC 8463
constexpr const char* both = "v=spf1 include:spf.mtasv.net include:sendgrid.net -all";

/// acme.example, which Postmark signs for; SendGrid does with `keys` of "s1".
struct World {
  std::string spf = both, policy = "reject";
  bool sendgrid_signs = true;
};

FakeResolver dns_of(const World& world) {
  FakeResolver dns{{"acme.example", "TXT", world.spf},
                   {"acme.example", "MX", "10 mx1.acme.example"},
                   {"mx1.acme.example", "A", "185.10.20.25"},
                   {"_spf.acme.example", "TXT", "v=spf1 include:sendgrid.net -all"},
                   {"pm._domainkey.acme.example", "TXT", key},
                   {"spf.mtasv.net", "TXT", "v=spf1 ip4:50.31.156.96/27 ~all"},
                   {"sendgrid.net", "TXT", "v=spf1 ip4:167.89.0.0/17 ~all"}};
  if (!world.policy.empty()) dns.add({"_dmarc.acme.example", "TXT", "v=DMARC1; p=" + world.policy});
  if (world.sendgrid_signs) dns.add({"s1._domainkey.acme.example", "TXT", key});
  return dns;
}

/// Postmark and SendGrid, whose envelope is the domain itself.
survey::Plan two_esps(survey::ReturnPath::Kind bounces = survey::ReturnPath::Kind::self) {
  survey::Plan plan = test::plan("postmark:pm", {"sendgrid:s1"});
  for (survey::Sender& sender : plan.outbound) sender.return_path.kind = bounces;
  return plan;
}

Row without(FakeResolver& dns, const std::string& id, survey::Plan plan = two_esps()) {
  survey::Options options{.needs = failover::needs(), .discover = false};
  const auto standing = test::run(failover::stand({dns}, name("acme.example"), std::move(plan), std::move(options)));
  const auto parts = failover::parts(standing.facts, standing.plan);
  auto part = *failover::find_part(parts, id);
  return test::run(failover::lose(standing, std::move(part), {}));
}

/// What becomes of the one ESP that remains.
const Sending& left(const failover::Outbound& outbound) {
  REQUIRE(outbound.remaining.size() == 1);
  return outbound.remaining.front();
}

}  // namespace

TEST_CASE("An include that fails reaches the ESPs behind it, and not those in front", "[failover][spf]") {
  const auto [spf, lost, silent, gone] = GENERATE(table<std::string, std::string, SpfResult, SpfResult>({
      {both, "spf.mtasv.net", SpfResult::temperror, SpfResult::permerror},
      {both, "sendgrid.net", SpfResult::pass, SpfResult::pass},
      {"v=spf1 include:sendgrid.net include:spf.mtasv.net -all", "spf.mtasv.net", SpfResult::pass, SpfResult::pass},
      {"v=spf1 include:spf.mtasv.net redirect=_spf.acme.example", "spf.mtasv.net", SpfResult::temperror,
       SpfResult::permerror},
  }));
  const auto [policy, signs] = GENERATE(table<std::string, bool>(
      {{"reject", true}, {"reject", false}, {"none", false}, {"quarantine", false}, {"none", true}}));
  CAPTURE(spf, lost, policy, signs);
  FakeResolver dns = dns_of({.spf = spf, .policy = policy, .sendgrid_signs = signs});
  const Row row = without(dns, lost);
  REQUIRE(row.outbound.size() == 2);
  CHECK(left(row.outbound[0]).spf.result == silent);
  CHECK(left(row.outbound[1]).spf.result == gone);
  // Postmark always signs; where neither leg is left, mail is refused, whatever the policy.
  const bool signed_mail = signs || left(row.outbound[0]).provider->id == "postmark";
  const bool passes = silent == SpfResult::pass;
  const Verdict expected =
      signed_mail ? (passes ? Verdict::survives : Verdict::degraded) : (passes ? Verdict::degraded : Verdict::lost);
  CHECK(row.outbound[0].verdict == expected);
  CHECK(row.outbound[1].verdict == expected);
  CHECK(row.sends.verdict == expected);
}

TEST_CASE("The remaining ESP is judged by the legs that it has", "[failover][dmarc]") {
  using Kind = survey::ReturnPath::Kind;
  const auto [spf, policy, bounces, signs, verdict] = GENERATE(table<std::string, std::string, Kind, bool, Verdict>({
      {both, "reject", Kind::self, true, Verdict::survives},
      {both, "reject", Kind::self, false, Verdict::degraded},  // forwarded mail fails
      {both, "none", Kind::self, false, Verdict::degraded},
      {both, "", Kind::self, true, Verdict::survives},
      {both, "reject", Kind::provider, true, Verdict::survives},  // DKIM is aligned, and SPF passes elsewhere
      {both, "reject", Kind::provider, false, Verdict::lost},     // SPF passes for sendgrid.net, which is not aligned
      {both, "none", Kind::provider, false, Verdict::degraded},
      {"v=spf1 include:spf.mtasv.net -all", "reject", Kind::self, true, Verdict::degraded},
      {"v=spf1 include:spf.mtasv.net -all", "reject", Kind::self, false, Verdict::lost},
      {"v=spf1 include:spf.mtasv.net -all", "none", Kind::self, false, Verdict::lost},
      {"v=spf1 include:spf.mtasv.net -all", "none", Kind::self, true, Verdict::degraded},
      // What a macro leads to depends on the sender, and was not asked.
      {"v=spf1 exists:%{i}.spf.acme.example -all", "reject", Kind::self, true, Verdict::survives},
      {"v=spf1 exists:%{i}.spf.acme.example -all", "reject", Kind::self, false, Verdict::unknown},
      {"v=spf1 include:sendgrid.net exists:%{i}.spf.acme.example -all", "reject", Kind::self, true, Verdict::survives},
  }));
  CAPTURE(spf, policy, static_cast<int>(bounces), signs);
  FakeResolver dns = dns_of({.spf = spf, .policy = policy, .sendgrid_signs = signs});
  const Row row = without(dns, "postmark", two_esps(bounces));
  REQUIRE(row.outbound.size() == 1);
  CHECK(left(row.outbound[0]).provider->id == "sendgrid");
  CHECK(row.sends.verdict == verdict);
  CHECK(left(row.outbound[0]).notes.empty() == (verdict == Verdict::survives && spf.find("exists") > 20));
}

TEST_CASE("What DNS did not answer is neither survival nor loss", "[failover]") {
  const auto [owner, type, policy, signs, verdict] =
      GENERATE(table<std::string, std::string, std::string, bool, Verdict>({
          {"acme.example", "TXT", "reject", false, Verdict::unknown},
          {"acme.example", "TXT", "none", false, Verdict::unknown},
          {"acme.example", "TXT", "reject", true, Verdict::survives},  // DKIM decides
          {"sendgrid.net", "TXT", "reject", false, Verdict::unknown},
          {"s1._domainkey.acme.example", "TXT", "reject", true, Verdict::degraded},  // SPF decides
          {"_dmarc.acme.example", "TXT", "reject", false, Verdict::degraded},  // SPF passes for the domain's very name
          {"_dmarc.acme.example", "TXT", "reject", true, Verdict::survives},   // both legs are aligned
      }));
  CAPTURE(owner, policy, signs);
  FakeResolver dns = dns_of({.policy = policy, .sendgrid_signs = signs});
  dns.fail(owner, type);
  CHECK(without(dns, "postmark").sends.verdict == verdict);
}

TEST_CASE("An ESP steps in for its own stream only", "[failover][plan]") {
  FakeResolver dns = dns_of({});
  survey::Plan plan = two_esps();
  plan.outbound[1].stream = survey::Stream::marketing;
  const Row row = without(dns, "postmark", plan);
  CHECK(row.sends.verdict == Verdict::none_declared);
  CHECK_FALSE(row.sends.counts);
  CHECK(row.outbound[0].remaining.empty());

  plan.outbound[1].stream.reset();
  CHECK(without(dns, "postmark", plan).sends.verdict == Verdict::survives);
  CHECK(without(dns, "postmark", plan).sends.counts);
}

TEST_CASE("The owner's own servers send on without their backup, and can be lost themselves", "[failover][plan]") {
  FakeResolver dns = dns_of({});
  survey::Plan plan;
  plan.stream = survey::Stream::self_hosted;
  plan.outbound = two_esps().outbound;
  plan.outbound.erase(plan.outbound.begin());  // SendGrid, as the backup
  const Row without_backup = without(dns, "sendgrid", plan);
  CHECK(without_backup.sends.verdict == Verdict::survives);
  CHECK(without_backup.sends.counts);

  const Row without_own = without(dns, "self-hosted", plan);
  CHECK(without_own.sends.verdict == Verdict::survives);
  CHECK(without_own.sends.counts);
  CHECK(left(without_own.outbound[0]).provider->id == "sendgrid");

  dns = dns_of({.spf = "v=spf1 -all", .sendgrid_signs = false});
  CHECK(without(dns, "self-hosted", plan).sends.verdict == Verdict::lost);
}

TEST_CASE("A key of the domain itself passes under every policy, read or not", "[failover][dmarc]") {
  FakeResolver dns = dns_of({});
  dns.fail("_dmarc.acme.example", "TXT", dns::Failure::Kind::server_failed);
  CHECK(without(dns, "postmark").sends.verdict == Verdict::survives);
}

TEST_CASE("What is not known of SPF names the question that got no answer", "[failover][spf]") {
  FakeResolver dns = dns_of({.sendgrid_signs = false});
  dns.fail("acme.example", "TXT", dns::Failure::Kind::server_failed);
  CHECK(left(without(dns, "postmark").outbound[0]).spf.reason == "no answer for acme.example TXT (servfail)");
}
