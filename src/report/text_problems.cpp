#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "report/changes.h"
#include "report/text.h"
#include "report/words.h"

namespace mailready::report {

namespace {

using lint::Finding;
using lint::Severity;

/// A finding and where it stands in the report.
struct Entry {
  const Finding* finding = nullptr;
  std::size_t depth = 0;  ///< 0: a problem of its own; else a consequence of the entry one level up
};

/// The findings in their order, each consequence one level below the nearest finding in front of it that explains it.
std::vector<Entry> arranged(const std::vector<Finding>& findings, Severity least) {
  std::vector<Entry> entries;
  for (const Finding& finding : findings) {
    if (severity_of(finding) < least) continue;
    const auto cause = std::find_if(entries.rbegin(), entries.rend(),
                                    [&](const Entry& entry) { return lint::explains(*entry.finding, finding); });
    entries.push_back({&finding, cause == entries.rend() ? 0 : cause->depth + 1});
  }
  return entries;
}

Tone tone_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return Tone::error;
    case Severity::warning:
      return Tone::warning;
    case Severity::info:
      return Tone::note;
  }
  return Tone::plain;
}

/// People read "note"; "info" is the word of the machine formats.
std::string_view word_of(Severity severity) { return severity == Severity::info ? "note" : severity_text(severity); }

Margin margin(std::size_t indent, std::string_view mark, Tone tone, std::size_t hang = 0) {
  const std::string space(indent, ' ');
  return {{space + std::string(mark), tone}, {space + std::string(width_of(mark) + hang, ' ')}};
}

/// A quoted record: a rule down the side, on its later lines too.
Margin quotation(std::size_t indent) {
  const std::string space(indent, ' ');
  return {{space + "│ ", Tone::faint}, {space + "│   ", Tone::faint}};
}

/// Where the finding stands, as far as its message does not say so.
std::string location(const Finding& finding, const std::string& domain) {
  std::vector<std::string> parts;
  if (finding.subject != domain && finding.message.find(finding.subject) == std::string::npos)
    parts.push_back(shown(finding.subject));
  if (finding.place) parts.push_back(shown(fmt::format("{}:{}", finding.place->file, finding.place->line)));
  return join(parts, ", ");
}

void write_fix(Page& page, const Finding& finding, std::size_t indent) {
  if (!finding.fix.empty()) page.paragraph(margin(indent, "fix: ", Tone::strong), {{shown(finding.fix)}});
  write_changes(page, finding.remove, finding.publish, indent);
  if (!finding.publish.empty() && !finding.complete && !std::ranges::any_of(finding.publish, lint::has_placeholder))
    page.paragraph(margin(indent, "", Tone::plain), {{"This is a part of the fix only.", Tone::faint}});
}

/// Whether the line is there for its carets below the line in front of it.
bool is_pointer(std::string_view line) {
  return line.find('^') != std::string_view::npos && line.find_first_not_of("-^") == std::string_view::npos;
}

/// A line and the carets below it. Where they do not fit they are cut around the first caret: wrapped, they would part.
void write_pointer(Page& page, const Margin& margin, std::string line, std::string marks) {
  const std::size_t room = page.room(margin), width = std::max(width_of(line), marks.size());
  if (width > room) {
    const std::size_t caret = marks.find('^');
    const std::size_t first = std::min(caret - std::min(caret, room / 2), width - room);
    line = excerpt(line, first, room);
    marks = marks.substr(first, room);
  }
  page.paragraph(margin, {{std::move(line), Tone::faint}});
  page.paragraph(margin, {{std::move(marks), Tone::faint}});
}

void write_evidence(Page& page, const std::vector<std::string>& lines, std::size_t indent, bool all) {
  constexpr std::size_t most_lines = 10;
  const std::size_t count = all ? lines.size() : std::min(lines.size(), most_lines);
  for (std::size_t i = 0; i < count; ++i)
    if (i + 1 < count && is_pointer(lines[i + 1])) {
      write_pointer(page, quotation(indent), shown(lines[i]), lines[i + 1]);
      ++i;
    } else {
      page.paragraph(quotation(indent), {{shown(lines[i]), Tone::faint}});
    }
  if (count < lines.size())
    page.paragraph(quotation(indent),
                   {{fmt::format("and {} more (-v shows them)", lines.size() - count), Tone::faint}});
}

/// What stands under the headline, `indent` columns in.
void write_body(Page& page, const Finding& finding, const std::string& domain, std::size_t indent, bool verbose) {
  if (const std::string where = location(finding, domain); !where.empty())
    page.paragraph(margin(indent, "at ", Tone::faint), {{where, Tone::faint}});
  write_evidence(page, finding.evidence, indent, verbose);
  write_fix(page, finding, indent);
  if (verbose) {
    const std::string explained = fmt::format("`mailready rules {}`", finding.rule);
    const std::string references = finding.references.empty() ? "" : join(finding.references, ", ") + "; ";
    page.paragraph(margin(indent, "see ", Tone::faint), {{shown(references + explained), Tone::faint}});
  }
}

