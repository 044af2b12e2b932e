#include "cli/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "base/files.h"
#include "cli/plan_file/reading.h"
#include "cli/usage_error.h"
#include "report/json_writer.h"

namespace mailready::cli {
namespace {

constexpr std::string_view schema = "mailready-baseline/1";

template <std::string KnownFinding::*part>
void read_part(Reading& reading, const Located& value, KnownFinding& known) {
  known.*part = read_text(reading, value).value_or("");
}

constexpr std::array finding_keys{
    Key<KnownFinding>{"domain", read_part<&KnownFinding::domain>},
    Key<KnownFinding>{"rule", read_part<&KnownFinding::rule>},
    Key<KnownFinding>{"subject", read_part<&KnownFinding::subject>},
    Key<KnownFinding>{"type", read_part<&KnownFinding::type>},
    Key<KnownFinding>{"provider", read_part<&KnownFinding::provider>},
};

std::optional<KnownFinding> read_finding(Reading& reading, const Located& value) {
  KnownFinding known;
  if (!read_members<KnownFinding>(reading, value, finding_keys, known)) return std::nullopt;
  for (const char* name : {"domain", "rule", "subject"})
    if (member(value, name) == nullptr) reading.complain(value, fmt::format("has no \"{}\"", name));
  return known;
}

using Known = std::set<KnownFinding>;

constexpr std::array file_keys{
    Key<Known>{"schema",
               [](Reading& reading, const Located& value, Known&) {
                 const auto text = read_text(reading, value);
                 if (text && *text != schema) reading.complain(value, fmt::format("is not \"{}\"", schema));
               }},
    Key<Known>{"findings",
               [](Reading& reading, const Located& value, Known& known) {
                 const auto all = read_each(reading, value, "a list of findings", read_finding);
                 known.insert(all.begin(), all.end());
               }},
};

Known read_baseline(const std::string& path, const std::string& text) {
  const auto root = parse_located(text);
  if (!root) refuse(path, {root.error()});
  Reading reading{.path = path};
  Known known;
  if (read_members<Known>(reading, *root, file_keys, known) && member(*root, "schema") == nullptr)
    reading.complain(*root, fmt::format("is no baseline: it has no \"schema\": \"{}\"", schema));
  if (!reading.complaints.empty()) refuse(path, std::move(reading.complaints));
  return known;
}

Known load_baseline(const BaselineOptions& options) {
  std::error_code none;
  if (options.update && !std::filesystem::exists(options.file, none)) return {};
  const auto text = read_file(options.file);
  if (text) return read_baseline(options.file, *text);
  throw UsageError(fmt::format("--baseline {}: {}; --update-baseline writes one", options.file, text.error().message));
}

KnownFinding known_by(const std::string& domain, const lint::Finding& finding) {
  return {domain, finding.rule, finding.subject, finding.type, finding.provider};
}

/// One finding a line, so that a change of one is a change of one line.
std::string text_of(const KnownFinding& known) {
  return report::json_text([&](report::JsonWriter& json) {
    json.begin_object();
    json.member("domain", known.domain);
    json.member("rule", known.rule);
    json.member("subject", known.subject);
    if (!known.type.empty()) json.member("type", known.type);
    if (!known.provider.empty()) json.member("provider", known.provider);
    json.end_object();
  });
}

}  // namespace

Baseline::Baseline(const BaselineOptions& options, std::span<const lint::Rule* const> rules)
    : known_(load_baseline(options)) {
  for (const lint::Rule* rule : rules) rules_.emplace(rule->id);
  if (options.update) output_ = std::make_unique<Output>(options.file);
}

void Baseline::apply(lint::Judgement& judgement) {
  if (output_) forget_settled(judgement);
  lint::suppress(judgement, [&](const lint::Finding& finding) -> std::optional<lint::Acceptance> {
    KnownFinding known = known_by(judgement.domain, finding);
    if (!output_ && !known_.contains(known)) return std::nullopt;
    if (output_) found_.insert(std::move(known));
    return lint::Acceptance{.reason = "in the baseline"};
  });
}

/// Forgets the entries of a domain that this run has decided anew.
void Baseline::forget_settled(const lint::Judgement& judgement) {
  if (std::ranges::any_of(judgement.undecided, &lint::Undecided::weighs)) return;
  for (auto entry =
           known_.lower_bound({.domain = judgement.domain, .rule = {}, .subject = {}, .type = {}, .provider = {}});
       entry != known_.end() && entry->domain == judgement.domain;) {
    const bool settled =
        rules_.contains(entry->rule) &&
        std::ranges::find(judgement.undecided, entry->rule, &lint::Undecided::rule) == judgement.undecided.end();
    entry = settled ? known_.erase(entry) : std::next(entry);
  }
}

void Baseline::commit() {
  if (!output_) return;
  found_.merge(known_);
  output_->stream() << fmt::format("{{\"schema\": \"{}\",\n \"findings\": [", schema);
  const char* separator = "\n  ";
  for (const KnownFinding& known : found_) output_->stream() << std::exchange(separator, ",\n  ") << text_of(known);
  output_->stream() << "\n ]}\n";
  output_->commit();
}

}  // namespace mailready::cli
