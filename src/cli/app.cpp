#include "cli/app.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/domain_argument.h"
#include "cli/exit_code.h"
#include "cli/help.h"
#include "cli/output.h"
#include "cli/usage_error.h"

namespace mailready::cli {
namespace {

constexpr std::array add_command{add_check, add_spf,       add_simulate,    add_report, add_diff,
                                 add_rules, add_providers, add_completions, add_manual};

/// What the program takes in place of a command.
constexpr std::array<std::string_view, 3> own_options{"-h", "--help", "--version"};

constexpr const char* examples = R"(Examples:
  mailready check acme.example
      what is wrong with the domain's mail records, as they stand in DNS
  mailready check acme.example --primary postmark:pm --backup sendgrid:s1
      whether SendGrid can take over when Postmark fails
  mailready check acme.example --zone acme.zone --primary postmark --backup ses
      the same for a zone file that is not yet published
  mailready check --domains clients.txt --format ndjson -o audit.ndjson
      many domains, one a line, for scripts
  mailready rules spf-esp-missing
      what a finding means, and how to mend it

Exit codes:
  0  nothing found at or above --fail-on     3  nothing found, but DNS left open
  1  something found                            whether there is something
  2  wrong usage, or the report could      130  interrupted
     not be written

`mailready COMMAND --help` tells more.)";

/// The nearest option of `command` to one that it does not have, or "".
std::string nearest_option(const CLI::App& command, const std::string& option) {
  std::vector<std::string> names;
  for (const CLI::Option* known : command.get_options())
    for (const std::string& name : known->get_lnames()) names.push_back("--" + name);
  return nearest(option.substr(0, option.find('=')), names);
}

/// What the parser minds, as a sentence.
std::string complaint(const CLI::App& program, const CLI::App& command, const CLI::ParseError& error) {
  std::string what = error.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr)
    return what.substr(0, what.find(':')) + " takes one value";
  const std::vector<std::string> rest = program.remaining(true);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) == nullptr || rest.empty()) return what;
  const std::string guess = nearest_option(command, rest.front());
  return fmt::format("{} takes no {}{}", command.get_name(), rest.front(),
                     guess.empty() ? "" : fmt::format("; did you mean {}?", guess));
}

/// Refuses a first argument that is no command, with what was probably meant.
void check_command(const std::vector<Command>& commands, std::string_view word) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.parser->get_name());
  if (std::ranges::count(names, word) > 0 || std::ranges::count(own_options, word) > 0) return;
  if (word.starts_with('-'))
    throw UsageError(fmt::format("{} stands where a command must; options follow the command", word));

  if (word.find('.') != std::string_view::npos && parse_domain(word))
    throw UsageError(fmt::format("did you mean `mailready check {}`?", word));
  const std::string guess = nearest(word, names);
  throw UsageError(fmt::format("there is no command \"{}\"; {}", word,
                               guess.empty() ? "there are " + enumerate(names) : "did you mean " + guess + "?"));
}

const Command* chosen(const std::vector<Command>& commands) {
  const auto found = std::ranges::find_if(commands, [](const Command& command) { return command.parser->parsed(); });
  return found == commands.end() ? nullptr : &*found;
}

}  // namespace

std::string_view version() { return MAILREADY_VERSION; }

int run(int argc, const char* const* argv) {
  CLI::App program("mailready: when the primary mail path of a domain fails, does the other one work?", "mailready");
  program.formatter(std::make_shared<HelpFormatter>());
  program.footer(examples);
  program.set_help_flag("-h,--help", "Show this help");
  bool wants_version = false;
  program.add_flag("--version", wants_version, "Show the version");

  std::vector<Command> commands;
  for (const auto add : add_command) {
    commands.push_back(add(program));
    commands.back().parser->set_help_flag("-h,--help", "Show this help")->group("Help");
  }

  if (argc < 2) throw UsageError("a command is missing; `mailready --help` lists them");
  check_command(commands, argv[1]);
  try {
    program.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    write_standard_output(program.help());
    return exit_code::clean;
  } catch (const CLI::ParseError& error) {
    const Command* command = chosen(commands);
    const CLI::App& parser = command == nullptr ? program : *command->parser;
    throw UsageError(complaint(program, parser, error));
  }
  if (wants_version) {
    write_standard_output(fmt::format("mailready {}\n", version()));
    return exit_code::clean;
  }
  const Command* command = chosen(commands);
  if (command == nullptr) throw UsageError("a command is missing; `mailready --help` lists them");
  return command->run();
}

}  // namespace mailready::cli
