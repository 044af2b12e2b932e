// The result for a line of a list that is no domain name.
#pragma once
#include <string>

#include "lint/engine.h"

namespace mailready::cli {

/// One `domain-invalid` finding about the line `text`, with `reason` (a sentence) as its message, at the level that
/// `settings` give that rule. `--select` does not take it away: a line that was not checked must not read as a pass.
lint::Judgement judge_invalid(const std::string& text, const std::string& reason, const lint::Settings& settings);

}  // namespace mailready::cli
