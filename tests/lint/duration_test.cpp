#include "lint/duration.h"

#include "support/catch.h"

using namespace mailready;
using namespace std::chrono_literals;

TEST_CASE("A duration is told in the largest unit that leaves no rest", "[lint]") {
  const auto [duration, text] = GENERATE(table<std::chrono::seconds, std::string>({
      {0s, "0 seconds"},
      {1s, "1 second"},
      {60s, "1 minute"},
      {3600s, "1 hour"},
      {5400s, "90 minutes"},
      {3601s, "3601 seconds"},
      {86400s, "1 day"},
      {172800s, "2 days"},
  }));
  CHECK(lint::duration_text(duration) == text);
}
