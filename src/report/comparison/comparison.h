// What `diff` has found, for people and for scripts.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "failover/comparison.h"
#include "report/json_writer.h"
#include "report/page.h"

namespace mailready::report {

struct Comparison {
  std::string before, after;                        ///< the files
  std::vector<failover::Difference> differences{};  ///< of the domains that are not the same, in the later's order
  std::size_t domains = 0;                          ///< in either
};

void write_comparison(Page& page, const Comparison& comparison);

/// The keys are a public interface: further ones may be added.
void write_comparison(JsonWriter& json, const Comparison& comparison);

}  // namespace mailready::report
