#include "lint/engine.h"

#include "support/catch.h"
#include "support/fake_resolver.h"

using namespace mailready;
using namespace mailready::lint;

namespace {

Finding about(std::string provider, std::string message = "it is broken") {
  return {.subject = "acme.example", .provider = std::move(provider), .message = std::move(message), .fix = "Mend it."};
}

Outcome cause_for_b(const Facts&, const Plan&) { return finding(about("b")); }

Outcome consequences(const Facts&, const Plan&) {
  Outcome outcome;
  for (const char* provider : {"a", "b"}) {
    Finding found = about(provider);
    found.caused_by = {"spf-cause", "spf-not-found"};
    outcome += finding(std::move(found));
  }
  return outcome;
}

template <char const* cause>
Outcome caused_by(const Facts&, const Plan&) {
  Finding found = about("b");
  found.caused_by = {cause};
  return finding(std::move(found));
}

constexpr char spf_cause_id[] = "spf-cause";
constexpr char dmarc_after_spf_id[] = "dmarc-after-spf";

Outcome said_already(const Facts&, const Plan&) {
  Outcome outcome;
  for (const char* provider : {"a", "b"}) {
    Finding found = about(provider);
    found.unless = {"spf-cause"};
    outcome += finding(std::move(found));
  }
  return outcome;
}

Outcome flood(const Facts&, const Plan&) {
  Finding found = about("b");
  found.evidence.assign(5000, "acme.example. MX 10 mx.acme.example.");
  return finding(std::move(found));
}

Outcome info(const Facts&, const Plan&) {
  Finding found = about("");
  found.severity = Severity::info;
  return finding(std::move(found));
}

Outcome open_question(const Facts& facts, const Plan&) { return undecided(facts.domain, "timeout", "acme.example MX"); }

Outcome open_without_weight(const Facts& facts, const Plan& plan) { return without_weight(open_question(facts, plan)); }

Outcome open_info(const Facts& facts, const Plan&) {
  return undecided(facts.domain, "timeout", "acme.example MX", Severity::info);
}

Rule rule(std::string_view id, Outcome (*check)(const Facts&, const Plan&), Applies applies = Applies::existing) {
  return {.id = id,
          .severity = Severity::error,
          .summary = "",
          .applies = applies,
          .needs = {},
          .references = {{"RFC 7208", "4.5"}},
          .explanation = "",
          .bad = "",
          .good = "",
          .check = check};
}

const Rule spf_cause = rule("spf-cause", cause_for_b);
const Rule dmarc_consequence = rule("dmarc-consequence", consequences);
const Rule dmarc_after_spf = rule(dmarc_after_spf_id, caused_by<spf_cause_id>);
const Rule mx_after_dmarc = rule("mx-after-dmarc", caused_by<dmarc_after_spf_id>);
const Rule spf_after_spf = rule("spf-after-spf", caused_by<spf_cause_id>);
const Rule spf_repetition = rule("spf-repetition", said_already);
const Rule spf_flood = rule("spf-flood", flood);
const Rule mx_info = rule("mx-info", info, Applies::mail);
const Rule mx_open = rule("mx-open", open_question);
const Rule mx_open_light = rule("mx-open-light", open_without_weight);
const Rule mx_open_info = rule("mx-open-info", open_info);
const Rule domain_always = rule("domain-always", info, Applies::always);
const Rule mta_sts_rule = rule("mta-sts-rule", info);

Facts existing() {
  Facts facts;
  facts.domain = test::name("acme.example");
  facts.existence = true;
  return facts;
}

Judgement judged(std::vector<const Rule*> rules, const Settings& settings = {}, const Facts& facts = existing()) {
  return judge(facts, {}, rules, settings);
}

std::vector<std::string> rules_of(const Judgement& judgement) {
  std::vector<std::string> ids;
  for (const Finding& found : judgement.findings) ids.push_back(found.rule);
  return ids;
}

}  // namespace

