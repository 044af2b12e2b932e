// `mailready init DOMAIN`: writes a plan file from what the records, and messages, reveal.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>

#include "base/date.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/diagnostics.h"
#include "cli/domain_argument.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/plan_file/plan_file.h"
#include "cli/plan_json.h"
#include "cli/plans.h"
#include "cli/recorder.h"
#include "cli/sources.h"
#include "cli/targets.h"
#include "cli/usage_error.h"
#include "dns/loop.h"
#include "failover/simulate.h"

namespace mailready::cli {
namespace {

constexpr const char* examples = R"(Examples:
  mailready init acme.example
      writes mailready.json: who sends for the domain and who takes its mail, as the records show it
  mailready init acme.example --message welcome.eml --message reset.eml
      the same, with selectors and return paths that messages show and no catalogue knows
  mailready init acme.example -o -
      prints it

Exit codes: 0 written; 2 wrong usage, or the file is there already; 3 DNS did not
answer: nothing is written.)";

struct InitOptions {
  std::vector<std::string> names;  ///< the domain, and resolvers written @ADDR
  PlanOptions plan;                ///< messages alone
  SourceOptions source;
  std::string file = std::string(plan_file_name);
  bool force = false, quiet = false;
};

/// What is said in front of a key.
struct Comment {
  std::string_view key;
  std::string text;
};

std::vector<Comment> comments_on(const survey::Plan& plan) {
  const std::string esps =
      plan.outbound.empty() ? "The records show no service: name the one that sends, and the one that takes over."
      : plan.outbound.size() == 1
          ? "One service shows: add the one that takes over, or say \"backup\": \"none\" with a \"reason\"."
          : "In failover order, the primary first: the records do not tell it. \"share\": 90 and 10, say, keeps the "
            "backup warm.";
  return {
      {"stream",
       "What is sent: transactional, marketing or self-hosted. " + (plan.outbound.empty() ? esps : std::string())},
      {"outbound", esps},
      {"inbound", "Who takes the mail, the primary first."},
      {"max_ttl",
       "Who notices an outage, and whom it tells:\n"
       "\"health_check\": {\"interval\": \"5m\", \"retries\": 3, \"retry_window\": \"2m\", \"alert\": \"<WHOM>\"},\n"
       "Seconds that caches may keep what a failover has to change."}};
}

/// `json` with each comment in front of the line that its key begins.
std::string commented(std::string_view json, const std::vector<Comment>& comments) {
  std::string text;
  for (const std::string_view line : split(json, '\n')) {
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    for (const Comment& comment : comments)
      if (line.substr(indent).starts_with(fmt::format("\"{}\":", comment.key)))
        for (const std::string_view words : split(comment.text, '\n'))
          text += fmt::format("{}// {}\n", std::string(indent, ' '), trimmed(words));
    text += std::string(line) + '\n';
  }
  return text;
}

std::string plan_file_text(const dns::Name& domain, const survey::Plan& plan) {
  constexpr int indent = 2;
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const std::string json = report::json_text(
      [&](report::JsonWriter& writer) {
        writer.begin_object();
        writer.key("domains").begin_object();
        write_plan(writer.any_key(domain.to_string()), plan);
        writer.end_object();
        writer.end_object();
      },
      indent);
  return fmt::format(
      "// What the records of {} show on {}. Make of it what is meant; docs/plan.md tells every key.\n{}",
      domain.to_string(), date_text(today), commented(json, comments_on(plan)));
}

/// One run of the command.
class Init {
 public:
  Init(const InitOptions& options, dns::Name domain, const SourceOptions& source)
      : options_(options),
        domain_(std::move(domain)),
        plans_(options.plan, {}),
        sources_(loop_, source, domain_),
        recorder_(source, version(), true) {
    keep_apart({}, {options.file, source.record}, files_read(source));
    for (const dns::Name& author : plans_.authors())
      if (author != domain_)
        throw UsageError(
            fmt::format("--message: a message is from {}, and not from {}", author.to_string(), domain_.to_string()));
    if (options.file != "-" && !options.force && ::access(options.file.c_str(), F_OK) == 0)
      throw UsageError(fmt::format("{} is there already; --force writes it anew", options.file));
    for (const std::string& warning : sources_.warnings())
      if (!options.quiet) say("warning: " + warning);
  }

