#include "survey/zone_facts.h"

#include <algorithm>

namespace mailready::survey {

std::chrono::seconds ZoneFacts::negative_ttl() const {
  return std::min(soa.ttl, std::get<dns::Soa>(soa.rdata).minimum);
}

}  // namespace mailready::survey
