#include "report/samples.h"
#include "support/catch.h"
using namespace mailready;
using namespace mailready::test;
using lint::Severity;

namespace {

/// A domain with this many errors, warnings and infos, in the wrong order.
Sample with(std::size_t errors, std::size_t warnings, std::size_t infos) {
  Sample sample = healthy();
  const auto add = [&](Severity severity, std::size_t count) {
    for (std::size_t i = 1; i <= count; ++i)
      sample.judgement.findings.push_back({.rule = "mx-missing",
                                           .severity = severity,
                                           .subject = "acme.example",
                                           .message = std::string(lint::severity_text(severity)) + std::to_string(i)});
  };
  add(Severity::info, infos);
  add(Severity::warning, warnings);
  add(Severity::error, errors);
  return sample;
}

std::vector<std::string> annotations(const Sample& sample) {
  std::istringstream text(printed("github", sample));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("a domain that is well gives no annotation", "[report][github]") {
  CHECK(printed("github", healthy()) == "");
}

TEST_CASE("an annotation names the place, the domain and the rule, and tells the fix", "[report][github]") {
  Sample sample = healthy();
  lint::Finding finding = spf_esp_missing();
  finding.place = dns::Place{"./zones/a,b:100%.zone", 12};
  sample.judgement.findings = {finding,
                               {.rule = "mx-missing", .severity = Severity::warning, .message = "50 % a, b: c"}};
  CHECK(
      annotations(sample) ==
      std::vector<std::string>{
          "::error file=zones/a%2Cb%3A100%25.zone,line=12,title=acme.example%3A spf-esp-missing::no mechanism that SPF "
          "reaches passes the ranges of SendGrid, and no return-path name does%0AFix: Add include:sendgrid.net in "
          "front of the \"all\".%0A- acme.example. TXT \"v=spf1 include:spf.mtasv.net -all\"%0A+ acme.example. TXT "
          "\"v=spf1 include:spf.mtasv.net include:sendgrid.net -all\"",
          "::warning title=acme.example%3A mx-missing::50 %25 a, b: c"});
}

TEST_CASE("annotations come worst first, within the caps of a step", "[report][github]") {
  const auto [errors, warnings, infos, lines, last_error] =
      GENERATE(table<std::size_t, std::size_t, std::size_t, std::size_t, std::string>({
          {1, 1, 1, 3, "error1"},
          {9, 0, 0, 9, "error9"},
          {10, 0, 0, 10, "error10"},
          {11, 0, 0, 10, "and 2 more of this level; another format tells all of them"},
          {250, 12, 11, 30, "and 241 more of this level; another format tells all of them"},
          {0, 10, 10, 20, ""},
      }));
  const std::vector<std::string> all = annotations(with(errors, warnings, infos));
  REQUIRE(all.size() == lines);
  CHECK(std::ranges::is_sorted(all, {}, [](const std::string& line) {
    return line.starts_with("::error ") ? 0 : line.starts_with("::warning ") ? 1 : 2;
  }));
  if (errors > 0) CHECK(all.at(std::min<std::size_t>(errors, 10) - 1).ends_with("::" + last_error));
}

TEST_CASE("what is undetermined is annotated where it could fail the run", "[report][github]") {
  Sample sample = undecided();
  sample.judgement.place = dns::Place{"mailready.json", 3};
  CHECK(annotations(sample) ==
        std::vector<std::string>{
            "::error file=mailready.json,line=3,title=acme.example%3A undetermined::undecided, since "
            "DNS timed out: acme.example MX at 192.0.2.53:53 [mx-missing, mx-no-secondary]"});
  for (lint::Undecided& entry : sample.judgement.undecided) entry.weighs = false;
  CHECK(annotations(sample).empty());
}

TEST_CASE("an interrupted run has an annotation", "[report][github]") {
  const std::vector<Sample> none;
  CHECK(printed("github", none, {}, true) ==
        "::warning title=mailready::Interrupted: the domains that were not finished are left out.\n");
}
