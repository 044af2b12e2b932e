#include <fmt/format.h>

#include "base/text.h"
#include "lint/esp.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static std::string message(const survey::KeyFacts& key) {
  if (key.state == survey::KeyFacts::State::several)
    return fmt::format("{} has {} TXT records; which of them a receiver takes is left to chance", key.name.to_string(),
                       key.texts.size());
  return fmt::format("The key at {} does not parse: {}", key.name.to_string(), printable(key.error));
}

static Outcome check(const Facts& facts, const Plan&) {
  Outcome outcome = undecided_keys(facts, Severity::error, Severity::warning);
  for (std::size_t i = 0; i < facts.dkim.keys.size(); ++i) {
    const survey::KeyFacts& key = facts.dkim.keys[i];
    if (key.state != survey::KeyFacts::State::malformed && key.state != survey::KeyFacts::State::several) continue;
    Finding found = key_finding(facts, i);
    found.severity = facts.declared_owner(i) ? Severity::error : Severity::warning;
    found.message = message(key);
    found.fix = "Publish one TXT record, exactly as the service shows it.";
    found.publish = {{key.name.to_string(), "TXT", std::string(key_placeholder)}};
    outcome += finding(std::move(found));
  }
  return outcome;
}

extern const Rule dkim_key_syntax{
    .id = "dkim-key-syntax",
    .severity = Severity::error,
    .summary = "Every key record parses, and each selector has one",
    .applies = Applies::mail,
    .needs = {Need::dkim, Need::senders},
    .references = {{"RFC 6376", "3.6.1"}, {"RFC 8463", "4"}},
    .explanation =
        R"(A receiver that cannot read the key treats the signature as failed. Usual causes: base64 cut off or wrapped by the
panel of a DNS host, a tag that stands twice, a second record left beside the first. Copy the record again from the ESP's page and
check what your name server gives out.)",
    .bad = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

s1._domainkey TXT "v=DKIM1; k=ed25519; k=ed25519; p=HO+j4EzFgn7QEeqlZYgm1N5xRsB6NhLEhBf6cmrrRMs=")",
    .good = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

s1._domainkey TXT "v=DKIM1; k=ed25519; p=HO+j4EzFgn7QEeqlZYgm1N5xRsB6NhLEhBf6cmrrRMs=")",
    .check = check,
};
}  // namespace mailready::rules