TEST_CASE("A rule is named by its id, its family and a pattern", "[lint]") {
  const auto [pattern, named] = GENERATE(table<std::string, bool>({
      {"spf-cause", true},
      {"spf", true},
      {"spf-*", true},
      {"*", true},
      {"spf-ca*", true},
      {"sp", false},
      {"mx", false},
      {"spf-cause-2", false},
  }));
  CAPTURE(pattern);
  CHECK(names(pattern, spf_cause) == named);
}

TEST_CASE("The family of mta-sts rules has two words", "[lint]") {
  CHECK(mta_sts_rule.family() == "mta-sts");
  CHECK_FALSE(names("mta", mta_sts_rule));
}

TEST_CASE("Ignoring wins over selecting, and off leaves a rule out", "[lint]") {
  const std::vector<const Rule*> all{&spf_cause, &mx_info, &mx_open};
  CHECK(selected(all, {.select = {"mx"}, .ignore = {"mx-open"}, .severities = {}}) == std::vector{&mx_info});
  CHECK(selected(all, {.select = {}, .ignore = {}, .severities = {{"spf-cause", std::nullopt}}}) ==
        std::vector{&mx_info, &mx_open});
}

TEST_CASE("A consequence stands behind its cause, and only causes that were found are named", "[lint]") {
  const Judgement judgement = judged({&dmarc_consequence, &spf_cause});
  REQUIRE(rules_of(judgement) == std::vector<std::string>{"dmarc-consequence", "spf-cause", "dmarc-consequence"});
  CHECK(judgement.findings[0].provider == "a");
  CHECK(judgement.findings[0].caused_by.empty());
  CHECK(judgement.findings[2].provider == "b");
  CHECK(judgement.findings[2].caused_by == std::vector<std::string>{"spf-cause"});
}

TEST_CASE("What follows from one cause keeps its order, each behind what causes it", "[lint]") {
  const Judgement judgement = judged({&dmarc_after_spf, &mx_after_dmarc, &spf_after_spf, &spf_cause});
  CHECK(rules_of(judgement) ==
        std::vector<std::string>{"spf-cause", "dmarc-after-spf", "mx-after-dmarc", "spf-after-spf"});
}

TEST_CASE("A finding that was made less grave hides no graver one", "[lint]") {
  const Settings lowered{.select = {}, .ignore = {}, .severities = {{"spf-cause", Severity::info}}};
  const Judgement judgement = judged({&spf_cause, &spf_repetition}, lowered);
  CHECK(judgement.findings.size() == 3);
  CHECK(judgement.verdict == Verdict::not_ready);
}

TEST_CASE("A finding gives way to the one that says it already, of the same ESP", "[lint]") {
  const Judgement both = judged({&spf_cause, &spf_repetition});
  REQUIRE(rules_of(both) == std::vector<std::string>{"spf-cause", "spf-repetition"});
  CHECK(both.findings[1].provider == "a");

  const Judgement alone = judged({&spf_repetition});
  CHECK(alone.findings.size() == 2);
  CHECK(alone.verdict == Verdict::not_ready);
}

TEST_CASE("Findings take the references of their rule", "[lint]") {
  CHECK(judged({&spf_cause}).findings[0].references == std::vector<std::string>{"RFC 7208 section 4.5"});
}

TEST_CASE("No finding carries thousands of lines of evidence", "[lint]") {
  const Judgement judgement = judged({&spf_flood});
  CHECK(judgement.findings[0].evidence.size() < 50);
}

