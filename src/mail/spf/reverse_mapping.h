// The names of a client's reverse mapping, for `ptr` and `%{p}` (RFC 7208, sections 5.5 and 7.3).
#pragma once
#include <string>
#include <vector>

#include "base/ip.h"
#include "dns/resolver.h"
#include "dns/task.h"

namespace mailready::spf {

constexpr std::size_t ptr_name_limit = 10;  ///< RFC 7208, section 4.6.4

struct ReverseMapping {
  bool is_void = false;              ///< the PTR answer was empty or NXDOMAIN
  std::vector<dns::Name> validated;  ///< the names that lead back to the address, in the order of the answer

  /// What `%{p}` stands for in the record of `domain`: the domain itself, else a name below it, else any, else
  /// "unknown".
  std::string name_for(const dns::Name& domain) const;
};

/// "4.3.2.1.in-addr.arpa"
dns::Name reverse_name(const IpAddress& address);

/// Asks for the names of `address`, and for the addresses of the first ten. A question that gets no answer makes a name
/// not validated, and nothing else.
dns::Task<ReverseMapping> reverse_mapping(dns::Resolver& resolver, IpAddress address);

}  // namespace mailready::spf
