#include "cli/seen.h"

#include "support/catch.h"

using namespace mailready;

TEST_CASE("a name is new once", "[cli]") {
  cli::Seen seen;
  const auto name = [](int number) { return *dns::Name::parse("d" + std::to_string(number) + ".example"); };
  bool fresh = true, known = false;
  for (int number = 0; number < 5000; ++number) {
    fresh = fresh && seen.insert(name(number));
    known = known || seen.insert(name(number / 2));
  }
  CHECK(fresh);
  CHECK_FALSE(known);
}
