// JSON that a report writes, as a value to look into.
#pragma once
#include <nlohmann/json.hpp>

#include "report/json_writer.h"

namespace mailready::test {

/// Keeps the order of the keys.
using Json = nlohmann::ordered_json;

/// What `write` writes.
template <class Write>
Json json_value(Write write) {
  return Json::parse(report::json_text(write));
}

}  // namespace mailready::test
