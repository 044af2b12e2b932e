#include "survey/wildcard.h"

#include <fmt/format.h>

#include <set>
#include <string>

#include "base/stable_hash.h"

namespace mailready::survey {

dns::Name wildcard_probe(const dns::Name& parent) {
  const std::string label = fmt::format("mailready-{:016x}", fnv1a(parent.to_string()));
  // A parent too long to hold the label can hold no selector of that length either; its own name asks in vain.
  return parent.prefixed(label).value_or(parent);
}

/// What an answer says, owners left out: a wildcard's records carry the name that was asked for.
static std::multiset<std::string> data_of(const dns::Answer& answer) {
  std::multiset<std::string> data;
  for (const auto* section : {&answer.aliases, &answer.records})
    for (const dns::Record& record : *section) data.insert(dns::type_name(record.type) + " " + dns::rdata_text(record));
  return data;
}

bool comes_from_wildcard(const dns::Reply& reply, const dns::Reply& probe) {
  if (!reply || !probe) return false;
  if (probe->records.empty() && probe->aliases.empty()) return false;
  return data_of(*reply) == data_of(*probe);
}

}  // namespace mailready::survey
