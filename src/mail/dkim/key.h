// A DKIM key record (RFC 6376, section 3.6.1; RFC 8301; RFC 8463).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mailready::dkim {

constexpr int least_rsa_bits = 1024;  ///< RFC 8301, section 3.2: verifiers must not accept fewer

enum class Algorithm { rsa, ed25519, unknown };

struct Key {
  Algorithm algorithm = Algorithm::rsa;
  std::string algorithm_text = "rsa";  ///< k=
  std::string public_key;              ///< p= decoded from base64; empty: revoked
  int bits = 0;                        ///< RSA: of the modulus; Ed25519: 256
  bool testing = false;                ///< t=y
  bool accepts_sha256 = true;          ///< false where h= names others only (RFC 8301, section 3.1)
  bool for_email = true;               ///< s= holds "*" or "email"
  bool revoked() const { return public_key.empty(); }
  /// Whether a receiver can verify a signature of today with it: known algorithm, not revoked, SHA-256 allowed, for
  /// e-mail, RSA of 1024 bits at least (RFC 8301, section 3.2). A key under test is usable.
  bool usable() const;
  bool operator==(const Key&) const = default;
};

/// Why a key record does not parse, for people: "p= is no base64", "the tag k= stands twice".
struct ParseError {
  std::string message;
  bool operator==(const ParseError&) const = default;
};

/// Parses the joined text of a TXT record at a selector. Unknown tags are ignored.
Result<Key, ParseError> parse(std::string_view text);

}  // namespace mailready::dkim
