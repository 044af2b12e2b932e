// `mailready check [DOMAIN...]`: lints the mail records of domains.
#include <fmt/format.h>
#include <unistd.h>

#include <asio/signal_set.hpp>
#include <chrono>
#include <csignal>
#include <exception>
#include <memory>
#include <utility>

#include "cli/aside.h"
#include "cli/baseline.h"
#include "cli/bulk.h"
#include "cli/check_options.h"
#include "cli/commands.h"
#include "cli/diagnostics.h"
#include "cli/domain_argument.h"
#include "cli/exit_code.h"
#include "cli/fetch_options.h"
#include "cli/invalid_domain.h"
#include "cli/output.h"
#include "cli/plans.h"
#include "cli/print_config.h"
#include "cli/recorder.h"
#include "cli/reports.h"
#include "cli/sources.h"
#include "cli/targets.h"
#include "cli/usage_error.h"
#include "dns/async.h"
#include "report/surveyed.h"
#include "rules/table.h"
#include "survey/survey.h"

namespace mailready::cli {
namespace {

constexpr const char* examples = R"(Examples:
  mailready check acme.example
      what is wrong with the records, as they stand in DNS
  mailready check acme.example --primary postmark:pm --backup sendgrid:s1,s2
      whether SendGrid can take over from Postmark, with the keys at these selectors
  mailready check acme.example --primary postmark --backup mailgun:k1@mg.acme.example
      ... where Mailgun signs as mg.acme.example
  mailready check acme.example --zone acme.zone --format json
      with acme.zone in place of what acme.example publishes, over the live rest of DNS
  mailready check acme.example --primary-mx mx1.acme.example --backup-mx mx.queue.example
      whether the second exchange really stands behind the first
  mailready check --config mailready.json
      every domain of a plan file; one in this folder or above it needs no option
  mailready check --domains clients.txt --format ndjson | jq .verdict
      many domains, one a line, each as it is ready
  mailready check acme.example @192.0.2.53 --select spf,dkim --fail-on warning
      two families of rules, records as this resolver knows them, stricter

Exit codes: 0 nothing at or above --fail-on; 1 something; 2 wrong usage, or the
report could not be written; 3 nothing, but DNS left open whether there is
something; 130 interrupted.)";

/// The positional arguments, taken apart.
struct Arguments {
  std::vector<dns::Name> names;
  std::vector<std::string> resolvers;  ///< those written @ADDR
};

/// Without names, and without what names others, they are those of the plan file.
Arguments parse_arguments(const CheckOptions& options, const PlanFile& file) {
  Arguments arguments;
  for (const std::string& text : options.names) {
    if (text.starts_with('@')) {
      arguments.resolvers.push_back(text);
      continue;
    }
    auto name = parse_domain(text);
    if (!name) throw UsageError(name.error());
    arguments.names.push_back(*std::move(name));
  }
  arguments.names = without_duplicates(std::move(arguments.names));
  const bool named_elsewhere =
      !options.list.empty() || !options.source.replay.empty() || !options.plan.messages.empty();
  if (arguments.names.empty() && !named_elsewhere) arguments.names = domains_of(file);
  return arguments;
}

/// One run of the command: everything that outlives the event loop, set up before the first question.
class Check {
 public:
  Check(const CheckOptions& options, const PlanFile& file);
  int run();

 private:
  Check(const CheckOptions& options, const PlanFile& file, Arguments arguments);

  Names names_to_check(std::vector<dns::Name> arguments);
  Names recorded_names();
  report::Run description() const;
  bool discovers_unasked() const;
  std::chrono::system_clock::time_point begun() const;
  survey::Options survey_options() const;

  Bulk::Options bulk_options() const;
  bool shows_progress() const;
  Progress progress() const;

  dns::Task<> check_all();
  dns::Task<Checked> check_one(Entry entry);
  void report(const Checked& checked);
  dns::Task<> deliver();
  dns::Task<> end();

