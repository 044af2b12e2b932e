#include "lint/esp.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "lint/evidence.h"

namespace mailready::lint {

Severity fault_severity(const survey::SenderFacts& sender, const Plan& plan) {
  const bool can_wait = sender.declared && plan.can_wait(plan.outbound[*sender.declared]);
  return can_wait ? Severity::warning : Severity::error;
}

Finding esp_finding(const Facts& facts, const Plan& plan, const survey::SenderFacts& sender) {
  return {
      .severity = fault_severity(sender, plan), .subject = facts.domain.to_string(), .provider = sender.provider->id};
}

std::string envelopes_text(const survey::SenderFacts& sender) {
  std::vector<std::string> names;
  for (const survey::EnvelopeFacts& envelope : sender.envelopes) names.push_back(envelope.name.to_string());
  return enumerate(names);
}

std::vector<std::string> key_lines(const survey::KeyFacts& key) {
  std::vector<std::string> lines;
  for (const dns::Record& alias : key.aliases) lines.push_back(evidence(alias));
  const dns::Name& owner = key.aliases.empty() ? key.name : std::get<dns::Cname>(key.aliases.back().rdata).target;
  for (const std::string& text : key.texts)
    lines.push_back(fmt::format("{} TXT {}", owner.to_absolute(), quoted_strings({text})));
  return lines;
}

bool is_own_key(const survey::KeyFacts& key, const dns::Name& domain) {
  return std::ranges::all_of(key.aliases, [&](const dns::Record& alias) {
    return std::get<dns::Cname>(alias.rdata).target.is_at_or_below(domain);
  });
}

Finding key_finding(const Facts& facts, std::size_t index) {
  const survey::KeyFacts& key = facts.dkim.keys[index];
  const survey::SenderFacts* owner = facts.declared_owner(index);
  return {.subject = key.name.to_string(),
          .type = "TXT",
          .provider = owner ? owner->provider->id : "",
          .complete = false,
          .evidence = key_lines(key)};
}

Outcome undecided_selector(const dns::Name& domain, const survey::SenderFacts& sender, Severity severity) {
  return undecided(domain, "selector", fmt::format("{} signs with a selector that is not named", sender.provider->name),
                   severity);
}

Outcome undecided_keys(const Facts& facts, Severity declared, std::optional<Severity> other) {
  Outcome outcome;
  const dns::Failure* other_failure = nullptr;
  for (std::size_t i = 0; i < facts.dkim.keys.size(); ++i) {
    const survey::KeyFacts& key = facts.dkim.keys[i];
    if (!key.failure) continue;
    if (facts.declared_owner(i))
      outcome += undecided(key.name, *key.failure, declared);
    else if (!other_failure)
      other_failure = &*key.failure;
  }
  if (other && other_failure) outcome += undecided(facts.domain, *other_failure, other);
  return outcome;
}

}  // namespace mailready::lint
