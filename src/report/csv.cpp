// CSV (RFC 4180): a header, then a row a domain, for spreadsheets. The columns are a public interface.
#include "base/text.h"
#include "report/json_value.h"
#include "report/makers.h"
#include "report/words.h"

namespace mailready::report {
namespace {

constexpr std::string_view header =
    "domain,verdict,scope,stream,outbound,inbound,errors,warnings,infos,undetermined,suppressed,error_rules,"
    "warning_rules,info_rules,undetermined_rules,spf_lookups,sentence\r\n";

/// What a spreadsheet would take for a formula shows as the text that it is, behind an apostrophe.
std::string defused(std::string text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos ? "'" + text : text;
}

std::string cell(std::string_view text) {
  const std::string safe = defused(shown(text));
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

/// The texts of an array, with a space between them.
std::string words(const Json& array) {
  std::vector<std::string> texts;
  for (const Json& text : elements(array))
    if (text.is_string()) texts.push_back(text.get<std::string>());
  return join(texts, " ");
}

/// The rules of `entries` that `is_meant` holds of, each once.
template <class Entry>
std::string rules_of(const std::vector<Entry>& entries, auto is_meant) {
  std::vector<std::string> rules;
  for (const Entry& entry : entries)
    if (is_meant(entry) && std::ranges::find(rules, entry.rule) == rules.end()) rules.push_back(entry.rule);
  return join(rules, " ");
}

std::string rules_of(const lint::Judgement& judgement, lint::Severity severity) {
  return rules_of(judgement.findings, [&](const lint::Finding& finding) { return severity_of(finding) == severity; });
}

class Csv final : public Reporter {
 public:
  explicit Csv(std::ostream& out) : out_(out) {}

  void begin(const Run&) override { out_ << header; }

  void domain(const Result& result) override {
    const lint::Judgement& judgement = result.judgement;
    const Counts counts = count_findings(judgement);
    const Json json = result.value();
    const Json &plan = member(json, "plan"), &spf = member(member(json, "facts"), "spf");
    const std::vector<std::string> cells{
        judgement.domain,
        std::string(lint::verdict_text(judgement.verdict)),
        std::string(lint::scope_text(judgement.scope)),
        text_of(plan, "stream"),
        words(member(plan, "outbound")),
        words(member(plan, "inbound")),
        std::to_string(counts.errors),
        std::to_string(counts.warnings),
        std::to_string(counts.infos),
        std::to_string(judgement.undecided.size()),
        std::to_string(judgement.suppressed.size()),
        rules_of(judgement, lint::Severity::error),
        rules_of(judgement, lint::Severity::warning),
        rules_of(judgement, lint::Severity::info),
        rules_of(judgement.undecided, [](const lint::Undecided&) { return true; }),
        member(spf, "lookups").is_null() ? "" : std::to_string(number_of(spf, "lookups")),
        result.sentence(),
    };
    row(cells);
    out_.flush();
  }

  void end(const Summary&) override { out_.flush(); }

 private:
  void row(const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) out_ << (i > 0 ? "," : "") << cell(cells[i]);
    out_ << "\r\n";
  }

  std::ostream& out_;
};

}  // namespace

std::unique_ptr<Reporter> make_csv(std::ostream& out) { return std::make_unique<Csv>(out); }

}  // namespace mailready::report
