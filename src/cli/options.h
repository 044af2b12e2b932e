// The options that commands share, as they were given.
#pragma once
#include <CLI/CLI.hpp>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/terminal.h"

namespace mailready::cli {

struct SourceOptions {
  std::vector<std::string> resolvers;  ///< ADDR[:PORT]
  std::optional<double> timeout;       ///< seconds a try; resolv.conf's where empty
  std::optional<int> retries;          ///< further tries in all
  double deadline = 30;                ///< seconds a domain
  std::vector<std::string> zones, zone_parts;
  bool offline = false;
  std::string record, replay;            ///< files of recordings; empty: none
  std::string mta_sts_policy;            ///< a file in place of the fetched policy; empty: none
  std::string ca_file;                   ///< in place of the system's authorities; empty: those
  std::vector<std::string> connections;  ///< HOST=ADDR[:PORT]
};

struct OutputOptions {
  std::vector<std::string> formats;  ///< F[=FILE]
  std::string file;                  ///< -o
  Color color = Color::automatic;
  bool quiet = false, verbose = false;
};

void add_source_options(CLI::App& command, SourceOptions& options);
/// What is not DNS: for commands that fetch policies.
void add_fetch_options(CLI::App& command, SourceOptions& options);
/// `formats` are those of the command, its default first.
void add_output_options(CLI::App& command, OutputOptions& options, const std::vector<std::string>& formats);

/// Adds an option that may be given several times and takes one value each time.
CLI::Option* add_list(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                      const std::string& value_name, const std::string& description);
/// Adds an option with one value.
template <class T>
CLI::Option* add_value(CLI::App& command, const std::string& name, T& value, const std::string& value_name,
                       const std::string& description) {
  return command.add_option(name, value, description)->option_text(value_name);
}

/// Takes one of `words`.
CLI::Validator one_of(std::vector<std::string> words);
/// Takes anything, since it is checked elsewhere; `words` are what a shell completes.
CLI::Validator suggestions(const std::vector<std::string>& words);

/// Adds an option that takes one of a few words, each with its meaning.
template <class T>
CLI::Option* add_choice(CLI::App& command, const std::string& name, T& value, const std::map<std::string, T>& choices,
                        const std::string& value_name, const std::string& description) {
  std::vector<std::string> words;
  for (const auto& [word, meaning] : choices) words.push_back(word);
  const auto choose = [&value, choices](const std::string& word) { value = choices.at(word); };
  return command.add_option_function<std::string>(name, choose, description)
      ->option_text(value_name)
      ->check(one_of(std::move(words)));
}

/// Takes every text but "", which a script passes by mistake; `wanted` is what it must be.
CLI::Validator not_empty(const std::string& wanted);
/// Takes whole numbers from `least` to `most`, in decimal.
CLI::Validator whole_number(int least, int most);
/// Takes seconds above 0 and up to `most`, with decimals.
CLI::Validator seconds(double most);

/// Seconds as a duration, at least a millisecond.
std::chrono::milliseconds to_milliseconds(double seconds);

}  // namespace mailready::cli
