// Whether the domain's records still resolve once name servers are lost.
#pragma once
#include <string>
#include <vector>

#include "failover/part.h"
#include "failover/verdict.h"

namespace mailready::failover {

struct NameService {
  Verdict verdict = Verdict::untouched;
  std::size_t all = 0;                 ///< how many name servers the zone has
  std::vector<dns::Name> remaining{};  ///< the name servers that still answer
  std::vector<std::string> notes{};    ///< why it is not plain survival: clauses, safe to show
};

/// Judges what remains of the zone's name servers without those of `part`.
NameService name_service_without(const survey::Facts& facts, const Part& part);

}  // namespace mailready::failover
