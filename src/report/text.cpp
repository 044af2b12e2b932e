#include "report/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "report/makers.h"
#include "report/words.h"

namespace mailready::report {

namespace {

using lint::Severity;

Tone tone_of(const lint::Judgement& judgement) {
  switch (judgement.verdict) {
    case lint::Verdict::ready:
      return Tone::good;
    case lint::Verdict::not_ready:
      return Tone::error;
    case lint::Verdict::undetermined:
      return Tone::unknown;
  }
  return Tone::plain;
}

/// Text for people. One domain gets a page; of many, each that is well gets a line.
class Text final : public Reporter {
 public:
  explicit Text(std::ostream& out) : out_(out) {}

  void begin(const Run& run) override {
    run_ = run;
    page_.emplace(out_, run.width, run.colour);
  }

  void domain(const Result& result) override {
    const bool well = is_well(result.judgement);
    if (well && run_.quiet) return;
    if (well && many())
      line(result);
    else
      block(result);
    out_.flush();
  }

  void end(const Summary& summary) override {
    if (many()) totals(summary);
    if (summary.interrupted)
      page_->paragraph({}, {{"Interrupted", Tone::warning}, {": the domains that were not finished are left out."}});
    out_.flush();
  }

 private:
  bool many() const { return run_.expected != std::size_t{1}; }

  Severity least() const { return run_.verbose ? Severity::info : Severity::warning; }

  /// Whether there is nothing to tell that a line cannot.
  bool is_well(const lint::Judgement& judgement) const {
    return judgement.verdict == lint::Verdict::ready &&
           std::ranges::none_of(judgement.findings,
                                [&](const lint::Finding& finding) { return severity_of(finding) >= least(); });
  }

  /// What stands behind the name of one domain of many.
  static std::string plan_of(const Result& result) {
    const std::string line = shown(result.plan_line());
    return line.empty() || result.judgement.scope == lint::Scope::none ? "" : "  " + line;
  }

  /// "ready      acme.example  postmark → sendgrid"
  void line(const Result& result) {
    if (after_block_) page_->blank();
    const lint::Judgement& judgement = result.judgement;
    const std::size_t undecided = shown_undecided(judgement, run_.verbose).size();
    std::string open = undecided == 0 ? "" : fmt::format("  ({} undecided)", undecided);
    if (const std::size_t accepted = judgement.suppressed.size(); accepted > 0)
      open += fmt::format("  ({} accepted)", accepted);
    page_->paragraph(hanging(padded(to_lower(verdict_label(judgement)), 11), Tone::good),
                     {{shown(judgement.domain)}, {plan_of(result) + open, Tone::faint}});
    after_block_ = false;
    any_ = true;
  }

  void block(const Result& result) {
    if (any_) page_->blank();
    heading(result);
    page_->blank();
    if (write_problems(*page_, result, least(), run_.verbose)) page_->blank();
    if (const auto undecided = shown_undecided(result.judgement, run_.verbose); !undecided.empty()) {
      write_undecided(*page_, undecided);
      page_->blank();
    }
    notes(result.judgement);
    accepted(result.judgement);
    verdict(result);
    after_block_ = true;
    any_ = true;
  }

  void heading(const Result& result) {
    std::vector<Span> title{{shown(result.judgement.domain), Tone::strong}};
    if (many()) title.push_back({plan_of(result), Tone::faint});
    page_->paragraph(hanging(""), title);
    if (!run_.quiet && (!many() || run_.verbose)) write_facts(*page_, result);
  }

  void notes(const lint::Judgement& judgement) {
    if (run_.quiet || run_.verbose || count_findings(judgement).infos == 0) return;
    write_folded_notes(*page_, judgement);
    page_->blank();
  }

  /// What was found and does not count is told with the verdict that it does not change.
  void accepted(const lint::Judgement& judgement) {
    if (run_.quiet || judgement.suppressed.empty()) return;
    write_accepted(*page_, judgement.suppressed);
    page_->blank();
  }

  void verdict(const Result& result) {
    const std::string label(verdict_label(result.judgement)), sentence = shown(result.sentence());
    // "No errors in the records …" begins with what its label says.
    const bool repeats = equal_ignoring_case(std::string_view(sentence).substr(0, label.size()), label);
    page_->paragraph({}, {{label, tone_of(result.judgement)},
                          {repeats ? sentence.substr(label.size()) : "  " + sentence, Tone::plain}});
  }

  void totals(const Summary& summary) {
    if (any_) page_->blank();
    std::vector<std::string> parts;
    const auto add = [&](std::size_t count, std::string_view words) {
      if (count > 0) parts.push_back(fmt::format("{} {}", count, words));
    };
    add(summary.ready - summary.no_failover - summary.no_mail, "ready");
    add(summary.not_ready, "not ready");
    add(summary.undetermined, "undetermined");
    add(summary.no_failover, "without errors, no failover declared");
    add(summary.no_mail, "without mail");
    const std::string split = parts.empty() ? "" : ": " + join(parts, "; ");
    page_->paragraph({}, {{counted(summary.domains, "domain"), Tone::strong}, {split + "."}});
    std::vector<std::string> found{counted(summary.errors, "error"), counted(summary.warnings, "warning"),
                                   counted(summary.infos, "note")};
    if (summary.domains > 0) page_->paragraph({}, {{join(found, ", ") + "."}});
  }

  std::ostream& out_;
  Run run_;
  std::optional<Page> page_;
  bool any_ = false;          ///< something has been written
  bool after_block_ = false;  ///< and it was a block
};

}  // namespace

std::unique_ptr<Reporter> make_text(std::ostream& out) { return std::make_unique<Text>(out); }

}  // namespace mailready::report
