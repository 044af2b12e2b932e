#include <fmt/format.h>

#include <algorithm>

#include "lint/esp.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

/// The catalogue knows selectors whose alias points at nothing until the provider rotates its keys.
static bool may_dangle(const survey::KeyFacts& key) {
  return key.provider && std::ranges::count(key.provider->spare_selectors, key.selector) > 0;
}

static Finding dangling(const Facts& facts, std::size_t index) {
  const survey::KeyFacts& key = facts.dkim.keys[index];
  const bool in_use = facts.declared_owner(index) != nullptr;
  const std::string name = key.name.to_string();
  Finding found = key_finding(facts, index);
  found.severity = in_use ? Severity::error : Severity::warning;
  found.type = "CNAME";
  found.message = fmt::format("{} is an alias to {}, which does not exist", name,
                              std::get<dns::Cname>(key.aliases.back().rdata).target.to_string());
  found.fix = in_use ? "Set the alias to the target that the service's page shows now."
                     : "Remove the alias, if the service is no longer used.";
  if (in_use) found.publish = {{name, "CNAME", "<TARGET>"}};
  found.remove = {{name, "CNAME", dns::rdata_text(key.aliases.front())}};
  found.complete = !in_use;
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  Outcome outcome = undecided_keys(facts, Severity::error, Severity::warning);
  for (std::size_t i = 0; i < facts.dkim.keys.size(); ++i) {
    const survey::KeyFacts& key = facts.dkim.keys[i];
    if (key.state == survey::KeyFacts::State::dangling && !may_dangle(key)) outcome += finding(dangling(facts, i));
  }
  return outcome;
}

extern const Rule dkim_cname_dangling{
    .id = "dkim-cname-dangling",
    .severity = Severity::error,
    .summary = "The alias at a selector leads to a name that exists",
    .applies = Applies::mail,
    .needs = {Need::dkim, Need::senders},
    .references = {{"RFC 6376", "3.6.2.1"}, {"RFC 1034", "3.6.2"}},
    .explanation =
        R"(ESPs that manage the keys of their customers have them publish an alias into their own zone. When the account was closed
or the sending domain was set up again, the old target is gone: there is no key, and signed mail fails. Where the ESP is in use, copy
the alias from its page again; where it is not, remove the alias, since who can create the target can sign for you.)",
    .bad = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

s1._domainkey CNAME s1.domainkey.u7654321.wl999.sendgrid.net. ; does not exist)",
    .good = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

s1._domainkey CNAME s1.domainkey.u1234567.wl001.sendgrid.net.)",
    .check = check,
};
}  // namespace mailready::rules
