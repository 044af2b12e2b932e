#include "lint/dmarc_steps.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace mailready::lint {

std::vector<const dmarc::Step*> steps_to_policy(const dmarc::Walk& walk) {
  std::vector<const dmarc::Step*> steps;
  for (const dmarc::Step& step : walk.steps) {
    if (step.name != walk.domain && step.name.label_count() == 1) break;
    steps.push_back(&step);
    if (step.record) break;
  }
  return steps;
}

std::size_t record_count(const dmarc::Step& step) {
  return static_cast<std::size_t>(std::ranges::count_if(step.policies, dmarc::has_version));
}

std::string policy_name(const dns::Name& domain) { return "_dmarc." + domain.to_string(); }

std::vector<std::string> evidence(const dmarc::Step& step) {
  std::vector<std::string> lines;
  for (const std::string& text : step.policies)
    lines.push_back(fmt::format("{}. TXT {}", policy_name(step.name), quoted_strings({text})));
  return lines;
}

}  // namespace mailready::lint
