// What the rules about ESPs have in common: how grave a fault of one is, and how its parts are named to people.
#pragma once
#include <optional>
#include <string>
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

/// The selectors that got no answer: each of a declared sender at `declared`, the others as one at `other`.
Outcome undecided_keys(const Facts& facts, Severity declared, std::optional<Severity> other);

}  // namespace mailready::lint
