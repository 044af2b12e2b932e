#include "support/catch.h"
#include "support/dmarc_walks.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;
using test::published;
using test::silent;
using test::walked;
using test::without_policy;

TEST_CASE("dmarc-policy-none judges the effective policy", "[rule][dmarc]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"none", "info"},
      {"no-policy", "info"},
      {"quarantine-under-test", "info"},
      {"reject-under-test", "clean"},
      {"quarantine", "clean"},
      {"reject-for-the-domain-only", "clean"},
      {"missing", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "dmarc-policy-none") == outcome);
}

TEST_CASE("dmarc-policy-none says what makes it none", "[rule][dmarc]") {
  const auto [zone, domain, cause] = GENERATE(table<std::string, std::string, std::string>({
      {"none", "acme.example", "(p=none)"},
      {"no-policy", "acme.example", "(there is no p= tag)"},
      {"quarantine-under-test", "acme.example", "(p=quarantine is lowered by t=y)"},
      {"reject-for-the-domain-only", "news.acme.example", "(sp=none)"},
  }));
  CAPTURE(zone);
  CHECK_THAT(finding_of(zone, "dmarc-policy-none", {.domain = domain}).message, contains_text(cause));
}

TEST_CASE("dmarc-policy-none is undecided while a policy may stand above", "[rule][dmarc]") {
  CHECK(outcome_of(test::judge_facts(walked({without_policy("news.acme.example"), silent("acme.example")}),
                                     "dmarc-policy-none")) == "undecided");
  CHECK(outcome_of(
            test::judge_facts(walked({published("news.acme.example", "v=DMARC1; p=reject"), silent("acme.example")}),
                              "dmarc-policy-none")) == "clean");
}
