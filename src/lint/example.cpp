#include "lint/example.h"

#include <algorithm>

namespace mailready::lint {
namespace {

ExamplePart::Kind kind_of(std::string_view text) {
  if (text.starts_with("mailready ")) return ExamplePart::Kind::command;
  if (text.starts_with('"')) return ExamplePart::Kind::plan;
  if (text.starts_with("version: STSv1")) return ExamplePart::Kind::policy;
  return ExamplePart::Kind::zone;
}

}  // namespace

std::vector<ExamplePart> example_parts(std::string_view example) {
  constexpr std::string_view gap = "\n\n";
  std::vector<ExamplePart> parts;
  while (!example.empty()) {
    const std::size_t end = std::min(example.find(gap), example.size());
    const std::string_view text = example.substr(0, end);
    parts.push_back({kind_of(text), text});
    example.remove_prefix(std::min(end + gap.size(), example.size()));
  }
  return parts;
}

}  // namespace mailready::lint
