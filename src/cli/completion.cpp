#include "cli/completion.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "base/text.h"
#include "mail/catalogue.h"
#include "rules/table.h"

namespace mailready::cli {
namespace {

/// What --help shows for a value: "RULE,..." is a list of rules, "F[=FILE]" a format and perhaps a file.
struct Placeholder {
  std::string first{}, second{};  ///< what stands in front of a "=", and behind it
  bool list = false;              ///< separated by commas
};

std::string leading_word(std::string_view text) {
  return std::string(text.substr(0, text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ-")));
}

Placeholder placeholder_of(const CLI::Option& option) {
  std::string_view text = option.get_option_text();
  if (text.starts_with('[')) text.remove_prefix(1);
  Placeholder placeholder{.first = leading_word(text), .list = text.find(",...") != std::string_view::npos};
  if (const auto equals = text.find('='); equals != std::string_view::npos)
    placeholder.second = leading_word(text.substr(equals + 1));
  return placeholder;
}

/// The words that an option takes, as `one_of` and `suggestions` leave them in the description of its validator.
std::vector<Candidate> choices(const CLI::Option& option) {
  const std::string type = option.get_type_name();  // "TEXT:auto,always,never"
  const auto colon = type.find(':');
  std::vector<Candidate> words;
  if (colon == std::string::npos) return words;
  for (const std::string_view word : split(std::string_view(type).substr(colon + 1), ','))
    words.push_back({std::string(word), ""});
  return words;
}

std::vector<Candidate> rule_names() {
  std::vector<Candidate> names;
  std::set<std::string_view> families;
  for (const lint::Rule* rule : rules::all()) {
    if (families.insert(rule->family()).second) names.push_back({std::string(rule->family()), "the family"});
    names.push_back({std::string(rule->id), std::string(rule->summary)});
  }
  return names;
}

std::vector<Candidate> provider_ids() {
  std::vector<Candidate> ids;
  for (const catalogue::Provider& provider : catalogue::providers()) ids.push_back({provider.id, provider.name});
  return ids;
}

std::vector<Candidate> values_of(std::string_view placeholder) {
  if (placeholder == "RULE") return rule_names();
  if (placeholder == "ID" || placeholder == "SENDER" || placeholder == "PART") return provider_ids();
  if (placeholder == "LEVEL") return {{"error", ""}, {"warning", ""}, {"info", ""}, {"off", ""}};
  if (placeholder == "NAME") return {{"provider", "the ESP's own domain"}, {"self", "the domain itself"}};
  return {};
}

/// Keeps the words that begin with `start`, each behind `prefix`.
void offer(Completion& completion, std::vector<Candidate> words, const std::string& prefix, std::string_view start) {
  for (Candidate& candidate : words) {
    if (!candidate.word.starts_with(start)) continue;
    candidate.word.insert(0, prefix);
    completion.candidates.push_back(std::move(candidate));
  }
}

/// Moves what stands in front of the last `separator` of `value`, and it, to `prefix`.
bool cut(std::string& prefix, std::string_view& value, char separator) {
  const auto last = value.rfind(separator);
  if (last == std::string_view::npos) return false;
  prefix += value.substr(0, last + 1);
  value.remove_prefix(last + 1);
  return true;
}

/// `value` is what of the option's value is there; `prefix` what of the word stands in front of it.
void complete_value(Completion& completion, const CLI::Option& option, std::string prefix, std::string_view value) {
  const Placeholder placeholder = placeholder_of(option);
  if (placeholder.list) cut(prefix, value, ',');
  const bool behind = !placeholder.second.empty() && cut(prefix, value, '=');
  const std::string& wanted = behind ? placeholder.second : placeholder.first;
  if (wanted == "FILE" || wanted == "OLD")
    completion.files = prefix;
  else if (const auto words = choices(option); !behind && !words.empty())
    offer(completion, words, prefix, value);
  else
    offer(completion, values_of(wanted), prefix, value);
}

void offer_options(Completion& completion, const CLI::App& parser, std::string_view start) {
  std::vector<Candidate> names;
  for (const CLI::Option* option : parser.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back({"--" + name, option->get_description()});
    for (const std::string& name : option->get_snames()) names.push_back({"-" + name, option->get_description()});
  }
  offer(completion, std::move(names), "", start);
}

void offer_commands(Completion& completion, const CLI::App& program, std::string_view start) {
  std::vector<Candidate> names;
  for (const CLI::App* command : program.get_subcommands({}))
    names.push_back({command->get_name(), command->get_description()});
  offer(completion, std::move(names), "", start);
}

/// The option that `name` ("--zone", "-o") is, where it takes a value; else null.
const CLI::Option* option_with_value(const CLI::App& command, const std::string& name) {
  if (!name.starts_with('-')) return nullptr;
  const CLI::Option* option = command.get_option_no_throw(name);
  return option != nullptr && option->get_items_expected_max() > 0 ? option : nullptr;
}

const CLI::App* command_named(const CLI::App& program, std::string_view name) {
  for (const CLI::App* command : program.get_subcommands({}))
    if (command->get_name() == name) return command;
  return nullptr;
}

/// An argument, by what the command's first one is.
void complete_argument(Completion& completion, const CLI::App& command, std::string_view word) {
  for (const CLI::Option* option : command.get_options())
    if (option->get_positional()) return complete_value(completion, *option, "", word);
}

}  // namespace

Completion complete(const CLI::App& program, const std::vector<std::string>& words) {
  Completion completion;
  if (words.empty()) return completion;
  const std::string& word = words.back();
  if (words.size() == 1) {
    word.starts_with('-') ? offer_options(completion, program, word) : offer_commands(completion, program, word);
    return completion;
  }
  const CLI::App* command = command_named(program, words.front());
  if (command == nullptr) return completion;

  const std::size_t equals = word.find('=');
  if (const CLI::Option* option = option_with_value(*command, words[words.size() - 2])) {
    complete_value(completion, *option, "", word);
  } else if (word.starts_with("--") && equals != std::string::npos) {
    if (const CLI::Option* own = option_with_value(*command, word.substr(0, equals)))
      complete_value(completion, *own, word.substr(0, equals + 1), std::string_view(word).substr(equals + 1));
  } else if (word.starts_with('-')) {
    offer_options(completion, *command, word);
  } else {
    complete_argument(completion, *command, word);
  }
  return completion;
}

}  // namespace mailready::cli
