#include "report/reporter.h"

#include "report/samples.h"
#include "support/catch.h"
using namespace mailready;
using namespace mailready::test;

TEST_CASE("formats are found by their name alone", "[report]") {
  for (const report::Format& format : report::formats()) CHECK(report::find_format(format.name) == &format);
  CHECK(report::find_format("text") != nullptr);
  CHECK(report::find_format("json") != nullptr);
  CHECK(report::find_format("ndjson") != nullptr);
  CHECK(report::find_format("JSON") == nullptr);
  CHECK(report::find_format("") == nullptr);
}

TEST_CASE("a summary counts verdicts, what they are about, and findings", "[report]") {
  report::Summary summary;
  summary.count(healthy().judgement);
  summary.count(broken_backup().judgement);
  lint::Judgement judgement;
  judgement.scope = lint::Scope::records;
  judgement.findings = {{.rule = "spf-single-esp", .severity = lint::Severity::warning}};
  summary.count(judgement);
  judgement.scope = lint::Scope::none;
  judgement.findings = {{.rule = "domain-no-mail", .severity = lint::Severity::info}};
  summary.count(judgement);
  judgement.verdict = lint::Verdict::undetermined;
  judgement.scope = lint::Scope::records;
  judgement.findings.clear();
  summary.count(judgement);

  CHECK(summary.domains == 5);
  CHECK(summary.ready == 3);
  CHECK(summary.not_ready == 1);
  CHECK(summary.undetermined == 1);
  CHECK(summary.no_failover == 1);  // of the ready ones
  CHECK(summary.no_mail == 1);
  CHECK(summary.errors == 2);
  CHECK(summary.warnings == 1);
  CHECK(summary.infos == 2);
}
