// Four elements of DER lie around the modulus, which is little to read: OpenSSL takes 20 times as long for it, and
// checks what no answer here depends on.
#include "mail/dkim/rsa_key.h"

#include <bit>
#include <cstdint>

namespace mailready::dkim {

namespace {

/// The tags of ASN.1 types in DER (ITU-T X.690, section 8).
enum Tag : std::uint8_t { integer = 0x02, bit_string = 0x03, object_identifier = 0x06, sequence = 0x30 };

/// 1.2.840.113549.1.1.1, rsaEncryption (RFC 8017, appendix A.1).
constexpr std::string_view rsa_encryption = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";

std::uint8_t octet_at(std::string_view octets, std::size_t index) { return static_cast<std::uint8_t>(octets[index]); }

struct Element {
  std::uint8_t tag = 0;
  std::string_view contents;
};

/// Takes an element off the front of `der`; nothing where none stands there whole. The long form of a length is that
/// of BER, which OpenSSL reads too: zeros may stand in front.
std::optional<Element> take(std::string_view& der) {
  if (der.size() < 2) return std::nullopt;
  std::size_t size = octet_at(der, 1), header = 2;
  if (size == 0x80) return std::nullopt;  // no length given
  if (size > 0x80) {
    header += size & 0x7F;
    size = 0;
    for (std::size_t i = 2; i < header; ++i) {
      if (i >= der.size() || size > der.size()) return std::nullopt;
      size = size << 8 | octet_at(der, i);
    }
  }
  if (size > der.size() - header) return std::nullopt;
  const Element element{octet_at(der, 0), der.substr(header, size)};
  der.remove_prefix(header + size);
  return element;
}

/// Takes an element of that type; nothing, too, where another one stands there.
std::optional<std::string_view> take(std::string_view& der, Tag tag) {
  const auto element = take(der);
  return element && element->tag == tag ? std::optional(element->contents) : std::nullopt;
}

/// The one element that `der` is, of that type.
std::optional<std::string_view> whole(std::string_view der, Tag tag) {
  const auto contents = take(der, tag);
  return der.empty() ? contents : std::nullopt;
}

/// The bits of a number that is not negative; nothing where it is, or is not written in the shortest way.
std::optional<int> bits_of(std::string_view number) {
  if (number.empty() || octet_at(number, 0) >= 0x80) return std::nullopt;
  if (number.size() > 1 && octet_at(number, 0) == 0) {
    number.remove_prefix(1);  // there for the sign alone
    if (octet_at(number, 0) < 0x80) return std::nullopt;
  }
  return static_cast<int>(number.size() - 1) * 8 + std::bit_width(octet_at(number, 0));
}

/// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }.
std::optional<int> bits_of_rsa_public_key(std::string_view der) {
  auto key = whole(der, sequence);
  if (!key) return std::nullopt;
  const auto modulus = take(*key, integer);
  const auto exponent = whole(*key, integer);
  if (!modulus || !exponent || !bits_of(*exponent)) return std::nullopt;
  const auto bits = bits_of(*modulus);
  return bits && *bits > 0 ? bits : std::nullopt;
}

/// Whether an AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL } says RSA.
bool is_rsa(std::string_view identifier) {
  if (take(identifier, object_identifier) != rsa_encryption) return false;
  return identifier.empty() || (take(identifier) && identifier.empty());
}

/// SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
std::optional<int> bits_of_public_key_info(std::string_view der) {
  auto info = whole(der, sequence);
  if (!info) return std::nullopt;
  const auto identifier = take(*info, sequence);
  const auto key = whole(*info, bit_string);
  if (!identifier || !key || !is_rsa(*identifier)) return std::nullopt;
  constexpr std::uint8_t most_unused_bits = 7;  // the first octet counts those at the end
  if (key->empty() || octet_at(*key, 0) > most_unused_bits) return std::nullopt;
  return bits_of_rsa_public_key(key->substr(1));
}

}  // namespace

std::optional<int> rsa_modulus_bits(std::string_view der) {
  if (const auto bits = bits_of_public_key_info(der)) return bits;
  return bits_of_rsa_public_key(der);
}

}  // namespace mailready::dkim
