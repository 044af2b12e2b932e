#include "dns/cache.h"

#include <stdexcept>
#include <string>

#include "support/catch.h"
#include "support/gated_resolver.h"
#include "support/run.h"

using namespace mailready;
using namespace mailready::dns;
using namespace std::chrono_literals;
using test::GatedResolver;
using test::pass_turns;

namespace {

const Question question{*Name::parse("acme.example"), Type::txt};

Record text(std::chrono::seconds ttl) { return {question.name, Type::txt, ttl, Txt{{"v=spf1 -all"}}}; }

Record alias(std::chrono::seconds ttl) { return {question.name, Type::cname, ttl, Cname{*Name::parse("b.example")}}; }

Record soa(std::chrono::seconds ttl, std::chrono::seconds minimum) {
  Soa data;
  data.minimum = minimum;
  return {*Name::parse("example"), Type::soa, ttl, data};
}

Reply positive(std::chrono::seconds ttl) { return Answer{.question = question, .records = {text(ttl)}}; }

GatedResolver::Script giving(Reply reply) {
  return [reply = std::move(reply)](const Question&) { return reply; };
}

/// A cache over a gated resolver, at a time that the test sets.
struct Bench {
  explicit Bench(Reply reply, CacheLimits limits = {})
      : inner(giving(std::move(reply))), cache(inner, limits, [this] { return now; }) {}

  std::chrono::steady_clock::time_point now{};
  GatedResolver inner;
  Cache cache;
};

/// Asks once, and again after `pause`: whether the second time took a query.
Task<bool> asks_again(Reply reply, std::chrono::seconds pause) {
  Bench bench(std::move(reply));
  bench.inner.open();
  const Reply first = co_await bench.cache.ask(question);
  CHECK_FALSE(first.cached());
  bench.now += pause;
  const Reply second = co_await bench.cache.ask(question);
  const bool again = bench.inner.asked.size() == 2;
  CHECK(second.cached() == !again);
  co_return again;
}

}  // namespace

TEST_CASE("a reply is kept as long as it may be", "[dns][cache]") {
  const Answer chain{.question = question, .records = {text(600s)}, .aliases = {alias(60s)}};
  const Answer nodata{.question = question, .soa = soa(600s, 60s)};
  const Answer nxdomain{.question = question, .rcode = Rcode::nxdomain, .soa = soa(60s, 600s)};
  const Answer dangling{
      .question = question, .rcode = Rcode::nxdomain, .aliases = {alias(60s)}, .soa = soa(600s, 600s)};
  const auto [what, reply, time] = GENERATE_COPY(table<std::string, Reply, std::chrono::seconds>({
      {"records: their TTL", positive(60s), 60s},
      {"aliases: the least TTL", chain, 60s},
      {"NODATA: the SOA's minimum", nodata, 60s},
      {"NXDOMAIN: the SOA's own TTL", nxdomain, 60s},
      {"a dangling alias: its TTL", dangling, 60s},
      {"a failure: a short while", Failure{.question = question}, 30s},
      {"a TTL of centuries: a day", positive(std::chrono::seconds(0x7fffffff)), 24h},
  }));
  CAPTURE(what);
  CHECK_FALSE(test::run(asks_again(reply, time - 1s)));
  CHECK(test::run(asks_again(reply, time)));
}

TEST_CASE("what must not be kept is asked for again", "[dns][cache]") {
  CHECK(test::run(asks_again(positive(0s), 0s)));
  CHECK(test::run(asks_again(Answer{.question = question}, 0s)));  // negative, without SOA
}

namespace {

Task<std::vector<Reply>> ask_at_once(Bench& bench, int times) {
  std::vector<Task<Reply>> work;
  for (int i = 0; i < times; ++i) work.push_back(bench.cache.ask(question));
  co_return co_await all(std::move(work));
}

Task<> open_later(Bench& bench) {
  co_await pass_turns();
  bench.inner.open();
}

Task<std::vector<Reply>> share_a_flight(Reply reply, std::size_t& queries) {
  Bench bench(std::move(reply));
  TaskGroup group(co_await this_loop);
  group.spawn(open_later(bench));
  auto replies = co_await ask_at_once(bench, 3);
  queries = bench.inner.asked.size();
  co_await group.join();
  co_return replies;
}

}  // namespace

