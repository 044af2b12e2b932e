#include "cli/shard.h"

#include "cli/usage_error.h"
#include "support/catch.h"
using namespace mailready::cli;

TEST_CASE("a share is read as I/N", "[cli]") {
  CHECK(parse_shard("0/1").count == 1);
  const Shard shard = parse_shard("3/8");
  CHECK(shard.index == 3);
  CHECK(shard.count == 8);
}

TEST_CASE("what is no share is refused with what would be right", "[cli]") {
  const auto [text, said] = GENERATE(table<std::string, std::string>({
      {"", "as in 0/4"},
      {"3", "as in 0/4"},
      {"/", "as in 0/4"},
      {"1/", "as in 0/4"},
      {"/2", "as in 0/4"},
      {"a/b", "as in 0/4"},
      {"-1/4", "as in 0/4"},
      {"+1/4", "as in 0/4"},
      {"1/2/4", "as in 0/4"},
      {" 1/4", "as in 0/4"},
      {"99999999999999999999/4", "as in 0/4"},
      {"0/0", "from 1 to 1000000"},
      {"0/1000001", "from 1 to 1000000"},
      {"4/4", "the last is 3/4"},
      {"5/4", "the last is 3/4"},
      {"1/1", "the last is 0/1"},
  }));
  CAPTURE(text);
  CHECK_THROWS_AS(parse_shard(text), UsageError);
  CHECK_THROWS_WITH(parse_shard(text), contains_text(said));
}

TEST_CASE("which share holds a name is settled for good", "[cli]") {
  // Computed by docs/bulk.md, by another program.
  const auto [name, of_2, of_8, of_1000] = GENERATE(table<std::string, int, int, int>({
      {"acme.example", 1, 1, 577},
      {"b.example", 1, 1, 601},
      {"xn--bcher-kva.example", 1, 3, 139},
      {"ops@acme.example", 0, 0, 784},
  }));
  CAPTURE(name);
  const auto holder = [&](int count) {
    for (int index = 0; index < count; ++index)
      if (Shard{static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(count)}.holds(name)) return index;
    return -1;
  };
  CHECK(holder(1) == 0);
  CHECK(holder(2) == of_2);
  CHECK(holder(8) == of_8);
  CHECK(holder(1000) == of_1000);
}

TEST_CASE("shares are of about one size", "[cli]") {
  constexpr int names = 8000;
  const auto count = GENERATE(2U, 7U, 8U);
  const auto index = GENERATE(0U, 1U);
  int held = 0;
  for (int number = 0; number < names; ++number)
    held += Shard{index, count}.holds("client" + std::to_string(number) + ".example") ? 1 : 0;
  CAPTURE(index, count);
  CHECK(held > 0.9 * names / count);
  CHECK(held < 1.1 * names / count);
}
