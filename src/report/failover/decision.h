// GO or NO-GO, on one screen.
#pragma once
#include "report/failover/simulation.h"
#include "report/page.h"

namespace mailready::report {

/// The one case of `simulation`: the call, whether receivers accept, what DNS needs, where to switch to, the status
/// pages, how long a change takes, and what was not checked.
void write_decision(Page& page, const Simulation& simulation);

}  // namespace mailready::report
