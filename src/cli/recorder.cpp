#include "cli/recorder.h"

#include <chrono>

#include "survey/recording.h"

namespace mailready::cli {

Recorder::Recorder(const SourceOptions& options, std::string_view version, bool discover) {
  if (options.record.empty()) return;
  output_ = std::make_unique<Output>(options.record);
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  output_->stream() << survey::recording_text(
      {.version = std::string(version), .date = now, .offline = options.offline, .discover = discover});
}

void Recorder::add(const survey::Facts& facts) {
  if (output_) output_->stream() << survey::recording_text(facts);
}

dns::Task<> Recorder::drain() {
  if (output_) co_await output_->drain();
}

void Recorder::add(std::string_view line) {
  if (output_) output_->stream() << survey::recording_text(line);
}

void Recorder::commit(bool interrupted) {
  if (!output_) return;
  if (!interrupted) output_->stream() << survey::recording_end();
  output_->commit();
}

}  // namespace mailready::cli
