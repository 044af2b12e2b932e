#include <fmt/format.h>

#include "lint/evidence.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan&) {
  const auto found = facts.dkim.domainkeys.find(facts.domain);
  if (!facts.dkim.wildcard) {
    const bool unknown = found != facts.dkim.domainkeys.end() && found->second.unknown();
    return unknown ? undecided(facts.domain, found->second.failure()) : Outcome{};
  }
  const std::string wildcard = fmt::format("*._domainkey.{}", facts.domain.to_string());
  const std::string data = dns::rdata_text(*facts.dkim.wildcard);
  return finding({.subject = facts.domain.to_string(),
                  .type = "TXT",
                  .message = fmt::format(
                      "{} answers for every selector, so a key seems to be where nobody published one", wildcard),
                  .fix = "Remove the wildcard and publish each key at its own selector.",
                  .remove = {{wildcard, "TXT", data}},
                  .complete = false,
                  .evidence = {evidence(*facts.dkim.wildcard)}});
}

extern const Rule dkim_wildcard{
    .id = "dkim-wildcard",
    .severity = Severity::warning,
    .summary = "No wildcard makes DKIM keys appear at every selector",
    .applies = Applies::mail,
    .needs = {Need::dkim},
    .references = {{"RFC 6376", "6.1.2"}, {"RFC 4592", "2.1.1"}},
    .explanation =
        R"(A wildcard below _domainkey makes a check of the backup's selector succeed although the backup signs with another
key, so that its mail fails verification. What the wildcard answers counts as absent here. Publish each key at its own selector
and remove the wildcard.)",
    .bad = R"(*._domainkey TXT "v=DKIM1; k=ed25519; p=HO+j4EzFgn7QEeqlZYgm1N5xRsB6NhLEhBf6cmrrRMs=")",
    .good = R"(s1._domainkey TXT "v=DKIM1; k=ed25519; p=HO+j4EzFgn7QEeqlZYgm1N5xRsB6NhLEhBf6cmrrRMs=")",
    .check = check,
};
}  // namespace mailready::rules
