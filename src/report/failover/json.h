// What `simulate` has found, as JSON. The keys are a public interface: further ones may be added.
#pragma once
#include "report/failover/simulation.h"
#include "report/json_writer.h"

namespace mailready::report {

void write_simulation(JsonWriter& json, const Simulation& simulation);

}  // namespace mailready::report
