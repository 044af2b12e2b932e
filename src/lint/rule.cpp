#include "lint/rule.h"

#include <fmt/format.h>

namespace mailready::lint {

std::string Reference::text() const {
  return section.empty() ? std::string(document) : fmt::format("{} section {}", document, section);
}

std::string_view Rule::family() const {
  for (const std::string_view family : {"mta-sts", "tls-rpt"})
    if (id.starts_with(family)) return family;
  return id.substr(0, id.find('-'));
}

}  // namespace mailready::lint
