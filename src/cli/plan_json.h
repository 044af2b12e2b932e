// A plan as the plan file has it.
#pragma once
#include "report/json_writer.h"
#include "survey/plan.h"

namespace mailready::cli {

/// Every key that the plan says something by: what it leaves out is the same by default.
void write_plan(report::JsonWriter& json, const survey::Plan& plan);

}  // namespace mailready::cli
