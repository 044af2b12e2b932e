// `mailready report FILE...`: writes results that `check` wrote as JSON in another format, without asking DNS.
#include <fmt/format.h>

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <csignal>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "cli/check_options.h"
#include "cli/commands.h"
#include "cli/diagnostics.h"
#include "cli/exit_code.h"
#include "cli/input.h"
#include "cli/plan_file/plan_file.h"
#include "cli/recorded.h"
#include "cli/reports.h"
#include "cli/seen.h"
#include "cli/usage_error.h"
#include "report/result_reader.h"
#include "report/surveyed.h"

namespace mailready::cli {
namespace {

constexpr const char* examples = R"(Examples:
  mailready report audit.ndjson
      what a run over many domains has found, as text
  mailready report part-0.ndjson part-1.ndjson --format json -o audit.json
      the results of several runs as one document
  jq -c 'select(.verdict != "ready")' audit.ndjson | mailready report - -v
      only some of the results, with all evidence
  mailready report monday.rec --format markdown
      a recording, judged by the plan file
  mailready report audit.json --fail-on warning -q --format text
      judged more strictly than the run itself was

Exit codes: those of check, as if it had just judged these domains; 2 also where
something that was read is no result of check: nothing is written then; 130 also
where a document says that its run was interrupted.)";

struct ReportOptions {
  std::vector<std::string> files;
  PlanOptions plan;   ///< for recordings
  RuleOptions rules;  ///< but for the level that fails, for recordings
  OutputOptions output;
};

/// What must not differ between two results for one name.
std::string essence_of(const report::Stored& result) {
  return report::json_text([&](report::JsonWriter& json) {
    json.begin_array();
    for (const char* name : {"domain", "verdict", "scope", "findings", "undetermined"})
      report::write_value(json, report::member(result.json, name));
    json.end_array();
  });
}

/// One run of the command.
class Report {
 public:
  explicit Report(const ReportOptions& options)
      : options_(options), reports_(options.output, Output::Release::when_whole) {}
  int run();

 private:
  void read(const std::string& file);
  void read_results(Input& input);
  void read_recorded(Input& input);
  bool is_new(const report::Stored& result, const std::string& place);
  void take(report::Stored result);
  void begin(std::optional<std::size_t> expected);
  void write(const report::Stored& result);
  bool stopped();

  const ReportOptions& options_;
  std::optional<RecordedJudge> judge_;  ///< once there is a recording
  asio::io_context context_{1};
  asio::signal_set signals_{context_, SIGINT, SIGTERM};
  bool interrupted_ = false;  ///< this run, or one that is read
  bool stopped_ = false;      ///< this run
  Reports reports_;
  Seen names_, results_;
  std::optional<report::Stored> first_;  ///< until there is a second, or the end: one alone gets a page
  bool begun_ = false;
  int exit_code_ = exit_code::clean;
};

/// Whether a signal asked to stop.
bool Report::stopped() {
  context_.poll();
  return stopped_;
}

/// Whether its name did not come up before. The lines of a list that are no names stand for themselves.
bool Report::is_new(const report::Stored& result, const std::string& place) {
  if (!result.is_about_a_name()) return true;
  const std::string& domain = result.judgement.domain;
  const bool new_name = names_.insert(domain), new_result = results_.insert(essence_of(result));
  if (!new_name && new_result && !options_.output.quiet)
    say(fmt::format("warning: {}: {} came before with another result; this one is left out", place, domain));
  return new_name;
}

void Report::read(const std::string& file) {
  Input input(file, [this] { return stopped(); });
  holds_recording(input) ? read_recorded(input) : read_results(input);
}

/// Judges each domain as check would, which asks nobody.
void Report::read_recorded(Input& input) {
  if (!judge_) judge_.emplace(options_.plan, options_.rules, load_plan_file(options_.plan.config));
  survey::Recording recording = read_recording(input);
  interrupted_ |= !recording.run.whole;
  for (survey::RecordedDomain& domain : recording.domains) {
    if (stopped()) return;
    const Checked checked = judge_->judge(std::move(domain), recording.run);
    const survey::Plan& plan = judge_->plan_of(checked.facts.domain);
    auto result = report::read_stored(report::Surveyed(checked.judgement, checked.facts, plan).value());
    if (!result) throw std::logic_error(result.error());
    if (is_new(*result, input.name())) take(*std::move(result));
  }
}

void Report::read_results(Input& input) {
  const auto end = report::read_results(input, [&](report::Stored result, std::size_t line) {
    if (is_new(result, fmt::format("{}:{}", input.name(), line))) take(std::move(result));
    return !stopped();
  });
  if (stopped()) return;
  if (!end) throw UsageError(fmt::format("{}:{}: {}", input.name(), end.error().line, end.error().what));
  if (end->results == 0 && !end->interrupted) throw UsageError(input.name() + " holds no results");
  interrupted_ |= end->interrupted;
}

void Report::take(report::Stored result) {
  if (!begun_ && !first_) {
    first_ = std::move(result);
    return;
  }
  if (!begun_) begin(std::nullopt);
  write(result);
}

void Report::begin(std::optional<std::size_t> expected) {
  begun_ = true;
  reports_.prepare({.version = std::string(version()),
                    .expected = expected,
                    .verbose = options_.output.verbose,
                    .quiet = options_.output.quiet});
  if (first_) write(*first_);
}

void Report::write(const report::Stored& result) {
  reports_.domain(report::StoredResult(result));
  reports_.write_ready();
  exit_code_ = lint::worse(exit_code_, lint::exit_code(result.judgement, options_.rules.fail_on));
}

int Report::run() {
  if (options_.files.empty()) throw UsageError("which results? mailready report audit.ndjson, or - for standard input");
  signals_.async_wait([this](const std::error_code& error, int) {
    if (error) return;
    interrupted_ = stopped_ = true;
    signals_.clear();  // the next one ends the program at once
  });
  for (const std::string& file : options_.files)
    if (!stopped()) read(file);
  if (!judge_) refuse_without_recording(options_.plan, options_.rules);
  if (!begun_) begin(first_ ? std::optional<std::size_t>(1) : std::nullopt);
  reports_.end(interrupted_);
  reports_.commit();
  return interrupted_ ? exit_code::interrupted : exit_code_;
}

}  // namespace

Command add_report(CLI::App& program) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command = program.add_subcommand("report", "Write results of check in another format, without asking DNS");
  command
      ->add_option("files", options->files,
                   "Results of check as JSON or NDJSON, one behind the other, or recordings, which are judged by the "
                   "plan and the rules below; - is standard input")
      ->option_text("FILE...");
  add_plan_options(*command, options->plan);
  add_rule_options(*command, options->rules);
  add_output_options(*command, options->output, report_formats());
  add_statistics(*command, options->output);
  command->footer(examples);
  return {command, [options] { return Report(*options).run(); }};
}

}  // namespace mailready::cli
