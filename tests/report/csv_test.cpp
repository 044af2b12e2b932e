#include <map>

#include "report/csv_rows.h"
#include "report/samples.h"
#include "support/catch.h"
using namespace mailready;
using namespace mailready::test;

namespace {

/// The cells of the first row by their column.
std::map<std::string, std::string> cells(const Sample& sample) {
  const auto rows = csv_rows(printed("csv", sample));
  REQUIRE(rows.size() == 2);
  REQUIRE(rows[0].size() == rows[1].size());
  std::map<std::string, std::string> cells;
  for (std::size_t i = 0; i < rows[0].size(); ++i) cells[rows[0][i]] = rows[1][i];
  return cells;
}

}  // namespace

TEST_CASE("the columns are what scripts rely on", "[report][csv]") {
  const std::vector<Sample> none;
  CHECK(printed("csv", none, {}) ==
        "domain,verdict,scope,stream,outbound,inbound,errors,warnings,infos,undetermined,suppressed,error_rules,"
        "warning_rules,info_rules,undetermined_rules,spf_lookups,sentence\r\n");
}

TEST_CASE("a row tells a domain at a glance", "[report][csv]") {
  Sample sample = broken_backup();
  sample.plan.inbound = {{name("mx1.acme.example")}, {name("mx2.acme.example")}};
  sample.judgement.undecided = {{.rule = "mx-missing"}, {.rule = "mx-missing"}};
  sample.judgement.suppressed = {{.finding = {.rule = "dmarc-missing"}, .reason = "known"}};
  CHECK(cells(sample) == std::map<std::string, std::string>{
                             {"domain", "acme.example"},
                             {"verdict", "not-ready"},
                             {"scope", "failover"},
                             {"stream", "transactional"},
                             {"outbound", "postmark sendgrid"},
                             {"inbound", "mx1.acme.example mx2.acme.example"},
                             {"errors", "2"},
                             {"warnings", "0"},
                             {"infos", "1"},
                             {"undetermined", "2"},
                             {"suppressed", "1"},
                             {"error_rules", "spf-esp-missing dmarc-esp-unaligned"},
                             {"warning_rules", ""},
                             {"info_rules", "mx-no-ipv6"},
                             {"undetermined_rules", "mx-missing"},
                             {"spf_lookups", "1"},
                             {"sentence", "If Postmark fails, mail through SendGrid would be rejected: 2 errors."},
                         });
}

TEST_CASE("what is not known has an empty cell", "[report][csv]") {
  Sample sample = healthy();
  sample.facts.spf = timeout("acme.example", dns::Type::txt);
  CHECK(cells(sample).at("spf_lookups") == "");
}

TEST_CASE("no cell is a formula", "[report][csv]") {
  const auto [domain, shown] = GENERATE(table<std::string, std::string>({
      {"=1+1", "'=1+1"},
      {"+1", "'+1"},
      {"-1", "'-1"},
      {"@a", "'@a"},
      {"a=1", "a=1"},
      {"=\"a\",b", "'=\"a\",b"},
      {"\t=1", "\\009=1"},
  }));
  Sample sample = healthy();
  sample.judgement.domain = domain;
  CHECK(cells(sample).at("domain") == shown);
}
