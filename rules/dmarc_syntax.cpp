#include <fmt/format.h>

#include <array>
#include <optional>

#include "base/text.h"
#include "lint/dmarc_steps.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

/// A tag as it was meant: the nearest policy, report addresses as URIs; others as they are.
static std::string corrected_tag(std::string_view tag) {
  static const std::array<std::string, 3> policies{"none", "quarantine", "reject"};
  const std::size_t equals = tag.find('=');
  if (equals == tag.npos) return std::string(tag);
  const std::string name = to_lower(trimmed(tag.substr(0, equals)));
  const std::string_view value = trimmed(tag.substr(equals + 1));
  if (name == "p") return "p=" + nearest(value, policies);
  if (name != "rua") return std::string(tag);
  std::vector<std::string> uris;
  for (const std::string_view uri : split(value, ','))
    uris.push_back((uri.find(':') == uri.npos ? "mailto:" : "") + std::string(trimmed(uri)));
  return "rua=" + join(uris, ",");
}

/// The record as it was meant, where that can be told: the version first, and each tag corrected.
static std::optional<std::string> corrected(std::string_view text) {
  std::string record = "v=DMARC1";
  for (const std::string_view part : split(text, ';')) {
    const std::string_view tag = trimmed(part);
    const bool is_version =
        !tag.empty() && (tag.front() == 'v' || tag.front() == 'V') && trimmed(tag.substr(1)).starts_with('=');
    if (!tag.empty() && !is_version) record += "; " + corrected_tag(tag);
  }
  return dmarc::parse(record) ? std::optional(record) : std::nullopt;
}

static RecordChange policy_record(const dmarc::Step& step, const std::string& text) {
  return {policy_name(step.name), "TXT", quoted_strings({text})};
}

static Finding malformed(const Facts& facts, const dmarc::Step& step) {
  Finding found{
      .subject = facts.domain.to_string(),
      .type = "TXT",
      .message = fmt::format("The DMARC record at {} is malformed: {}", policy_name(step.name), step.error->message),
      .fix = "Correct the record: v=DMARC1 first, then p=, and report addresses as mailto: URIs.",
      .evidence = evidence(step)};
  const auto meant = step.policies.size() == 1 ? corrected(step.policies.front()) : std::nullopt;
  found.complete = meant.has_value();
  found.publish = {policy_record(step, meant.value_or("v=DMARC1; p=<POLICY>; rua=mailto:<REPORT-MAILBOX>"))};
  for (const std::string& text : step.policies) found.remove.push_back(policy_record(step, text));
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  Outcome outcome;
  for (const dmarc::Step* step : steps_to_policy(facts.dmarc)) {
    if (step->failure) outcome += undecided(facts.domain, *step->failure);
    if (step->error) outcome += finding(malformed(facts, *step));
  }
  return outcome;
}

extern const Rule dmarc_syntax{
    .id = "dmarc-syntax",
    .severity = Severity::error,
    .summary = "The DMARC record can be read",
    .needs = {Need::dmarc},
    .references = {{"RFC 9989", "4.7"}, {"RFC 9989", "4.8"}},
    .explanation = R"(A text that is meant as a DMARC policy cannot be read as one, so receivers act as if there were
none, or as if it said p=none, and some send no reports: the protection that you count on is not there, and nobody
tells you. The record begins with exactly v=DMARC1; p= is none, quarantine or reject; each address of rua= is a
mailto: URI. Unknown tags do no harm.)",
    .bad = R"(_dmarc TXT "p=reject; v=DMARC1; rua=dmarc@acme.example")",
    .good = R"(_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@acme.example")",
    .check = check,
};
}  // namespace mailready::rules
