// The header of a received message (RFC 5322), as far as it shows who sends for a domain.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dns/name.h"

namespace mailready::message {

/// Whose DKIM signature a message bears (RFC 6376, section 3.5): d= and s=.
struct Signature {
  dns::Name domain;
  std::string selector;
  bool operator==(const Signature&) const = default;
};

struct Header {
  dns::Name author;                        ///< the domain of From
  std::optional<dns::Name> return_path{};  ///< the domain of Return-Path; nothing for a bounce, or without the field
  std::vector<Signature> signatures{};     ///< those that can be read
};

/// Reads the header in front of `text`; whatever follows its first empty line is left alone. The error is a clause.
Result<Header, std::string> parse_header(std::string_view text);

}  // namespace mailready::message
