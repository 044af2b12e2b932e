#include "survey/reports.h"

#include "mail/dmarc/walk.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"

using namespace mailready;
using namespace mailready::survey;
using test::FakeResolver;
using test::name;

namespace {

std::vector<ReportReceiver> receivers(FakeResolver& resolver, std::string_view domain = "acme.example") {
  const dmarc::Walk walk = test::run(dmarc::walk_tree(resolver, name(domain)));
  return test::run(survey_reports(resolver, walk));
}

FakeResolver with_policy(const std::string& reports) {
  return {{"_dmarc.acme.example", "TXT", "v=DMARC1; p=reject; rua=" + reports}, {"reports.example", "A", "185.77.1.1"}};
}

}  // namespace

TEST_CASE("Receivers of reports are those of other organisations, each once", "[survey][dmarc]") {
  FakeResolver resolver = with_policy(
      "mailto:a@acme.example, mailto:a@reports.example!10m, mailto:b@REPORTS.example, mailto:a@mail.acme.example");
  const auto found = receivers(resolver);
  REQUIRE(found.size() == 1);
  CHECK(found[0].uri == "mailto:a@reports.example");
  CHECK(found[0].host == name("reports.example"));
  CHECK(found[0].asked == name("acme.example._report._dmarc.reports.example"));
  CHECK(found[0].authorised.absent());
}

TEST_CASE("A receiver agrees by a record for the domain where the policy stands", "[survey][dmarc]") {
  FakeResolver resolver = with_policy("mailto:a@reports.example");
  resolver.add({"acme.example._report._dmarc.reports.example", "TXT", "v=spf1 -all"});
  CHECK(receivers(resolver)[0].authorised.absent());
  resolver.add({"acme.example._report._dmarc.reports.example", "TXT", "v=DMARC1; rua=mailto:b@reports.example"});
  CHECK(receivers(resolver)[0].authorised.present());
  CHECK(receivers(resolver, "eu.news.acme.example")[0].authorised.present());
}

TEST_CASE("The organisations are those of the tree walk", "[survey][dmarc]") {
  struct Case {
    std::string shows, owner, record;
    bool external;
  };
  const Case c = GENERATE(values<Case>({
      {"a sub-domain belongs to it", "", "", false},
      {"with a record too", "reports.acme.example", "v=DMARC1; p=none", false},
      {"psd=n sets it apart", "reports.acme.example", "v=DMARC1; p=none; psd=n", true},
      {"below a public suffix, each is its own", "acme.example", "v=DMARC1; p=none; psd=y", true},
  }));
  CAPTURE(c.shows);
  FakeResolver resolver;
  // The record that sends the reports stands beside, and below the name that the case is about.
  resolver.add({"_dmarc.shop.acme.example", "TXT", "v=DMARC1; p=reject; rua=mailto:a@reports.acme.example"});
  if (c.owner != "acme.example") resolver.add({"_dmarc.acme.example", "TXT", "v=DMARC1; p=reject"});
  if (!c.owner.empty()) resolver.add({"_dmarc." + c.owner, "TXT", c.record});
  CHECK(receivers(resolver, "shop.acme.example").size() == (c.external ? 1 : 0));
}

TEST_CASE("Whether a receiver agrees is unknown without an answer that decides", "[survey][dmarc]") {
  FakeResolver resolver = with_policy("mailto:a@reports.example");
  SECTION("its own") {
    resolver.fail("acme.example._report._dmarc.reports.example", "TXT");
    CHECK(receivers(resolver)[0].authorised.unknown());
  }
  SECTION("about its organisation, where it publishes nothing") {
    resolver.fail("_dmarc.reports.example", "TXT");
    CHECK(receivers(resolver)[0].authorised.unknown());
  }
  SECTION("about its organisation, where it agrees") {
    resolver.fail("_dmarc.reports.example", "TXT");
    resolver.add({"acme.example._report._dmarc.reports.example", "TXT", "v=DMARC1"});
    CHECK(receivers(resolver)[0].authorised.present());
  }
}

TEST_CASE("A record with very many receivers costs few questions", "[survey][dmarc]") {
  std::string reports = "mailto:a@r0.example";
  for (int i = 1; i < 2000; ++i) reports += ",mailto:a@r" + std::to_string(i) + ".example";
  FakeResolver resolver = with_policy(reports);
  CHECK(receivers(resolver).size() == 10);
  CHECK(resolver.asked().size() < 50);
}

TEST_CASE("Without a policy nobody gets reports", "[survey][dmarc]") {
  FakeResolver resolver{{"acme.example", "A", "185.10.20.1"}};
  CHECK(receivers(resolver).empty());
  resolver.fail("_dmarc.acme.example", "TXT");
  CHECK(receivers(resolver).empty());
}
