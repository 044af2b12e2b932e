#include "cli/reports.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "cli/terminal.h"
#include "cli/usage_error.h"

namespace mailready::cli {
namespace {

constexpr const char* default_format = "text";
constexpr const char* standard_output = "-";

struct Target {
  const report::Format* format;
  std::string file;  ///< "-" for standard output
};

const report::Format& known_format(const std::string& name) {
  if (const report::Format* format = report::find_format(name)) return *format;
  std::vector<std::string> names;
  for (const report::Format& format : report::formats()) names.emplace_back(format.name);
  const std::string guess = nearest(name, names);
  throw UsageError(fmt::format("--format: there is no format \"{}\"; {}", name,
                               guess.empty() ? "there are " + enumerate(names) : "did you mean " + guess + "?"));
}

/// Reads F[=FILE]; without a file, `file` is where it goes.
Target parse_target(const std::string& text, const std::string& file) {
  const auto equals = text.find('=');
  if (equals == std::string::npos) return {&known_format(text), file};
  if (equals + 1 == text.size()) throw UsageError(fmt::format("--format {} names no file behind the \"=\"", text));
  return {&known_format(text.substr(0, equals)), text.substr(equals + 1)};
}

std::vector<Target> parse_targets(const OutputOptions& options) {
  const std::string file = options.file.empty() ? standard_output : options.file;
  std::vector<std::string> formats = options.formats;
  if (formats.empty()) formats.emplace_back(default_format);

  std::vector<Target> targets;
  std::set<std::string> files;
  for (const std::string& text : formats) {
    targets.push_back(parse_target(text, file));
    if (!files.insert(targets.back().file).second)
      throw UsageError(fmt::format("two reports go to {}: give one of them a file of its own, as in --format {}=FILE",
                                   targets.back().file == standard_output ? "standard output" : targets.back().file,
                                   targets.back().format->name));
  }
  if (!options.file.empty() && !files.contains(options.file))
    throw UsageError("-o is for a format without a file, and every --format here has one");
  return targets;
}

}  // namespace

Reports::Reports(const OutputOptions& options) : color_(options.color) {
  for (const Target& target : parse_targets(options)) {
    auto output = std::make_unique<Output>(target.file);
    auto reporter = target.format->make(output->stream());
    channels_.push_back({std::move(output), std::move(reporter)});
  }
}

void Reports::begin() {
  if (std::exchange(begun_, true)) return;
  for (const Channel& channel : channels_) {
    report::Run run = run_;
    run.colour = coloured(channel.output->descriptor(), color_);
    run.width = columns(channel.output->descriptor());
    channel.reporter->begin(run);
  }
}

void Reports::domain(const report::Result& result) {
  begin();
  summary_.count(result.judgement);
  for (const Channel& channel : channels_) {
    channel.reporter->domain(result);
    channel.output->checkpoint();
  }
}

void Reports::end(bool interrupted) {
  begin();
  summary_.interrupted = interrupted;
  for (const Channel& channel : channels_) {
    channel.reporter->end(summary_);
    channel.output->commit();
  }
}

}  // namespace mailready::cli
