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

}  // namespace

IpSet::IpSet(const std::vector<Network>& networks) {
  for (const Network& network : networks) ranges(network.address.family).push_back(range_of(network));
  if (networks.size() > 1) normalise();
}

IpSet IpSet::everything() {
  IpSet all;
  for (const Family family : families) all.ranges(family) = {{0, highest(family)}};
  return all;
}

IpSet IpSet::sum(const std::vector<const IpSet*>& sets) {
  IpSet result;
  for (const Family family : families) {
    std::size_t size = 0;
    for (const IpSet* set : sets) size += set->ranges(family).size();
    Ranges& all = result.ranges(family);
    all.reserve(size);
    for (const IpSet* set : sets) all.insert(all.end(), set->ranges(family).begin(), set->ranges(family).end());
  }
  result.normalise();
  return result;
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
  for (const Family family : families) result.ranges(family) = subtract(ranges(family), other.ranges(family));
  return result;
}

IpSet IpSet::only(Family family) const {
  IpSet result;
  result.ranges(family) = ranges(family);
  return result;
}

std::vector<Network> IpSet::networks() const {
  std::vector<Network> result;
  visit_networks([&](const Network& network) { result.push_back(network); });
  return result;
}

/// The widest network that begins where `range` does and ends in it.
Network IpSet::widest(const Range& range, Family family) {
  const int most = address_bits(family);
  int bits = range.first == 0 ? most : std::min(trailing_zeros(range.first), most);
  const auto end = [&] { return range.first + (bits == 128 ? ~Uint128{0} : (Uint128{1} << bits) - 1); };
  while (end() > range.last) --bits;
  return {{family, range.first}, most - bits};
}

IpSet::Range IpSet::range_of(const Network& network) {
  const Family family = network.address.family;
  const int bits = address_bits(family) - network.prefix;
  const Uint128 size = bits == 128 ? ~Uint128{0} : (Uint128{1} << bits) - 1;
  return {network.address.value, network.address.value + size};
}

void IpSet::normalise() {
  for (const Family family : families) {
    std::sort(ranges(family).begin(), ranges(family).end());
    coalesce(ranges(family));
  }
}

void IpSet::coalesce(Ranges& sorted) {
  if (sorted.empty()) return;
  auto merged = sorted.begin();
  for (auto range = std::next(merged); range != sorted.end(); ++range) {
    // Adjacent ranges merge too. `last + 1` may wrap to 0; then `last` is the highest address and the first test holds.
    const bool joins = range->first <= merged->last || range->first == merged->last + 1;
    if (joins)
      merged->last = std::max(merged->last, range->last);
    else
      *++merged = *range;
  }
  sorted.erase(std::next(merged), sorted.end());
}

IpSet::Ranges IpSet::unite(const Ranges& a, const Ranges& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  Ranges both;
  both.reserve(a.size() + b.size());
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  coalesce(both);
  return both;
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

IpSet::Ranges IpSet::subtract(const Ranges& a, const Ranges& b) {
  if (b.empty()) return a;
  Ranges result;
  result.reserve(a.size());
  auto hole = b.begin();
  for (Range left : a) {
    while (hole != b.end() && hole->last < left.first) ++hole;
    for (; hole != b.end() && hole->first <= left.last; ++hole) {
      if (left.first < hole->first) result.push_back({left.first, hole->first - 1});
      if (hole->last >= left.last) break;  // it may take from the next range too
      left.first = hole->last + 1;
    }
    const bool all_taken = hole != b.end() && hole->first <= left.last;
    if (!all_taken) result.push_back(left);
  }
  return result;
}

}  // namespace mailready
