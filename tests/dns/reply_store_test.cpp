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
  ReplyStore store(10, plenty);
  store.keep(question(1), reply(1), start + 60s);
  REQUIRE(store.find(question(1), start + 59s));
  CHECK(*store.find(question(1), start + 59s) == reply(1));
  CHECK_FALSE(store.find(question(2), start));
  CHECK_FALSE(store.find(question(1), start + 60s));
  CHECK(store.size() == 0);
  CHECK(store.octets() == 0);
}

TEST_CASE("a later reply replaces an earlier one", "[dns][cache]") {
  ReplyStore store(10, plenty);
  store.keep(question(1), reply(1), start + 60s);
  store.keep(question(1), Failure{.question = question(1)}, start + 90s);
  REQUIRE(store.find(question(1), start + 80s));
  CHECK_FALSE(*store.find(question(1), start + 80s));
  CHECK(store.size() == 1);
}

TEST_CASE("the entry used longest ago makes room", "[dns][cache]") {
  ReplyStore store(2, plenty);
  store.keep(question(1), reply(1), start + 60s);
  store.keep(question(2), reply(2), start + 60s);
  CHECK(store.find(question(1), start));
  store.keep(question(3), reply(3), start + 60s);
  CHECK(store.find(question(1), start));
  CHECK_FALSE(store.find(question(2), start));
  CHECK(store.find(question(3), start));
}

TEST_CASE("memory is bounded in octets too", "[dns][cache]") {
  ReplyStore store(1000, 100'000);
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
