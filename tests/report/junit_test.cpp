#include <pugixml.hpp>

#include "report/samples.h"
#include "report/stored.h"
#include "rules/table.h"
#include "support/catch.h"
using namespace mailready;
using namespace mailready::test;

namespace {

/// One suite, with what its cases say by the name of the rule.
struct Suite {
  explicit Suite(const std::string& text) {
    REQUIRE(document.load_string(text.c_str()));
    node = document.child("testsuites").child("testsuite");
  }
  pugi::xml_node of(const char* rule) const { return node.find_child_by_attribute("testcase", "name", rule); }
  std::string count(const char* name) const { return node.attribute(name).value(); }

  pugi::xml_document document;
  pugi::xml_node node;
};

report::Run all_rules() {
  report::Run run;
  run.rules = rules::all();
  return run;
}

}  // namespace

TEST_CASE("every rule that had a say is a case, whether it found something or not", "[report][junit]") {
  const Suite suite(printed("junit", healthy(), all_rules()));
  const auto cases = suite.node.children("testcase");
  CHECK(static_cast<std::size_t>(std::distance(cases.begin(), cases.end())) == rules::all().size());
  CHECK(suite.count("tests") == std::to_string(rules::all().size()));
  for (const char* name : {"failures", "errors", "skipped"}) CHECK(suite.count(name) == "0");
  CHECK(suite.of("spf-missing"));
  CHECK_FALSE(suite.of("spf-missing").first_child());
  CHECK(suite.of("spf-missing").attribute("classname").value() == std::string("acme.example"));
}

TEST_CASE("rules that rest are no passed cases", "[report][junit]") {
  Sample gone = healthy();
  gone.facts.existence = {};
  gone.judgement.findings = {{.rule = "domain-nonexistent", .severity = lint::Severity::error, .message = "gone"}};
  const Suite suite(printed("junit", gone, all_rules()));
  CHECK(suite.of("domain-nonexistent").child("failure"));
  CHECK_FALSE(suite.of("mx-missing"));

  Sample line;  // of a list, and no name
  line.judgement.domain = "acme";
  line.judgement.findings = {{.rule = "domain-invalid", .severity = lint::Severity::error, .message = "no name"}};
  CHECK(Suite(printed("junit", line, all_rules())).count("tests") == "1");
}

TEST_CASE("cases end as their findings, gaps and suppressions have it", "[report][junit]") {
  using lint::Severity;
  Sample sample = broken_backup();
  sample.judgement.findings[1].severity = Severity::warning;
  sample.judgement.undecided = {
      {.rule = "mx-missing", .severity = Severity::error, .subject = "acme.example", .reason = "timeout"},
      {.rule = "spf-esp-missing", .severity = Severity::error, .subject = "acme.example", .reason = "timeout"},
      {.rule = "tls-rpt-missing",
       .severity = Severity::info,
       .subject = "acme.example",
       .reason = "timeout",
       .weighs = false}};
  sample.judgement.suppressed = {
      {.finding = {.rule = "dmarc-missing", .severity = Severity::warning, .message = "no policy"},
       .reason = "being set up",
       .until = "2027-03-01"}};
  const Suite suite(printed("junit", sample, all_rules()));
  CHECK(suite.count("failures") == "2");
  CHECK(suite.count("errors") == "1");
  CHECK(suite.count("skipped") == "2");

  const pugi::xml_node spf = suite.of("spf-esp-missing");
  CHECK(spf.child("failure").attribute("type").value() == std::string("error"));
  CHECK_THAT(spf.child("failure").child_value(), contains_text("\nFix: Add include:sendgrid.net"));
  CHECK_FALSE(spf.child("error"));
  CHECK_THAT(spf.child("system-out").child_value(), contains_text("undecided, since DNS timed out"));
  CHECK(suite.of("dmarc-esp-unaligned").child("failure").attribute("type").value() == std::string("warning"));
  CHECK_FALSE(suite.of("mx-no-ipv6").child("failure"));  // an info
  CHECK_THAT(suite.of("mx-no-ipv6").child("system-out").child_value(), contains_text("no exchange has an IPv6"));
  CHECK(suite.of("mx-missing").child("error").attribute("message").value() ==
        std::string("undecided, since DNS timed out: acme.example"));
  CHECK(suite.of("tls-rpt-missing").child("skipped"));
  CHECK(suite.of("dmarc-missing").child("skipped").attribute("message").value() ==
        std::string("suppressed (being set up, until 2027-03-01): no policy"));
}

TEST_CASE("of a result that is read back, only the rules that said something are known", "[report][junit]") {
  const auto stored = report::read_stored(broken_backup().result().value());
  REQUIRE(stored);
  std::ostringstream out;
  const auto reporter = report::find_format("junit")->make(out);
  reporter->begin({});
  reporter->domain(report::StoredResult(*stored));
  reporter->end({});
  CHECK(Suite(out.str()).count("tests") == "3");
}

TEST_CASE("an interrupted run fails a case of its own", "[report][junit]") {
  const std::vector<Sample> none;
  const Suite suite(printed("junit", none, {}, true));
  CHECK(suite.count("errors") == "1");
  CHECK(suite.of("run").child("error"));
}
