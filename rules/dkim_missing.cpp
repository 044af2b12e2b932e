#include <fmt/format.h>

#include "lint/esp.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan& plan) {
  if (!plan.outbound.empty()) return {};  // dkim-esp-missing speaks for each declared ESP
  const auto found = facts.dkim.domainkeys.find(facts.domain);
  if (found == facts.dkim.domainkeys.end() || found->second.present()) return {};
  if (found->second.unknown()) return undecided(facts.domain, found->second.failure());
  const std::string domain = facts.domain.to_string();
  return finding({.subject = domain,
                  .type = "TXT",
                  .message = fmt::format("No DKIM key is published: _domainkey.{} does not exist", domain),
                  .fix = "Publish the key of each service that sends for the domain at its selector.",
                  .publish = {{fmt::format("<SELECTOR>._domainkey.{}", domain), "TXT", std::string(key_placeholder)}},
                  .complete = false});
}

extern const Rule dkim_missing{
    .id = "dkim-missing",
    .severity = Severity::warning,
    .summary = "A domain that sends mail publishes DKIM keys",
    .applies = Applies::mail,
    .needs = {Need::dkim},
    .references = {{"RFC 6376", "3.6.2.1"}, {"RFC 8020", "2"}},
    .explanation =
        R"(Without any name below _domainkey no mail of the domain can carry a signature of its own. What passes then rests on
SPF alone, which breaks when mail is forwarded, and when a second ESP takes over whose return path is its own domain. Publish the
key that each ESP shows on its set-up page.)",
    .bad = R"(@ MX 10 mx1
; no record below _domainkey)",
    .good = R"(@ MX 10 mx1
pm._domainkey TXT "v=DKIM1; k=ed25519; p=2Bb+9kA4vBP7VX/qZIrKDCvNAfQUvBRQGF+FgRS1Peg=")",
    .check = check,
};
}  // namespace mailready::rules
