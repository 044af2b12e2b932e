// A record as a master file writes it, its owner, TTL and class perhaps left out. ldns reads the data.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "base/result.h"
#include "dns/master_file.h"
#include "dns/record.h"

namespace mailready::dns {

/// What an entry may leave to what stands before it.
struct MasterContext {
  std::optional<Name> origin{};      ///< completes relative names
  std::optional<Name> last_owner{};  ///< of a record that begins with a space
};

struct MasterRecord {
  Record record;
  bool has_ttl = false;  ///< whether the TTL was written out
};

struct MasterError {
  std::string message;  ///< in terms of the file, for people
};

/// Seconds, or BIND's units: "3600", "1h30m". Nothing where it is neither or over 2^31 - 1 (RFC 2181, section 8).
std::optional<std::chrono::seconds> read_ttl(std::string_view text);

/// The type of that name, or of that number ("TYPE65280"), if records of it may stand in a file: no meta-type (RFC
/// 6895, section 3.1).
std::optional<Type> read_type(std::string_view text);

/// The name that `token` writes, completed by `origin` where it is relative; "@" is the origin.
Result<Name, MasterError> read_name(const Token& token, const std::optional<Name>& origin);

/// The record that `entry` writes.
Result<MasterRecord, MasterError> read_record(const Entry& entry, const MasterContext& context);

}  // namespace mailready::dns
