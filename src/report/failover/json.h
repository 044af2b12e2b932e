// What `simulate` has found, as JSON. The keys are a public interface: further ones may be added.
#pragma once
#include "report/failover/simulation.h"
#include "report/json.h"

namespace mailready::report {

Json simulation_json(const Simulation& simulation);

}  // namespace mailready::report
