// `mailready diff OLD NEW`: what has changed between two results.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "cli/check_options.h"
#include "cli/commands.h"
#include "cli/diagnostics.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/plan_file/plan_file.h"
#include "cli/recorded.h"
#include "cli/targets.h"
#include "cli/usage_error.h"
#include "failover/comparison.h"
#include "report/comparison/comparison.h"
#include "report/comparison/stored_snapshot.h"
#include "report/result_reader.h"

namespace mailready::cli {
namespace {

constexpr const char* examples = R"(Examples:
  mailready diff monday.rec tuesday.rec
      which records have changed, and which findings are new, gone or of another severity
  mailready diff monday.rec tuesday.rec --primary postmark:pm --backup sendgrid:s1
      the same, where recordings are judged by a plan
  mailready diff before.json after.json --format json | jq '.domains[].records'
      two reports that check wrote as JSON or NDJSON, for a script

Exit codes: 0 no finding has appeared or worsened at or above --fail-on; 1 one
has; 2 wrong usage, or a file is neither a recording nor a report.)";

struct DiffOptions {
  std::vector<std::string> files;
  PlanOptions plan;
  RuleOptions rules;
  OutputOptions output;
};

std::vector<std::string> diff_formats() { return {"text", "json"}; }

/// The domains of one result, in its order.
struct Side {
  bool interrupted = false;
  std::vector<std::string> order;
  std::map<std::string, failover::Snapshot> domains;

  void add(failover::Snapshot snapshot) {
    std::string domain = snapshot.judgement.domain;
    if (domains.try_emplace(domain, std::move(snapshot)).second) order.push_back(std::move(domain));
  }
  const failover::Snapshot* find(const std::string& domain) const {
    const auto found = domains.find(domain);
    return found == domains.end() ? nullptr : &found->second;
  }
};

/// One run of the command.
class Diff {
 public:
  explicit Diff(const DiffOptions& options)
      : options_(options), targets_(parse_targets(options.output, diff_formats())) {
    if (options.files.size() != 2) throw UsageError("which two results? mailready diff OLD NEW");
  }

  int run() {
    const Side before = read(options_.files[0]), after = read(options_.files[1]);
    if (!judge_) refuse_without_recording(options_.plan, options_.rules);
    warn(before, options_.files[0]);
    warn(after, options_.files[1]);
    const report::Comparison comparison = compare(before, after);
    for (const Target& target : targets_) write(comparison, target);
    const bool fails = std::ranges::any_of(comparison.differences, [&](const failover::Difference& difference) {
      return failover::fails(difference, options_.rules.fail_on);
    });
    return fails ? exit_code::found : exit_code::clean;
  }

 private:
  void warn(const Side& side, const std::string& file) const {
    if (side.interrupted && !options_.output.quiet)
      say(fmt::format("warning: {} is of a run that was interrupted; domains that it lacks are left out", file));
  }

  Side read(const std::string& file) {
    Input input(file, [] { return false; });
    return holds_recording(input) ? read_recorded(input) : read_report(input);
  }

  Side read_report(Input& input) {
    Side side;
    const auto end = report::read_results(input, [&](report::Stored result, std::size_t) {
      side.add(report::stored_snapshot(std::move(result)));
      return true;
    });
    if (!end) throw UsageError(fmt::format("{}:{}: {}", input.name(), end.error().line, end.error().what));
    if (side.order.empty()) throw UsageError(input.name() + " holds no results");
    side.interrupted = end->interrupted;
    return side;
  }

  Side read_recorded(Input& input) {
    if (!judge_) judge_.emplace(options_.plan, options_.rules, load_plan_file(options_.plan.config));
    survey::Recording recording = read_recording(input);
    Side side;
    side.interrupted = !recording.run.whole;
    for (survey::RecordedDomain& domain : recording.domains) {
      Checked checked = judge_->judge(std::move(domain), recording.run);
      side.add(failover::snapshot(checked.facts, std::move(checked.judgement)));
    }
    return side;
  }

  report::Comparison compare(const Side& before, const Side& after) const {
    report::Comparison comparison{.before = options_.files[0], .after = options_.files[1]};
    std::vector<std::string> all = after.order;
    std::ranges::copy_if(before.order, std::back_inserter(all), [&](const auto& name) { return !after.find(name); });
    // What an interrupted run did not come to is neither new nor gone.
    std::erase_if(all, [&](const std::string& domain) {
      return (before.interrupted && !before.find(domain)) || (after.interrupted && !after.find(domain));
    });
    for (const std::string& domain : all) {
      auto difference = failover::compare(before.find(domain), after.find(domain));
      if (!difference.empty()) comparison.differences.push_back(std::move(difference));
    }
    comparison.domains = all.size();
    return comparison;
  }

  void write(const report::Comparison& comparison, const Target& target) const {
    Output output(target.file);
    if (target.format == "json") {
      output.stream() << report::json_text(
                             [&](report::JsonWriter& json) { report::write_comparison(json, comparison); }, 2)
                      << '\n';
    } else {
      const bool colour = coloured(output.descriptor(), options_.output.color);
      report::Page page(output.stream(), columns(output.descriptor()), colour);
      if (!options_.output.quiet || !comparison.differences.empty()) report::write_comparison(page, comparison);
    }
    output.commit();
  }

  const DiffOptions& options_;
  std::optional<RecordedJudge> judge_;  ///< once there is a recording
  std::vector<Target> targets_;
};

}  // namespace

Command add_diff(CLI::App& program) {
  auto options = std::make_shared<DiffOptions>();
  CLI::App* command = program.add_subcommand("diff", "Show what has changed between two results");
  command
      ->add_option("files", options->files,
                   "The earlier and the later: recordings, or reports of check as JSON or NDJSON")
      ->option_text("OLD NEW");
  add_plan_options(*command, options->plan);
  add_rule_options(*command, options->rules);
  add_output_options(*command, options->output, diff_formats());
  command->footer(examples);
  return {command, [options] { return Diff(*options).run(); }};
}

}  // namespace mailready::cli
