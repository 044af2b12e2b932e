#include "failover/gaps.h"

#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"

using namespace mailready;
using failover::Required;
using failover::Verdict;
using test::FakeResolver;

namespace {

/// A domain with a zone of its own and two exchanges.
FakeResolver domain() {
  FakeResolver dns{{"acme.example", "SOA", "ns1.acme.example hostmaster.acme.example"},
                   {"acme.example", "NS", "ns1.acme.example"},
                   {"acme.example", "NS", "ns2.acme.example"},
                   {"ns1.acme.example", "A", "185.10.20.53"},
                   {"ns2.acme.example", "A", "91.200.40.53"},
                   {"acme.example", "MX", "10 mx1.acme.example"},
                   {"acme.example", "MX", "20 mx2.acme.example"},
                   {"mx1.acme.example", "A", "185.10.20.25"},
                   {"mx2.acme.example", "A", "91.200.40.25"},
                   {"acme.example", "TXT", "v=spf1 ip4:185.10.20.0/24 -all"}};
  dns.authoritative = true;
  return dns;
}

failover::Standing standing(FakeResolver& dns, survey::Plan plan = {}) {
  return test::run(failover::stand({dns}, test::name("acme.example"), std::move(plan), {.needs = failover::needs()}));
}

survey::Plan with_backup_exchange() {
  survey::Plan plan;
  plan.inbound = {{test::name("mx1.acme.example"), survey::Role::primary},
                  {test::name("mx2.acme.example"), survey::Role::backup}};
  return plan;
}

}  // namespace

TEST_CASE("Exchanges that nobody could be asked for leave a declared spare open", "[failover][gaps]") {
  FakeResolver dns = domain();
  CHECK(failover::gaps(standing(dns, with_backup_exchange()), {}).empty());

  dns.fail("acme.example", "MX", dns::Failure::Kind::server_failed);
  const failover::Standing open = standing(dns, with_backup_exchange());
  const auto gaps = failover::gaps(open, {});
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].verdict == Verdict::unknown);
  CHECK(gaps[0].what.find("acme.example MX") != std::string::npos);
  CHECK(failover::overall({}, gaps) == Verdict::unknown);
  REQUIRE(failover::open_question(open.facts));
  CHECK(failover::open_question(open.facts)->question.type == dns::Type::mx);

  // Without a declared spare they are nobody's concern, unless they must survive.
  CHECK(failover::gaps(standing(dns), {}).empty());
  CHECK(failover::gaps(standing(dns), Required{.inbound = true}).size() == 1);
}

TEST_CASE("Exchanges that are declared and not published are lost", "[failover][gaps]") {
  FakeResolver dns{{"acme.example", "TXT", "v=spf1 -all"}};
  const auto gaps = failover::gaps(standing(dns, with_backup_exchange()), {});
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].verdict == Verdict::lost);
}

TEST_CASE("Name servers that nobody could be asked for leave open whether they must survive", "[failover][gaps]") {
  FakeResolver dns = domain();
  CHECK(failover::gaps(standing(dns), Required{.dns = true}).empty());
  dns.fail("acme.example", "NS");
  const failover::Standing open = standing(dns);
  CHECK(failover::gaps(open, {}).empty());
  const auto gaps = failover::gaps(open, Required{.dns = true});
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].verdict == Verdict::unknown);
}

TEST_CASE("Sending must survive, and nobody sends", "[failover][gaps]") {
  FakeResolver dns = domain();
  const auto gaps = failover::gaps(standing(dns), Required{.outbound = true});
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].verdict == Verdict::unknown);
}
