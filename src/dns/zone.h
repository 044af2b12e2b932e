// What zone files hold, ready to be asked.
#pragma once
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "dns/record.h"

namespace mailready::dns {

/// The record sets of one name. A name that exists only because others lie below it (an empty non-terminal,
/// RFC 4592, section 2.2.2) has none.
using RecordSets = std::map<Type, std::vector<Record>>;
using Nodes = std::unordered_map<Name, RecordSets>;

/// Something in a file that is ignored, but hardly meant.
struct ZoneWarning {
  Place place;
  std::string message;
  bool operator==(const ZoneWarning&) const = default;
};

/// A zone, or the part of one that its file holds: SOA and NS may be missing.
struct Zone {
  Name origin;
  std::string file{};                   ///< the path as given
  Nodes nodes{};                        ///< every name that exists, the origin included
  std::vector<ZoneWarning> warnings{};  ///< in the order of the file

  /// Adds `record`, which lies at or below the origin, unless it is there already.
  void add(Record record);
};

/// Record sets without a zone around them: they say nothing about any other name or type.
struct ZonePart {
  std::string file{};  ///< the path as given
  Nodes nodes{};

  void add(Record record);
};

}  // namespace mailready::dns
