#include "mail/dkim/key.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "mail/dkim/rsa_key.h"
#include "mail/tag_list.h"

namespace mailready::dkim {

constexpr std::size_t ed25519_octets = 32;  // RFC 8463, section 4

static bool is_base64_octet(char octet) {
  return (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') ||
         octet == '+' || octet == '/';
}

/// Base64 (RFC 4648, section 4) with its padding, after white space was taken out (RFC 6376, section 2.10).
static std::optional<std::string> decode_base64(std::string_view value) {
  std::string text;
  std::copy_if(value.begin(), value.end(), std::back_inserter(text),
               [](char octet) { return octet != ' ' && octet != '\t' && octet != '\r' && octet != '\n'; });
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.size() - std::min(text.find('='), text.size());
  if (padding > 2 || text.find_first_not_of('=', text.size() - padding) != text.npos) return std::nullopt;
  if (!std::all_of(text.begin(), text.end() - static_cast<std::ptrdiff_t>(padding), is_base64_octet))
    return std::nullopt;
  std::string out(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  out.resize(static_cast<std::size_t>(size) - padding);
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
  const auto decoded = decode_base64(*value);
  if (!decoded) return ParseError{"p= is no base64"};
  key.public_key = *decoded;
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
