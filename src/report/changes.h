// Records to publish and to remove, as lines of a master file.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "lint/finding.h"
#include "report/page.h"

namespace mailready::report {

/// "acme.example. TXT …"; it went through `shown`.
std::string record_line(const lint::RecordChange& change);

/// "- acme.example. TXT …" for each of `remove`, then "+ acme.example. TXT …" for each of `publish`, `indent` columns
/// in.
void write_changes(Page& page, const std::vector<lint::RecordChange>& remove,
                   const std::vector<lint::RecordChange>& publish, std::size_t indent = 0);

}  // namespace mailready::report
