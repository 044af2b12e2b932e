// Where the records of a run come from: zone files over a cache over live resolvers, no network at all, or a recording.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"
#include "dns/overlay.h"
#include "dns/resolver.h"
#include "dns/task.h"
#include "dns/zone_resolver.h"
#include "survey/replay.h"
#include "survey/survey.h"

namespace mailready::cli {

/// `options` with the resolvers that were written as @ADDR behind its own.
SourceOptions with_resolvers(SourceOptions options, std::vector<std::string> resolvers);
/// The files that a run reads by its source options.
std::vector<std::string> files_read(const SourceOptions& options);

/// Built before anything is asked: zone files are read, servers are known. Outlives the run of its event loop.
class Sources {
 public:
  /// `domain` is the one domain of the command line, if it is one: the origin of a zone file that names none. Throws
  /// UsageError where a file does not parse, with its line, or options contradict one another.
  /// `loop` outlives it, and it outlives what it is asked.
  Sources(dns::Loop& loop, const SourceOptions& options, const std::optional<dns::Name>& domain);
  ~Sources();

  /// Whom a survey of `domain` may ask: nothing but the files offline, and nobody where an earlier run is replayed.
  /// Stays valid as long as this.
  survey::World world(const dns::Name& domain);
  /// The origins of the whole zones, in the order of the files; the root left out.
  const std::vector<dns::Name>& origins() const { return origins_; }
  /// The run that is replayed; null where none is.
  const survey::RecordedRun* replayed() const { return replayed_ ? &*replayed_ : nullptr; }
  /// What was checked in it, in its order: domains, and lines of a list that are none.
  const std::vector<std::string>& recorded_names() const { return recorded_names_; }
  /// What was passed over in the zone files: sentences.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  struct Network;

  survey::World without_memory(const dns::Name& domain);
  dns::ZoneResolver read_zones(const SourceOptions& options, const std::optional<dns::Name>& domain);
  void read_recording(const std::string& path);

  std::optional<survey::RecordedRun> replayed_;
  std::vector<std::string> recorded_names_;
  std::map<dns::Name, survey::Replay> replays_;
  std::vector<dns::Name> origins_;
  std::vector<std::string> warnings_;
  dns::ZoneResolver zones_;
  std::unique_ptr<Network> network_;  ///< null offline
  std::unique_ptr<dns::Overlay> overlay_;
  spf::ParsedRecords parsed_;
};

}  // namespace mailready::cli
