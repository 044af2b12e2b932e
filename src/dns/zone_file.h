// Reading zone files: master files (RFC 1035, section 5), their includes, and where their origin comes from.
#pragma once
#include <optional>
#include <string>

#include "base/files.h"
#include "base/result.h"
#include "dns/zone.h"

namespace mailready::dns {

/// What is wrong with a zone file, and where: line 0 speaks of the file as a whole.
struct ZoneError {
  std::string file;
  int line = 0;
  std::string message;

  /// "acme.zone:12: …", safe to print.
  std::string to_string() const;
  bool operator==(const ZoneError&) const = default;
};

struct ZoneOptions {
  /// The domain that is checked, if it is one: completes relative names until the first $ORIGIN, and is the origin of a
  /// file that has neither SOA nor $ORIGIN.
  std::optional<Name> domain{};
};

/// The zone in the file at `path`. Its origin is the owner of the SOA, else the first $ORIGIN (the root aside), else
/// the domain of `options`. What lies outside the origin is left out with a warning. $INCLUDE reaches files in the
/// folder of `path` and below it.
Result<Zone, ZoneError> read_zone_file(const std::string& path, const FileReader& files,
                                       const ZoneOptions& options = {});

/// The record sets in the file at `path`; it needs no origin of its own.
Result<ZonePart, ZoneError> read_zone_part(const std::string& path, const FileReader& files,
                                           const ZoneOptions& options = {});

}  // namespace mailready::dns
