#include "failover/clock.h"

#include "support/catch.h"
#include "support/transport_facts.h"

using namespace mailready;
using namespace mailready::failover;
using namespace std::chrono_literals;
using Use = survey::TtlFacts::Use;

namespace {

struct Ttl {
  std::chrono::seconds ttl;
  bool exact;
};

survey::TtlFacts mx_ttl(Ttl ttl) {
  return {.use = Use::mx, .name = test::name("acme.example"), .ttl = ttl.ttl, .exact = ttl.exact};
}

survey::ZoneFacts zone(Ttl soa, std::chrono::seconds minimum) {
  const dns::Name apex = test::name("acme.example");
  dns::Soa data;
  data.minimum = minimum;
  return {.apex = apex, .soa = {apex, dns::Type::soa, soa.ttl, data}, .soa_ttl_exact = soa.exact};
}

/// An MX record set of five minutes, and the absence of records kept for ten.
survey::Facts settled_facts() {
  survey::Facts facts = test::facts_with({{10, "mx1.acme.example", "185.10.20.10", ""}});
  facts.ttls = {mx_ttl({300s, true})};
  facts.zone = zone({86400s, true}, 600s);
  return facts;
}

std::string outcome(const survey::Facts& facts, std::chrono::seconds rto) {
  const auto met = within(clock(facts), rto);
  return !met ? "unknown" : *met ? "met" : "late";
}

dns::Failure timeout() { return {.kind = dns::Failure::Kind::timed_out}; }

}  // namespace

TEST_CASE("The clock names what is changed, record by record", "[failover]") {
  survey::Facts facts = settled_facts();
  facts.ttls.clear();
  for (const Use use : {Use::mx, Use::spf, Use::return_path, Use::dkim, Use::mta_sts})
    facts.ttls.push_back({.use = use, .name = test::name("x.acme.example"), .ttl = 60s, .exact = true});
  std::vector<std::string> changes;
  for (const ClockEntry& entry : clock(facts).entries) changes.push_back(entry.change);
  CHECK(changes == std::vector<std::string>{"MX of x.acme.example", "SPF of x.acme.example",
                                            "return path x.acme.example", "DKIM key x.acme.example",
                                            "MTA-STS record x.acme.example", "a record that was not there before"});
}

TEST_CASE("The slowest change is that of a record, and never the policy", "[failover]") {
  survey::PolicyFacts policy;
  policy.policy = mta_sts::Policy{};
  policy.policy->max_age = 604800s;
  survey::Facts facts = test::facts_with_policy(policy);
  facts.ttls = {mx_ttl({300s, true})};
  facts.zone = zone({600s, true}, 86400s);
  const Clock all = clock(facts);
  REQUIRE(all.entries.size() == 3);
  CHECK(all.entries.back().kind == ClockEntry::Kind::policy);
  CHECK(all.entries.back().time == 604800s);
  REQUIRE(all.slowest() != nullptr);
  CHECK(all.slowest()->kind == ClockEntry::Kind::new_record);
  CHECK(all.slowest()->time == 600s);
  CHECK(outcome(facts, 600s) == "met");
  CHECK(clock({}).slowest() == nullptr);
}

TEST_CASE("A time is met on the second, and an inexact one only proves lateness", "[failover]") {
  const auto [ttl, exact, rto, expected] =
      GENERATE(table<std::chrono::seconds, bool, std::chrono::seconds, std::string>({
          {3600s, true, 3600s, "met"},
          {3600s, true, 3599s, "late"},
          {3600s, false, 3599s, "late"},
          {3600s, false, 3600s, "unknown"},
          {3600s, false, 86400s, "unknown"},
      }));
  CAPTURE(ttl.count(), exact, rto.count());
  survey::Facts facts = settled_facts();
  facts.ttls = {mx_ttl({ttl, exact})};
  CHECK(outcome(facts, rto) == expected);
}

TEST_CASE("New records are seen within the SOA record's minimum, whatever a cache has left of its TTL", "[failover]") {
  const auto [left, minimum, rto, expected] =
      GENERATE(table<std::chrono::seconds, std::chrono::seconds, std::chrono::seconds, std::string>({
          {200s, 600s, 600s, "met"},
          {200s, 600s, 599s, "unknown"},
          {200s, 600s, 300s, "unknown"},
          {600s, 600s, 599s, "late"},
          {86400s, 600s, 600s, "met"},
      }));
  CAPTURE(left.count(), minimum.count(), rto.count());
  survey::Facts facts = settled_facts();
  facts.zone = zone({left, false}, minimum);
  CHECK(outcome(facts, rto) == expected);
}

TEST_CASE("What nobody answered for may take any time", "[failover]") {
  survey::Facts facts = settled_facts();
  std::string unheard;
  SECTION("MX") {
    facts.mx = timeout();
    unheard = "MX of acme.example (timeout)";
  }
  SECTION("SPF") {
    facts.spf = timeout();
    unheard = "SPF of acme.example (timeout)";
  }
  SECTION("MTA-STS") {
    facts.mta_sts = timeout();
    unheard = "MTA-STS record of acme.example (timeout)";
  }
  SECTION("the zone") {
    facts.zone = timeout();
    unheard = "SOA of acme.example (timeout)";
  }
  SECTION("a key of an ESP") {
    survey::KeyFacts key;
    key.name = test::name("s1._domainkey.acme.example");
    key.state = survey::KeyFacts::State::unknown;
    key.failure = timeout();
    facts.dkim.keys = {key, key};
    facts.dkim.keys[1].name = test::name("other._domainkey.acme.example");  // nobody's
    survey::SenderFacts sender{.provider = survey::share(*catalogue::find("sendgrid"))};
    sender.keys = {0};
    facts.senders = {sender, sender};
    unheard = "DKIM key s1._domainkey.acme.example (timeout)";
  }
  CHECK(clock(facts).unheard == std::vector<std::string>{unheard});
  CHECK(outcome(facts, 3600s) == "unknown");
  CHECK(outcome(facts, 299s) == "late");  // for sure, whatever else
}

TEST_CASE("Where nothing is known, nothing is met", "[failover]") { CHECK(outcome({}, 3600s) == "unknown"); }