  int run() {
    survey::Options survey_options{.needs = failover::needs(), .deadline = to_milliseconds(options_.source.deadline)};
    const failover::Standing standing =
        loop_.run(failover::stand(sources_.world(domain_), domain_, plans_.of(domain_), std::move(survey_options)));
    recorder_.add(standing.facts);
    recorder_.commit();
    if (const dns::Failure* failure = open_question(standing.facts)) {
      say(fmt::format("no plan can be made of what DNS leaves open: no answer for {} ({})",
                      dns::question_text(failure->question), dns::reason(failure->kind)));
      return exit_code::undecided;
    }
    if (standing.facts.nonexistent()) throw UsageError(domain_.to_string() + " does not exist (NXDOMAIN)");
    write(plan_of(standing));
    return exit_code::clean;
  }

 private:
  /// What would make a plan wrong by being left out.
  static const dns::Failure* open_question(const survey::Facts& facts) {
    if (facts.existence.unknown()) return &facts.existence.failure();
    if (facts.spf.unknown()) return &facts.spf.failure();
    return facts.mx.unknown() ? &facts.mx.failure() : nullptr;
  }

  static survey::Plan plan_of(const failover::Standing& standing) {
    survey::Plan plan = standing.plan;
    for (survey::Sender& sender : plan.outbound)
      for (survey::DeclaredSelector& selector : sender.selectors)
        if (selector.signing_domain == standing.facts.domain) selector.signing_domain.reset();
    if (!standing.facts.mx) return plan;
    for (const survey::ExchangeFacts& exchange : standing.facts.mx->exchanges)
      plan.inbound.push_back({.host = exchange.exchange});
    plan.no_inbound = standing.facts.mx->is_null();
    return plan;
  }

  void write(const survey::Plan& plan) const {
    Output output(options_.file);
    output.stream() << plan_file_text(domain_, plan);
    output.commit();
    if (options_.file != "-" && !options_.quiet)
      say(fmt::format("{} is written: look through it, then run mailready check", options_.file));
  }

  const InitOptions& options_;
  dns::Loop loop_;
  dns::Name domain_;
  Plans plans_;
  Sources sources_;
  Recorder recorder_;
};

int init(const InitOptions& options) {
  std::vector<std::string> resolvers;
  std::vector<dns::Name> domains;
  for (const std::string& text : options.names) {
    if (text.starts_with('@')) {
      resolvers.push_back(text);
      continue;
    }
    auto name = parse_domain(text);
    if (!name) throw UsageError(name.error());
    domains.push_back(*std::move(name));
  }
  if (domains.size() != 1) throw UsageError("init takes one domain: mailready init acme.example");
  return Init(options, domains.front(), with_resolvers(options.source, std::move(resolvers))).run();
}

}  // namespace

Command add_init(CLI::App& program) {
  auto options = std::make_shared<InitOptions>();
  CLI::App* command = program.add_subcommand("init", "Write a plan file from what the records reveal");
  command->add_option("names", options->names, "The domain, and a resolver as in dig: @192.0.2.53")
      ->option_text("DOMAIN [@ADDR...]");
  const std::string group = "What is written";
  add_message_option(*command, options->plan.messages)->group(group);
  add_value(*command, "-o", options->file, "FILE", "The file (default: mailready.json); - is standard output")
      ->group(group);
  command->add_flag("--force", options->force, "Write the file anew where it is there already")->group(group);
  command->add_flag("-q", options->quiet, "Say only what is wrong")->group(group);
  add_source_options(*command, options->source);
  command->footer(examples);
  return {command, [options] { return init(*options); }};
}

}  // namespace mailready::cli
