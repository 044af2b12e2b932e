#include <fmt/format.h>

#include "lint/dmarc_steps.h"
#include "lint/esp.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static std::string spf_leg(const Facts& facts, const survey::SenderFacts& sender) {
  using Authorised = survey::SenderFacts::Authorised;
  switch (sender.authorised) {
    case Authorised::provider:
      return "its return path is its own domain";
    case Authorised::return_path:
      return "its return path is not aligned";
    case Authorised::self:
      return fmt::format("no return path of its own below {} is set up", facts.domain.to_string());
    case Authorised::no:
    case Authorised::unknown:
      break;
  }
  return "SPF does not authorise it";
}

static std::string dkim_leg(const survey::SenderFacts& sender) {
  return sender.dkim == survey::SenderFacts::Dkim::usable ? "its signing domain is not aligned"
                                                          : "it has no usable DKIM key";
}

static Finding unaligned(const Facts& facts, const Plan& plan, const survey::SenderFacts& sender,
                         const dmarc::Step& step) {
  Finding found = esp_finding(facts, plan, sender);
  found.type = "TXT";
  found.message =
      fmt::format("Mail through {} fails DMARC, and the policy is {}: {}, and {}", sender.provider->name,
                  dmarc::policy_text(facts.dmarc.effective_policy()), dkim_leg(sender), spf_leg(facts, sender));
  found.fix = fmt::format("Set up DKIM for {} at {}: one aligned leg is enough.", facts.domain.to_string(),
                          sender.provider->name);
  found.complete = false;
  found.evidence = evidence(step);
  found.caused_by = {"dkim-esp-missing",    "dkim-key-syntax", "dkim-key-revoked", "dkim-key-weak",
                     "dkim-cname-dangling", "spf-esp-missing", "spf-missing"};
  return found;
}

/// Under an enforced policy: aligned by one leg, by none, or not known.
static Outcome judge(const Facts& facts, const Plan& plan, const survey::SenderFacts& sender, const dmarc::Step& step) {
  if (sender.dkim_aligned.present() || sender.spf_aligned.present()) return {};
  const Severity severity = fault_severity(sender, plan);
  for (const auto* leg : {&sender.dkim_aligned, &sender.spf_aligned})
    if (leg->unknown()) return undecided(facts.domain, leg->failure(), severity);
  if (sender.dkim == survey::SenderFacts::Dkim::unknown) return undecided_selector(facts.domain, sender, severity);
  return finding(unaligned(facts, plan, sender, step));
}

static Outcome check(const Facts& facts, const Plan& plan) {
  const auto step = facts.dmarc.policy_step();
  if (step.absent()) return {};
  Outcome outcome;
  for (const survey::SenderFacts* sender : facts.declared()) {
    if (step.unknown())
      outcome += undecided(facts.domain, step.failure(), fault_severity(*sender, plan));
    else if (facts.dmarc.effective_policy() != dmarc::Policy::none)
      outcome += judge(facts, plan, *sender, *step);
  }
  return outcome;
}

extern const Rule dmarc_esp_unaligned{
    .id = "dmarc-esp-unaligned",
    .severity = Severity::error,
    .summary = "Mail of each declared ESP can pass DMARC",
    .applies = Applies::mail,
    .needs = {Need::dmarc, Need::senders},
    .references = {{"RFC 9989", "4.4"}, {"RFC 9989", "5.3.6"}},
    .explanation =
        R"(DMARC passes when DKIM or SPF passes for a domain that is aligned with the one in the From field. An include at the
domain itself does not help an ESP that bounces to another name: SPF passes, and nothing is aligned. Under quarantine or reject the
whole failover would then land in spam or be refused. DKIM with the domain itself as d= is the surer leg.)",
    .bad = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@acme.example"
@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all"
pm._domainkey TXT "v=DKIM1; k=ed25519; p=2Bb+9kA4vBP7VX/qZIrKDCvNAfQUvBRQGF+FgRS1Peg="
; no record at s1._domainkey)",
    .good = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@acme.example"
@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all"
pm._domainkey TXT "v=DKIM1; k=ed25519; p=2Bb+9kA4vBP7VX/qZIrKDCvNAfQUvBRQGF+FgRS1Peg="
s1._domainkey CNAME s1.domainkey.u1234567.wl001.sendgrid.net.)",
    .check = check,
};
}  // namespace mailready::rules
