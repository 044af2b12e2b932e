// Which reports were asked for, and where each goes.
#pragma once
#include <string>
#include <vector>

#include "cli/options.h"

namespace mailready::cli {

struct Target {
  std::string format;
  std::string file;  ///< "-" for standard output
};

/// Reads --format and -o for a command that has `formats`, the first of which it uses where none is asked for. Throws
/// UsageError where a format is not known, or two reports would go to one place.
std::vector<Target> parse_targets(const OutputOptions& options, const std::vector<std::string>& formats);

/// Throws UsageError where a file that the run writes is one that it writes for another purpose, or reads. Empty names
/// and "-" stand for no file.
void keep_apart(const OutputOptions& options, std::vector<std::string> written, const std::vector<std::string>& read);

}  // namespace mailready::cli
