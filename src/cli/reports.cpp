#include "cli/reports.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/targets.h"
#include "cli/terminal.h"
#include "cli/usage_error.h"
#include "dns/async.h"

namespace mailready::cli {
std::vector<std::string> report_formats() {
  std::vector<std::string> names;
  for (const report::Format& format : report::formats()) names.emplace_back(format.name);
  return names;
}

namespace {

bool asks_for(const std::vector<Target>& targets, std::initializer_list<std::string_view> formats) {
  return std::ranges::any_of(targets, [&](const Target& target) {
    return std::ranges::find(formats, std::string_view(target.format)) != formats.end();
  });
}

/// The file that a job's summary is appended to; empty outside of GitHub Actions.
std::string step_summary() {
  const char* file = std::getenv("GITHUB_STEP_SUMMARY");
  return file == nullptr ? "" : file;
}

}  // namespace

Reports::Reports(const OutputOptions& options, Output::Release release) : color_(options.color) {
  const std::vector<Target> targets = parse_targets(options, report_formats());
  if (options.statistics) {
    if (!asks_for(targets, {"text", "json"}))
      throw UsageError("--statistics is for text and json, and no --format here is one of them");
    summary_.statistics.emplace();
  }
  for (const Target& target : targets) add(target.format, std::make_unique<Output>(target.file, release));
  const std::string file = step_summary();
  const bool is_taken = std::ranges::any_of(targets, [&](const Target& target) { return target.file == file; });
  if (asks_for(targets, {"github"}) && !file.empty() && !is_taken)
    add("markdown", std::make_unique<Output>(file, Output::Release::appended));
}

void Reports::add(std::string_view format, std::unique_ptr<Output> output) {
  auto reporter = report::find_format(format)->make(output->stream());
  channels_.push_back({std::move(output), std::move(reporter)});
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
  if (summary_.statistics) summary_.statistics->count(result);
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
