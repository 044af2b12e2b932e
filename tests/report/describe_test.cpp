#include "report/describe.h"

#include "report/samples.h"
#include "support/catch.h"
using namespace mailready;
using namespace mailready::test;
using Strings = std::vector<std::string>;

TEST_CASE("a finding is told by its message, its fix and the records", "[report]") {
  CHECK(report::described(spf_esp_missing()) ==
        Strings{"no mechanism that SPF reaches passes the ranges of SendGrid, and no return-path name does",
                "Fix: Add include:sendgrid.net in front of the \"all\".",
                "- acme.example. TXT \"v=spf1 include:spf.mtasv.net -all\"",
                "+ acme.example. TXT \"v=spf1 include:spf.mtasv.net include:sendgrid.net -all\""});
  CHECK(report::described({.message = "only this"}) == Strings{"only this"});
}

// Computed by another program from the definition: what is published must not change with a release.
TEST_CASE("a fingerprint rests on what the finding is about, not on its wording", "[report]") {
  lint::Finding finding = spf_esp_missing();
  CHECK(report::fingerprint("acme.example", finding) == "7fe95e6058b721eb");
  finding.message = "reworded";
  finding.severity = lint::Severity::info;
  finding.place = dns::Place{"acme.zone", 9};
  CHECK(report::fingerprints("acme.example", {finding, finding}) == Strings{"7fe95e6058b721eb", "4e4108e9c295e1d2"});
  for (std::string lint::Finding::*part :
       {&lint::Finding::rule, &lint::Finding::subject, &lint::Finding::type, &lint::Finding::provider}) {
    lint::Finding other = finding;
    other.*part += "x";
    CHECK(report::fingerprint("acme.example", other) != "7fe95e6058b721eb");
  }
  CHECK(report::fingerprint("b.example", finding) != "7fe95e6058b721eb");
}

TEST_CASE("files are named without detours", "[report]") {
  CHECK(report::file_of({"./zones/acme.zone", 1}) == "zones/acme.zone");
  CHECK(report::file_of({"zones/../acme.zone", 1}) == "acme.zone");
  CHECK(report::file_of({"/srv/acme.zone", 1}) == "/srv/acme.zone");
}
