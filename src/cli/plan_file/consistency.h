// What concerns several keys of a plan file at once.
#pragma once
#include "cli/plan_file/plan_file.h"
#include "cli/plan_file/reading.h"

namespace mailready::cli {

/// Complains where the entries contradict themselves: shares over the whole, a backup where there is said to be none,
/// suppressions for services that nobody knows.
void check_consistency(Reading& reading, const PlanFile& file);

}  // namespace mailready::cli
