#include "cli/targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include "base/text.h"
#include "cli/usage_error.h"

namespace mailready::cli {
namespace {

constexpr const char* standard_output = "-";

void check_format(const std::string& name, const std::vector<std::string>& formats) {
  if (std::ranges::count(formats, name) > 0) return;
  const std::string guess = nearest(name, formats);
  throw UsageError(fmt::format("--format: there is no format \"{}\"; {}", name,
                               guess.empty() ? "there are " + enumerate(formats) : "did you mean " + guess + "?"));
}

/// Where a file really is, so that two names of one file are known for what they are.
std::string real(const std::string& file) {
  std::error_code none;
  const auto path = std::filesystem::weakly_canonical(std::filesystem::absolute(file, none), none);
  return file == standard_output || none ? file : path.string();
}

/// Reads F[=FILE]; without a file, `file` is where it goes.
Target parse_target(const std::string& text, const std::string& file) {
  const auto equals = text.find('=');
  if (equals == std::string::npos) return {text, file};
  if (equals + 1 == text.size()) throw UsageError(fmt::format("--format {} names no file behind the \"=\"", text));
  return {text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace

std::vector<Target> parse_targets(const OutputOptions& options, const std::vector<std::string>& formats) {
  const std::string file = options.file.empty() ? standard_output : options.file;
  std::vector<std::string> texts = options.formats;
  if (texts.empty()) texts.push_back(formats.front());

  std::vector<Target> targets;
  std::set<std::string> files;
  for (const std::string& text : texts) {
    targets.push_back(parse_target(text, file));
    const auto& [format, place] = targets.back();
    check_format(format, formats);
    if (!files.insert(real(place)).second)
      throw UsageError(fmt::format("two reports go to {}: give one of them a file of its own, as in --format {}=FILE",
                                   place == standard_output ? "standard output" : place, format));
  }
  if (!options.file.empty() && !files.contains(real(options.file)))
    throw UsageError("-o is for a format without a file, and every --format here has one");
  return targets;
}

void keep_apart(const OutputOptions& options, std::vector<std::string> written, const std::vector<std::string>& read) {
  if (!options.file.empty()) written.push_back(options.file);
  for (const std::string& format : options.formats)
    if (const auto equals = format.find('='); equals != std::string::npos) written.push_back(format.substr(equals + 1));
  std::set<std::string> taken;
  const auto is_file = [](const std::string& name) { return !name.empty() && name != standard_output; };
  for (const std::string& file : read)
    if (is_file(file)) taken.insert(real(file));
  for (const std::string& file : written)
    if (is_file(file) && !file.starts_with("/dev/") && !taken.insert(real(file)).second)
      throw UsageError(fmt::format("{} would be written over what else is read from it or written to it", file));
}

}  // namespace mailready::cli
