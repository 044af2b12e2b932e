// Hosts that commonly fail as one, because one router stands before them all.
#pragma once
#include <string>
#include <vector>

#include "survey/facts.h"

namespace mailready::lint {

/// The networks that all the hosts have in common, as text: at most one /24 of IPv4 and one /48 of IPv6, the smallest
/// blocks that are routed on the Internet by themselves. Absent where hosts stand apart, where nothing shows that they
/// do not, and with fewer than two hosts that have addresses; unknown where an answer is missing that could part them.
dns::Fact<std::vector<std::string>> shared_networks(const std::vector<const survey::HostFacts*>& hosts);

}  // namespace mailready::lint
