// Answers as if a part of the DNS were lost.
#pragma once
#include <vector>

#include "dns/resolver.h"

namespace mailready::dns {

/// The names at and below which nothing is as it was.
struct Faults {
  std::vector<Name> silent{};  ///< their servers do not answer: `timed_out`
  std::vector<Name> gone{};    ///< they do not exist: NXDOMAIN
};

/// Lays faults over what another resolver knows. They reach whoever comes to a lost name through an alias.
class FaultResolver final : public Resolver {
 public:
  /// `inner` outlives this.
  FaultResolver(Resolver& inner, Faults faults) : inner_(inner), faults_(std::move(faults)) {}

  Task<Reply> ask(Question question) override;

 private:
  Reply with_faults(Question question, Reply reply) const;

  Resolver& inner_;
  Faults faults_;
};

}  // namespace mailready::dns
