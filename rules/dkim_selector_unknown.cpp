#include <fmt/format.h>

#include <algorithm>

#include "lint/esp.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

/// Whether nothing but the missing name of the selector stands in the way.
static bool is_open(const Facts& facts, const survey::SenderFacts& sender) {
  const auto failed = [&](std::size_t i) { return facts.dkim.keys[i].failure.has_value(); };
  return sender.dkim == survey::SenderFacts::Dkim::unknown && !sender.selectors_named &&
         sender.provider->selectors_open() && std::ranges::none_of(sender.keys, failed);
}

static std::string message(const Facts& facts, const survey::SenderFacts& sender) {
  std::vector<std::string> tried;
  for (const std::size_t i : sender.keys) tried.push_back(facts.dkim.keys[i].selector);
  std::ranges::sort(tried);
  tried.erase(std::ranges::unique(tried).begin(), tried.end());
  const std::string& name = sender.provider->name;
  if (tried.empty())
    return fmt::format("{} generates its DKIM selectors and none is named, so no key could be checked", name);
  return fmt::format("{} signs with selectors of the customer's own, and its usual ones ({}) hold no key", name,
                     fmt::join(tried, ", "));
}

static Outcome check(const Facts& facts, const Plan& plan) {
  Outcome outcome;
  for (const survey::SenderFacts* sender : facts.esps(plan)) {
    if (!is_open(facts, *sender)) continue;
    const std::string& id = sender->provider->id;
    outcome += finding(
        {.severity = sender->declared ? Severity::warning : Severity::info,
         .subject = facts.domain.to_string(),
         .type = "TXT",
         .provider = id,
         .message = message(facts, *sender),
         .fix = fmt::format("Name the selector, as the s= tag of a received message shows it: {}:<SELECTOR>.", id)});
  }
  return outcome;
}

extern const Rule dkim_selector_unknown{
    .id = "dkim-selector-unknown",
    .severity = Severity::warning,
    .summary = "The selector of each declared ESP is known",
    .applies = Applies::mail,
    .needs = {Need::dkim, Need::senders},
    .references = {{"RFC 6376", "3.1"}},
    .explanation =
        R"(DNS cannot be asked which selectors exist: a key is found only by its name. Where an ESP generates its selectors, or
lets its customers choose them, the backup's key can be checked only when somebody names it. The s= tag in the DKIM-Signature of any
message that the ESP sent is that name. Until then it is not known whether a failover would send signed mail.)",
    .bad = R"(mailready check acme.example --primary postmark --backup sendgrid:s1

20260101pm._domainkey TXT "v=DKIM1; k=ed25519; p=2Bb+9kA4vBP7VX/qZIrKDCvNAfQUvBRQGF+FgRS1Peg="
s1._domainkey CNAME s1.domainkey.u1234567.wl001.sendgrid.net.)",
    .good = R"(mailready check acme.example --primary postmark:20260101pm --backup sendgrid:s1

20260101pm._domainkey TXT "v=DKIM1; k=ed25519; p=2Bb+9kA4vBP7VX/qZIrKDCvNAfQUvBRQGF+FgRS1Peg="
s1._domainkey CNAME s1.domainkey.u1234567.wl001.sendgrid.net.)",
    .check = check,
};
}  // namespace mailready::rules
