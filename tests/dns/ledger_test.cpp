#include "dns/ledger.h"

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

using Names = std::vector<std::string>;

Question question(const std::string& name) { return {*Name::parse(name), Type::a}; }

/// A name that begins with "cached" is answered by a cache, one with "dead" not at all.
Reply script(const Question& asked) {
  const std::string text = asked.name.to_string();
  if (text.starts_with("dead")) return Failure{.question = asked};
  const Reply answer = Answer{.question = asked};
  return text.starts_with("cached") ? answer.as_cached() : answer;
}

Names names(const std::vector<Asked>& entries) {
  Names texts;
  for (const Asked& entry : entries) texts.push_back(entry.question.name.to_string());
  return texts;
}

/// A ledger over a gated resolver, whose clock goes on by a second with each entry.
struct Bench {
  explicit Bench(LedgerLimits limits = {}) : inner(script), ledger(inner, limits, [this] { return now += 1s; }) {}

  std::chrono::system_clock::time_point now{};
  GatedResolver inner;
  Ledger ledger;
};

Task<> ask(Bench& bench, std::string name) {
  const Question asked = question(name);
  co_await bench.ledger.ask(asked);
}

Task<> ask_each(Bench& bench, Names asked) {
  for (const std::string& name : asked) co_await ask(bench, name);
}

struct Summary {
  Names entries, inner;
  std::size_t queries, cached;
};

// Outside the coroutine: GCC 12 cannot keep a braced list of strings in a coroutine's frame.
Names twice_and_once() { return {"a", "cached", "a", "dead", "dead", "cached", "b"}; }

Task<Summary> keep_books() {
  Bench bench;
  bench.inner.open();
  const Names asked = twice_and_once();
  co_await ask_each(bench, asked);
  for (std::size_t i = 0; i < bench.ledger.entries().size(); ++i) {
    const Asked entry = bench.ledger.entries()[i];
    CHECK(entry.reply == script(entry.question));
    CHECK(entry.time == std::chrono::system_clock::time_point(std::chrono::seconds(i + 1)));
  }
  Names inner;
  for (const Question& put : bench.inner.asked) inner.push_back(put.name.to_string());
  co_return Summary{names(bench.ledger.entries()), inner, bench.ledger.queries(), bench.ledger.cached()};
}

}  // namespace

TEST_CASE("a question is asked once, and entered with its reply and time", "[dns][ledger]") {
  const Summary summary = test::run(keep_books());
  CHECK(summary.entries == Names{"a", "cached", "dead", "b"});
  CHECK(summary.inner == summary.entries);
  CHECK(summary.queries == 3);
  CHECK(summary.cached == 1);
}

namespace {

Task<std::vector<Reply>> ask_at_once(Bench& bench, int times) {
  std::vector<Task<Reply>> work;
  for (int i = 0; i < times; ++i) work.push_back(bench.ledger.ask(question("a")));
  co_return co_await all(std::move(work));
}

Task<> open_later(Bench& bench) {
  co_await pass_turns();
  CHECK(bench.inner.asked.size() == 1);
  CHECK(bench.ledger.entries().empty());
  bench.inner.open();
}

Task<std::vector<Reply>> share_a_flight() {
  Bench bench;
  TaskGroup group(co_await this_loop);
  group.spawn(open_later(bench));
  auto replies = co_await ask_at_once(bench, 3);
  co_await group.join();
  CHECK(bench.inner.asked.size() == 1);
  CHECK(bench.ledger.queries() == 1);
  co_return replies;
}

}  // namespace

TEST_CASE("who asks while the question is under way waits for its reply", "[dns][ledger]") {
  const auto replies = test::run(share_a_flight());
  REQUIRE(replies.size() == 3);
  for (const Reply& reply : replies) CHECK(reply);
}

