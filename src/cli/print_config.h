// `--print-config`: the plan that is in force, as a plan file that says the same.
#pragma once
#include <string>
#include <vector>

#include "cli/plans.h"
#include "lint/engine.h"

namespace mailready::cli {

/// The plans of `domains`; without any, of all that the file names and of the domains that it does not name. `settings`
/// decide the levels of the rules.
std::string config_text(const Plans& plans, const PlanFile& file, const lint::Settings& settings,
                        const std::vector<dns::Name>& domains);

}  // namespace mailready::cli
