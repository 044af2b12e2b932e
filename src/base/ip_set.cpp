#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <utility>

#include "base/ip.h"

namespace mailready {

namespace {

constexpr Uint128 highest(Family family) { return family == Family::ipv4 ? Uint128{0xFFFF'FFFF} : ~Uint128{0}; }

constexpr std::array families{Family::ipv4, Family::ipv6};

int trailing_zeros(Uint128 value) {
  const auto low = static_cast<std::uint64_t>(value);
  return low != 0 ? std::countr_zero(low) : 64 + std::countr_zero(static_cast<std::uint64_t>(value >> 64));
}

/// The shortest prefix of a network that begins at `first` and ends at or before `last`.
int widest_prefix(Uint128 first, Uint128 last, Family family) {
  int bits = std::min(first == 0 ? address_bits(family) : trailing_zeros(first), address_bits(family));
  const auto end = [&] { return first + (bits == 128 ? ~Uint128{0} : (Uint128{1} << bits) - 1); };
  while (end() > last) --bits;
  return address_bits(family) - bits;
}

}  // namespace

IpSet::IpSet(const std::vector<Network>& networks) {
  for (const Network& network : networks) ranges(network.address.family).push_back(range_of(network));
  for (const Family family : families) {
    std::sort(ranges(family).begin(), ranges(family).end());
    ranges(family) = coalesced(ranges(family));
  }
}

IpSet IpSet::everything() {
  IpSet all;
  for (const Family family : families) all.ranges(family) = {{0, highest(family)}};
  return all;
}

bool IpSet::contains(const IpAddress& address) const {
  const Ranges& all = ranges(address.family);
  const auto after = std::upper_bound(all.begin(), all.end(), address.value,
                                      [](Uint128 value, const Range& range) { return value < range.first; });
  return after != all.begin() && address.value <= std::prev(after)->last;
}

bool IpSet::covers(const IpSet& other) const { return other.without(*this).empty(); }

bool IpSet::is_all_of(Family family) const { return ranges(family) == Ranges{{0, highest(family)}}; }

IpSet IpSet::united(const IpSet& other) const {
  IpSet result;
  for (const Family family : families) result.ranges(family) = unite(ranges(family), other.ranges(family));
  return result;
}

IpSet IpSet::intersected(const IpSet& other) const {
  IpSet result;
  for (const Family family : families) result.ranges(family) = intersect(ranges(family), other.ranges(family));
  return result;
}

IpSet IpSet::without(const IpSet& other) const {
  IpSet result;
  for (const Family family : families)
    result.ranges(family) = intersect(ranges(family), complement(other.ranges(family), family));
  return result;
}

IpSet IpSet::only(Family family) const {
  IpSet result;
  result.ranges(family) = ranges(family);
  return result;
}

std::vector<Network> IpSet::networks() const {
  std::vector<Network> result;
  for (const Family family : families) {
    for (const Range& range : ranges(family)) {
      for (Uint128 first = range.first;;) {
        const int prefix = widest_prefix(first, range.last, family);
        result.push_back(Network::of({family, first}, prefix));
        const Uint128 end = range_of(result.back()).last;
        if (end == range.last) break;  // before stepping on: past the highest address the sum would wrap
        first = end + 1;
      }
    }
  }
  return result;
}

IpSet::Range IpSet::range_of(const Network& network) {
  const Family family = network.address.family;
  const int bits = address_bits(family) - network.prefix;
  const Uint128 size = bits == 128 ? ~Uint128{0} : (Uint128{1} << bits) - 1;
  return {network.address.value, network.address.value + size};
}

IpSet::Ranges IpSet::coalesced(const Ranges& sorted) {
  Ranges merged;
  for (const Range& range : sorted) {
    // Adjacent ranges merge too. `last + 1` may wrap to 0; then `last` is the highest address and the first test holds.
    const bool joins = !merged.empty() && (range.first <= merged.back().last || range.first == merged.back().last + 1);
    if (joins)
      merged.back().last = std::max(merged.back().last, range.last);
    else
      merged.push_back(range);
  }
  return merged;
}

IpSet::Ranges IpSet::unite(const Ranges& a, const Ranges& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  Ranges both;
  both.reserve(a.size() + b.size());
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return coalesced(both);
}

IpSet::Ranges IpSet::intersect(const Ranges& a, const Ranges& b) {
  Ranges result;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    const Uint128 first = std::max(i->first, j->first), last = std::min(i->last, j->last);
    if (first <= last) result.push_back({first, last});
    i->last < j->last ? ++i : ++j;
  }
  return result;
}

IpSet::Ranges IpSet::complement(const Ranges& ranges, Family family) {
  Ranges result;
  Uint128 next = 0;
  for (const Range& range : ranges) {
    if (range.first > next) result.push_back({next, range.first - 1});
    if (range.last == highest(family)) return result;
    next = range.last + 1;
  }
  result.push_back({next, highest(family)});
  return result;
}

}  // namespace mailready
