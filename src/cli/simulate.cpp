// `mailready simulate DOMAIN`: what still works when each part is lost.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "cli/commands.h"
#include "cli/diagnostics.h"
#include "cli/domain_argument.h"
#include "cli/exit_code.h"
#include "cli/fetch_options.h"
#include "cli/output.h"
#include "cli/plans.h"
#include "cli/recorder.h"
#include "cli/simulate_options.h"
#include "cli/sources.h"
#include "cli/targets.h"
#include "cli/usage_error.h"
#include "dns/loop.h"
#include "report/failover/decision.h"
#include "report/failover/json.h"
#include "report/failover/matrix.h"

namespace mailready::cli {
namespace {

constexpr const char* examples = R"(Examples:
  mailready simulate acme.example --primary postmark:pm --backup sendgrid:s1
      the matrix: each ESP, exchange, network, name server and operator lost in turn
  mailready simulate acme.example --lose postmark
      GO or NO-GO, with what to switch to, now that Postmark is down
  mailready simulate acme.example --lose mx1.acme.example --format json
      the same for an exchange, for a script
  mailready simulate acme.example --require outbound,inbound,dns --rto 1h
      stricter: every loss must be survived, every change be seen within an hour

Exit codes: 0 whatever a spare is declared for survives; 1 it does not, or a
change takes longer than --rto; 3 DNS left it open. With --lose: 0 GO, 1 NO-GO,
3 undetermined. 2 wrong usage.)";

/// The positional arguments, taken apart.
struct Arguments {
  dns::Name domain;
  std::vector<std::string> resolvers;  ///< those written @ADDR
};

Arguments parse_arguments(const std::vector<std::string>& texts) {
  Arguments arguments;
  std::vector<std::string> domains;
  for (const std::string& text : texts) (text.starts_with('@') ? arguments.resolvers : domains).push_back(text);
  if (domains.empty()) throw UsageError("which domain? mailready simulate acme.example");
  if (domains.size() > 1)
    throw UsageError(fmt::format("simulate takes one domain, and here are \"{}\" and \"{}\"", domains[0], domains[1]));
  auto domain = parse_domain(domains.front());
  if (!domain) throw UsageError(domain.error());
  arguments.domain = *std::move(domain);
  return arguments;
}

/// What of the plan cannot be judged does not count as lost, and 1 goes before 3.
int exit_code_of(const report::Simulation& simulation) {
  if (simulation.one_case) {
    switch (failover::decide(*simulation.standing, simulation.rows.front()).call) {
      case failover::Call::go:
        return exit_code::clean;
      case failover::Call::no_go:
        return exit_code::found;
      case failover::Call::undetermined:
        return exit_code::undecided;
    }
  }
  const failover::Verdict verdict = simulation.verdict();
  const auto in_time = simulation.rto ? failover::within(simulation.clock, *simulation.rto) : std::optional(true);
  if (verdict == failover::Verdict::lost || in_time == false) return exit_code::found;
  return verdict == failover::Verdict::unknown || !in_time ? exit_code::undecided : exit_code::clean;
}

std::string json_of(const report::Simulation& simulation) {
  return report::json_text([&](report::JsonWriter& json) { report::write_simulation(json, simulation); }, 1) + '\n';
}

/// One run of the command: everything that outlives the event loop.
class Simulate {
 public:
  Simulate(const SimulateOptions& options, const PlanFile& file, Arguments arguments)
      : options_(options),
        plan_(Plans(options.plan, file).of(arguments.domain)),
        targets_(parse_targets(options.output, simulate_formats())),
        domain_(std::move(arguments.domain)),
        sources_(loop_, with_resolvers(options.source, std::move(arguments.resolvers)), domain_),
        survey_options_(survey_options()),
        recorder_(options.source, version(), survey_options_.discover) {
    keep_apart(options.output, {options.source.record}, files_read(options.source));
    plan_.suppressions.clear();                     // what is accepted in a report is still lost in an incident
    if (options.rto) plan_.max_ttl = *options.rto;  // decides which TTLs have to be known exactly
    if (options.output.quiet) return;
    for (const std::string& warning : sources_.warnings()) say("warning: " + warning);
  }

