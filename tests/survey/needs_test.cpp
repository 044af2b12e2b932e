#include "survey/needs.h"

#include "support/catch.h"

using namespace mailready::survey;

TEST_CASE("A set of needs holds what was put into it", "[survey]") {
  Needs needs{Need::spf};
  needs.insert(Need::mx);
  needs.insert({Need::mx, Need::origins});
  CHECK(needs == Needs{Need::origins, Need::mx, Need::spf});
  CHECK(needs.contains(Need::origins));
  CHECK_FALSE(needs.contains(Need::dkim));
  CHECK_FALSE(Needs{}.contains(Need::spf));
}
