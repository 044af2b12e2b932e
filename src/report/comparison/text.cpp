#include <fmt/format.h>

#include "base/text.h"
#include "report/comparison/comparison.h"
#include "report/words.h"

namespace mailready::report {
namespace {

using failover::Difference;
using failover::FindingDifference;
using failover::RecordDifference;
using Change = FindingDifference::Change;

std::string verdict_words(const std::optional<lint::Verdict>& verdict) {
  return verdict ? std::string(lint::verdict_text(*verdict)) : "not checked";
}

void write_heading(Page& page, const Difference& difference) {
  std::vector<Span> spans{{shown(difference.domain), Tone::strong}, {": "}};
  if (difference.before == difference.after)
    spans.push_back({verdict_words(difference.after) + " as before"});
  else
    spans.push_back({verdict_words(difference.before) + " → " + verdict_words(difference.after)});
  page.paragraph({}, spans);
}

void write_records(Page& page, const RecordDifference& difference) {
  const std::string set = difference.key.name + " " + difference.key.type + " ";
  for (const std::string& data : difference.removed)
    page.paragraph(hanging("  - ", Tone::removed), {{shown(set + data), Tone::removed}});
  for (const std::string& data : difference.added)
    page.paragraph(hanging("  + ", Tone::added), {{shown(set + data), Tone::added}});
}

Tone tone_of(Change change) {
  switch (change) {
    case Change::appeared:
    case Change::worsened:
      return Tone::error;
    case Change::eased:
    case Change::gone:
      return Tone::good;
    case Change::accepted:
      return Tone::note;
    case Change::unknown:
      return Tone::unknown;
  }
  return Tone::plain;
}

/// "error", or "warning → error" where it was another.
std::string severities(const FindingDifference& difference) {
  if (difference.before && difference.after)
    return fmt::format("{} → {}", lint::severity_text(*difference.before), lint::severity_text(*difference.after));
  return std::string(lint::severity_text(severity_of(difference.finding)));
}

void write_finding(Page& page, const FindingDifference& difference) {
  const lint::Finding& finding = difference.finding;
  const std::string change = padded(std::string(failover::change_text(difference.change)), 7);
  std::vector<Span> spans{{severities(difference) + " "},
                          {shown(finding.rule), Tone::strong},
                          {fmt::format(" ({}): {}", shown(finding.subject), shown(finding.message))}};
  if (difference.undecided_before) spans.push_back({" (DNS left it open before)", Tone::faint});
  if (difference.change == Change::unknown) spans.push_back({" (DNS leaves it open now)", Tone::faint});
  page.paragraph({{"  " + change + " ", tone_of(difference.change)}, {std::string(10, ' ')}}, spans);
}

}  // namespace

void write_comparison(Page& page, const Comparison& comparison) {
  for (const Difference& difference : comparison.differences) {
    write_heading(page, difference);
    for (const RecordDifference& records : difference.records) write_records(page, records);
    for (const FindingDifference& finding : difference.findings) write_finding(page, finding);
    page.blank();
  }
  const std::size_t changed = comparison.differences.size();
  const std::string domains = counted(comparison.domains, "domain");
  page.paragraph(
      {}, {{changed == 0 ? fmt::format("Nothing has changed: {}.", domains)
                         : fmt::format("{} of {} {} changed.", changed, domains, changed == 1 ? "has" : "have")}});
}

}  // namespace mailready::report
