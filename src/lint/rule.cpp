#include "lint/rule.h"

#include <fmt/format.h>

#include "base/text.h"

namespace mailready::lint {

std::string Reference::text() const {
  return section.empty() ? std::string(document) : fmt::format("{} section {}", document, section);
}

std::string Reference::url() const {
  std::string url = "https://www.rfc-editor.org/rfc/";
  for (const char c : to_lower(document))
    if (c != ' ') url += c;
  return section.empty() ? url : fmt::format("{}#section-{}", url, section);
}

std::string_view Rule::family() const {
  for (const std::string_view family : {"mta-sts", "tls-rpt"})
    if (id.starts_with(family)) return family;
  return id.substr(0, id.find('-'));
}

}  // namespace mailready::lint
