#include "base/ip.h"

#include <arpa/inet.h>
#include <algorithm>
#include <cassert>
#include <charconv>
#include <initializer_list>
#include <span>
#include <utility>

namespace mailready {

using namespace std::string_view_literals;

namespace {

template <std::size_t Size>
Uint128 number(const std::array<std::uint8_t, Size>& octets) {
  Uint128 value = 0;
  for (const std::uint8_t octet : octets) value = (value << 8) | octet;
  return value;
}

constexpr std::size_t longest_text = INET6_ADDRSTRLEN - 1;

template <class Octets>
std::optional<IpAddress> read(int family, const std::string& text) {
  Octets octets{};
  if (inet_pton(family, text.c_str(), octets.data()) != 1) return std::nullopt;
  return IpAddress::from_octets(octets);
}

char* write_number(char* text, std::uint32_t number, int numeral_base = 10) {
  constexpr std::ptrdiff_t most_digits = 4;
  return std::to_chars(text, text + most_digits, number, numeral_base).ptr;
}

char* write_ipv4(char* text, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) {
    text = write_number(text, (value >> shift) & 0xFF);
    if (shift > 0) *text++ = '.';
  }
  return text;
}

using Groups = std::array<std::uint16_t, 8>;

Groups groups_of(Uint128 value) {
  Groups groups{};
  for (std::size_t i = 0; i < groups.size(); ++i) groups[i] = static_cast<std::uint16_t>(value >> (112 - 16 * i));
  return groups;
}

struct Run {
  std::size_t begin = 0, size = 0;
};

/// The run of zero groups that "::" stands for: the longest, the first of equals, never a single group
/// (RFC 5952, section 4.2).
Run longest_zero_run(const Groups& groups) {
  Run best, current;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    current = groups[i] != 0 ? Run{i + 1, 0} : Run{current.begin, current.size + 1};
    if (current.size > best.size) best = current;
  }
  return best.size > 1 ? best : Run{};
}

char* write_groups(char* text, std::span<const std::uint16_t> groups) {
  for (bool first = true; const std::uint16_t group : groups) {
    if (!std::exchange(first, false)) *text++ = ':';
    text = write_number(text, group, 16);
  }
  return text;
}

char* write_ipv6(char* text, Uint128 value) {
  // Mixed notation where the prefix says that an IPv4 address is embedded (RFC 5952, section 5).
  if (value >> 32 == 0xFFFF)
    return write_ipv4(std::ranges::copy("::ffff:"sv, text).out, static_cast<std::uint32_t>(value));
  const Groups groups = groups_of(value);
  const Run zeros = longest_zero_run(groups);
  if (zeros.size == 0) return write_groups(text, groups);
  text = write_groups(text, std::span(groups).first(zeros.begin));
  text = std::ranges::copy("::"sv, text).out;
  return write_groups(text, std::span(groups).subspan(zeros.begin + zeros.size));
}

template <class Block>
std::string written(const Block& block) {
  std::array<char, Block::longest_text> text;
  return {text.data(), block.write(text.data())};
}

Uint128 host_bits(Family family, int prefix) {
  const int bits = address_bits(family) - prefix;
  return bits == 128 ? ~Uint128{0} : (Uint128{1} << bits) - 1;
}

/// A prefix length without sign or leading zeros, in the bounds of `family`.
std::optional<int> read_prefix(std::string_view text, Family family) {
  int prefix = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), prefix);
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  if (prefix > address_bits(family)) return std::nullopt;
  return prefix;
}

bool in_any(const IpAddress& address, std::span<const Network> networks) {
  return std::any_of(networks.begin(), networks.end(), [&](const Network& n) { return n.contains(address); });
}

constexpr Network v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, int prefix) {
  return {{Family::ipv4, (a << 24) | (b << 16) | (c << 8)}, prefix};
}

constexpr Network v6(std::uint64_t high, int prefix) { return {{Family::ipv6, Uint128{high} << 64}, prefix}; }