TEST_CASE("The verdict and the exit code", "[lint]") {
  struct Expected {
    std::vector<const Rule*> rules;
    FailOn fail_on;
    Verdict verdict;
    int code;
  };
  const auto expected = GENERATE(values<Expected>({
      {{}, FailOn::info, Verdict::ready, 0},
      {{&mx_info}, FailOn::error, Verdict::ready, 0},
      {{&mx_info}, FailOn::info, Verdict::ready, 1},
      {{&spf_cause}, FailOn::error, Verdict::not_ready, 1},
      {{&spf_cause}, FailOn::never, Verdict::not_ready, 0},
      {{&mx_open}, FailOn::error, Verdict::undetermined, 3},
      {{&mx_open}, FailOn::never, Verdict::undetermined, 3},
      {{&spf_cause, &mx_open}, FailOn::error, Verdict::not_ready, 1},
      {{&spf_cause, &mx_open}, FailOn::never, Verdict::not_ready, 3},
      {{&mx_open_info}, FailOn::error, Verdict::ready, 0},
      {{&mx_open_info}, FailOn::info, Verdict::ready, 3},
      {{&mx_open_info}, FailOn::never, Verdict::ready, 0},
  }));
  const Judgement judgement = judged(expected.rules);
  CHECK(judgement.verdict == expected.verdict);
  CHECK(exit_code(judgement, expected.fail_on) == expected.code);
}

TEST_CASE("What does not weigh is told, and changes neither verdict nor exit code", "[lint]") {
  const FailOn fail_on = GENERATE(FailOn::error, FailOn::warning, FailOn::info, FailOn::never);
  const Rule* light = &mx_open_light;
  const Judgement judgement = judge(existing(), {}, {&light, 1}, {});
  CHECK(judgement.undecided.size() == 1);
  CHECK(judgement.verdict == Verdict::ready);
  CHECK(exit_code(judgement, fail_on) == 0);
}

TEST_CASE("The gravest exit code of a run: 1 before 3 before 0", "[lint]") {
  const auto [a, b, worst] = GENERATE(table<int, int, int>({{0, 0, 0}, {0, 3, 3}, {3, 1, 1}, {1, 3, 1}, {1, 0, 1}}));
  CHECK(worse(a, b) == worst);
}

TEST_CASE("A severity that is set holds for findings and for what is undecided", "[lint]") {
  const Settings raised{.select = {}, .ignore = {}, .severities = {{"mx-info", Severity::error}}};
  CHECK(judged({&mx_info}, raised).verdict == Verdict::not_ready);
  const Settings lowered{.select = {}, .ignore = {}, .severities = {{"mx-open", Severity::warning}}};
  CHECK(judged({&mx_open}, lowered).verdict == Verdict::ready);
}

TEST_CASE("Nothing but the rules for every name speaks of one that does not exist", "[lint]") {
  Facts facts = existing();
  facts.existence = {};
  CHECK(rules_of(judged({&spf_cause, &mx_info, &domain_always}, {}, facts)) ==
        std::vector<std::string>{"domain-always"});
}

TEST_CASE("Rules about mail rest for a domain without mail, unless something is declared", "[lint]") {
  Facts facts = existing();
  spf::Tree tree;
  tree.root.state = spf::Node::State::parsed;
  tree.root.record = std::make_shared<const spf::Record>(*spf::parse("v=spf1 -all"));
  facts.spf = std::move(tree);

  const Judgement parked = judge(facts, {}, std::vector{&mx_info, &mta_sts_rule}, {});
  CHECK(parked.scope == Scope::none);
  CHECK(rules_of(parked) == std::vector<std::string>{"mta-sts-rule"});

  Plan plan;
  plan.inbound.push_back({.host = test::name("mx1.acme.example")});
  const Judgement meant = judge(facts, plan, std::vector{&mx_info}, {});
  CHECK(meant.scope == Scope::failover);
  CHECK(meant.findings.size() == 1);
}

namespace {

constexpr const char* today = "2027-03-01";

/// What acme.example is judged as by `rules` today, where its plan accepts this.
Judgement accepting(survey::Suppression entry, std::vector<const Rule*> rules, const char* day = today) {
  Facts facts = existing();
  facts.date = parse_date(day);
  Plan plan;
  plan.suppressions.push_back(std::move(entry));
  return judge(facts, plan, rules, {});
}

}  // namespace

