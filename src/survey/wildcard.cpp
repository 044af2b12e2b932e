#include "survey/wildcard.h"

#include <fmt/format.h>

#include <cstdint>
#include <set>
#include <string>

namespace mailready::survey {

/// FNV-1a, 64 bits: stable over platforms and releases, which `std::hash` is not.
static std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

dns::Name wildcard_probe(const dns::Name& parent) {
  const std::string label = fmt::format("mailready-{:016x}", stable_hash(parent.to_string()));
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
