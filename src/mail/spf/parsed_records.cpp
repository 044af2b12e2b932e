#include "mail/spf/parsed_records.h"

#include <utility>

namespace mailready::spf {

Result<SharedRecord, ParseError> ParsedRecords::parse(std::string_view text) {
  if (const auto found = records_.find(text); found != records_.end()) return found->second;
  auto parsed = spf::parse(text);
  if (!parsed) return parsed.error();
  const SharedRecord record = std::make_shared<const Record>(*std::move(parsed));
  keep(record);
  return record;
}

/// Once they are too many, all are let go of: what is met again and again is soon back.
void ParsedRecords::keep(const SharedRecord& record) {
  const std::size_t octets = 2 * record->text.size() + record->terms.size() * sizeof(Term);
  if (octets_ + octets > most_octets) {
    records_.clear();
    octets_ = 0;
  }
  if (octets > most_octets) return;
  records_.emplace(record->text, record);
  octets_ += octets;
}

}  // namespace mailready::spf
