// Who stands behind the parts of a domain's mail.
#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "survey/facts.h"

namespace mailready::failover {

/// A company, or an autonomous system, with all that stands or falls with it.
struct Operator {
  std::string id{};    ///< "Cloudflare", "AS13335"; the domain of name servers that the catalogue does not know
  std::string name{};  ///< "Cloudflare"
  std::set<std::string> providers{};  ///< ids of the ESPs
  std::set<dns::Name> exchanges{}, name_servers{};

  std::size_t size() const { return providers.size() + exchanges.size() + name_servers.size(); }
};

/// The operators of the ESPs, exchanges and name servers, as far as the catalogue and the origins of the addresses
/// tell. Name servers that nobody in the catalogue runs are one operator where their names have one parent.
std::vector<Operator> operators(const survey::Facts& facts, const survey::Plan& plan);

/// Who runs an exchange; empty where the catalogue does not know.
std::string operator_of(const survey::ExchangeFacts& exchange);

}  // namespace mailready::failover
