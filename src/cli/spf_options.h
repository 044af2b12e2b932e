// The options of `spf` as they were given.
#pragma once
#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"
#include "mail/spf/check_host.h"

namespace mailready::cli {

struct SpfOptions {
  std::optional<std::string> first;      ///< of the arguments: one domain, and resolvers written @ADDR
  std::vector<std::string> others;       ///< the rest of them
  std::optional<std::string> client;     ///< --ip
  std::optional<std::string> helo;       ///< --helo
  std::optional<std::string> mail_from;  ///< --mail-from
  int void_limit = spf::void_lookup_limit;
  bool flatten = false;
  std::optional<std::string> provider;  ///< --with
  bool at_apex = false;
  SourceOptions source;
  OutputOptions output;
};

/// The default first.
std::vector<std::string> spf_formats();

void add_spf_options(CLI::App& command, SpfOptions& options);

}  // namespace mailready::cli
