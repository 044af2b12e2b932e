#include <fmt/format.h>

#include <algorithm>

#include "lint/evidence.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan& plan) {
  Outcome outcome;
  for (const survey::SenderFacts* sender : facts.esps(plan)) {
    if (sender->authorised != survey::SenderFacts::Authorised::return_path) continue;
    const auto envelope = std::ranges::find_if(sender->envelopes, &survey::EnvelopeFacts::authorises);
    std::vector<std::string> lines;
    for (const dns::Record& alias : envelope->aliases) lines.push_back(evidence(alias));
    outcome +=
        finding({.subject = facts.domain.to_string(),
                 .type = "TXT",
                 .provider = sender->provider->id,
                 .message = fmt::format("{} is authorised at its return path {}, and needs no include at {} itself",
                                        sender->provider->name, envelope->name.to_string(), facts.domain.to_string()),
                 .fix = "Nothing to do; keep the return path when the records are tidied up.",
                 .evidence = std::move(lines)});
  }
  return outcome;
}

extern const Rule spf_esp_return_path{
    .id = "spf-esp-return-path",
    .severity = Severity::info,
    .summary = "Tells which ESPs are authorised at their return-path name only",
    .applies = Applies::mail,
    .needs = {Need::senders},
    .references = {{"RFC 7208", "2.4"}, {"RFC 5321", "4.4"}},
    .explanation =
        R"(Receivers check SPF at the envelope domain, which many ESPs set to a name below yours that is an alias to them. That
name carries the ESP's SPF, so the domain's own record needs no include for it and saves the lookups. It is told so that nobody misses
the include, and nobody removes the alias: without it the ESP's SPF would no longer be aligned.)",
    .bad = R"(mailready check acme.example --primary sendgrid:s1 --backup postmark:pm

@ TXT "v=spf1 include:sendgrid.net -all"
pm-bounces CNAME pm.mtasv.net.)",
    .good = R"(mailready check acme.example --primary sendgrid:s1 --backup postmark:pm

@ TXT "v=spf1 include:sendgrid.net include:spf.mtasv.net -all")",
    .check = check,
};
}  // namespace mailready::rules
