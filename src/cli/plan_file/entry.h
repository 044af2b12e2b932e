// An object of `domains`, or `defaults`.
#pragma once
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "cli/plan_file/plan_file.h"
#include "cli/plan_file/reading.h"

namespace mailready::cli {

/// What it says; whatever cannot be read is complained of and left out.
PlanEntry read_entry(Reading& reading, const Located& value);

/// The keys of it, and of the objects in it, by what the objects are.
std::map<std::string_view, std::vector<std::string_view>> entry_keys();

}  // namespace mailready::cli
