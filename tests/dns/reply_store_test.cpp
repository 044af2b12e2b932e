#include "dns/reply_store.h"

#include <string>

#include "support/catch.h"

using namespace mailready::dns;
using namespace std::chrono_literals;

namespace {

constexpr ReplyStore::TimePoint start{};
constexpr std::size_t plenty = 1 << 20;

Question question(int number) { return {*Name::parse("n" + std::to_string(number) + ".example"), Type::txt}; }

Reply reply(int number, std::size_t text_octets = 10) {
  Answer answer{.question = question(number)};
  answer.records.push_back({question(number).name, Type::txt, 60s, Txt{{std::string(text_octets, 'x')}}});
  return answer;
}

}  // namespace

TEST_CASE("a reply is kept until it expires", "[dns][cache]") {
  ReplyStore store({.entries = 10, .newcomers = 10, .octets = plenty});
  store.keep(question(1), reply(1), start + 60s);
  REQUIRE(store.find(question(1), start + 59s));
  CHECK(*store.find(question(1), start + 59s) == reply(1));
  CHECK_FALSE(store.find(question(2), start));
  CHECK_FALSE(store.find(question(1), start + 60s));
  CHECK(store.size() == 0);
  CHECK(store.octets() == 0);
}

TEST_CASE("a later reply replaces an earlier one", "[dns][cache]") {
  ReplyStore store({.entries = 10, .newcomers = 10, .octets = plenty});
  store.keep(question(1), reply(1), start + 60s);
  store.keep(question(1), Failure{.question = question(1)}, start + 90s);
  REQUIRE(store.find(question(1), start + 80s));
  CHECK_FALSE(*store.find(question(1), start + 80s));
  CHECK(store.size() == 1);
}

TEST_CASE("of what was found, the entry used longest ago makes room", "[dns][cache]") {
  ReplyStore store({.entries = 3, .newcomers = 1, .octets = plenty});
  for (const int number : {1, 2, 3}) {
    store.keep(question(number), reply(number), start + 60s);
    CHECK(store.find(question(number), start));
  }
  CHECK(store.find(question(1), start));
  store.keep(question(4), reply(4), start + 60s);
  CHECK(store.size() == 3);
  CHECK(store.find(question(1), start));
  CHECK_FALSE(store.find(question(2), start));
  CHECK(store.find(question(4), start));
}

TEST_CASE("a long list of names that are asked for once pushes out nothing that was found", "[dns][cache]") {
  ReplyStore store({.entries = 20, .newcomers = 5, .octets = plenty});
  store.keep(question(0), reply(0), start + 60s);
  CHECK(store.find(question(0), start));
  for (int i = 1; i <= 100; ++i) store.keep(question(i), reply(i), start + 60s);
  CHECK(store.size() == 6);
  CHECK(store.find(question(0), start));
  CHECK(store.find(question(100), start));
  CHECK_FALSE(store.find(question(95), start));
}

TEST_CASE("what is asked for again after it was forgotten is kept for longer", "[dns][cache]") {
  ReplyStore store({.entries = 20, .newcomers = 5, .octets = plenty});
  const auto keep = [&](int number) { store.keep(question(number), reply(number), start + 60s); };
  for (int i = 0; i < 10; ++i) keep(i);
  CHECK_FALSE(store.find(question(1), start));
  keep(1);
  for (int i = 20; i < 40; ++i) keep(i);
  CHECK(store.find(question(1), start));
  CHECK_FALSE(store.find(question(20), start));
}

TEST_CASE("large newcomers push out nothing that was found", "[dns][cache]") {
  ReplyStore store({.entries = 1000, .newcomers = 1000, .octets = 100'000});
  store.keep(question(0), reply(0, 10'000), start + 60s);
  CHECK(store.find(question(0), start));
  for (int i = 1; i <= 20; ++i) store.keep(question(i), reply(i, 30'000), start + 60s);
  CHECK(store.octets() <= 100'000);
  CHECK(store.find(question(0), start));
}

TEST_CASE("a newcomer makes room before what was found", "[dns][cache]") {
  ReplyStore store({.entries = 2, .newcomers = 1, .octets = plenty});
  store.keep(question(1), reply(1), start + 60s);
  CHECK(store.find(question(1), start));
  store.keep(question(2), reply(2), start + 60s);
  store.keep(question(3), reply(3), start + 60s);
  CHECK(store.find(question(1), start));
  CHECK_FALSE(store.find(question(2), start));
  CHECK(store.find(question(3), start));
}

TEST_CASE("memory is bounded in octets too", "[dns][cache]") {
  ReplyStore store({.entries = 1000, .newcomers = 1000, .octets = 100'000});
  for (int i = 0; i < 50; ++i) store.keep(question(i), reply(i, 10'000), start + 60s);
  CHECK(store.octets() <= 100'000);
  CHECK(store.octets() > 50'000);
  CHECK(store.find(question(49), start));
  CHECK_FALSE(store.find(question(0), start));

  SECTION("and what would fill it alone does not push everything out") {
    store.keep(question(50), reply(50, 200'000), start + 60s);
    CHECK_FALSE(store.find(question(50), start));
    CHECK(store.find(question(49), start));
  }
}
