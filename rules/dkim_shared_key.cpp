#include <fmt/format.h>

#include <map>
#include <string>
#include <string_view>

#include "lint/esp.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

/// Whose key it is for sure: a declared sender's, or that of the ESP which its alias leads to.
static const catalogue::Provider* owner_of(const Facts& facts, std::size_t i) {
  if (const survey::SenderFacts* owner = facts.declared_owner(i)) return owner->provider.get();
  const survey::KeyFacts& key = facts.dkim.keys[i];
  return key.provider_sure ? key.provider : nullptr;
}

static Outcome check(const Facts& facts, const Plan&) {
  Outcome outcome = undecided_keys(facts, Severity::warning, std::nullopt);
  std::map<std::string_view, std::size_t> first_with;  // by public key
  for (std::size_t i = 0; i < facts.dkim.keys.size(); ++i) {
    const survey::KeyFacts& key = facts.dkim.keys[i];
    const catalogue::Provider* owner = owner_of(facts, i);
    if (!owner || !key.usable()) continue;
    const auto [earlier, is_first] = first_with.emplace(key.key->public_key, i);
    if (is_first) continue;
    const survey::KeyFacts& other = facts.dkim.keys[earlier->second];
    const catalogue::Provider* other_owner = owner_of(facts, earlier->second);
    if (other_owner->id == owner->id) continue;
    outcome += finding({.subject = key.name.to_string(),
                        .type = "TXT",
                        .provider = owner->id,
                        .message = fmt::format("{} and {} publish the same key, at {} and {}", other_owner->name,
                                               owner->name, other.name.to_string(), key.name.to_string()),
                        .fix = "Give each service a key of its own, so that one can be revoked without the other.",
                        .complete = false,
                        .evidence = key_lines(key)});
  }
  return outcome;
}

extern const Rule dkim_shared_key{
    .id = "dkim-shared-key",
    .severity = Severity::warning,
    .summary = "Each ESP signs with a key of its own",
    .applies = Applies::mail,
    .needs = {Need::dkim, Need::senders},
    .references = {{"RFC 6376", "3.1"}, {"RFC 6376", "8.2"}},
    .explanation =
        R"(A key that two ESPs hold fails for both: when the primary leaks it, or leaves, revoking it takes the backup's signature
with it at the worst moment. Often it is a copy of the wrong record, and the second ESP does not sign with that key at all. Publish
for each the key that its own page shows.)",
    .bad = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

pm._domainkey TXT "v=DKIM1; k=ed25519; p=2Bb+9kA4vBP7VX/qZIrKDCvNAfQUvBRQGF+FgRS1Peg="
s1._domainkey TXT "v=DKIM1; k=ed25519; p=2Bb+9kA4vBP7VX/qZIrKDCvNAfQUvBRQGF+FgRS1Peg=")",
    .good = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

pm._domainkey TXT "v=DKIM1; k=ed25519; p=2Bb+9kA4vBP7VX/qZIrKDCvNAfQUvBRQGF+FgRS1Peg="
s1._domainkey TXT "v=DKIM1; k=ed25519; p=HO+j4EzFgn7QEeqlZYgm1N5xRsB6NhLEhBf6cmrrRMs=")",
    .check = check,
};
}  // namespace mailready::rules
