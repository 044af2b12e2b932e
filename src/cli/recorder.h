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
  /// Puts the file in its place.
  void commit();

 private:
  std::unique_ptr<Output> output_;
};

}  // namespace mailready::cli
