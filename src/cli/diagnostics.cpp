#include "cli/diagnostics.h"

#include <fmt/format.h>

#include <cstdio>

#include "report/words.h"

namespace mailready::cli {

void say(std::string_view text) {
  const std::string line = fmt::format("mailready: {}\n", report::shown(text));
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace mailready::cli
