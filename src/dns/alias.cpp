#include "dns/alias.h"

#include <fmt/format.h>

#include <algorithm>

namespace mailready::dns {

bool AliasChain::follow(Record alias) {
  const Name& next = target(alias);
  const bool loops =
      next == end() || std::any_of(aliases_.begin(), aliases_.end(), [&](const Record& r) { return r.owner == next; });
  if (loops || aliases_.size() == longest_alias_chain) return false;
  aliases_.push_back(std::move(alias));
  return true;
}

Failure AliasChain::failure(const std::string& server) const {
  const std::string detail =
      aliases_.size() == longest_alias_chain
          ? fmt::format("more than {} aliases follow {}", longest_alias_chain, question_.name.to_string())
          : fmt::format("the aliases of {} run in a circle", question_.name.to_string());
  return {Failure::Kind::lame, question_, server, detail, aliases_};
}

}  // namespace mailready::dns
