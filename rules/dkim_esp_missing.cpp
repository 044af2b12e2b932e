#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "lint/esp.h"
#include "lint/evidence.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;
using State = survey::KeyFacts::State;

/// Why the key at a selector cannot verify a signature, for people.
static std::string defect(const survey::KeyFacts& key) {
  const std::string name = key.name.to_string();
  switch (key.state) {
    case State::absent:
      return fmt::format("no record at {}", name);
    case State::dangling:
      return fmt::format("{} is an alias to a name that does not exist", name);
    case State::no_record:
      return fmt::format("{} is an alias to a name without a TXT record", name);
    case State::several:
      return fmt::format("{} has several records", name);
    case State::malformed:
      return fmt::format("the key at {} does not parse", name);
    case State::unknown:
      return fmt::format("no answer for {}", name);
    case State::key:
      break;
  }
  if (key.key->revoked()) return fmt::format("the key at {} is revoked", name);
  if (!key.key->for_email) return fmt::format("the key at {} is not for e-mail (s=)", name);
  if (!key.key->accepts_sha256) return fmt::format("the key at {} allows no SHA-256 (h=)", name);
  if (key.key->algorithm == dkim::Algorithm::unknown) return fmt::format("the key at {} is of an unknown kind", name);
  return fmt::format("the key at {} has {} bits", name, key.key->bits);
}

/// The rule that speaks of a defect by itself; empty where only this one does.
static std::string rule_for(const survey::KeyFacts& key) {
  if (key.state == State::several || key.state == State::malformed) return "dkim-key-syntax";
  if (key.state == State::dangling) return "dkim-cname-dangling";
  if (key.state != State::key) return "";
  if (key.key->revoked()) return "dkim-key-revoked";
  return key.key->algorithm == dkim::Algorithm::rsa && key.key->bits < dkim::least_rsa_bits ? "dkim-key-weak" : "";
}

static std::string message(const Facts& facts, const survey::SenderFacts& sender) {
  std::vector<std::string> defects;
  std::vector<dns::Name> absent;
  for (const std::size_t i : sender.keys) {
    const survey::KeyFacts& key = facts.dkim.keys[i];
    if (key.state != State::absent)
      defects.push_back(defect(key));
    else if (key.signing_domain == facts.domain || key.declared)
      absent.push_back(key.name);
  }
  if (sender.keys.empty())
    defects.push_back(fmt::format("nothing stands below _domainkey.{}", facts.domain.to_string()));
  if (!absent.empty()) defects.push_back(fmt::format("no record at {}", some_of(absent)));
  return fmt::format("{} has no usable DKIM key: {}", sender.provider->name, enumerate(defects));
}

static std::vector<RecordChange> key_to_publish(const Facts& facts, const survey::SenderFacts& sender) {
  const std::string name = sender.keys.empty() ? fmt::format("<SELECTOR>._domainkey.{}", facts.domain.to_string())
                                               : facts.dkim.keys[sender.keys.front()].name.to_string();
  if (!sender.provider->dkim_targets.empty())
    return {{name, "CNAME", fmt::format("<TARGET>.{}.", sender.provider->dkim_targets.front())}};
  return {{name, "TXT", std::string(key_placeholder)}};
}

static Finding missing(const Facts& facts, const Plan& plan, const survey::SenderFacts& sender) {
  Finding found = esp_finding(facts, plan, sender);
  found.type = "TXT";
  found.message = message(facts, sender);
  found.fix =
      fmt::format("Publish the DKIM record that {} shows for {}.", sender.provider->name, facts.domain.to_string());
  found.publish = key_to_publish(facts, sender);
  found.complete = false;
  for (const std::size_t i : sender.keys) {
    const survey::KeyFacts& key = facts.dkim.keys[i];
    for (std::string& line : key_lines(key)) found.evidence.push_back(std::move(line));
    if (const std::string rule = rule_for(key); !rule.empty()) found.unless.push_back(rule);
  }
  return found;
}

static Outcome unknown(const Facts& facts, const Plan& plan, const survey::SenderFacts& sender) {
  const Severity severity = fault_severity(sender, plan);
  for (const std::size_t i : sender.keys)
    if (const auto& failure = facts.dkim.keys[i].failure) return undecided(facts.dkim.keys[i].name, *failure, severity);
  return undecided_selector(facts.domain, sender, severity);
}

static Outcome check(const Facts& facts, const Plan& plan) {
  Outcome outcome;
  for (const survey::SenderFacts* sender : facts.declared()) {
    if (sender->dkim == survey::SenderFacts::Dkim::missing) outcome += finding(missing(facts, plan, *sender));
    if (sender->dkim == survey::SenderFacts::Dkim::unknown) outcome += unknown(facts, plan, *sender);
  }
  return outcome;
}

extern const Rule dkim_esp_missing{
    .id = "dkim-esp-missing",
    .severity = Severity::error,
    .summary = "Each declared ESP has a usable DKIM key",
    .applies = Applies::mail,
    .needs = {Need::dkim, Need::senders},
    .references = {{"RFC 6376", "3.6.2.1"}, {"RFC 8301", "3.2"}},
    .explanation =
        R"(The ESP signs with a key of its own. When the backup takes over and its public key is not in DNS, every signature fails;
under an enforced DMARC policy the mail is then rejected, unless SPF happens to pass with alignment. Open the domain's page at the
ESP, publish the record that it shows, and send one message to see dkim=pass.)",
    .bad = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

pm._domainkey TXT "v=DKIM1; k=ed25519; p=2Bb+9kA4vBP7VX/qZIrKDCvNAfQUvBRQGF+FgRS1Peg="
; no record at s1._domainkey)",
    .good = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

pm._domainkey TXT "v=DKIM1; k=ed25519; p=2Bb+9kA4vBP7VX/qZIrKDCvNAfQUvBRQGF+FgRS1Peg="
s1._domainkey CNAME s1.domainkey.u1234567.wl001.sendgrid.net.)",
    .check = check,
};
}  // namespace mailready::rules
