#include "report/statistics.h"

#include "report/samples.h"
#include "support/catch.h"
#include "support/json_value.h"
using namespace mailready;
using namespace mailready::test;

namespace {

/// What `format` prints for a healthy domain, two with a broken backup, and one without a plan.
std::string printed_with_statistics(std::string_view format) {
  std::vector<Sample> samples;
  samples.push_back(healthy());
  samples.push_back(broken_backup());
  samples.push_back(broken_backup());
  samples.push_back(healthy());
  samples[1].judgement.findings.push_back(spf_esp_missing());  // twice in one domain
  samples[3].plan = {};
  for (survey::SenderFacts& sender : samples[3].facts.senders) sender.declared.reset();

  std::ostringstream out;
  const auto reporter = report::find_format(format)->make(out);
  report::Summary summary;
  summary.statistics.emplace();
  reporter->begin({.version = "0.1.0"});
  for (const Sample& sample : samples) {
    summary.count(sample.judgement);
    summary.statistics->count(sample.result());
    reporter->domain(sample.result());
  }
  reporter->end(summary);
  return out.str();
}

}  // namespace

TEST_CASE("findings add up by rule, senders by provider", "[report][statistics]") {
  const Json document = Json::parse(printed_with_statistics("json"));
  CHECK(document["statistics"] == Json::parse(R"({
    "rules": [{"rule": "spf-esp-missing", "severity": "error", "findings": 3, "domains": 2},
              {"rule": "dmarc-esp-unaligned", "severity": "error", "findings": 2, "domains": 2},
              {"rule": "mx-no-ipv6", "severity": "info", "findings": 2, "domains": 2}],
    "providers": [{"provider": "postmark", "name": "Postmark", "declared": 3, "seen": 4},
                  {"provider": "sendgrid", "name": "SendGrid", "declared": 3, "seen": 2}]})"));
  CHECK(document.items().begin().key() == "schema");
  CHECK((--document.end()).key() == "summary");
}

TEST_CASE("text ends with the statistics", "[report][statistics]") {
  CHECK(printed_with_statistics("text").ends_with(R"(
findings by rule                findings  domains
  error    spf-esp-missing             3        2
  error    dmarc-esp-unaligned         2        2
  info     mx-no-ipv6                  2        2

senders by provider  declared     seen
  Postmark                  3        4
  SendGrid                  3        2
)"));
}

TEST_CASE("a run that found nothing says so", "[report][statistics]") {
  std::ostringstream out;
  report::Summary summary;
  summary.statistics.emplace();
  const auto reporter = report::find_format("text")->make(out);
  reporter->begin({});
  reporter->end(summary);
  CHECK(out.str().ends_with("\nfindings by rule: none\n\nsenders by provider: none\n"));
}
