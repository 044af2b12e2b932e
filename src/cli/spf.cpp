// `mailready spf DOMAIN`: what an SPF record stands for, and what receivers make of it.
#include <fmt/format.h>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "cli/commands.h"
#include "cli/diagnostics.h"
#include "cli/domain_argument.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/recorder.h"
#include "cli/sources.h"
#include "cli/spf_message.h"
#include "cli/spf_options.h"
#include "cli/targets.h"
#include "cli/usage_error.h"
#include "dns/async.h"
#include "dns/ledger.h"
#include "dns/overlay.h"
#include "mail/spf/check_host.h"
#include "mail/spf/edit.h"
#include "mail/spf/fault.h"
#include "mail/spf/flatten.h"
#include "mail/spf/walk.h"
#include "report/spf/addition.h"
#include "report/spf/evaluation.h"
#include "report/spf/flattened.h"
#include "report/spf/tree.h"
#include "survey/survey.h"

namespace mailready::cli {
namespace {

constexpr const char* examples = R"(Examples:
  mailready spf acme.example
      the record and all that it includes, as a tree, with what each term costs
  mailready spf acme.example --ip 50.31.156.100 --mail-from news@acme.example
      what a receiver makes of mail from this address, and by which term
  mailready spf mail.acme.example --ip 50.31.156.100 --mail-from ""
      the same for the HELO name
  mailready spf acme.example --flatten
      the record with addresses in the place of its includes
  mailready spf acme.example --with sendgrid
      what to publish so that SendGrid passes too

Exit codes: 0 all is well, and with --ip for any result; 1 the record, as it is
or as it would be, gives permerror; 2 wrong usage; 3 that is not known.)";

/// The result of a run, ready to be written.
struct Document {
  std::function<void(report::Page&)> text;
  std::function<void(report::JsonWriter&)> json;
  int exit_code = exit_code::clean;
};

/// The positional arguments, taken apart.
struct Arguments {
  std::string domain;
  std::vector<std::string> resolvers;  ///< those written @ADDR
};

Arguments parse_arguments(const SpfOptions& options) {
  Arguments arguments;
  std::vector<std::string> texts = options.others, domains;
  if (options.first) texts.insert(texts.begin(), *options.first);
  for (const std::string& text : texts) (text.starts_with('@') ? arguments.resolvers : domains).push_back(text);
  // No domain is refused beside --ip, so what looks like a resolver and stands alone is one.
  if (domains.empty() && options.client && arguments.resolvers.size() == 1)
    domains = std::exchange(arguments.resolvers, {});
  if (domains.empty()) throw UsageError("which domain? mailready spf acme.example");
  if (domains.size() > 1)
    throw UsageError(fmt::format("spf takes one domain, and here are \"{}\" and \"{}\"", domains[0], domains[1]));
  arguments.domain = std::move(domains.front());
  return arguments;
}

/// Permerror goes before what could not be fetched.
int exit_code_of(const spf::Tree& tree) {
  if (spf::permerror(tree)) return exit_code::found;
  return tree.first_failure() || tree.capped ? exit_code::undecided : exit_code::clean;
}

int exit_code_of(const report::Flattening& flattening) {
  if (!flattening.outcome)
    return flattening.outcome.error().kind == spf::Fault::Kind::unread ? exit_code::undecided : exit_code::found;
  if (flattening.outcome->lookups > spf::lookup_limit) return exit_code::found;
  return exit_code_of(*flattening.tree) == exit_code::undecided ? exit_code::undecided : exit_code::clean;
}

int exit_code_of(const report::Addition& addition) {
  switch (addition.authorisation.way) {
    case lint::Authorisation::Way::present:
    case lint::Authorisation::Way::return_path:
    case lint::Authorisation::Way::elsewhere:
      return exit_code::clean;
    case lint::Authorisation::Way::include:
      return exit_code_of(*addition.then);
    case lint::Authorisation::Way::broken:
      return exit_code::found;
    case lint::Authorisation::Way::unknown:
    case lint::Authorisation::Way::undetermined:
      return exit_code::undecided;
  }
  return exit_code::undecided;
}

/// One run of the command: everything that outlives the event loop.
class Spf {
 public:
  Spf(const SpfOptions& options, Arguments arguments)
      : options_(options),
        targets_(parse_targets(options.output, spf_formats())),
        domain_(std::move(arguments.domain)),
        sources_(loop_, with_resolvers(options.source, std::move(arguments.resolvers)), origin()),
        recorder_(options.source, version(), false),
        ledger_(sources_.world(origin().value_or(dns::Name())).resolver,
                {.deadline = to_milliseconds(options.source.deadline)}) {
    keep_apart(options.output, {options.source.record}, files_read(options.source));
    if (options.output.quiet) return;
    for (const std::string& warning : sources_.warnings()) say("warning: " + warning);
  }

  int run() {
    const Document document = answer();
    write(document);
    record();
    if (options_.output.verbose)
      say(fmt::format("{} queries, {} answered from the cache", ledger_.queries(), ledger_.cached()));
    return document.exit_code;
  }

 private:
  std::optional<dns::Name> origin() const {
    const auto name = parse_domain(domain_);
    return name ? std::optional(*name) : std::nullopt;
  }

  void record() {
    survey::Facts facts;
    facts.domain = origin().value_or(dns::Name());
    facts.answers = ledger_.entries();
    facts.queries = ledger_.queries();
    facts.cached = ledger_.cached();
    recorder_.add(facts);
    recorder_.commit();
  }

  Document answer() {
    if (options_.client) return evaluate();
    if (options_.flatten) return flatten();
    return options_.provider ? add() : draw();
  }

