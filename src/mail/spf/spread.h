// A record too long for one answer, spread over several: networks move to records of their own that it includes.
#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "dns/name.h"
#include "mail/spf/record.h"

namespace mailready::spf {

/// One TXT record to publish. `txt_strings` cuts its text.
struct PublishedRecord {
  dns::Name name;
  std::string text;
  /// What RFC 7208, section 3.4 counts: its name and its text, in octets.
  std::size_t size_octets() const;
  bool operator==(const PublishedRecord&) const = default;
};

/// A record with more is spread: "under 450 octets" fit into a plain UDP answer (RFC 7208, section 3.4), where the
/// name has no other TXT records.
constexpr std::size_t most_record_octets = 449;

/// A part of a record, in the order of its text: a term as it stands, or networks of one qualifier, which may move.
struct Part {
  std::string term{};
  Qualifier qualifier = Qualifier::pass;
  std::vector<std::string> networks{};  ///< without the qualifier: "ip4:185.10.20.0/24"
};

/// The record of `domain` that consists of `parts`, and behind it, where it is too long, those at `_spf1.DOMAIN`,
/// `_spf2.DOMAIN` and so on that take over networks, without the names in `taken`; an include with their qualifier
/// stands in their place and costs a lookup. They end in "-all", which makes no difference: an include matches what
/// its record passes, and whether that fails the rest or says nothing of it is the same (RFC 7208, section 5.2).
/// As many networks move at a time as fit into one record, until the domain's own does; it stays too long where its
/// other terms are.
std::vector<PublishedRecord> spread(const dns::Name& domain, std::vector<Part> parts, const std::set<dns::Name>& taken);

}  // namespace mailready::spf
