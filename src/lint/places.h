// Where what a finding is about was written: a line of a zone file or of the plan file.
#pragma once
#include <optional>
#include <vector>

#include "lint/rule.h"

namespace mailready::lint {

/// The line that names the domain: its entry in the plan file, else its first record in a zone file.
std::optional<dns::Place> place_of_domain(const Facts& facts, const Plan& plan);

/// Gives each finding without a place that of the record that it quotes, or of the set that it is about; else that of
/// the plan's entry for its ESP; else the line that names the domain.
void set_places(std::vector<Finding>& findings, const Facts& facts, const Plan& plan);

}  // namespace mailready::lint
