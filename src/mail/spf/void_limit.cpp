#include "mail/spf/void_limit.h"

#include <vector>

#include "mail/spf/coverage.h"
#include "mail/spf/paths.h"

namespace mailready::spf {
namespace {

/// The IPv6 networks that a term may match.
std::vector<Network> ipv6_networks(const Branch& branch) {
  const bool all = branch.exists || branch.term.is(Mechanism::Kind::all);
  return (all ? IpSet::everything() : branch.addresses).only(Family::ipv6).networks();
}

bool stops_ipv6(const Tree& tree) {
  std::vector<Network> in_front, behind;
  walk_paths(tree, [&](const Path& path) {
    if (!path.passes()) return;
    std::vector<Network>& side = is_over_void_limit(path.branch().voids_before.ipv6) ? behind : in_front;
    for (const Network& network : ipv6_networks(path.branch())) side.push_back(network);
  });
  return !IpSet(behind).intersected(coverage(tree).passed).without(IpSet(in_front)).empty();
}

}  // namespace

bool void_limit_stops_mail(const Tree& tree) {
  return is_over_void_limit(tree.voids.ipv4) || (is_over_void_limit(tree.voids.ipv6) && stops_ipv6(tree));
}

}  // namespace mailready::spf
