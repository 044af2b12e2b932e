#include "cli/check_options.h"

#include "cli/reports.h"

namespace mailready::cli {
namespace {

void add_names(CLI::App& command, CheckOptions& options) {
  command
      .add_option("names", options.names,
                  "The domains to check, in any case and script; default: those of the plan file, else the origins of "
                  "the zones")
      ->option_text("[DOMAIN...]");
  const std::string group = "Many domains";
  add_value(command, "--domains", options.list, "FILE",
            "Check the names in this list too, one a line, # begins a comment; - is standard input")
      ->group(group);
  add_value(command, "--concurrency", options.concurrency, "N",
            "Have this many domains under way at once, from 1 to 10000 (default: 64): more where answers take long")
      ->check(whole_number(1, 10'000))
      ->group(group);
  command
      .add_flag("--ordered", options.ordered,
                "Report a list in its order (default: each domain as it is ready); a slow one holds up the rest")
      ->group(group);
  add_value(command, "--shard", options.shard, "I/N",
            "Check only the share I, from 0 to N-1, of the names, by a hash: for N machines with one list")
      ->group(group);
  add_choice<ShowProgress>(
      command, "--progress", options.progress,
      {{"auto", ShowProgress::automatic}, {"always", ShowProgress::always}, {"never", ShowProgress::never}}, "WHEN",
      "Show on standard error how far the run is: auto (on a terminal), always or never")
      ->group(group);
  command
      .add_flag_function(
          "--discover,!--no-discover", [&options](std::int64_t count) { options.discover = count > 0; },
          "Ask for every selector and return-path label of the catalogue (default: for one domain only)")
      ->group(group);
}

void add_baseline_options(CLI::App& command, BaselineOptions& options) {
  const std::string group = "What is judged";
  CLI::Option* file = add_value(command, "--baseline", options.file, "FILE",
                                "Report only what this file, which --update-baseline writes, does not hold")
                          ->check(not_empty("a file"))
                          ->group(group);
  command.add_flag("--update-baseline", options.update, "Write what is found into the --baseline, as the new one")
      ->needs(file)
      ->group(group);
}

}  // namespace

void add_rule_options(CLI::App& command, RuleOptions& options) {
  const std::string group = "What is judged";
  add_list(command, "--select", options.select, "RULE,...", "Only these rules, or families such as spf and mx-*")
      ->delimiter(',')
      ->group(group);
  add_list(command, "--ignore", options.ignore, "RULE,...", "Not these rules or families")
      ->delimiter(',')
      ->group(group);
  add_list(command, "--severity", options.severities, "RULE=LEVEL",
           "Give this rule's findings another level: error, warning, info or off (repeatable)")
      ->group(group);
  add_fail_on(command, options.fail_on)->group(group);
}

CLI::Option* add_fail_on(CLI::App& command, lint::FailOn& fail_on) {
  return add_choice<lint::FailOn>(
      command, "--fail-on", fail_on,
      {{"error", lint::FailOn::error},
       {"warning", lint::FailOn::warning},
       {"info", lint::FailOn::info},
       {"never", lint::FailOn::never}},
      "LEVEL", "Exit with 1 on findings from this level up: error (default), warning, info or never");
}

void add_plan_options(CLI::App& command, PlanOptions& options) {
  add_value(command, "--config", options.config, "FILE",
            "The plan file (default: the nearest mailready.json from here upward); the options below go before it")
      ->check(not_empty("a file"))
      ->group("What is planned");
  const std::string senders = "Who sends the mail";
  add_list(command, "--primary", options.primaries, "SENDER",
           "The ESP that sends; SENDER is ID[:SELECTOR[@SIGNING-DOMAIN],...], with ID as in `mailready providers`")
      ->group(senders);
  add_list(command, "--backup", options.backups, "SENDER",
           "The ESP that takes over (repeatable, in failover order); none: that there is none is meant")
      ->group(senders);
  add_list(command, "--return-path", options.return_paths, "ID=NAME",
           "The envelope domain of this ESP: a label or name, provider (the ESP's own) or self (the domain itself)")
      ->group(senders);
  add_choice<std::optional<survey::Stream>>(command, "--stream", options.stream,
                                            {{"transactional", survey::Stream::transactional},
                                             {"marketing", survey::Stream::marketing},
                                             {"self-hosted", survey::Stream::self_hosted}},
                                            "STREAM", "What is sent: transactional (default), marketing or self-hosted")
      ->group(senders);

  const std::string exchanges = "Who takes the mail";
  add_list(command, "--primary-mx", options.primary_exchanges, "HOST", "The exchange that takes mail (repeatable)")
      ->group(exchanges);
  add_list(command, "--backup-mx", options.backup_exchanges, "HOST",
           "The exchange that takes over (repeatable, in failover order)")
      ->group(exchanges);
  command.add_flag("--no-inbound", options.no_inbound, "The domain only sends: that it takes no mail is meant")
      ->group(exchanges);
}

void add_check_options(CLI::App& command, CheckOptions& options) {
  add_plan_options(command, options.plan);
  command
      .add_flag("--print-config", options.print_config,
                "Print the plan in force for the domains, as a plan file, and ask no DNS")
      ->group("What is planned");
  add_rule_options(command, options.rules);
  add_baseline_options(command, options.baseline);
  add_source_options(command, options.source);
  add_fetch_options(command, options.source);
  add_output_options(command, options.output, report_formats());
  add_names(command, options);
}

}  // namespace mailready::cli
