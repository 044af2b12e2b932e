// Zones written inline in a test.
#pragma once
#include <stdexcept>
#include <string>
#include <utility>

#include "dns/zone_file.h"
#include "support/memory_files.h"

namespace mailready::test {

/// The zone that `text` holds; `file` is its path in answers. A text that does not parse throws.
inline dns::Zone zone_from(const std::string& text, const std::string& file = "acme.zone") {
  auto zone = dns::read_zone_file(file, MemoryFiles(MemoryFiles::Contents{{file, text}}));
  if (!zone) throw std::runtime_error(zone.error().to_string());
  return std::move(*zone);
}

inline dns::ZonePart part_from(const std::string& text, const std::string& file = "part.zone") {
  auto part = dns::read_zone_part(file, MemoryFiles(MemoryFiles::Contents{{file, text}}));
  if (!part) throw std::runtime_error(part.error().to_string());
  return std::move(*part);
}

}  // namespace mailready::test
