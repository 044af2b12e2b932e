#include "report/comparison/comparison.h"
#include "report/words.h"

namespace mailready::report {
namespace {

using failover::Difference;
using failover::FindingDifference;
using failover::RecordDifference;

std::optional<std::string_view> word(const std::optional<lint::Verdict>& verdict) {
  return verdict ? std::optional(lint::verdict_text(*verdict)) : std::nullopt;
}

std::optional<std::string_view> word(const std::optional<lint::Severity>& severity) {
  return severity ? std::optional(lint::severity_text(*severity)) : std::nullopt;
}

/// An object of what was and what is.
template <class T>
void write_change(JsonWriter& json, const T& before, const T& after) {
  json.begin_object();
  json.member("old", word(before));
  json.member("new", word(after));
  json.end_object();
}

void write_records(JsonWriter& json, const RecordDifference& difference) {
  json.begin_object();
  json.member("name", difference.key.name);
  json.member("type", difference.key.type);
  json.key("removed").values(difference.removed);
  json.key("added").values(difference.added);
  json.end_object();
}

void write_finding(JsonWriter& json, const FindingDifference& difference) {
  json.begin_object();
  json.member("change", failover::change_text(difference.change));
  json.member("rule", difference.finding.rule);
  json.member("subject", difference.finding.subject);
  json.member("type", unless_empty(difference.finding.type));
  json.member("provider", unless_empty(difference.finding.provider));
  write_change(json.key("severity"), difference.before, difference.after);
  json.member("message", difference.finding.message);
  if (difference.undecided_before) json.member("undetermined_before", true);
  json.end_object();
}

void write_difference(JsonWriter& json, const Difference& difference) {
  json.begin_object();
  json.member("domain", difference.domain);
  write_change(json.key("verdict"), difference.before, difference.after);
  write_list(json.key("records"), difference.records, write_records);
  write_list(json.key("findings"), difference.findings, write_finding);
  json.end_object();
}

}  // namespace

void write_comparison(JsonWriter& json, const Comparison& comparison) {
  json.begin_object();
  json.member("schema", "mailready-diff/1");
  json.member("old", comparison.before);
  json.member("new", comparison.after);
  write_list(json.key("domains"), comparison.differences, write_difference);
  json.key("summary").begin_object();
  json.member("domains", comparison.domains);
  json.member("changed", comparison.differences.size());
  json.end_object();
  json.end_object();
}

}  // namespace mailready::report
