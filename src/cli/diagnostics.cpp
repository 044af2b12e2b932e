#include "cli/diagnostics.h"

#include <fmt/format.h>

#include <cstdio>

#include "report/words.h"

namespace mailready::cli {

std::string diagnostic(std::string_view text) { return fmt::format("mailready: {}\n", report::shown(text)); }

void say(std::string_view text) {
  const std::string line = diagnostic(text);
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace mailready::cli
