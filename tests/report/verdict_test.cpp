#include "report/samples.h"
#include "report/words.h"
#include "support/catch.h"
using namespace mailready;
using namespace mailready::test;
using lint::Severity;
using lint::Verdict;

static lint::Finding error(std::string rule, std::string provider = "", std::string subject = "acme.example") {
  return {.rule = std::move(rule),
          .severity = Severity::error,
          .subject = std::move(subject),
          .provider = std::move(provider)};
}

static std::string failed(std::vector<lint::Finding> findings, Sample sample = healthy()) {
  sample.judgement.verdict = Verdict::not_ready;
  sample.judgement.findings = std::move(findings);
  CHECK(report::verdict_label(sample.judgement) == "NOT READY");
  return sample.result().sentence();
}

TEST_CASE("the gravest loss of the backup ESP is what the verdict speaks of", "[report]") {
  CHECK(failed({error("spf-esp-missing", "sendgrid"), error("dmarc-esp-unaligned", "sendgrid")}) ==
        "If Postmark fails, mail through SendGrid would be rejected: 2 errors.");
  CHECK(failed({error("spf-esp-missing", "sendgrid")}) ==
        "If Postmark fails, mail through SendGrid would fail SPF: 1 error.");
  CHECK(failed({error("dkim-key-revoked", "sendgrid"), error("spf-esp-missing", "sendgrid")}) ==
        "If Postmark fails, mail through SendGrid would fail SPF and DKIM: 2 errors.");
}

TEST_CASE("under quarantine, unaligned mail goes to spam", "[report]") {
  Sample sample = healthy();
  sample.facts.dmarc = dmarc_walk("v=DMARC1; p=quarantine");
  CHECK(failed({error("dmarc-esp-unaligned", "sendgrid")}, std::move(sample)) ==
        "If Postmark fails, mail through SendGrid would go to spam: 1 error.");
}

TEST_CASE("a fault of the primary is felt before any failover", "[report]") {
  CHECK(failed({error("dkim-esp-missing", "postmark")}) == "Even now, mail through Postmark would fail DKIM: 1 error.");
  CHECK(failed({error("dkim-esp-missing", "postmark"), error("spf-esp-missing", "sendgrid")}) ==
        "Even now, mail through Postmark would fail DKIM, and if Postmark fails, mail through SendGrid would fail SPF: "
        "2 errors.");
}

TEST_CASE("errors about no ESP say what they mean for mail", "[report]") {
  const auto [rule, subject, sentence] = GENERATE(table<std::string, std::string, std::string>({
      {"domain-nonexistent", "acme.example", "The domain acme.example does not exist: 1 error."},
      {"spf-syntax", "acme.example", "Receivers cannot use the SPF record, whoever sends: 1 error."},
      {"plan-no-backup", "acme.example", "If Postmark fails, there is no second ESP to send through: 1 error."},
      {"mx-missing", "acme.example", "No exchange takes mail for acme.example: 1 error."},
      {"mx-target-cname", "mx2.acme.example", "The exchange mx2.acme.example cannot be relied on: 1 error."},
      {"dns-single-nameserver", "acme.example", "The failover cannot be relied on: 1 error."},
  }));
  CHECK(failed({error(rule, "", subject)}) == sentence);
}

TEST_CASE("losses of both directions stand side by side", "[report]") {
  CHECK(failed({error("spf-esp-missing", "sendgrid"),
                error("mx-no-secondary"),
                {.rule = "mx-duplicate", .severity = Severity::warning}}) ==
        "If Postmark fails, mail through SendGrid would fail SPF, and incoming mail depends on one exchange: 2 errors, "
        "1 warning.");
  CHECK(failed({error("dkim-esp-missing", "postmark"), error("dkim-esp-missing", "sendgrid"), error("mx-missing")}) ==
        "Even now, mail through Postmark would fail DKIM; if Postmark fails, mail through SendGrid would fail DKIM; no "
        "exchange takes mail for acme.example: 3 errors.");
}

TEST_CASE("a ready failover promises what the facts show and no more", "[report]") {
  Sample sample = healthy();
  CHECK(report::verdict_label(sample.judgement) == "READY");
  CHECK(sample.result().sentence() == "If Postmark fails, mail through SendGrid passes SPF and DKIM.");

  sample.facts.senders[1].authorised = survey::SenderFacts::Authorised::provider;
  sample.judgement.findings = {{.rule = "spf-softfail-all", .severity = Severity::warning}};
  CHECK(sample.result().sentence() == "If Postmark fails, mail through SendGrid passes DKIM (1 warning).");

  sample.facts.senders.clear();
  sample.judgement.findings.clear();
  CHECK(sample.result().sentence() == "If Postmark fails, nothing speaks against mail through SendGrid.");
}

TEST_CASE("a ready inbound failover names the exchanges", "[report]") {
  Sample sample = healthy();
  sample.plan = {};
  sample.plan.inbound = {{name("mx1.acme.example"), survey::Role::primary},
                         {name("mx2.acme.example"), survey::Role::backup}};
  CHECK(sample.result().sentence() == "If mx1.acme.example fails, mx2.acme.example takes incoming mail.");
}

TEST_CASE("without a plan or without mail nothing is called ready", "[report]") {
  Sample sample = healthy();
  sample.judgement.scope = lint::Scope::records;
  CHECK(report::verdict_label(sample.judgement) == "NO ERRORS");
  CHECK(sample.result().sentence() ==
        "No errors in the records. No failover is declared, so none was judged: name the ESPs with --primary and "
        "--backup.");
  sample.judgement.scope = lint::Scope::none;
  CHECK(report::verdict_label(sample.judgement) == "NO MAIL");
  CHECK(sample.result().sentence() == "acme.example neither takes nor sends mail.");
}

static std::string doubted(std::vector<lint::Undecided> undecided, survey::Plan plan = two_esps()) {
  Sample sample = healthy();
  sample.plan = std::move(plan);
  sample.judgement.verdict = Verdict::undetermined;
  sample.judgement.undecided = std::move(undecided);
  CHECK(report::verdict_label(sample.judgement) == "UNDETERMINED");
  return sample.result().sentence();
}

TEST_CASE("an undetermined verdict says what is not known, and why", "[report]") {
  const lint::Undecided spf{.rule = "spf-missing", .severity = Severity::error, .reason = "timeout"};
  const lint::Undecided mx{.rule = "mx-missing", .severity = Severity::error, .reason = "refused"};
  const lint::Undecided minor{.rule = "spf-no-all", .severity = Severity::warning, .reason = "servfail"};
  CHECK(doubted({minor, spf, spf}) ==
        "It is not known whether mail through SendGrid would be accepted if Postmark fails: 1 rule is undecided, since "
        "DNS timed out.");
  CHECK(
      doubted({mx}) ==
      "It is not known whether incoming mail has a second path: 1 rule is undecided, since DNS refused the question.");
  CHECK(doubted({spf, mx}, {}) ==
        "It is not known whether the records about sending hold, nor whether incoming mail has a second path: 2 rules "
        "are undecided, since DNS timed out and DNS refused the question.");
}
