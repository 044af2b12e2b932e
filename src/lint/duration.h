// How long something lasts, in words.
#pragma once
#include <chrono>
#include <string>

namespace mailready::lint {

/// "1 day", "90 minutes", "3700 seconds": in the largest unit that leaves no rest.
std::string duration_text(std::chrono::seconds duration);

}  // namespace mailready::lint