namespace {

/// Answers each name when the test says so.
struct Separate final : Resolver {
  Task<Reply> ask(Question asked) override {
    co_await (asked == question("a") ? a : b).wait();
    co_return script(asked);
  }
  Event a, b;
};

Task<> put(Ledger& ledger, std::string name) {
  const Question asked = question(name);
  co_await ledger.ask(asked);
}

Task<std::vector<Names>> answer_backwards() {
  Loop& loop = co_await this_loop;
  Separate inner;
  Ledger ledger(inner);
  TaskGroup group(loop);
  group.spawn(put(ledger, "a"));
  group.spawn(put(ledger, "b"));
  std::vector<Names> seen;
  inner.b.happen();
  co_await pass_turns();
  seen.push_back(names(ledger.entries()));
  inner.a.happen();
  co_await group.join();
  seen.push_back(names(ledger.entries()));
  co_return seen;
}

}  // namespace

TEST_CASE("entries stand in the order first asked, once they have a reply", "[dns][ledger]") {
  CHECK(test::run(answer_backwards()) == std::vector<Names>{{"b"}, {"a", "b"}});
}

namespace {

Task<> ask_and_keep(Bench& bench, std::optional<Reply>& reply) {
  const Question asked = question("a");
  reply = co_await bench.ledger.ask(asked);
}

/// The coroutine that asks is cancelled while two others wait for the reply; one asks in its place.
Task<std::size_t> cancel_the_asker(std::optional<Reply>& first, std::optional<Reply>& second) {
  Loop& loop = co_await this_loop;
  Bench bench;
  TaskGroup asker(loop), others(loop);
  asker.spawn(ask(bench, "a"));
  others.spawn(ask_and_keep(bench, first));
  others.spawn(ask_and_keep(bench, second));
  co_await pass_turns();
  asker.cancel();
  co_await pass_turns();
  bench.inner.open();
  co_await others.join();
  CHECK(names(bench.ledger.entries()) == Names{"a"});
  co_return bench.inner.asked.size();
}

}  // namespace

TEST_CASE("a cancelled asker does not strand the others", "[dns][ledger]") {
  std::optional<Reply> first, second;
  CHECK(test::run(cancel_the_asker(first, second)) == 2);
  REQUIRE((first && second));
  CHECK(*first);
  CHECK(*second);
}

namespace {

Task<std::vector<Reply>> spend(std::size_t max_queries, Names asked) {
  LedgerLimits limits;
  limits.max_queries = max_queries;
  Bench bench(limits);
  bench.inner.open();
  std::vector<Reply> replies;
  for (const std::string& name : asked) replies.push_back(co_await bench.ledger.ask(question(name)));
  CHECK(bench.inner.asked.size() == max_queries);
  co_return replies;
}

bool is_failure(const Reply& reply, Failure::Kind kind) { return !reply && reply.error().kind == kind; }

}  // namespace

TEST_CASE("the budget bounds the questions, cached or not", "[dns][ledger]") {
  const auto replies = test::run(spend(2, {"a", "cached", "b", "a", "cached", "c"}));
  REQUIRE(replies.size() == 6);
  for (const std::size_t i : {0u, 1u, 3u, 4u}) CHECK(replies[i]);
  for (const std::size_t i : {2u, 5u}) CHECK(is_failure(replies[i], Failure::Kind::budget));
  CHECK(replies[2].error().question == question("b"));
}

namespace {

/// One question is under way when the deadline passes, one is put behind it, and one is answered before.
Task<std::vector<Reply>> miss_the_deadline(Names asked) {
  LedgerLimits limits;
  limits.deadline = 250ms;
  Separate inner;
  Ledger ledger(inner, limits);
  inner.b.happen();
  std::vector<Reply> replies;
  for (const std::string& name : asked) replies.push_back(co_await ledger.ask(question(name)));
  CHECK(names(ledger.entries()) == Names{"b", "a", "c"});
  co_return replies;
}

}  // namespace

TEST_CASE("past the deadline only what is known is answered", "[dns][ledger]") {
  const auto replies = test::run(miss_the_deadline({"b", "a", "c", "b", "a"}));
  REQUIRE(replies.size() == 5);
  for (const std::size_t i : {0u, 3u}) CHECK(replies[i]);
  for (const std::size_t i : {1u, 2u, 4u}) {
    REQUIRE(is_failure(replies[i], Failure::Kind::timed_out));
    CHECK(replies[i].error().detail == "the domain's deadline passed");
  }
}
