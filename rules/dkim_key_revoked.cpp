#include <fmt/format.h>

#include "lint/esp.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan&) {
  Outcome outcome = undecided_keys(facts, Severity::error, std::nullopt);
  for (std::size_t i = 0; i < facts.dkim.keys.size(); ++i) {
    const survey::KeyFacts& key = facts.dkim.keys[i];
    if (!key.declared || !key.key || !key.key->revoked()) continue;
    Finding found = key_finding(facts, i);
    found.message = fmt::format("The key at {} is revoked: its p= is empty", key.name.to_string());
    found.fix = "Publish the current key, or name the selector that the service signs with now.";
    found.publish = {{key.name.to_string(), "TXT", std::string(key_placeholder)}};
    outcome += finding(std::move(found));
  }
  return outcome;
}

extern const Rule dkim_key_revoked{
    .id = "dkim-key-revoked",
    .severity = Severity::error,
    .summary = "No declared selector holds a revoked key",
    .applies = Applies::mail,
    .needs = {Need::dkim, Need::senders},
    .references = {{"RFC 6376", "3.6.1"}},
    .explanation =
        R"(An empty p= says that the key must not be trusted any more: every signature with it fails. It is what remains when an
account was closed or keys were rotated and the plan still names the old selector. In a failover the backup's mail would go out
unsigned in effect. Publish its current key.)",
    .bad = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

pm._domainkey TXT "v=DKIM1; k=ed25519; p=2Bb+9kA4vBP7VX/qZIrKDCvNAfQUvBRQGF+FgRS1Peg="
s1._domainkey TXT "v=DKIM1; k=rsa; p=")",
    .good = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

pm._domainkey TXT "v=DKIM1; k=ed25519; p=2Bb+9kA4vBP7VX/qZIrKDCvNAfQUvBRQGF+FgRS1Peg="
s1._domainkey TXT "v=DKIM1; k=ed25519; p=HO+j4EzFgn7QEeqlZYgm1N5xRsB6NhLEhBf6cmrrRMs=")",
    .check = check,
};
}  // namespace mailready::rules
