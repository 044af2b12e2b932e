#include <fmt/format.h>

#include "lint/esp.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan&) {
  Outcome outcome = undecided_keys(facts, Severity::warning, Severity::warning);
  for (std::size_t i = 0; i < facts.dkim.keys.size(); ++i) {
    const survey::KeyFacts& key = facts.dkim.keys[i];
    if (!key.key || key.key->revoked() || !key.key->testing) continue;
    Finding found = key_finding(facts, i);
    found.message = fmt::format("The key at {} is marked as a test (t=y)", key.name.to_string());
    found.fix = "Remove the flag y from its t= tag.";
    outcome += finding(std::move(found));
  }
  return outcome;
}

extern const Rule dkim_testing{
    .id = "dkim-testing",
    .severity = Severity::warning,
    .summary = "No key is left in test mode",
    .applies = Applies::mail,
    .needs = {Need::dkim, Need::senders},
    .references = {{"RFC 6376", "3.6.1"}},
    .explanation =
        R"(With t=y the domain says that it is only trying DKIM out: a receiver may treat its signed mail like unsigned mail. It is
meant for the first days and often stays for years, unseen until a failover makes this key the one that counts. Publish the key
without the flag.)",
    .bad = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

s1._domainkey TXT "v=DKIM1; k=ed25519; t=y; p=HO+j4EzFgn7QEeqlZYgm1N5xRsB6NhLEhBf6cmrrRMs=")",
    .good = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

s1._domainkey TXT "v=DKIM1; k=ed25519; p=HO+j4EzFgn7QEeqlZYgm1N5xRsB6NhLEhBf6cmrrRMs=")",
    .check = check,
};
}  // namespace mailready::rules