// The IANA IPv4 Special-Purpose Address Registry, less the AS112 and AMT blocks, which it calls globally reachable,
// and multicast (RFC 5771). All of 192.0.0.0/24 counts: what is reachable in it is anycast of protocols, no host.
constexpr std::array special_v4{
    v4(0, 0, 0, 8),        // "this network", RFC 791
    v4(10, 0, 0, 8),       // private use, RFC 1918
    v4(100, 64, 0, 10),    // shared address space, RFC 6598
    v4(127, 0, 0, 8),      // loopback, RFC 1122
    v4(169, 254, 0, 16),   // link local, RFC 3927
    v4(172, 16, 0, 12),    // private use, RFC 1918
    v4(192, 0, 0, 24),     // IETF protocol assignments, RFC 6890
    v4(192, 0, 2, 24),     // documentation, RFC 5737
    v4(192, 88, 99, 24),   // 6to4 relay anycast, withdrawn by RFC 7526
    v4(192, 168, 0, 16),   // private use, RFC 1918
    v4(198, 18, 0, 15),    // benchmarking, RFC 2544
    v4(198, 51, 100, 24),  // documentation, RFC 5737
    v4(203, 0, 113, 24),   // documentation, RFC 5737
    v4(224, 0, 0, 4),      // multicast, RFC 5771
    v4(240, 0, 0, 4),      // reserved, and the limited broadcast address, RFC 1112 and RFC 919
};

constexpr Network global_unicast = v6(0x2000'0000'0000'0000, 3);  // RFC 4291, section 2.4, as IANA assigns from it
constexpr Network six_to_four = v6(0x2002'0000'0000'0000, 16);    // RFC 3056

// What lies in 2000::/3 and is special. All of 2001::/23 counts, as 192.0.0.0/24 does: Teredo, benchmarking, ORCHIDs
// and anycast of protocols, none of which a mail host has for its address.
constexpr std::array special_v6{
    v6(0x2001'0000'0000'0000, 23),  // IETF protocol assignments, RFC 2928
    v6(0x2001'0DB8'0000'0000, 32),  // documentation, RFC 3849
    v6(0x3FFF'0000'0000'0000, 20),  // documentation, RFC 9637
};

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  // inet_pton stops at a NUL octet, so that "192.0.2.1\0…" would pass.
  if (text.size() > longest_text || text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string terminated(text);
  if (text.find(':') != std::string_view::npos) return read<std::array<std::uint8_t, 16>>(AF_INET6, terminated);
  return read<std::array<std::uint8_t, 4>>(AF_INET, terminated);
}

IpAddress IpAddress::from_octets(const std::array<std::uint8_t, 4>& octets) { return {Family::ipv4, number(octets)}; }

IpAddress IpAddress::from_octets(const std::array<std::uint8_t, 16>& octets) { return {Family::ipv6, number(octets)}; }

char* IpAddress::write(char* text) const {
  return family == Family::ipv4 ? write_ipv4(text, static_cast<std::uint32_t>(value)) : write_ipv6(text, value);
}

std::string IpAddress::to_string() const { return written(*this); }

Network Network::of(IpAddress address, int prefix) {
  assert(prefix >= 0 && prefix <= address_bits(address.family));
  address.value &= ~host_bits(address.family, prefix);
  return {address, prefix};
}

std::optional<Network> Network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return of(*address, address_bits(address->family));
  const auto prefix = read_prefix(text.substr(slash + 1), address->family);
  if (!prefix) return std::nullopt;
  return of(*address, *prefix);
}

bool Network::contains(const IpAddress& other) const {
  return other.family == address.family && (other.value & ~host_bits(address.family, prefix)) == address.value;
}

char* Network::write(char* text) const {
  text = address.write(text);
  if (prefix == address_bits(address.family)) return text;
  *text++ = '/';
  return write_number(text, static_cast<std::uint32_t>(prefix));
}

std::string Network::to_string() const { return written(*this); }

bool is_public(const IpAddress& address) {
  if (address.family == Family::ipv4) return !in_any(address, special_v4);
  // A 6to4 site is reached through the IPv4 address in its prefix, and only if that is public (RFC 3056, section 2).
  if (six_to_four.contains(address)) return is_public({Family::ipv4, (address.value >> 80) & 0xFFFF'FFFF});
  return global_unicast.contains(address) && !in_any(address, special_v6);
}

}  // namespace mailready