  Document evaluate() {
    const std::string domain = domain_to_check(domain_);
    const spf::Session session = session_of(options_, domain);
    if (!options_.output.quiet && domain_to_check(session.sender.domain) != domain_to_check(domain))
      say(fmt::format("note: a receiver would check {}, the domain of the sender", session.sender.domain));
    const auto evaluation = loop_.run(spf::check_host(ledger_, session, domain, options_.void_limit));
    const report::Checked checked{domain, session, options_.void_limit, evaluation};
    return {[checked](report::Page& page) { report::write_evaluation(page, checked); },
            [checked](report::JsonWriter& json) { report::write_evaluation(json, checked); }};
  }

  Document draw() {
    const auto tree = walked(ledger_, checked_domain());
    const bool quiet = options_.output.quiet;
    return {[tree, quiet](report::Page& page) {
              if (!quiet) return report::write_tree(page, *tree);
              report::write_permerror(page, *tree);
              report::write_gap(page, *tree);
            },
            [tree](report::JsonWriter& json) { report::write_tree(json, *tree); }, exit_code_of(*tree)};
  }

  Document flatten() {
    const dns::Name domain = checked_domain();
    const auto tree = walked(ledger_, domain);
    report::Flattening flattening{tree, holder_of(domain), spf::flatten(*tree)};
    if (flattening.outcome && flattening.outcome->records.size() > 1)
      flattening.outcome = spf::flatten(*tree, taken_names(flattening.outcome->records));
    return {[flattening](report::Page& page) { report::write_flattening(page, flattening); },
            [flattening](report::JsonWriter& json) { report::write_flattening(json, flattening); },
            exit_code_of(flattening)};
  }

  /// The name at which the TXT records of `domain` stand.
  dns::Name holder_of(const dns::Name& domain) {
    const dns::Reply reply = loop_.run(ledger_.ask({domain, dns::Type::txt}));
    return reply ? reply->final_name() : domain;
  }

  /// Which of the names of new records, and as many behind them, are in use already, as far as is known.
  std::set<dns::Name> taken_names(const std::vector<spf::PublishedRecord>& records) {
    std::vector<dns::Name> names;
    std::vector<dns::Task<dns::Reply>> work;
    for (std::size_t i = 1; i < 2 * records.size(); ++i)
      if (auto name = records.front().name.prefixed(fmt::format("_spf{}", i))) {
        names.push_back(*name);
        work.push_back(ledger_.ask({*std::move(name), dns::Type::txt}));
      }
    const std::vector<dns::Reply> replies = loop_.run(dns::all(std::move(work)));
    std::set<dns::Name> taken;
    for (std::size_t i = 0; i < names.size(); ++i)
      if (replies[i] && !(replies[i]->empty() && replies[i]->aliases.empty())) taken.insert(names[i]);
    return taken;
  }

  /// What to publish for an ESP.
  Document add() {
    auto sender = survey::parse_sender(*options_.provider, survey::Role::primary);
    if (!sender) throw UsageError("--with: " + sender.error());
    const dns::Name domain = checked_domain();
    survey::Plan plan;
    plan.outbound.push_back(*std::move(sender));
    report::Addition addition;
    addition.facts =
        std::make_shared<const survey::Facts>(loop_.run(survey::survey({ledger_}, domain, plan, survey_options())));
    const survey::SenderFacts& esp = *addition.facts->declared().front();
    addition.authorisation =
        options_.at_apex ? lint::apex_include(*addition.facts, esp) : lint::authorisation(*addition.facts, esp);
    if (!addition.authorisation.record.empty()) addition.then = with_record(domain, addition.authorisation.record);
    return {[addition](report::Page& page) { report::write_addition(page, addition); },
            [addition](report::JsonWriter& json) { report::write_addition(json, addition); }, exit_code_of(addition)};
  }

  survey::Options survey_options() const {
    return {.needs = {survey::Need::spf, survey::Need::senders},
            .discover = false,
            .deadline = to_milliseconds(options_.source.deadline)};
  }

  std::shared_ptr<const spf::Tree> walked(dns::Resolver& resolver, const dns::Name& domain) {
    return std::make_shared<const spf::Tree>(loop_.run(spf::walk_tree(resolver, domain)));
  }

  /// The tree as it would be with `text` at `domain`.
  std::shared_ptr<const spf::Tree> with_record(const dns::Name& domain, const std::string& text) {
    dns::ZonePart part;
    part.add({.owner = domain, .type = dns::Type::txt, .rdata = dns::Txt{spf::txt_strings(text)}});
    const dns::ZoneResolver published({}, {part});
    dns::Overlay overlay(published, &ledger_);
    return walked(overlay, domain);
  }

  dns::Name checked_domain() const {
    auto name = parse_domain(domain_);
    if (!name) throw UsageError(name.error());
    return *std::move(name);
  }

  void write(const Document& document) const {
    for (const Target& target : targets_) {
      Output output(target.file);
      if (target.format == "json")
        output.stream() << report::json_text(document.json, 1) << '\n';
      else
        write_text(document, output);
      output.commit();
    }
  }

  void write_text(const Document& document, Output& output) const {
    const bool colour = coloured(output.descriptor(), options_.output.color);
    report::Page page(output.stream(), columns(output.descriptor()), colour);
    document.text(page);
  }

  dns::Loop loop_;
  const SpfOptions& options_;
  std::vector<Target> targets_;
  std::string domain_;
  Sources sources_;
  Recorder recorder_;
  dns::Ledger ledger_;
};

}  // namespace

Command add_spf(CLI::App& program) {
  auto options = std::make_shared<SpfOptions>();
  CLI::App* command = program.add_subcommand("spf", "Show an SPF record as a tree, or what it makes of one message");
  add_spf_options(*command, *options);
  command->footer(examples);
  return {command, [options] { return Spf(*options, parse_arguments(*options)).run(); }};
}

}  // namespace mailready::cli
