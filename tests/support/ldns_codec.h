// DNS messages by ldns: the judge of the program's own codec.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dns/codec.h"

namespace mailready::test {

using Octets = std::vector<std::uint8_t>;

Octets ldns_query(const dns::Question& question, std::uint16_t id, bool edns, dns::Recursion recursion);

/// What ldns reads in a message, its fields then held to their types; nothing where either is broken.
std::optional<dns::Message> ldns_decode(std::span<const std::uint8_t> octets);

/// The message as ldns writes it, names compressed; nothing where it can't read it.
std::optional<Octets> ldns_rewritten(std::span<const std::uint8_t> octets);

/// A place where ldns reads a message otherwise than the program does, and what it does there.
struct Departure {
  enum class Kind {
    follows_any_pointer,  ///< forwards too, and into the header; RFC 1035, section 4.1.4 has them point back, to a name
    ignores_length,       ///< goes by the fields of a record's data and not by its length
    takes_no_data,        ///< for a DNAME record
    knows_better,         ///< takes data apart of which the program knows no fields: of other types and classes
  } kind;
  std::size_t offset;  ///< of the name, or of the record's type
  bool operator==(const Departure&) const = default;
};

/// The first departure in a message, up to where ldns gives it up.
std::optional<Departure> first_departure(std::span<const std::uint8_t> octets);

}  // namespace mailready::test