TEST_CASE("What the plan accepts counts for neither verdict nor exit code", "[lint]") {
  const auto judgement = accepting({.rule = "spf-cause", .reason = "it is known"}, {&spf_cause});
  CHECK(judgement.findings.empty());
  CHECK(judgement.verdict == Verdict::ready);
  CHECK(exit_code(judgement, FailOn::info) == 0);
  REQUIRE(judgement.suppressed.size() == 1);
  CHECK(judgement.suppressed[0].finding.rule == "spf-cause");
  CHECK(judgement.suppressed[0].reason == "it is known");
  CHECK_FALSE(judgement.suppressed[0].until);
}

TEST_CASE("A suppression holds up to its day, and that day too", "[lint]") {
  const auto [day, holds] = GENERATE(table<const char*, bool>({
      {"2027-02-28", true},
      {"2027-03-01", true},
      {"2027-03-02", false},
  }));
  const survey::Suppression entry{.rule = "spf-cause", .reason = "it is known", .until = parse_date("2027-03-01")};
  const auto judgement = accepting(entry, {&spf_cause}, day);
  CHECK(judgement.suppressed.size() == (holds ? 1 : 0));
  CHECK(judgement.verdict == (holds ? Verdict::ready : Verdict::not_ready));
  if (holds) CHECK(judgement.suppressed[0].until == "2027-03-01");
}

TEST_CASE("A suppression is for what it names", "[lint]") {
  const auto [entry, holds] = GENERATE(table<survey::Suppression, bool>({
      {{.rule = "spf", .reason = "-"}, true},
      {{.rule = "spf-c*", .reason = "-"}, true},
      {{.rule = "mx", .reason = "-"}, false},
      {{.rule = "spf-cause", .reason = "-", .provider = "b"}, true},
      {{.rule = "spf-cause", .reason = "-", .provider = "a"}, false},
      {{.rule = "spf-cause", .reason = "-", .subject = "acme.example"}, true},
      {{.rule = "spf-cause", .reason = "-", .subject = "mx1.acme.example"}, false},
  }));
  CHECK(accepting(entry, {&spf_cause}).findings.size() == (holds ? 0 : 1));
}

TEST_CASE("What follows from an accepted finding stands for itself", "[lint]") {
  const auto judgement = accepting({.rule = "spf-cause", .reason = "-"}, {&spf_cause, &dmarc_after_spf});
  CHECK(rules_of(judgement) == std::vector<std::string>{"dmarc-after-spf"});
  CHECK(judgement.findings[0].caused_by.empty());
}

TEST_CASE("What an accepted finding alone has said already is said now", "[lint]") {
  const std::vector<const Rule*> rules{&spf_cause, &spf_repetition};
  const auto repetitions = [](const Judgement& judgement) {
    return std::ranges::count(judgement.findings, "spf-repetition", &Finding::rule);
  };
  CHECK(repetitions(judged(rules)) == 1);  // the one about another provider
  const auto judgement = accepting({.rule = "spf-cause", .reason = "-"}, rules);
  CHECK(repetitions(judgement) == 2);
  CHECK(judgement.verdict == Verdict::not_ready);
}

TEST_CASE("What an accepted rule could not decide weighs nothing", "[lint]") {
  CHECK(judged({&mx_open}).verdict == Verdict::undetermined);
  const auto accepted = accepting({.rule = "mx-open", .reason = "-"}, {&mx_open});
  CHECK(accepted.undecided.size() == 1);
  CHECK(accepted.verdict == Verdict::ready);
  CHECK(exit_code(accepted, FailOn::info) == 0);
  const auto elsewhere = accepting({.rule = "mx-open", .reason = "-", .provider = "b"}, {&mx_open});
  CHECK(elsewhere.verdict == Verdict::undetermined);
}
