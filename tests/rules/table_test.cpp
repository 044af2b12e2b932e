#include "rules/table.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include "support/catch.h"

using namespace mailready;

TEST_CASE("Every rule explains itself, and has a test and zones", "[rule]") {
  namespace fs = std::filesystem;
  for (const lint::Rule* rule : rules::all()) {
    const std::string id(rule->id);
    CAPTURE(id);
    CHECK_FALSE(rule->summary.empty());
    CHECK_FALSE(rule->explanation.empty());
    CHECK_FALSE(rule->bad.empty());
    CHECK_FALSE(rule->good.empty());
    CHECK_FALSE(rule->references.empty());

    std::string file = id;
    std::ranges::replace(file, '-', '_');
    CHECK(fs::exists(fs::path(MAILREADY_SOURCE_DIR) / "rules" / (file + ".cpp")));
    CHECK(fs::exists(fs::path(MAILREADY_SOURCE_DIR) / "tests" / "rules" / (file + "_test.cpp")));
  }
}

TEST_CASE("Rules are listed by id, each once", "[rule]") {
  const auto all = rules::all();
  CHECK(std::ranges::is_sorted(all, std::ranges::less{}, &lint::Rule::id));
  CHECK(std::ranges::adjacent_find(all, {}, &lint::Rule::id) == all.end());
}
