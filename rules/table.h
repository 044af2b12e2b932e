// The table of all rules, sorted by id. CMake writes it from the files of this folder.
#pragma once
#include <span>

#include "lint/rule.h"

namespace mailready::rules {

std::span<const lint::Rule* const> all();

}  // namespace mailready::rules
