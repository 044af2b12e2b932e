// The commands, a file each. Adding one is its file and a row in app.cpp.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <string_view>

namespace mailready::cli {

/// A command as the parser knows it, and what runs it once its options are read: the result is the exit code.
struct Command {
  CLI::App* parser;
  std::function<int()> run;
};

Command add_check(CLI::App& program);
Command add_spf(CLI::App& program);
Command add_simulate(CLI::App& program);
Command add_report(CLI::App& program);
Command add_diff(CLI::App& program);
Command add_rules(CLI::App& program);
Command add_providers(CLI::App& program);
Command add_completions(CLI::App& program);
Command add_manual(CLI::App& program);

/// "0.1.0"
std::string_view version();

}  // namespace mailready::cli
