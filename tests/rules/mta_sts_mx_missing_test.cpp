#include "support/catch.h"
#include "support/outcome.h"
#include "support/transport_facts.h"

using namespace mailready;
using namespace mailready::test;

namespace {

std::string policy(const std::string& mode, const std::string& mx_lines) {
  return "version: STSv1\nmode: " + mode + "\n" + mx_lines + "max_age: 604800\n";
}

}  // namespace

TEST_CASE("mta-sts-mx-missing wants an enforced policy to name every exchange", "[rule][mta-sts]") {
  const auto [zone, mode, lines, outcome] = GENERATE(table<std::string, std::string, std::string, std::string>({
      {"two", "enforce", "mx: mx1.acme.example\nmx: mx2.acme.example\n", "clean"},
      {"two", "enforce", "mx: *.acme.example\n", "clean"},
      {"two", "enforce", "mx: MX1.acme.example\nmx: mx2.ACME.example\nmx: mx9.acme.example\n", "clean"},
      {"two", "enforce", "mx: mx1.acme.example\n", "error"},
      {"two", "enforce", "mx: mx2.acme.example\n", "error"},
      {"two", "enforce", "mx: acme.example\n", "error"},
      {"two", "enforce", "mx: *.mail.acme.example\n", "error"},
      {"two", "testing", "mx: mx1.acme.example\n", "clean"},
      {"two", "none", "", "clean"},
      {"two", "enforce", "", "clean"},  // malformed: mta-sts-syntax
      {"none", "enforce", "mx: mx1.acme.example\n", "clean"},
      {"malformed", "enforce", "mx: mx1.acme.example\n", "clean"},
      {"null-mx", "enforce", "mx: mx1.acme.example\n", "clean"},
      {"no-mx", "enforce", "mx: mx1.acme.example\n", "clean"},
  }));
  CAPTURE(zone, mode, lines);
  CHECK(outcome_of(zone, "mta-sts-mx-missing", {.mta_sts_policy = policy(mode, lines)}) == outcome);
}

TEST_CASE("mta-sts-mx-missing gives the lines and the record to publish", "[rule][mta-sts]") {
  const auto found =
      finding_of("two", "mta-sts-mx-missing", {.mta_sts_policy = policy("enforce", "mx: mx1.acme.example\n")});
  CHECK(found.subject == "acme.example");
  CHECK_THAT(found.message, contains_text("leaves out mx2.acme.example"));
  CHECK_THAT(found.message, contains_text("no mail there"));
  CHECK_THAT(found.fix, contains_text("a line each: mx: mx2.acme.example. Then give the record a new id"));
  CHECK(found.publish ==
        std::vector<lint::RecordChange>{{"_mta-sts.acme.example", "TXT", "\"v=STSv1; id=<NEW-POLICY-ID>\""}});
  CHECK_FALSE(found.complete);
  const auto all = finding_of("two", "mta-sts-mx-missing", {.mta_sts_policy = policy("enforce", "mx: acme.example\n")});
  CHECK_THAT(all.message, contains_text("mx1.acme.example and mx2.acme.example"));
  CHECK_THAT(all.message, contains_text("to the domain at all"));
}

TEST_CASE("mta-sts-mx-missing is undecided without the policy or the exchanges", "[rule][mta-sts]") {
  const std::string rule = "mta-sts-mx-missing";
  CHECK(outcome_of("two", rule) == "undecided");
  CHECK(outcome_of("none", rule) == "clean");
  CHECK(outcome_of(judge_facts(facts_without_policy_record(), rule)) == "undecided");
  for (const auto kind : {dns::Failure::Kind::timed_out, dns::Failure::Kind::server_failed})
    CHECK(outcome_of(judge_facts(facts_with_policy(unfetched(kind)), rule)) == "undecided");

  survey::PolicyFacts known;
  known.policy = mta_sts::Policy{.mode = mta_sts::Mode::enforce, .exchanges = {"mx1.acme.example"}};
  survey::Facts facts = facts_with_policy(known);
  CHECK(outcome_of(judge_facts(facts, rule)) == "error");
  facts.mx = dns::Failure{.kind = dns::Failure::Kind::server_failed};
  CHECK(outcome_of(judge_facts(facts, rule)) == "undecided");
  known.policy->mode = mta_sts::Mode::testing;
  facts.mta_sts->policy = known;
  CHECK(outcome_of(judge_facts(facts, rule)) == "clean");
}

TEST_CASE("mta-sts-mx-missing judges a policy that only some senders take", "[rule][mta-sts]") {
  survey::PolicyFacts html = refused_policy("it comes as text/html and not as text/plain");
  CHECK(outcome_of(judge_facts(facts_with_policy(html), "mta-sts-mx-missing")) == "clean");
  html.policy = mta_sts::Policy{.mode = mta_sts::Mode::enforce, .exchanges = {"mx1.acme.example"}};
  CHECK(outcome_of(judge_facts(facts_with_policy(html), "mta-sts-mx-missing")) == "error");
}
