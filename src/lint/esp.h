// What the rules about ESPs have in common: how grave a fault of one is, and how its parts are named to people.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lint/rule.h"

namespace mailready::lint {

/// Error, or warning for a backup of marketing mail that can wait.
Severity fault_severity(const survey::SenderFacts& sender, const Plan& plan);

/// A finding about `sender` at the checked domain, with its provider and severity filled in.
Finding esp_finding(const Facts& facts, const Plan& plan, const survey::SenderFacts& sender);

/// The names that were tried as its return path: "pm-bounces.acme.example and pm_bounces.acme.example".
std::string envelopes_text(const survey::SenderFacts& sender);

/// What stands at a selector, as dig prints it, aliases first; one line a record. Empty where nothing does.
std::vector<std::string> key_lines(const survey::KeyFacts& key);

/// Whether a key stands in the owner's own zone, so that he can change it: no alias leads out of the domain.
bool is_own_key(const survey::KeyFacts& key, const dns::Name& domain);

/// A finding about `dkim.keys[index]`, with its name, its owner if the plan declares one, and what stands there.
Finding key_finding(const Facts& facts, std::size_t index);

/// The sender's selector is not known, so nothing can be said of its key.
Outcome undecided_selector(const dns::Name& domain, const survey::SenderFacts& sender, Severity severity);

/// The data of a key record to publish, the key itself left open.
constexpr std::string_view key_placeholder = "\"v=DKIM1; k=rsa; p=<PUBLIC-KEY>\"";

/// The selectors that got no answer: each of a declared sender at `declared`, the others as one at `other`.
Outcome undecided_keys(const Facts& facts, Severity declared, std::optional<Severity> other);

}  // namespace mailready::lint
