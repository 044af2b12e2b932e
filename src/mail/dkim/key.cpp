#include "mail/dkim/key.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/text.h"
#include "mail/dkim/rsa_key.h"
#include "mail/tag_list.h"

namespace mailready::dkim {

constexpr std::size_t ed25519_octets = 32;  // RFC 8463, section 4

/// The value of each base64 digit; -1: none such.
static constexpr std::array<std::int8_t, 256> base64_values = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  std::int8_t value = 0;
  for (const char digit : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
    values[static_cast<unsigned char>(digit)] = value++;
  return values;
}();

static bool is_space(char octet) { return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n'; }

/// Writes the octets of the whole groups of four digits, three each, that `value` begins with; how many digits they
/// are.
static std::size_t decode_groups(std::string_view value, std::string& out) {
  const auto digit = [&](std::size_t at) -> int { return base64_values[static_cast<unsigned char>(value[at])]; };
  std::size_t at = 0;
  for (; at + 4 <= value.size(); at += 4) {
    const int group = digit(at) << 18 | digit(at + 1) << 12 | digit(at + 2) << 6 | digit(at + 3);
    if (group < 0) break;
    char* const octets = &out[at / 4 * 3];
    octets[0] = static_cast<char>(group >> 16);
    octets[1] = static_cast<char>(group >> 8 & 0xFF);
    octets[2] = static_cast<char>(group & 0xFF);
  }
  return at;
}

/// Base64 (RFC 4648, section 4) with its padding; white space counts for nothing (RFC 6376, section 2.10), nor do the
/// bits that the last digit has too many.
static std::optional<std::string> decode_base64(std::string_view value) {
  std::string out(value.size(), '\0');
  std::size_t digits = decode_groups(value, out), size = digits / 4 * 3, padding = 0;
  unsigned bits = 0;  // of the digits so far; those that are out already run off at the top
  for (const char octet : value.substr(digits)) {
    const int digit = base64_values[static_cast<unsigned char>(octet)];
    if (digit >= 0 && padding == 0) {
      bits = bits << 6 | static_cast<unsigned>(digit);
      const std::size_t place = digits++ % 4;  // in a group of four digits, which stand for three octets
      if (place > 0) out[size++] = static_cast<char>(bits >> (6 - 2 * place) & 0xFF);
    } else if (octet == '=') {
      ++padding;
    } else if (!is_space(octet)) {
      return std::nullopt;
    }
  }
  if ((digits + padding) % 4 != 0 || padding > 2) return std::nullopt;
  out.resize(size);
  return out;
}

/// Whether a colon-separated value holds one of `words`.
static bool lists(std::string_view value, std::initializer_list<std::string_view> words) {
  const auto entries = colon_list(value);
  return std::any_of(entries.begin(), entries.end(), [&](std::string_view entry) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return equal_ignoring_case(entry, word); });
  });
}

static std::optional<ParseError> fault_of_version(const TagList& tags) {
  const std::string* version = tags.find("v");
  if (!version) return std::nullopt;
  if (tags.tags().front().name != "v") return ParseError{"v= is not the first tag"};
  if (*version != "DKIM1") return ParseError{fmt::format("v= is \"{}\" and not DKIM1", printable(*version))};
  return std::nullopt;
}

static std::optional<ParseError> read_algorithm(Key& key, const std::string& text) {
  if (text.empty()) return ParseError{"k= is empty"};
  key.algorithm_text = to_lower(text);
  if (key.algorithm_text == "rsa")
    key.algorithm = Algorithm::rsa;
  else if (key.algorithm_text == "ed25519")
    key.algorithm = Algorithm::ed25519;
  else
    key.algorithm = Algorithm::unknown;
  return std::nullopt;
}

/// Measures the key; nothing may be said about one of an unknown algorithm.
static std::optional<ParseError> measure(Key& key) {
  switch (key.algorithm) {
    case Algorithm::rsa: {
      const auto bits = rsa_modulus_bits(key.public_key);
      if (!bits) return ParseError{"p= holds no RSA public key"};
      key.bits = *bits;
      return std::nullopt;
    }
    case Algorithm::ed25519:
      if (key.public_key.size() != ed25519_octets)
        return ParseError{
            fmt::format("p= holds {} octets; an Ed25519 key has {}", key.public_key.size(), ed25519_octets)};
      key.bits = 256;
      return std::nullopt;
    case Algorithm::unknown:
      return std::nullopt;
  }
  return std::nullopt;
}

static std::optional<ParseError> read_public_key(Key& key, const std::string* value) {
  if (!value) return ParseError{"p= is missing"};
  auto decoded = decode_base64(*value);
  if (!decoded) return ParseError{"p= is no base64"};
  key.public_key = *std::move(decoded);
  return key.revoked() ? std::nullopt : measure(key);
}

bool Key::usable() const {
  if (revoked() || !accepts_sha256 || !for_email) return false;
  switch (algorithm) {
    case Algorithm::rsa:
      return bits >= least_rsa_bits;
    case Algorithm::ed25519:
      return true;
    case Algorithm::unknown:
      return false;
  }
  return false;
}

Result<Key, ParseError> parse(std::string_view text) {
  const auto tags = TagList::parse(text);
  if (!tags) return ParseError{tags.error()};
  if (auto fault = fault_of_version(*tags)) return *fault;
  Key key;
  if (const std::string* algorithm = tags->find("k"))
    if (auto fault = read_algorithm(key, *algorithm)) return *fault;
  if (const std::string* hashes = tags->find("h")) key.accepts_sha256 = lists(*hashes, {"sha256"});
  if (const std::string* services = tags->find("s")) key.for_email = lists(*services, {"*", "email"});
  if (const std::string* flags = tags->find("t")) key.testing = lists(*flags, {"y"});
  if (auto fault = read_public_key(key, tags->find("p"))) return *fault;
  return key;
}

}  // namespace mailready::dkim
