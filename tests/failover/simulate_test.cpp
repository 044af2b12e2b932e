#include "failover/simulate.h"

#include <algorithm>

#include "failover/decision.h"
#include "rules/table.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/lint_zone.h"
#include "support/run.h"

using namespace mailready;
using failover::Required;
using failover::Row;
using failover::Standing;
using failover::Verdict;
using test::FakeResolver;
using test::name;

namespace {

/// acme.example with two exchanges, two name servers, and no ESP's records.
FakeResolver acme(const std::string& spf, const std::string& dmarc = "v=DMARC1; p=reject") {
  FakeResolver dns{{"acme.example", "SOA", "ns1.acme.example hostmaster.acme.example"},
                   {"acme.example", "NS", "ns1.acme.example"},
                   {"acme.example", "NS", "ns2.acme.example"},
                   {"ns1.acme.example", "A", "185.10.20.53"},
                   {"ns2.acme.example", "A", "91.200.40.53"},
                   {"acme.example", "MX", "10 mx1.acme.example"},
                   {"acme.example", "MX", "20 mx2.acme.example"},
                   {"mx1.acme.example", "A", "185.10.20.25"},
                   {"mx2.acme.example", "A", "91.200.40.25"},
                   {"spf.mtasv.net", "TXT", "v=spf1 ip4:50.31.156.96/27 ~all"},
                   {"sendgrid.net", "TXT", "v=spf1 ip4:167.89.0.0/17 ~all"}};
  if (!spf.empty()) dns.add({"acme.example", "TXT", spf});
  if (!dmarc.empty()) dns.add({"_dmarc.acme.example", "TXT", dmarc});
  return dns;
}

Standing stand(FakeResolver& dns, survey::Plan plan, bool discover = false) {
  survey::Options options{.needs = failover::needs(), .discover = discover};
  return test::run(failover::stand({dns}, name("acme.example"), std::move(plan), std::move(options)));
}

Row without(const Standing& standing, const std::string& id, Required required = {}) {
  const auto parts = failover::parts(standing.facts, standing.plan);
  auto part = *failover::find_part(parts, id);
  return test::run(failover::lose(standing, std::move(part), required));
}

std::vector<Row> matrix(const Standing& standing, Required required = {}) {
  return test::run(failover::lose_each(standing, required));
}

survey::Plan two_exchanges() {
  survey::Plan plan;
  plan.inbound = {{name("mx1.acme.example"), survey::Role::primary}, {name("mx2.acme.example"), survey::Role::backup}};
  return plan;
}

}  // namespace

TEST_CASE("A loss asks nobody", "[failover][simulate]") {
  FakeResolver dns = acme("v=spf1 include:spf.mtasv.net include:sendgrid.net -all");
  const survey::Plan plan = GENERATE(survey::Plan{}, test::plan("postmark:pm", {"sendgrid:s1"}));
  const Standing standing = stand(dns, plan);
  const std::size_t asked = dns.asked().size();
  CHECK(matrix(standing).size() > 6);
  CHECK(dns.asked().size() == asked);
}

TEST_CASE("simulate asks what check asks, and for PTR records and the ranges of ESPs", "[failover][simulate]") {
  const std::string spf = "v=spf1 include:spf.mtasv.net include:sendgrid.net -all";
  FakeResolver checked = acme(spf), simulated = acme(spf);
  survey::Options options{.needs = {}, .discover = true};
  for (const lint::Rule* rule : rules::all()) options.needs.insert(rule->needs);
  const survey::Plan plan = test::plan("postmark:pm", {"sendgrid:s1"});
  test::run(survey::survey({checked}, name("acme.example"), plan, options));
  stand(simulated, plan, true);
  for (const dns::Question& question : simulated.asked()) {
    const bool by_check = std::ranges::count(checked.asked(), question) > 0;
    const bool of_esp =
        question.name.is_at_or_below(name("mtasv.net")) || question.name.is_at_or_below(name("sendgrid.net"));
    CAPTURE(dns::question_text(question));
    CHECK((by_check || of_esp || question.type == dns::Type::ptr));
  }
}

TEST_CASE("Without a plan the ESPs that the records show are its senders", "[failover][simulate]") {
  FakeResolver dns = acme("v=spf1 include:spf.mtasv.net include:sendgrid.net -all");
  const Standing standing = stand(dns, two_exchanges());
  CHECK(standing.inferred);
  REQUIRE(standing.plan.outbound.size() == 2);
  CHECK(standing.plan.outbound[0].provider->id == "postmark");
  CHECK(standing.plan.inbound.size() == 2);  // what was declared stays
  CHECK_FALSE(without(standing, "postmark").sends.counts);
  CHECK(without(standing, "postmark", {.outbound = true}).sends.counts);
  CHECK(without(standing, "mx1.acme.example").receives.counts);
}

TEST_CASE("Of the domain's own records, the includes of others are parts", "[failover][simulate][spf]") {
  FakeResolver dns = acme("v=spf1 include:_spf.acme.example -all");
  dns.add({"_spf.acme.example", "TXT", "v=spf1 include:spf.mtasv.net -all"});
  dns.add({"pm._domainkey.acme.example", "TXT", "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="});
  survey::Plan plan = test::plan("postmark:pm");
  const Standing standing = stand(dns, plan);
  const auto parts = failover::parts(standing.facts, standing.plan);
  CHECK_FALSE(failover::find_part(parts, "_spf.acme.example"));
  REQUIRE(failover::find_part(parts, "spf.mtasv.net"));
  CHECK(failover::find_part(parts, "spf.mtasv.net")->kind == failover::Part::Kind::include);
}

TEST_CASE("Name servers of one machine are one machine", "[failover][simulate]") {
  FakeResolver dns{{"acme.example", "SOA", "ns1.acme.example hostmaster.acme.example"},
                   {"acme.example", "NS", "ns1.acme.example"},
                   {"acme.example", "NS", "ns2.acme.example"},
                   {"ns1.acme.example", "A", "185.10.20.53"},
                   {"ns2.acme.example", "A", "185.10.20.53"}};
  const Row row = without(stand(dns, {}), "ns1.acme.example", {.dns = true});
  CHECK(row.resolves.verdict == Verdict::lost);
  CHECK(row.resolves.counts);
  CHECK(row.sends.verdict == Verdict::untouched);  // nothing is sent
}
