// The reports of a run: every format that was asked for, each with the place it goes to.
#pragma once
#include <memory>
#include <vector>

#include "cli/options.h"
#include "cli/output.h"
#include "report/reporter.h"

namespace mailready::cli {

/// The names of the formats of `report::formats`, in its order.
std::vector<std::string> report_formats();

class Reports {
 public:
  /// Opens every output. Throws UsageError where an output cannot be, or two share one.
  explicit Reports(const OutputOptions& options);

  /// What the reports begin with, once there is a first result or the end.
  void prepare(report::Run run) { run_ = std::move(run); }
  void domain(const report::Result& result);
  /// Ends every report and puts it in its place.
  void end(bool interrupted);

 private:
  struct Channel {
    std::unique_ptr<Output> output;
    std::unique_ptr<report::Reporter> reporter;
  };
  void begin();

  Color color_;
  report::Run run_;
  report::Summary summary_;
  std::vector<Channel> channels_;
  bool begun_ = false;
};

}  // namespace mailready::cli
