#include "cli/reports.h"

#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "cli/targets.h"
#include "cli/terminal.h"
#include "dns/async.h"

namespace mailready::cli {
std::vector<std::string> report_formats() {
  std::vector<std::string> names;
  for (const report::Format& format : report::formats()) names.emplace_back(format.name);
  return names;
}

Reports::Reports(const OutputOptions& options, Output::Release release) : color_(options.color) {
  for (const Target& target : parse_targets(options, report_formats())) {
    auto output = std::make_unique<Output>(target.file, release);
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
  for (const Channel& channel : channels_) channel.reporter->domain(result);
}

void Reports::write_ready() {
  for (const Channel& channel : channels_) channel.output->write_ready();
}

void Reports::end(bool interrupted) {
  begin();
  summary_.interrupted = interrupted;
  for (const Channel& channel : channels_) channel.reporter->end(summary_);
}

dns::Task<> Reports::drain(Channel& channel) {
  try {
    co_await channel.output->drain();
  } catch (const ClosedPipe&) {
    channel.closed = true;
  }
}

dns::Task<> Reports::drain() {
  std::vector<dns::Task<>> work;
  for (Channel& channel : channels_) work.push_back(drain(channel));
  co_await dns::all(std::move(work));
  std::erase_if(channels_, [](const Channel& channel) { return channel.closed; });
  if (channels_.empty()) throw ClosedPipe{};
}

void Reports::commit() {
  for (const Channel& channel : channels_) channel.output->commit();
}

bool Reports::on_terminal() const {
  return std::ranges::any_of(channels_,
                             [](const Channel& channel) { return ::isatty(channel.output->descriptor()) == 1; });
}

}  // namespace mailready::cli