  int run() {
    report::Simulation simulation{.version = std::string(version()), .one_case = !options_.lost.empty()};
    simulation.standing = std::make_shared<const failover::Standing>(
        loop_.run(failover::stand(sources_.world(domain_), domain_, plan_, survey_options_)));
    recorder_.add(simulation.facts());
    recorder_.commit();
    simulation.clock = failover::clock(simulation.facts());
    simulation.rto = options_.rto;
    if (const int code = existence_code(simulation.facts()); code != exit_code::clean) return code;
    if (const dns::Failure* open = unknown_part(*simulation.standing)) {
      say(fmt::format("what the mail of {} rests on is not known: no answer for {} ({})", domain_.to_string(),
                      dns::question_text(open->question), dns::reason(open->kind)));
      return exit_code::undecided;
    }
    simulation.rows = rows(*simulation.standing);
    if (!simulation.one_case) simulation.gaps = failover::gaps(*simulation.standing, options_.required);
    write(simulation);
    if (options_.output.verbose)
      say(fmt::format("{} queries, {} answered from the cache", simulation.facts().queries, simulation.facts().cached));
    return exit_code_of(simulation);
  }

 private:
  survey::Options survey_options() const {
    survey::Options options{
        .needs = failover::needs(), .discover = true, .deadline = to_milliseconds(options_.source.deadline)};
    options.mta_sts_policy = read_policy(options_.source, true);
    options.connect_to = parse_connections(options_.source);
    if (options_.asn) options.needs.insert(survey::Need::origins);
    return options;
  }

  /// A domain that does not exist, or that nobody could be asked about, has nothing to lose.
  int existence_code(const survey::Facts& facts) const {
    if (facts.existence) return exit_code::clean;
    if (facts.nonexistent()) {
      if (facts.alias)
        say(fmt::format("{} is an alias, and its target does not exist: there is nothing to lose",
                        domain_.to_string()));
      else
        say(fmt::format("{} does not exist (NXDOMAIN): there is nothing to lose", domain_.to_string()));
      return exit_code::found;
    }
    say(fmt::format("whether {} exists is not known: no answer from DNS ({})", domain_.to_string(),
                    dns::reason(facts.existence.failure().kind)));
    return exit_code::undecided;
  }

  /// The question that leaves open whether what --lose names is a part; null where that is known.
  const dns::Failure* unknown_part(const failover::Standing& standing) const {
    const std::vector<failover::Part> all = failover::parts(standing.facts, standing.plan);
    const bool all_found = std::ranges::all_of(
        options_.lost, [&](const std::string& text) { return bool(failover::find_part(all, text)); });
    return all_found ? nullptr : failover::open_question(standing.facts);
  }

  std::vector<failover::Row> rows(const failover::Standing& standing) {
    if (options_.lost.empty()) return loop_.run(failover::lose_each(standing, options_.required));
    constexpr failover::Required everything{.outbound = true, .inbound = true, .dns = true};
    return {loop_.run(failover::lose(standing, lost_part(standing), everything))};
  }

  failover::Part lost_part(const failover::Standing& standing) const {
    const std::vector<failover::Part> all = failover::parts(standing.facts, standing.plan);
    std::vector<failover::Part> lost;
    for (const std::string& text : options_.lost) {
      auto part = failover::find_part(all, text);
      if (!part) throw UsageError("--lose: " + part.error());
      const auto same = [&](const failover::Part& other) { return other.kind == part->kind && other.id == part->id; };
      if (std::ranges::any_of(lost, same)) continue;
      lost.push_back(*std::move(part));
    }
    return failover::united(standing.facts, lost);
  }

  void write(const report::Simulation& simulation) const {
    for (const Target& target : targets_) {
      Output output(target.file);
      if (target.format == "json")
        output.stream() << json_of(simulation);
      else
        write_text(simulation, output);
      output.commit();
    }
  }

  void write_text(const report::Simulation& simulation, Output& output) const {
    const bool colour = coloured(output.descriptor(), options_.output.color);
    constexpr int most_columns = 100;  // sentences across a wide terminal are hard to read
    report::Page page(output.stream(), std::min(columns(output.descriptor()), most_columns), colour);
    if (simulation.one_case)
      report::write_decision(page, simulation);
    else
      report::write_matrix(page, simulation, options_.output.verbose);
  }

  dns::Loop loop_;
  const SimulateOptions& options_;
  survey::Plan plan_;
  std::vector<Target> targets_;
  dns::Name domain_;
  Sources sources_;
  survey::Options survey_options_;
  Recorder recorder_;
};

}  // namespace

Command add_simulate(CLI::App& program) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* command = program.add_subcommand("simulate", "Show what still works when each part is lost");
  add_simulate_options(*command, *options);
  command->footer(examples);
  return {command, [options] {
            Arguments arguments = parse_arguments(options->names);
            return Simulate(*options, load_plan_file(options->plan.config), std::move(arguments)).run();
          }};
}

}  // namespace mailready::cli
