#include "dns/pace.h"

#include "support/catch.h"

using namespace mailready::dns;

namespace {

/// A hundred tries, of which `lost` go unanswered.
void round(Pace& pace, int lost) {
  for (int i = 0; i < 100; ++i) pace.note(i >= lost);
}

}  // namespace

TEST_CASE("the pace falls with the tries that are lost, and comes back", "[dns][pace]") {
  Pace pace(128);
  CHECK(pace.limit() == 128);
  round(pace, 16);
  CHECK(pace.limit() == 128);
  round(pace, 17);
  CHECK(pace.limit() == 96);
  round(pace, 13);
  CHECK(pace.limit() == 96);
  round(pace, 12);
  CHECK(pace.limit() == 108);
  round(pace, 0);
  round(pace, 0);
  CHECK(pace.limit() == 128);
}

TEST_CASE("the pace never comes to a stand", "[dns][pace]") {
  Pace pace(128), slow(4);
  for (int i = 0; i < 50; ++i) {
    round(pace, 100);
    round(slow, 100);
  }
  CHECK(pace.limit() == 16);
  CHECK(slow.limit() == 4);
}

TEST_CASE("the pace says when it changes, and only then", "[dns][pace]") {
  Pace pace(128);
  for (int i = 0; i < 99; ++i) CHECK_FALSE(pace.note(false));
  CHECK(pace.note(false));
  for (int i = 0; i < 100; ++i) pace.note(i >= 14);
  CHECK(pace.limit() == 96);
}
