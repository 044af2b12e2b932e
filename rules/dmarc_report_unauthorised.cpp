#include <fmt/format.h>

#include "lint/dmarc_steps.h"
#include "lint/evidence.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;
using survey::ReportReceiver;

static Finding unauthorised(const Facts& facts, const dmarc::Step& policy, const ReportReceiver& receiver) {
  const std::string host = receiver.host.to_string();
  return {.subject = facts.domain.to_string(),
          .type = "TXT",
          .message = fmt::format("DMARC reports about {} are to go to {}, which does not say that it takes them: "
                                 "receivers of mail send none there",
                                 policy.name.to_string(), host),
          .fix = fmt::format("The record is for {} to publish: ask whoever runs it, or take {} out of rua=.", host,
                             some_of({receiver.uri})),
          .publish = {{.name = receiver.asked.to_string(), .type = "TXT", .data = "\"v=DMARC1;\""}},
          .evidence = evidence(policy)};
}

static Outcome check(const Facts& facts, const Plan&) {
  const auto policy = facts.dmarc.policy_step();
  if (policy.absent()) return {};
  if (policy.unknown()) return undecided(facts.domain, policy.failure());
  Outcome outcome;
  for (const ReportReceiver& receiver : facts.report_receivers) {
    if (receiver.authorised.unknown())
      outcome += undecided(facts.domain, receiver.authorised.failure());
    else if (receiver.authorised.absent())
      outcome += finding(unauthorised(facts, *policy, receiver));
  }
  return outcome;
}

extern const Rule dmarc_report_unauthorised{
    .id = "dmarc-report-unauthorised",
    .severity = Severity::warning,
    .summary = "Other domains that get DMARC reports say that they take them",
    .needs = {Need::dmarc, Need::reports},
    .references = {{"RFC 9990", "4"}},
    .explanation = R"(Anybody could flood a stranger with reports by naming an address of his in rua=. So, where the
address belongs to another organisation than the policy, receivers of mail ask that domain first: a TXT record that
begins with v=DMARC1 must stand at POLICY-DOMAIN._report._dmarc.REPORT-DOMAIN, or at *._report._dmarc.REPORT-DOMAIN for
everybody. Without it no report is sent there, and nothing says so: whether a backup ESP is aligned, and how much mail it
carries, then stays unseen until the failover. Services that analyse reports publish the record when you register the
domain with them.)",
    .bad = R"(_dmarc TXT "v=DMARC1; p=reject; rua=mailto:acme@reports.example"

$ORIGIN reports.example.
@ MX 10 mx ; and no record at acme.example._report._dmarc)",
    .good = R"(_dmarc TXT "v=DMARC1; p=reject; rua=mailto:acme@reports.example"

$ORIGIN reports.example.
@ MX 10 mx
acme.example._report._dmarc TXT "v=DMARC1;")",
    .check = check,
};
}  // namespace mailready::rules
