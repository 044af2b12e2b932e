#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.h"

namespace mailready::cli {
namespace {

/// "1:20", "2:03:00"
std::string clock_text(double seconds) {
  const auto whole = static_cast<long>(std::ceil(seconds));
  const long minutes = whole / 60;
  if (minutes < 60) return fmt::format("{}:{:02}", minutes, whole % 60);
  return fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, whole % 60);
}

/// The most important first.
std::vector<std::string> parts(const Progress& progress) {
  const auto done = static_cast<double>(progress.domains);
  const double seconds = progress.elapsed.count();
  std::vector<std::string> parts{counted(progress.domains, "domain")};
  if (progress.expected && done > 0) {
    const double share = std::min(1.0, done / std::max(1.0, *progress.expected));
    parts.push_back(fmt::format("{:.0f}%", std::floor(share * 100)));
    parts.push_back(clock_text(seconds * (1 / share - 1)) + " left");
  }
  const double rate = seconds > 0 ? done / seconds : 0;
  parts.push_back(fmt::format("{:.{}f}/s", rate, rate < 10 ? 1 : 0));
  if (progress.with_errors > 0) parts.push_back(fmt::format("{} with errors", progress.with_errors));
  if (progress.undetermined > 0) parts.push_back(fmt::format("{} undetermined", progress.undetermined));
  return parts;
}

}  // namespace

std::string progress_line(const Progress& progress, std::size_t columns) {
  std::string line;
  for (const std::string& part : parts(progress)) {
    const std::string longer = line + (line.empty() ? "" : "  ") + part;
    if (longer.size() > columns) break;
    line = longer;
  }
  return line;
}

}  // namespace mailready::cli
