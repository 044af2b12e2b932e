// `mailready diff OLD NEW`: what has changed between two results.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "cli/check_options.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/input.h"
#include "cli/output.h"
#include "cli/plans.h"
#include "cli/targets.h"
#include "cli/usage_error.h"
#include "dns/loop.h"
#include "failover/comparison.h"
#include "report/comparison/comparison.h"
#include "report/comparison/stored_snapshot.h"
#include "report/result_reader.h"
#include "rules/table.h"
#include "survey/replay.h"

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
  Diff(const DiffOptions& options, const PlanFile& file)
      : options_(options),
        plans_(options.plan, file),
        settings_(make_settings(options.rules, file.severities)),
        rules_(lint::selected(rules::all(), settings_)),
        targets_(parse_targets(options.output, diff_formats())) {
    if (options.files.size() != 2) throw UsageError("which two results? mailready diff OLD NEW");
  }

  int run() {
    const Side before = read(options_.files[0]), after = read(options_.files[1]);
    const report::Comparison comparison = compare(before, after);
    for (const Target& target : targets_) write(comparison, target);
    const bool fails = std::ranges::any_of(comparison.differences, [&](const failover::Difference& difference) {
      return failover::fails(difference, options_.rules.fail_on);
    });
    return fails ? exit_code::found : exit_code::clean;
  }

 private:
  Side read(const std::string& file) {
    Input input(file, [] { return false; });
    constexpr char of_recordings = 'm';
    return input.sgetc() == of_recordings ? read_recording(input) : read_report(input);
  }

  Side read_report(Input& input) {
    Side side;
    const auto end = report::read_results(input, [&](report::Stored result, std::size_t) {
      side.add(report::stored_snapshot(std::move(result)));
      return true;
    });
    if (!end) throw UsageError(fmt::format("{}:{}: {}", input.name(), end.error().line, end.error().what));
    if (side.order.empty()) throw UsageError(input.name() + " holds no results");
    return side;
  }

  Side read_recording(Input& input) {
    const std::string text(std::istreambuf_iterator<char>(&input), {});
    auto recording = survey::read_recording(text);
    if (!recording)
      throw UsageError(fmt::format("{}:{}: {}", input.name(), recording.error().line, recording.error().what));
    Side side;
    for (survey::RecordedDomain& domain : recording->domains) side.add(judge(std::move(domain), recording->run));
    if (side.order.empty()) throw UsageError(input.name() + " holds no domain");
    return side;
  }

  failover::Snapshot judge(survey::RecordedDomain recorded, const survey::RecordedRun& run) {
    const dns::Name domain = recorded.domain;
    survey::Replay replay(std::move(recorded), run.offline);
    const survey::Plan& plan = plans_.of(domain);
    survey::Options options{.needs = lint::needs(rules_),
                            .discover = run.discover,
                            .date = std::chrono::floor<std::chrono::days>(run.date)};
    const survey::Facts facts = loop_.run(survey::survey(replay.world(), domain, plan, std::move(options)));
    return failover::snapshot(facts, lint::judge(facts, plan, rules_, settings_));
  }

  report::Comparison compare(const Side& before, const Side& after) const {
    report::Comparison comparison{.before = options_.files[0], .after = options_.files[1]};
    std::vector<std::string> all = after.order;
    std::ranges::copy_if(before.order, std::back_inserter(all), [&](const auto& name) { return !after.find(name); });
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

  dns::Loop loop_;
  const DiffOptions& options_;
  Plans plans_;
  lint::Settings settings_;
  std::vector<const lint::Rule*> rules_;
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
  return {command, [options] { return Diff(*options, load_plan_file(options->plan.config)).run(); }};
}

}  // namespace mailready::cli
