// What a run has parsed: the ESPs' records are the same for every customer.
#pragma once
#include <cstddef>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "mail/spf/record.h"

namespace mailready::spf {

/// Parses records, and hands out one that it has seen lately without parsing it again.
class ParsedRecords {
 public:
  /// How much all that is kept may take, roughly: the records of the catalogue's ESPs many times over.
  static constexpr std::size_t most_octets = std::size_t{2} << 20;

  /// What `spf::parse` says of `text`.
  Result<SharedRecord, ParseError> parse(std::string_view text);

 private:
  void keep(const SharedRecord& record);

  std::unordered_map<std::string_view, SharedRecord> records_;  // by their own texts
  std::size_t octets_ = 0;
};

}  // namespace mailready::spf
