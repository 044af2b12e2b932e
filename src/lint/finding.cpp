#include "lint/finding.h"

#include <fmt/format.h>

#include <iterator>

#include "base/text.h"

namespace mailready::lint {

std::string_view severity_text(Severity severity) {
  switch (severity) {
    case Severity::info:
      return "info";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "";
}

std::optional<Severity> parse_severity(std::string_view text) {
  for (const Severity severity : {Severity::info, Severity::warning, Severity::error})
    if (text == severity_text(severity)) return severity;
  return std::nullopt;
}

Outcome& Outcome::operator+=(Outcome other) {
  std::move(other.findings.begin(), other.findings.end(), std::back_inserter(findings));
  std::move(other.undecided.begin(), other.undecided.end(), std::back_inserter(undecided));
  return *this;
}

bool has_placeholder(const RecordChange& change) { return (change.name + change.data).find('<') != std::string::npos; }

Outcome finding(Finding finding) {
  Outcome outcome;
  outcome.findings.push_back(std::move(finding));
  return outcome;
}

Outcome undecided(const dns::Name& subject, std::string reason, std::string detail, std::optional<Severity> severity) {
  Outcome outcome;
  outcome.undecided.push_back(
      {.severity = severity, .subject = subject.to_string(), .reason = std::move(reason), .detail = std::move(detail)});
  return outcome;
}

Outcome undecided(const dns::Name& subject, const dns::Failure& failure, std::optional<Severity> severity) {
  std::string detail = dns::question_text(failure.question);
  if (!failure.server.empty()) detail += fmt::format(" at {}", failure.server);
  if (!failure.detail.empty()) detail += fmt::format(": {}", printable(failure.detail));
  return undecided(subject, std::string(dns::reason(failure.kind)), std::move(detail), severity);
}

Outcome without_weight(Outcome outcome) {
  for (Undecided& undecided : outcome.undecided) undecided.weighs = false;
  return outcome;
}

}  // namespace mailready::lint
