#include "support/catch.h"
#include "support/outcome.h"
#include "support/transport_facts.h"

using namespace mailready;
using namespace mailready::test;

namespace {

const std::string rule = "tls-rpt-missing";
const std::string testing = "version: STSv1\nmode: testing\nmx: *.acme.example\nmax_age: 604800\n";
const std::string off = "version: STSv1\nmode: none\nmax_age: 604800\n";

}  // namespace

TEST_CASE("tls-rpt-missing wants reports where MTA-STS or DANE is used", "[rule][tls-rpt]") {
  const auto [zone, policy, outcome] = GENERATE(table<std::string, std::string, std::string>({
      {"nothing", "", "clean"},
      {"sts", testing, "info"},
      {"sts", "", "info"},  // whatever the policy says
      {"sts", off, "clean"},
      {"dane", "", "info"},
      {"both", off, "info"},
      {"clean", testing, "clean"},
      {"malformed", testing, "info"},
      {"two", testing, "info"},
      {"malformed-sts", "", "clean"},
      {"null-mx", testing, "clean"},
  }));
  CAPTURE(zone, policy);
  CHECK(outcome_of(zone, rule, {.mta_sts_policy = policy}) == outcome);
}

TEST_CASE("tls-rpt-missing says what goes unreported, and what is wrong with a record", "[rule][tls-rpt]") {
  const auto both = finding_of("both", rule);
  CHECK_THAT(both.message, contains_text("MTA-STS and DANE"));
  CHECK(both.publish == std::vector<lint::RecordChange>{
                            {"_smtp._tls.acme.example", "TXT", "\"v=TLSRPTv1; rua=mailto:<REPORT-MAILBOX>\""}});
  CHECK(both.remove.empty());
  const auto malformed = finding_of("malformed", rule);
  CHECK_THAT(malformed.message, contains_text("\"tls@acme.example\", which is neither a mailto: nor an https: URI"));
  CHECK(malformed.remove.size() == 1);
  CHECK(finding_of("two", rule).remove.size() == 2);
}

TEST_CASE("tls-rpt-missing is undecided where an answer is missing that matters", "[rule][tls-rpt]") {
  const dns::Failure failure{.kind = dns::Failure::Kind::timed_out};
  survey::Facts facts = facts_with({{10, "mx1.acme.example", "185.10.20.10", ""}});
  facts.tls_rpt = failure;
  CHECK(outcome_of(judge_facts(facts, rule)) == "clean");  // nothing to report about
  facts.mx->exchanges[0].tlsa.records = failure;
  CHECK(outcome_of(judge_facts(facts, rule)) == "undecided");
  facts = facts_with_policy(survey::PolicyFacts{});
  CHECK(outcome_of(judge_facts(facts, rule)) == "info");
  facts.tls_rpt = failure;
  CHECK(outcome_of(judge_facts(facts, rule)) == "undecided");
  facts = facts_without_policy_record();
  CHECK(outcome_of(judge_facts(facts, rule)) == "undecided");
  facts.tls_rpt = survey::TlsReportFacts{.records = {}, .record = tls_rpt::Record{{"mailto:a@b.test"}}};
  CHECK(outcome_of(judge_facts(facts, rule)) == "clean");
}
