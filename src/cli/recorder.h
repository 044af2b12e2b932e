// Keeps what a run asked and was told, where it is asked to.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "cli/options.h"
#include "cli/output.h"
#include "survey/facts.h"

namespace mailready::cli {

/// Writes the recording that `--record` names, whole or not at all; nothing without it.
class Recorder {
 public:
  /// Opens the file. Throws UsageError where it cannot be written, as the others do.
  Recorder(const SourceOptions& options, std::string_view version, bool discover);

  bool records() const { return output_ != nullptr; }
  /// Each domain once.
  void add(const survey::Facts& facts);
  /// Hands over what has been added so far, while the event loop goes on.
  dns::Task<> drain();
  /// A line of a list that is no domain name.
  void add(std::string_view line);
  /// Puts the file in its place, as that of a whole run or of one that was interrupted.
  void commit(bool interrupted = false);

 private:
  std::unique_ptr<Output> output_;
};

}  // namespace mailready::cli
