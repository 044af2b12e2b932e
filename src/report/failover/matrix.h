// The failover matrix for people.
#pragma once
#include "report/failover/simulation.h"
#include "report/page.h"

namespace mailready::report {

/// A table with a row a loss, what is behind the rows that are no plain survival, the clock, and the verdict.
void write_matrix(Page& page, const Simulation& simulation, bool verbose);

/// How long it takes until everybody sees a change, and whether that is within the time that the owner can bear.
void write_clock(Page& page, const Simulation& simulation);

}  // namespace mailready::report
