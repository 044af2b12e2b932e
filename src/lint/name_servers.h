// What the rules about name servers share. They speak of the zone that holds the domain.
#pragma once
#include <string>
#include <vector>

#include "lint/finding.h"
#include "survey/facts.h"

namespace mailready::lint {

using NameServerCheck = Outcome (*)(const survey::ZoneFacts& zone, const std::vector<survey::NameServerFacts>& servers);

/// Judges the servers of the zone. Undecided where the zone or its NS records are unknown; nothing where a zone file
/// holds none.
Outcome name_servers(const survey::Facts& facts, NameServerCheck check);

}  // namespace mailready::lint
