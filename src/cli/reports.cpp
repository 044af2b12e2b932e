#include "cli/reports.h"

#include <string>
#include <utility>
#include <vector>

#include "cli/targets.h"
#include "cli/terminal.h"

namespace mailready::cli {
std::vector<std::string> report_formats() {
  std::vector<std::string> names;
  for (const report::Format& format : report::formats()) names.emplace_back(format.name);
  return names;
}

Reports::Reports(const OutputOptions& options) : color_(options.color) {
  for (const Target& target : parse_targets(options, report_formats())) {
    auto output = std::make_unique<Output>(target.file);
    auto reporter = report::find_format(target.format)->make(output->stream());
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
