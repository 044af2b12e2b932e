// The records of a zone file and of what it includes, in order: the inner half of zone_file.h.
#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "dns/master_record.h"
#include "dns/zone_file.h"

namespace mailready::dns {

/// Reads one zone file. Directives are its business, and so are the TTLs that the records leave out.
class ZoneReader {
 public:
  ZoneReader(const FileReader& files, std::string path, const ZoneOptions& options);

  /// Every record, with its place; or the first error.
  Result<std::vector<Record>, ZoneError> read();
  /// The first $ORIGIN that is not the root.
  const std::optional<Name>& first_origin() const { return first_origin_; }

 private:
  using Failed = std::optional<ZoneError>;

  Failed read_file(const std::string& path, const std::string& resolved);
  Failed read_entry(const Entry& entry);
  Failed read_directive(const Entry& entry);
  Failed set_origin(const Entry& entry);
  Failed set_ttl(const Entry& entry);
  Failed include(const Entry& entry);
  Result<std::string, MasterError> reachable(const std::string& path) const;
  void add(MasterRecord read, int line);
  void fill_ttls();
  ZoneError at(int line, std::string message) const;

  const FileReader& files_;
  std::string path_;               // of the zone file
  std::string folder_;             // that includes must not leave, resolved
  std::vector<std::string> open_;  // resolved paths of the files being read, the innermost last
  std::string file_;               // the innermost as it was named
  std::size_t octets_ = 0;         // read so far

  MasterContext context_;
  std::optional<Name> first_origin_;
  std::optional<std::chrono::seconds> default_ttl_, last_ttl_;
  std::vector<Record> records_;
  std::vector<std::size_t> without_ttl_;  // indices of records_
};

}  // namespace mailready::dns
