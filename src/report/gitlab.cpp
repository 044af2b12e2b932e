// GitLab Code Quality: an array of issues, in the part of the Code Climate format that GitLab reads.
#include <fmt/format.h>

#include "base/text.h"
#include "report/describe.h"
#include "report/doubts.h"
#include "report/json_writer.h"
#include "report/makers.h"
#include "report/words.h"

namespace mailready::report {
namespace {

using lint::Severity;

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "critical";
    case Severity::warning:
      return "minor";
    case Severity::info:
      return "info";
  }
  return "";
}

struct Issue {
  std::string description;
  std::string_view check_name, severity;
  std::string fingerprint;
};

class GitLab final : public Reporter {
 public:
  explicit GitLab(std::ostream& out) : out_(out) {}

  void begin(const Run&) override { json_.begin_array(); }

  void domain(const Result& result) override {
    const lint::Judgement& judgement = result.judgement;
    const std::vector<std::string> names = fingerprints(judgement.domain, judgement.findings);
    for (std::size_t i = 0; i < names.size(); ++i) {
      const lint::Finding& finding = judgement.findings[i];
      write(judgement, finding.place,
            {.description = fmt::format("{}: {}", shown(judgement.domain), join(described(finding), " ")),
             .check_name = finding.rule,
             .severity = severity_word(severity_of(finding)),
             .fingerprint = names[i]});
    }
    for (const lint::Undecided& undecided : judgement.undecided)
      if (undecided.weighs) write_open(judgement, undecided);
    pass_on();
  }

  void end(const Summary&) override {
    json_.end_array();
    pass_on();
    out_ << '\n';
    out_.flush();
  }

 private:
  /// A rule that could not be decided. Left out, it would look like one that found nothing.
  void write_open(const lint::Judgement& judgement, const lint::Undecided& undecided) {
    const lint::Finding about{.rule = undecided.rule, .subject = undecided.subject, .type = "undetermined"};
    const bool grave = undecided.severity.value_or(Severity::error) == Severity::error;
    write(judgement, judgement.place,
          {.description = fmt::format("{}: {}", shown(judgement.domain), words_of(doubts_of({undecided}).front())),
           .check_name = undecided.rule,
           .severity = grave ? "major" : "info",
           .fingerprint = fingerprint(judgement.domain, about)});
  }

  /// An issue must have a place: where no file tells of the domain, its name stands for one.
  void write(const lint::Judgement& judgement, const std::optional<dns::Place>& place, const Issue& issue) {
    json_.begin_object();
    json_.member("description", issue.description);
    json_.member("check_name", issue.check_name);
    json_.member("fingerprint", issue.fingerprint);
    json_.member("severity", issue.severity);
    json_.key("location").begin_object();
    json_.member("path", place ? file_of(*place) : judgement.domain);
    json_.key("lines").begin_object();
    json_.member("begin", place && place->line > 0 ? place->line : 1);
    json_.end_object();
    json_.end_object();
    json_.end_object();
  }

  void pass_on() {
    out_ << json_.text();
    json_.clear();
  }

  std::ostream& out_;
  JsonWriter json_{2};  ///< holds what is not yet passed on
};

}  // namespace

std::unique_ptr<Reporter> make_gitlab(std::ostream& out) { return std::make_unique<GitLab>(out); }

}  // namespace mailready::report
