// The pages of docs/rules/, in Markdown, made from the rules themselves.
#pragma once
#include <span>
#include <string>

#include "lint/rule.h"

namespace mailready::report {

/// What breaks and how to mend it, what is found and what is well, how to silence it, and where it is written.
std::string rule_page(const lint::Rule& rule);
/// A row a rule, each with a link to its page in the same folder.
std::string rule_table(std::span<const lint::Rule* const> rules);

}  // namespace mailready::report
