// Zone files laid over the rest of the DNS: an unpublished zone is checked as if it were live.
#pragma once
#include "dns/resolver.h"
#include "dns/zone_resolver.h"

namespace mailready::dns {

/// Asks the files first, and `rest` for what they do not cover: other names, what they delegate, and where their
/// aliases lead. An alias chain that comes back into a zone from outside is continued in the zone.
class Overlay final : public Resolver {
 public:
  /// Both outlive this. Without `rest` there is no network, and what the files do not cover fails as `offline`.
  Overlay(const ZoneResolver& zones, Resolver* rest) : zones_(zones), rest_(rest) {}

  Task<Reply> ask(Question question) override;

 private:
  Task<Reply> ask_one(Question question);

  const ZoneResolver& zones_;
  Resolver* rest_;
};

}  // namespace mailready::dns