TEST_CASE("who asks while the question is under way shares its flight", "[dns][cache]") {
  std::size_t queries = 0;
  SECTION("to an answer that is not kept") {
    const auto replies = test::run(share_a_flight(positive(0s), queries));
    REQUIRE(replies.size() == 3);
    CHECK_FALSE(replies[0].cached());
    CHECK(replies[1].cached());
    CHECK(replies[2].cached());
    for (const Reply& reply : replies) CHECK(reply->records == positive(0s)->records);
  }
  SECTION("to a failure") {
    const auto replies = test::run(share_a_flight(Failure{.question = question}, queries));
    for (const Reply& reply : replies) CHECK_FALSE(reply);
  }
  CHECK(queries == 1);
}

namespace {

Task<> ask_in_vain(Bench& bench) { co_await bench.cache.ask(question); }

Task<> ask_and_keep(Bench& bench, std::optional<Reply>& reply) { reply = co_await bench.cache.ask(question); }

/// The first to ask gives up while a second one waits. Gives the second one's reply.
Task<std::optional<Reply>> give_up_first(std::size_t& queries, std::size_t& cancelled) {
  Loop& loop = co_await this_loop;
  Bench bench(positive(60s));
  std::optional<Reply> reply;
  TaskGroup impatient(loop), patient(loop);
  impatient.spawn(ask_in_vain(bench));
  patient.spawn(ask_and_keep(bench, reply));
  impatient.cancel();
  bench.inner.open();
  co_await patient.join();
  queries = bench.inner.asked.size();
  cancelled = bench.inner.cancelled.size();
  co_return reply;
}

/// The only one to ask gives up. Gives the reply of who asks later.
Task<Reply> give_up_alone() {
  Loop& loop = co_await this_loop;
  Bench bench(positive(60s));
  TaskGroup impatient(loop);
  impatient.spawn(ask_in_vain(bench));
  impatient.cancel();
  bench.inner.open();
  Reply reply = co_await bench.cache.ask(question);
  co_return reply;
}

/// Two tasks of one question, both made before either is awaited.
Task<std::size_t> ask_twice_late() {
  Bench bench(positive(60s));
  bench.inner.open();
  Task<Reply> first = bench.cache.ask(question), second = bench.cache.ask(question);
  std::vector<Task<Reply>> both;
  both.push_back(std::move(first));
  both.push_back(std::move(second));
  co_await all(std::move(both));
  co_return bench.inner.asked.size();
}

}  // namespace

TEST_CASE("whoever waits takes over the flight of one that is let go of", "[dns][cache]") {
  std::size_t queries = 0, cancelled = 0;
  const auto reply = test::run(give_up_first(queries, cancelled));
  REQUIRE(reply);
  CHECK(*reply);
  CHECK_FALSE(reply->cached());
  CHECK(queries == 2);
  CHECK(cancelled == 1);
}

TEST_CASE("a flight that was let go of leaves nothing behind", "[dns][cache]") {
  const Reply reply = test::run(give_up_alone());
  REQUIRE(reply);
  CHECK_FALSE(reply.cached());
}

TEST_CASE("a question is asked once, however late its tasks are awaited", "[dns][cache]") {
  CHECK(test::run(ask_twice_late()) == 1);
}

namespace {

Task<std::size_t> fill(std::size_t max_entries, int names) {
  CacheLimits limits;
  limits.max_entries = max_entries;
  Bench bench(positive(60s), limits);
  bench.inner.open();
  for (int i = 0; i < names; ++i) {
    const Question asked{*Name::parse("n" + std::to_string(i) + ".example"), Type::txt};
    co_await bench.cache.ask(asked);
  }
  co_return bench.cache.size();
}

Task<> break_inner(std::vector<std::string>& caught) {
  GatedResolver broken([](const Question&) -> Reply { throw std::runtime_error("a bug"); });
  Cache cache(broken);
  broken.open();
  try {
    co_await cache.ask(question);
  } catch (const std::runtime_error& error) {
    caught.push_back(error.what());
  }
}

}  // namespace

TEST_CASE("the number of entries is bounded", "[dns][cache]") { CHECK(test::run(fill(10, 25)) == 10); }

TEST_CASE("an exception in a flight reaches who waits for it", "[dns][cache]") {
  std::vector<std::string> caught;
  test::run(break_inner(caught));
  CHECK(caught == std::vector<std::string>{"a bug"});
}