  dns::Loop loop_;
  const CheckOptions& options_;
  Plans plans_;
  lint::Settings settings_;
  std::vector<const lint::Rule*> rules_;
  std::optional<Baseline> baseline_;
  Sources sources_;
  Shard shard_;
  Names names_;
  survey::Options survey_options_;
  Reports reports_;
  Recorder recorder_;
  Aside aside_;
  Bulk bulk_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  bool interrupted_ = false;
  int exit_code_ = exit_code::clean;
};

std::optional<dns::Name> sole(const std::vector<dns::Name>& names) {
  return names.size() == 1 ? std::optional(names.front()) : std::nullopt;
}

void keep_files_apart(const CheckOptions& options, const PlanFile& file) {
  std::vector<std::string> read = files_read(options.source);
  read.insert(read.end(), {file.path, options.list});
  read.insert(read.end(), options.plan.messages.begin(), options.plan.messages.end());
  const bool updates = options.baseline.update;
  if (!updates) read.push_back(options.baseline.file);
  keep_apart(options.output, {options.source.record, updates ? options.baseline.file : ""}, read);
}

Check::Check(const CheckOptions& options, const PlanFile& file)
    : Check(options, file, parse_arguments(options, file)) {}

Check::Check(const CheckOptions& options, const PlanFile& file, Arguments arguments)
    : options_(options),
      plans_(options.plan, file),
      settings_(make_settings(options.rules, file.severities)),
      rules_(lint::selected(rules::all(), settings_)),
      sources_(loop_, with_resolvers(options.source, std::move(arguments.resolvers)), sole(arguments.names)),
      shard_(options.shard.empty() ? Shard{} : parse_shard(options.shard)),
      names_(names_to_check(std::move(arguments.names))),
      survey_options_(survey_options()),
      reports_(options.output),
      recorder_(options.source, version(), survey_options_.discover),
      aside_(STDERR_FILENO, shows_progress() ? [this] { return progress(); } : Aside::Measure()),
      bulk_(loop_, names_, bulk_options(),
            {.check = [this](Entry entry) { return check_one(std::move(entry)); },
             .report = [this](const Checked& checked) { report(checked); },
             .deliver = [this] { return deliver(); }}) {
  keep_files_apart(options, file);
  if (!options_.baseline.file.empty()) baseline_.emplace(options_.baseline, rules_);
  reports_.prepare(description());
  if (options_.output.quiet) return;
  for (const std::string& warning : sources_.warnings()) say("warning: " + warning);
}

/// A message tells of its author's domain alone.
void refuse_others(const std::vector<dns::Name>& authors, const std::vector<dns::Name>& checked) {
  for (const dns::Name& author : authors)
    if (std::ranges::count(checked, author) == 0)
      throw UsageError(
          fmt::format("--message: a message is from {0}, which is not checked; name {0} too", author.to_string()));
}

/// Those of the run that is replayed. One that was about a single domain gets its page again.
Names Check::recorded_names() {
  const std::vector<std::string>& names = sources_.recorded_names();
  std::vector<dns::Name> sole;
  if (names.size() == 1)
    if (auto name = parse_domain(names.front())) sole.push_back(*std::move(name));
  if (!sole.empty()) return {std::move(sole), nullptr, shard_};
  return {{}, std::make_unique<NameList>(names), shard_};
}

Names Check::names_to_check(std::vector<dns::Name> arguments) {
  std::unique_ptr<NameList> list;
  if (!options_.list.empty()) list = std::make_unique<NameList>(loop_, options_.list);
  if (arguments.empty() && !list) arguments = plans_.authors();
  if (!list) refuse_others(plans_.authors(), arguments);
  if (arguments.empty() && !list && sources_.replayed()) return recorded_names();
  if (arguments.empty() && !list) arguments = sources_.origins();
  if (arguments.empty() && !list)
    throw UsageError(
        "which domain? mailready check acme.example, or --domains FILE, or --zone FILE, or a plan file that names "
        "some");
  return {std::move(arguments), std::move(list), shard_};
}

report::Run Check::description() const {
  return {.version = std::string(version()),
          .rules = rules_,
          .expected = names_.sole() ? std::optional<std::size_t>(1) : std::nullopt,
          .verbose = options_.output.verbose,
          .quiet = options_.output.quiet};
}

/// Whether the catalogue is gone through where nobody said: for one domain, and where the replayed run did.
bool Check::discovers_unasked() const { return sources_.replayed() ? sources_.replayed()->discover : names_.sole(); }

/// When the run began: the one that is replayed.
std::chrono::system_clock::time_point Check::begun() const {
  return sources_.replayed() ? sources_.replayed()->date : std::chrono::system_clock::now();
}

survey::Options Check::survey_options() const {
  survey::Options options{.needs = lint::needs(rules_),
                          .discover = options_.discover.value_or(discovers_unasked()),
                          .deadline = to_milliseconds(options_.source.deadline),
                          .date = std::chrono::floor<std::chrono::days>(begun())};
  options.mta_sts_policy = read_policy(options_.source, names_.sole());
  options.connect_to = parse_connections(options_.source);
  return options;
}

dns::Task<Checked> Check::check_one(Entry entry) {
  Checked checked;
  if (entry.name) {
    const survey::Plan& plan = plans_.of(*entry.name);
    checked.facts = co_await survey::survey(sources_.world(*entry.name), *entry.name, plan, survey_options_);
    checked.judgement = lint::judge(checked.facts, plan, rules_, settings_);
  } else {
    checked.judgement = judge_invalid(entry.text, entry.name.error(), settings_);
  }
  if (baseline_) baseline_->apply(checked.judgement);
  co_return checked;
}

/// On a terminal the report comes less often, so that the line of progress stands still between.
Bulk::Options Check::bulk_options() const {
  constexpr std::chrono::milliseconds soon{2}, calmly{100};
  return {.window = static_cast<std::size_t>(options_.concurrency),
          .ordered = options_.ordered || recorder_.records(),  // so that two recordings can be compared
          .moment = shows_progress() && reports_.on_terminal() ? calmly : soon};
}

bool Check::shows_progress() const {
  if (names_.sole() || options_.progress == ShowProgress::never) return false;
  if (options_.progress == ShowProgress::always) return true;
  const bool typed = options_.list == "-" && ::isatty(STDIN_FILENO) == 1;  // it would stand where somebody types
  return !options_.output.quiet && !typed && redraws(STDERR_FILENO);
}

Progress Check::progress() const {
  const report::Summary& summary = reports_.summary();
  return {.domains = summary.domains,
          .with_errors = summary.not_ready,
          .undetermined = summary.undetermined,
          .expected = names_.estimate(),
          .elapsed = std::chrono::steady_clock::now() - begun_};
}

void Check::report(const Checked& checked) {
  const auto& [judgement, facts] = checked;
  reports_.domain(report::Surveyed(judgement, facts, plans_.of(facts.domain)));
  if (facts.domain.is_root())
    recorder_.add(judgement.domain);
  else
    recorder_.add(facts);
  exit_code_ = lint::worse(exit_code_, lint::exit_code(judgement, options_.rules.fail_on));
  if (options_.output.verbose)
    aside_.say(fmt::format("{}: {} queries, {} answered from the cache, {} ms", judgement.domain, facts.queries,
                           facts.cached, facts.elapsed.count()));
}

dns::Task<> Check::deliver() {
  if (reports_.on_terminal()) co_await aside_.pause();
  co_await recorder_.drain();
  co_await reports_.drain();
  co_await aside_.resume();
}

dns::Task<> Check::end() {
  interrupted_ = interrupted_ || (sources_.replayed() && !sources_.replayed()->whole);
  reports_.end(interrupted_);
  recorder_.commit(interrupted_);
  if (baseline_ && !interrupted_) baseline_->commit();
  co_await deliver();
  reports_.commit();
}

/// Whatever ends the run, no line of progress stays behind.
dns::Task<> Check::check_all() {
  dns::TaskGroup drawing(loop_);
  drawing.spawn(aside_.run());
  std::exception_ptr failure;
  try {
    co_await bulk_.run();
    co_await end();
  } catch (...) {
    failure = std::current_exception();
  }
  drawing.cancel();
  co_await aside_.pause();
  if (failure) std::rethrow_exception(failure);
}

int Check::run() {
  asio::signal_set signals(loop_.context(), SIGINT, SIGTERM);
  signals.async_wait([&](const std::error_code& error, int) {
    if (error) return;
    interrupted_ = true;
    signals.clear();  // the next one ends the program at once
    bulk_.stop();
  });
  loop_.run(check_all());
  if (interrupted_) return exit_code::interrupted;
  if (names_.count() == 0 && !options_.output.quiet)
    say(fmt::format("none of the names is in the share {}", options_.shard));
  return exit_code_;
}

/// What `--print-config` does in place of the run.
int print_config(const CheckOptions& options, const PlanFile& file) {
  if (!options.list.empty()) throw UsageError("--print-config is for domains of the command line, not of --domains");
  std::vector<dns::Name> names;
  if (!options.names.empty()) names = parse_arguments(options, file).names;
  const lint::Settings settings = make_settings(options.rules, file.severities);
  const std::string text = config_text(Plans(options.plan, file), file, settings, names);
  if (!options.output.quiet) say(file.path.empty() ? "there is no plan file" : "the plan file is " + file.path);
  Output output(options.output.file.empty() ? "-" : options.output.file);
  output.stream() << text;
  output.commit();
  return exit_code::clean;
}

}  // namespace

Command add_check(CLI::App& program) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = program.add_subcommand("check", "Lint the mail records of domains (the main job)");
  add_check_options(*command, *options);
  command->footer(examples);
  return {command, [options] {
            const PlanFile file = load_plan_file(options->plan.config);
            return options->print_config ? print_config(*options, file) : Check(*options, file).run();
          }};
}

}  // namespace mailready::cli