void write_headline(Page& page, const Finding& finding, const Margin& margin) {
  const Severity severity = severity_of(finding);
  page.paragraph(margin, {{fmt::format("{}: ", word_of(severity)), tone_of(severity)},
                          {shown(finding.message), Tone::strong},
                          {fmt::format(" [{}]", shown(finding.rule)), Tone::faint}});
}

void write_entry(Page& page, const Entry& entry, std::string_view number, const std::string& domain, bool verbose) {
  const std::size_t indent = width_of(number) + 3 * (entry.depth > 0 ? entry.depth - 1 : 0);
  if (entry.depth == 0) {
    write_headline(page, *entry.finding, hanging(std::string(number), Tone::strong));
    write_body(page, *entry.finding, domain, indent, verbose);
  } else {
    write_headline(page, *entry.finding, margin(indent, "└─ ", Tone::faint));
    write_body(page, *entry.finding, domain, indent + 3, verbose);
  }
}

}  // namespace

bool write_problems(Page& page, const Result& result, Severity least, bool verbose) {
  const std::vector<Entry> entries = arranged(result.judgement.findings, least);
  const auto problems = static_cast<std::size_t>(std::ranges::count(entries, std::size_t{0}, &Entry::depth));
  const std::size_t digits = std::to_string(problems).size();
  std::size_t count = 0;
  std::string number;
  for (const Entry& entry : entries) {
    if (entry.depth == 0) {
      if (count > 0) page.blank();
      number = fmt::format("{:>{}}. ", ++count, digits);
    }
    write_entry(page, entry, number, result.judgement.domain, verbose);
  }
  return !entries.empty();
}

void write_accepted(Page& page, const std::vector<lint::Suppressed>& suppressed) {
  for (const auto& [finding, reason, until] : suppressed) {
    const std::string term = until ? fmt::format(", until {}", *until) : "";
    page.paragraph(hanging("accepted: ", Tone::faint),
                   {{shown(fmt::format("{} at {} ({}{})", finding.rule, finding.subject, reason, term)), Tone::faint}});
  }
}

void write_folded_notes(Page& page, const lint::Judgement& judgement) {
  std::vector<std::string> rules;
  std::size_t count = 0;
  for (const Finding& finding : judgement.findings) {
    if (severity_of(finding) != Severity::info) continue;
    ++count;
    if (std::ranges::find(rules, finding.rule) == rules.end()) rules.push_back(finding.rule);
  }
  if (count == 0) return;
  page.paragraph(
      {}, {{counted(count, "note"), Tone::note},
           {fmt::format(" (-v shows {}): {}", count == 1 ? "it" : "them", shown(join(rules, ", "))), Tone::faint}});
}

namespace {

/// Rules that one and the same gap leaves open.
struct Gap {
  std::string reason, detail, subject;
  bool grave = false;  ///< it stops a rule of error level
  std::vector<std::string> rules;
};

std::vector<Gap> gaps_of(const std::vector<lint::Undecided>& all) {
  std::vector<Gap> gaps;
  for (const lint::Undecided& undecided : all) {
    auto gap = std::ranges::find_if(gaps, [&](const Gap& known) {
      return known.reason == undecided.reason && known.detail == undecided.detail &&
             (!known.detail.empty() || known.subject == undecided.subject);
    });
    if (gap == gaps.end()) gap = gaps.insert(gap, {undecided.reason, undecided.detail, undecided.subject, false, {}});
    gap->grave |= undecided.severity.value_or(Severity::error) == Severity::error;
    if (std::ranges::find(gap->rules, undecided.rule) == gap->rules.end()) gap->rules.push_back(undecided.rule);
  }
  std::ranges::stable_partition(gaps, &Gap::grave);
  return gaps;
}

}  // namespace

std::vector<lint::Undecided> shown_undecided(const lint::Judgement& judgement, bool verbose) {
  std::vector<lint::Undecided> shown = judgement.undecided;
  std::erase_if(shown, [&](const lint::Undecided& undecided) { return !undecided.weighs && !verbose; });
  return shown;
}

void write_undecided(Page& page, const std::vector<lint::Undecided>& undecided) {
  for (const Gap& gap : gaps_of(undecided)) {
    const std::string& about = gap.detail.empty() ? gap.subject : gap.detail;
    page.paragraph(hanging("?  ", Tone::unknown), {{"undecided", Tone::unknown},
                                                   {", since "},
                                                   {shown(reason_words(gap.reason)), Tone::strong},
                                                   {fmt::format(": {}", shown(about))},
                                                   {fmt::format(" [{}]", shown(join(gap.rules, ", "))), Tone::faint}});
  }
}

}  // namespace mailready::report
