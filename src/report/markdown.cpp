// Markdown for a comment on a pull request or the summary of a job.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/changes.h"
#include "report/doubts.h"
#include "report/makers.h"
#include "report/markdown_text.h"
#include "report/words.h"

namespace mailready::report {
namespace {

using lint::Severity;

/// GitHub takes 65,536 characters as a comment; past this, domains are only counted.
constexpr std::size_t most_octets = 60'000;

std::string place_cell(const lint::Finding& finding) {
  return finding.place ? markdown_code(words_of(*finding.place)) : "";
}

std::string table_of(const std::vector<const lint::Finding*>& findings) {
  std::string text = "| level | finding | rule | place |\n| --- | --- | --- | --- |\n";
  for (const lint::Finding* finding : findings)
    text += fmt::format("| {} | {} | {} | {} |\n", lint::severity_text(severity_of(*finding)),
                        markdown_inline(finding->message), markdown_code(finding->rule), place_cell(*finding));
  return text + '\n';
}

/// "Fix for `spf-missing`: …", and the records in a block behind it.
std::string fix_of(const lint::Finding& finding) {
  std::vector<std::string> records;
  for (const lint::RecordChange& change : finding.remove) records.push_back("- " + record_line(change));
  for (const lint::RecordChange& change : finding.publish) records.push_back("+ " + record_line(change));
  if (finding.fix.empty() && records.empty()) return "";
  const std::string text = fmt::format("Fix for {}: {}\n\n", markdown_code(finding.rule), markdown_inline(finding.fix));
  return records.empty() ? text : fmt::format("{}{}\n", text, markdown_block(records, "diff"));
}

std::string undecided_of(const std::vector<lint::Undecided>& undecided) {
  std::string text;
  for (const Doubt& doubt : doubts_of(undecided)) {
    std::vector<std::string> rules;
    for (const std::string& rule : doubt.rules) rules.push_back(markdown_code(rule));
    text += fmt::format("- undecided, since {}: {} ({})\n", markdown_inline(reason_words(doubt.reason)),
                        markdown_code(doubt.about), join(rules, ", "));
  }
  return text.empty() ? text : text + '\n';
}

std::string suppressed_of(const std::vector<lint::Suppressed>& suppressed) {
  std::string text;
  for (const lint::Suppressed& entry : suppressed)
    text += fmt::format("- suppressed: {} ({})\n", markdown_code(entry.finding.rule), markdown_inline(terms_of(entry)));
  return text.empty() ? text : text + '\n';
}

class Markdown final : public Reporter {
 public:
  explicit Markdown(std::ostream& out) : out_(out) {}

  void begin(const Run& run) override { run_ = run; }

  void domain(const Result& result) override {
    const bool well = is_well(result.judgement);
    if (well && run_.quiet) return;
    const std::string text = well && run_.expected != std::size_t{1} ? line(result) : section(result);
    if (written_ > 0 && written_ + text.size() > most_octets) {
      ++left_out_;
      return;
    }
    written_ += text.size();
    after_line_ = text.starts_with('-');
    out_ << text;
    out_.flush();
  }

  void end(const Summary& summary) override {
    if (after_line_) out_ << '\n';
    if (left_out_ > 0) out_ << fmt::format("{} more would not fit in here.\n\n", counted(left_out_, "domain"));
    if (summary.interrupted) out_ << "**Interrupted**: the domains that were not finished are left out.\n\n";
    if (run_.expected != std::size_t{1})
      out_ << fmt::format("**{}** {}\n", domain_totals(summary), summary.domains > 0 ? finding_totals(summary) : "");
    out_.flush();
  }

 private:
  /// Whether a line says all that there is to say.
  bool is_well(const lint::Judgement& judgement) const {
    return judgement.verdict == lint::Verdict::ready && shown_findings(judgement).empty() &&
           judgement.suppressed.empty() && shown_undecided(judgement, run_.verbose).empty();
  }

  /// The infos stand in a report that is asked to be verbose.
  std::vector<const lint::Finding*> shown_findings(const lint::Judgement& judgement) const {
    std::vector<const lint::Finding*> findings;
    for (const lint::Finding& finding : judgement.findings)
      if (run_.verbose || severity_of(finding) != Severity::info) findings.push_back(&finding);
    return findings;
  }

  static std::string line(const Result& result) {
    const lint::Judgement& judgement = result.judgement;
    return fmt::format("- {} {}: {}\n", verdict_label(judgement), markdown_code(judgement.domain),
                       markdown_inline(result.sentence()));
  }

  std::string section(const Result& result) const {
    const lint::Judgement& judgement = result.judgement;
    std::string text = after_line_ ? "\n" : "";
    text += fmt::format("### {}\n\n", markdown_code(judgement.domain));
    text += fmt::format("**{}** {}\n\n", verdict_label(judgement), markdown_inline(result.sentence()));
    const std::vector<const lint::Finding*> findings = shown_findings(judgement);
    if (!findings.empty()) text += table_of(findings);
    for (const lint::Finding* finding : findings) text += fix_of(*finding);
    const std::size_t folded = judgement.findings.size() - findings.size();
    if (folded > 0 && !run_.quiet) text += fmt::format("{} left out.\n\n", counted(folded, "note"));
    return text + undecided_of(shown_undecided(judgement, run_.verbose)) + suppressed_of(judgement.suppressed);
  }

  std::ostream& out_;
  Run run_;
  std::size_t written_ = 0, left_out_ = 0;
  bool after_line_ = false;  ///< the last that was written is an item of a list, which a heading must not follow
};

}  // namespace

std::unique_ptr<Reporter> make_markdown(std::ostream& out) { return std::make_unique<Markdown>(out); }

}  // namespace mailready::report
