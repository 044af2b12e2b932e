// The reports of a run: every format that was asked for, each with the place it goes to.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.h"
#include "cli/output.h"
#include "dns/async.h"
#include "report/reporter.h"

namespace mailready::cli {

/// The names of the formats of `report::formats`, in its order.
std::vector<std::string> report_formats();

class Reports {
 public:
  /// Opens every output; beside the annotations of a GitHub job, its summary. Throws UsageError where an output cannot
  /// be, two share one, or statistics are asked for that no format has.
  explicit Reports(const OutputOptions& options, Output::Release release = Output::Release::as_it_comes);

  /// What the reports begin with, once there is a first result or the end.
  void prepare(report::Run run) { run_ = std::move(run); }
  void domain(const report::Result& result);
  /// Lets go of what was collected, where nobody has to be waited for.
  void write_ready();
  /// Nothing comes after it.
  void end(bool interrupted);
  /// Hands over what has been reported so far, while the event loop goes on. A report whose reader went away is left
  /// out from then on; throws ClosedPipe where none remains, and UsageError where one cannot be written.
  dns::Task<> drain();
  /// Puts every report in its place, once it has ended.
  void commit();

  /// What has been reported so far.
  const report::Summary& summary() const { return summary_; }
  /// Whether somebody watches one of them as it comes.
  bool on_terminal() const;

 private:
  struct Channel {
    std::unique_ptr<Output> output;
    std::unique_ptr<report::Reporter> reporter;
    bool closed = false;  ///< its reader went away
  };
  void add(std::string_view format, std::unique_ptr<Output> output);
  void begin();
  static dns::Task<> drain(Channel& channel);

  Color color_;
  report::Run run_;
  report::Summary summary_;
  std::vector<Channel> channels_;
  bool begun_ = false;
};

}  // namespace mailready::cli
