// The addresses of a host. Knows no Asio.
#pragma once
#include <vector>

#include "dns/answer.h"

namespace mailready::survey {

using dns::Fact;

/// A host's addresses. A and AAAA are two questions and fail apart.
struct HostFacts {
  Fact<std::vector<IpAddress>> ipv4, ipv6;  ///< absent: none
  std::vector<dns::Record> aliases;         ///< the CNAME chain of the host, if it is an alias
  bool is_alias() const { return !aliases.empty(); }
  bool has_address() const { return ipv4.present() || ipv6.present(); }
  /// Certain to have none.
  bool unresolvable() const { return ipv4.absent() && ipv6.absent(); }
  const dns::Failure* failure() const;       ///< of either question, the first that failed
  std::vector<IpAddress> addresses() const;  ///< all that are known, IPv4 first
};

}  // namespace mailready::survey
