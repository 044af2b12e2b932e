#include "lint/name_servers.h"

namespace mailready::lint {

Outcome name_servers(const survey::Facts& facts, NameServerCheck check) {
  if (facts.zone.unknown()) return undecided(facts.domain, facts.zone.failure());
  if (facts.zone.absent()) return {};
  const survey::ZoneFacts& zone = *facts.zone;
  if (zone.servers.unknown()) return undecided(zone.apex, zone.servers.failure());
  return zone.servers ? check(zone, *zone.servers) : Outcome{};
}

}  // namespace mailready::lint
