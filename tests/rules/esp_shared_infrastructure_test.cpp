#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("esp-shared-infrastructure knows who runs on whom", "[rule][esp]") {
  struct Case {
    std::string primary, backup, message;  // "": clean
  };
  const Case c = GENERATE(values<Case>({
      {"postmark", "sendgrid", ""},
      {"postmark", "postmark", ""},  // esp-same
      {"resend", "amazon-ses", "Resend sends through Amazon SES"},
      {"amazon-ses", "resend", "Resend sends through Amazon SES"},
      {"loops", "resend", "Loops and Resend both send through Amazon SES"},
      {"sendgrid", "braze", "Braze may send through"},
      {"braze", "iterable", "Braze and Iterable both may send through"},
      {"mailgun", "mailjet", "Mailgun and Mailjet send from the same address ranges"},
      {"mailersend", "mailerlite", "MailerLite (Vercom) runs both MailerSend and MailerLite"},
  }));
  CAPTURE(c.primary, c.backup);
  const auto judgement = test::judge_fixture("esp-shared-infrastructure/two-esps.zone", "esp-shared-infrastructure",
                                             {.plan = test::plan(c.primary, {c.backup})});
  CHECK(outcome_of(judgement) == (c.message.empty() ? "clean" : "warning"));
  if (!judgement.findings.empty()) CHECK_THAT(judgement.findings[0].message, contains_text(c.message));
}

TEST_CASE("esp-shared-infrastructure compares backups with each other", "[rule][esp]") {
  const auto found =
      finding_of("two-esps", "esp-shared-infrastructure", {.plan = test::plan("postmark", {"amazon-ses", "resend"})});
  CHECK(found.provider == "resend");
}

TEST_CASE("esp-shared-infrastructure compares within a stream", "[rule][esp]") {
  survey::Plan plan = test::plan("postmark", {"amazon-ses", "resend"});
  plan.outbound[2].stream = survey::Stream::marketing;
  CHECK(outcome_of("two-esps", "esp-shared-infrastructure", {.plan = plan}) == "clean");
}
