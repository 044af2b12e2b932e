#include "survey/zone_facts.h"

#include <algorithm>

namespace mailready::survey {

std::chrono::seconds ZoneFacts::negative_ttl() const {
  return std::min(soa.ttl, std::get<dns::Soa>(soa.rdata).minimum);
}

bool ZoneFacts::negative_ttl_exact() const { return soa_ttl_exact || soa.ttl >= std::get<dns::Soa>(soa.rdata).minimum; }

}  // namespace mailready::survey
