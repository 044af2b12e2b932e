// Rules as users name them: by id, or by family.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lint/rule.h"

namespace mailready::cli {

/// The rules that `pattern` names, at least one; the error is a sentence with the nearest name.
Result<std::vector<const lint::Rule*>, std::string> find_rules(std::string_view pattern);

/// The rules that `pattern` names, at least one. Throws UsageError, with the nearest name, where there is none;
/// `where` says who asked.
std::vector<const lint::Rule*> rules_named(const std::string& pattern, std::string_view where);

}  // namespace mailready::cli
