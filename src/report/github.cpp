// Annotations of a GitHub Actions job: workflow commands, which the runner reads from the job's output.
#include <fmt/format.h>
#include <array>

#include "base/text.h"
#include "report/describe.h"
#include "report/doubts.h"
#include "report/makers.h"
#include "report/words.h"

namespace mailready::report {
namespace {

using lint::Severity;

constexpr std::size_t most_annotations = 10;  // of a level, from one step; GitHub drops further ones

/// What the runner takes for text, whatever it holds (actions/runner, ActionCommand.cs).
std::string escaped_data(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '%')
      out += "%25";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else
      out += c;
  }
  return out;
}

/// The same for the value of a property, which a ":" or "," would end.
std::string escaped_property(std::string_view text) {
  std::string out;
  for (const char c : escaped_data(text)) {
    if (c == ':')
      out += "%3A";
    else if (c == ',')
      out += "%2C";
    else
      out += c;
  }
  return out;
}

std::string_view command_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::info:
      return "notice";
  }
  return "";
}

/// "::error file=acme.zone,line=12,title=…::…"
std::string annotation(Severity severity, const std::optional<dns::Place>& place, const std::string& title,
                       const std::string& text) {
  std::string properties;
  if (place) properties = fmt::format("file={},", escaped_property(shown(file_of(*place))));
  if (place && place->line > 0) properties += fmt::format("line={},", place->line);
  return fmt::format("::{} {}title={}::{}\n", command_of(severity), properties, escaped_property(title),
                     escaped_data(text));
}

/// The annotations of a level: as many as GitHub shows, and a count of all.
struct Level {
  std::vector<std::string> first;
  std::size_t count = 0;

  void add(std::string line) {
    if (++count <= most_annotations) first.push_back(std::move(line));
  }
};

/// Nothing is written before the end: the worst come first, and only the end tells how many there are.
class GitHub final : public Reporter {
 public:
  explicit GitHub(std::ostream& out) : out_(out) {}

  void begin(const Run&) override {}

  void domain(const Result& result) override {
    const lint::Judgement& judgement = result.judgement;
    for (const lint::Finding& finding : judgement.findings)
      add(severity_of(finding), finding.place, fmt::format("{}: {}", judgement.domain, finding.rule),
          join(described(finding), "\n"));
    for (const Doubt& doubt : doubts_of(judgement.undecided))
      if (doubt.weighs)
        add(doubt.severity, judgement.place, fmt::format("{}: undetermined", judgement.domain),
            fmt::format("{} [{}]", words_of(doubt), shown(join(doubt.rules, ", "))));
  }

  void end(const Summary& summary) override {
    for (const Severity severity : {Severity::error, Severity::warning, Severity::info}) write(severity);
    if (summary.interrupted)
      out_ << annotation(Severity::warning, {}, "mailready",
                         "Interrupted: the domains that were not finished are left out.");
    out_.flush();
  }

 private:
  Level& level(Severity severity) { return levels_[static_cast<std::size_t>(severity)]; }

  void add(Severity severity, const std::optional<dns::Place>& place, const std::string& title,
           const std::string& text) {
    level(severity).add(annotation(severity, place, shown(title), text));
  }

  /// Where there are more than GitHub shows, the last one stands for the rest.
  void write(Severity severity) {
    auto& [lines, count] = level(severity);
    if (count > most_annotations) {
      lines.back() = annotation(
          severity, {}, "mailready",
          fmt::format("and {} more of this level; another format tells all of them", count - most_annotations + 1));
    }
    for (const std::string& line : lines) out_ << line;
  }

  std::ostream& out_;
  std::array<Level, 3> levels_;  ///< by severity
};

}  // namespace

std::unique_ptr<Reporter> make_github(std::ostream& out) { return std::make_unique<GitHub>(out); }

}  // namespace mailready::report
