#include "base/stable_hash.h"

#include <cstddef>
#include <set>

#include "support/catch.h"
using namespace mailready;

TEST_CASE("fnv1a gives the published values", "[base]") {
  // The test vectors of draft-eastlake-fnv, 64 bits.
  CHECK(fnv1a("") == 0xcbf29ce484222325U);
  CHECK(fnv1a("a") == 0xaf63dc4c8601ec8cU);
  CHECK(fnv1a("foobar") == 0x85944171f73967e8U);
  CHECK(fnv1a("\xff") == 0xaf64724c8602eb6eU);  // whether `char` has a sign is no matter
}

TEST_CASE("mix gives the values of MurmurHash3's finaliser", "[base]") {
  CHECK(mix(0) == 0);
  CHECK(mix(1) == 0xb456bcfc34c2cb2cU);
  CHECK(mix(fnv1a("acme.example")) == 0xe190d635d57d1291U);
}

TEST_CASE("mix lets the highest bit reach the lowest ones", "[base]") {
  std::set<std::uint64_t> low_octets;
  for (int bit = 32; bit < 64; ++bit) low_octets.insert(mix(std::uint64_t{1} << bit) % 256);
  CHECK(low_octets.size() > 24);
}
