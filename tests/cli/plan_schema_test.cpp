// The published schema of the plan file, held against what the parser knows.
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/plan_file/plan_file.h"
#include "support/catch.h"

using namespace mailready;

TEST_CASE("The schema of the plan file has every key, and describes it", "[cli][plan]") {
  const auto schema =
      nlohmann::json::parse(std::ifstream(std::string(MAILREADY_SOURCE_DIR) + "/docs/mailready.schema.json"));
  for (const auto& [object, keys] : cli::plan_file_keys()) {
    CAPTURE(object);
    const nlohmann::json& definition = schema["$defs"][std::string(object)];
    CHECK(definition["additionalProperties"] == false);
    std::set<std::string> described;
    for (const auto& [key, value] : definition["properties"].items()) {
      CAPTURE(key);
      CHECK(value.contains("description"));
      described.insert(key);
    }
    CHECK(described == std::set<std::string>(keys.begin(), keys.end()));
  }
}
