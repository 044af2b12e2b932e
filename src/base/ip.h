// IP addresses, networks, and exact arithmetic on sets of them.
#pragma once
#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailready {

__extension__ using Uint128 = unsigned __int128;

enum class Family { ipv4, ipv6 };

/// The number of bits of an address of `family`: 32 or 128.
constexpr int address_bits(Family family) { return family == Family::ipv4 ? 32 : 128; }

/// One IPv4 or IPv6 address. An IPv4-mapped IPv6 address (::ffff:0:0/96) stays an IPv6 address.
struct IpAddress {
  Family family = Family::ipv4;
  Uint128 value = 0;  ///< the address as a number, in host order

  /// Reads dotted-decimal IPv4 (four octets, no leading zeros) or RFC 4291, section 2.2 IPv6 text; no zone index.
  static std::optional<IpAddress> parse(std::string_view text);
  static IpAddress from_octets(const std::array<std::uint8_t, 4>& octets);
  static IpAddress from_octets(const std::array<std::uint8_t, 16>& octets);

  static constexpr std::size_t longest_text = 39;  ///< eight groups of four digits, and what stands between them
  /// Dotted-decimal, or the canonical text of RFC 5952.
  std::string to_string() const;
  /// Writes the same to `text`, which has room for the longest; returns its end.
  char* write(char* text) const;

  bool operator==(const IpAddress&) const = default;
  std::strong_ordering operator<=>(const IpAddress&) const = default;
};

/// An address block. Host bits are cleared on construction.
struct Network {
  IpAddress address;
  int prefix = 32;

  /// Precondition: 0 <= prefix <= address_bits(address.family).
  static Network of(IpAddress address, int prefix);
  /// Reads "ADDRESS/PREFIX" or a bare address.
  static std::optional<Network> parse(std::string_view text);

  bool contains(const IpAddress& other) const;
  static constexpr std::size_t longest_text = IpAddress::longest_text + 4;
  /// "192.0.2.0/24"; a single address prints without its prefix.
  std::string to_string() const;
  /// Writes the same to `text`, which has room for the longest; returns its end.
  char* write(char* text) const;

  bool operator==(const Network&) const = default;
  std::strong_ordering operator<=>(const Network&) const = default;
};

/// A set of addresses of both families, kept as sorted, disjoint, maximal ranges. All operations are exact.
class IpSet {
 public:
  IpSet() = default;
  explicit IpSet(const Network& network) { ranges(network.address.family).push_back(range_of(network)); }
  explicit IpSet(const std::vector<Network>& networks);
  /// Every address of both families.
  static IpSet everything();

  bool empty() const { return v4_.empty() && v6_.empty(); }
  bool contains(const IpAddress& address) const;
  bool covers(const IpSet& other) const;
  /// Holds every address of `family`.
  bool is_all_of(Family family) const;
  bool has(Family family) const { return !ranges(family).empty(); }

  /// The union of many sets.
  static IpSet sum(const std::vector<const IpSet*>& sets);

  // Each of these takes time linear in the two sets: build a set of many networks, or of many sets, at once.
  IpSet united(const IpSet& other) const;
  IpSet intersected(const IpSet& other) const;
  IpSet without(const IpSet& other) const;
  /// The part of one family.
  IpSet only(Family family) const;

  /// The fewest networks that make up exactly this set, IPv4 first, in ascending order.
  std::vector<Network> networks() const;
  /// Visits them without a list.
  template <std::invocable<const Network&> Visit>
  void visit_networks(Visit visit) const;

  bool operator==(const IpSet&) const = default;

 private:
  struct Range {
    Uint128 first, last;  // both inclusive
    auto operator<=>(const Range&) const = default;
  };
  using Ranges = std::vector<Range>;

  const Ranges& ranges(Family family) const { return family == Family::ipv4 ? v4_ : v6_; }
  Ranges& ranges(Family family) { return family == Family::ipv4 ? v4_ : v6_; }
  void normalise();
  static Range range_of(const Network& network);
  static Network widest(const Range& range, Family family);
  static void coalesce(Ranges& sorted);
  static Ranges unite(const Ranges& a, const Ranges& b);
  static Ranges intersect(const Ranges& a, const Ranges& b);
  static Ranges subtract(const Ranges& a, const Ranges& b);

  Ranges v4_, v6_;
};

template <std::invocable<const Network&> Visit>
void IpSet::visit_networks(Visit visit) const {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    for (Range left : ranges(family)) {
      for (;;) {
        const Network network = widest(left, family);
        visit(network);
        const Uint128 end = range_of(network).last;
        if (end == left.last) break;  // before stepping on: past the highest address the sum would wrap
        left.first = end + 1;
      }
    }
  }
}

/// Whether the public Internet can reach `address`: not private, loopback, link-local, documentation or otherwise
/// reserved in the IANA special-purpose registries (RFC 6890, RFC 8190).
bool is_public(const IpAddress& address);

}  // namespace mailready
