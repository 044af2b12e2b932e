#include "dns/zone.h"

#include <algorithm>

namespace mailready::dns {

/// A record written twice is one record, whatever its TTLs say (RFC 2181, section 5).
static void insert(Nodes& nodes, Record record) {
  std::vector<Record>& set = nodes[record.owner][record.type];
  const bool known = std::any_of(set.begin(), set.end(), [&](const Record& r) { return r.rdata == record.rdata; });
  if (!known) set.push_back(std::move(record));
}

void Zone::add(Record record) {
  // All names between the origin and the owner exist too; those above an existing one have been seen to.
  for (Name name = record.owner; nodes.try_emplace(name).second && name != origin;) name = name.parent();
  insert(nodes, std::move(record));
}

void ZonePart::add(Record record) { insert(nodes, std::move(record)); }

}  // namespace mailready::dns
