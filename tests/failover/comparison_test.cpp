#include "failover/comparison.h"

#include "support/catch.h"

using namespace mailready;
using namespace mailready::failover;
using lint::Severity;
using Change = FindingDifference::Change;

namespace {

lint::Finding finding(const std::string& rule, Severity severity, const std::string& subject = "acme.example") {
  return {.rule = rule, .severity = severity, .subject = subject, .message = rule};
}

Snapshot with(std::vector<lint::Finding> findings, std::vector<lint::Undecided> undecided = {}) {
  Snapshot snapshot;
  snapshot.judgement.domain = "acme.example";
  snapshot.judgement.findings = std::move(findings);
  snapshot.judgement.undecided = std::move(undecided);
  return snapshot;
}

lint::Undecided open(const std::string& rule, const std::string& subject = "acme.example") {
  return {.rule = rule, .subject = subject, .reason = "timeout"};
}

Snapshot holding(std::map<SetKey, RecordSet> records) {
  Snapshot snapshot = with({});
  snapshot.records = std::move(records);
  return snapshot;
}

/// "new spf-missing, gone mx-missing", in the order of the comparison.
std::string changes(const Snapshot& before, const Snapshot& after) {
  std::string text;
  for (const FindingDifference& each : compare(&before, &after).findings)
    text += (text.empty() ? "" : ", ") + std::string(change_text(each.change)) + " " + each.finding.rule;
  return text;
}

const SetKey mx{"acme.example", "MX"};

}  // namespace

TEST_CASE("findings are compared by rule, subject, type and provider", "[failover][comparison]") {
  const lint::Finding error = finding("spf-missing", Severity::error),
                      warning = finding("spf-missing", Severity::warning);
  lint::Finding reworded = error;
  reworded.message = "other words";
  CHECK(changes(with({error}), with({reworded})).empty());
  CHECK(changes(with({}), with({error})) == "new spf-missing");
  CHECK(changes(with({error}), with({})) == "gone spf-missing");
  CHECK(changes(with({warning}), with({error})) == "worse spf-missing");
  CHECK(changes(with({error}), with({warning})) == "milder spf-missing");
  CHECK(changes(with({error}), with({finding("spf-missing", Severity::error, "b.example")})) ==
        "new spf-missing, gone spf-missing");
}

TEST_CASE("what is worse stands in front", "[failover][comparison]") {
  const Snapshot before =
      with({finding("a", Severity::error), finding("b", Severity::warning), finding("c", Severity::info)});
  const Snapshot after =
      with({finding("b", Severity::error), finding("d", Severity::info), finding("e", Severity::error)});
  CHECK(changes(before, after) == "new e, new d, worse b, gone a, gone c");
}

TEST_CASE("a finding is not gone where its rule is undecided now", "[failover][comparison]") {
  const lint::Finding error = finding("mx-target-unresolvable", Severity::error, "mx1.acme.example");
  const auto [undecided, change] = GENERATE(table<lint::Undecided, std::string>({
      {open("mx-target-unresolvable", "mx1.acme.example"), "undetermined"},
      {open("mx-target-unresolvable"), "undetermined"},  // about the domain as a whole
      {open("mx-target-unresolvable", "mx2.acme.example"), "gone"},
      {open("mx-missing"), "gone"},
  }));
  CHECK(changes(with({error}), with({}, {undecided})) == change + " mx-target-unresolvable");
  const Snapshot before = with({}, {undecided}), after = with({error});
  CHECK(compare(&before, &after).findings.at(0).undecided_before == (change == "undetermined"));
}

TEST_CASE("a finding that is kept quiet now is accepted, and not gone", "[failover][comparison]") {
  const lint::Finding error = finding("spf-missing", Severity::error);
  Snapshot quiet = with({});
  quiet.judgement.suppressed.push_back({.finding = error, .reason = "known"});
  CHECK(changes(with({error}), quiet) == "accepted spf-missing");
}

TEST_CASE("records are compared where both sides know them", "[failover][comparison]") {
  const Snapshot before = holding({{mx, {.data = {"10 a.", "20 b."}}}});
  const auto difference = [&](const Snapshot& after) { return compare(&before, &after).records; };
  CHECK(difference(before).empty());
  CHECK(difference(holding({})).empty());
  CHECK(difference(holding({{mx, {.data = {}, .unknown = "timeout"}}})).empty());
  const auto changed = difference(holding({{mx, {.data = {"10 a.", "30 c."}}}}));
  REQUIRE(changed.size() == 1);
  CHECK(changed[0].removed == std::vector<std::string>{"20 b."});
  CHECK(changed[0].added == std::vector<std::string>{"30 c."});
  CHECK(difference(holding({{mx, {}}})).at(0).removed.size() == 2);
}

TEST_CASE("a domain in one result only has all of its findings changed", "[failover][comparison]") {
  const Snapshot only = with({finding("spf-missing", Severity::error)});
  CHECK(compare(nullptr, &only).findings.at(0).change == Change::appeared);
  CHECK_FALSE(compare(nullptr, &only).before);
  CHECK(compare(&only, nullptr).findings.at(0).change == Change::gone);
  CHECK_FALSE(compare(&only, nullptr).after);
  CHECK(compare(&only, &only).empty());
}

TEST_CASE("only what appears or gets worse fails, from the level on", "[failover][comparison]") {
  const Snapshot none = with({}), warning = with({finding("a", Severity::warning)}),
                 error = with({finding("a", Severity::error)});
  CHECK_FALSE(fails(compare(&none, &warning), lint::FailOn::error));
  CHECK(fails(compare(&none, &warning), lint::FailOn::warning));
  CHECK(fails(compare(&warning, &error), lint::FailOn::error));
  CHECK_FALSE(fails(compare(&error, &warning), lint::FailOn::warning));
  CHECK_FALSE(fails(compare(&error, &none), lint::FailOn::info));
  CHECK_FALSE(fails(compare(&none, &error), lint::FailOn::never));
}
