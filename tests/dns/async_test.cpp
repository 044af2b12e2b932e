#include "dns/async.h"

#include <algorithm>
#include <asio/system_error.hpp>
#include <stdexcept>
#include <string>

#include "support/catch.h"
#include "support/run.h"

using namespace mailready;
using namespace mailready::dns;
using namespace std::chrono_literals;

namespace {

constexpr auto far_off = std::chrono::hours(1);

/// What a test's coroutines did, in order.
using Log = std::vector<std::string>;

asio::awaitable<asio::any_io_executor> executor() { co_return co_await asio::this_coro::executor; }

asio::awaitable<int> give(int value) { co_return value; }

/// Lets everything that is ready run first.
asio::awaitable<void> pass_turns(int turns = 20) {
  for (int i = 0; i < turns; ++i) co_await asio::post(asio::use_awaitable);
}

asio::awaitable<int> give_later(int value, int turns) {
  co_await pass_turns(turns);
  co_return value;
}

/// Notes when it begins and how it ends; waits for ever, until it is cancelled.
asio::awaitable<int> hang(Log& log, std::string who) {
  log.push_back(who + " begins");
  try {
    Event never(co_await asio::this_coro::executor);
    co_await never.wait();
  } catch (const asio::system_error& error) {
    log.push_back(who + (error.code() == asio::error::operation_aborted ? " is cancelled" : " fails"));
    throw;
  }
  co_return 0;
}

asio::awaitable<void> hang_void(Log& log, std::string who) { co_await hang(log, who); }

asio::awaitable<int> fail(std::string what, int turns) {
  co_await pass_turns(turns);
  throw std::runtime_error(what);
}

asio::awaitable<void> set(bool& flag) {
  flag = true;
  co_return;
}

bool is_aborted(const asio::system_error& error) { return error.code() == asio::error::operation_aborted; }

template <class T>
std::vector<asio::awaitable<T>> list(asio::awaitable<T> first, asio::awaitable<T> second) {
  std::vector<asio::awaitable<T>> work;
  work.push_back(std::move(first));
  work.push_back(std::move(second));
  return work;
}

/// Runs `work` as a child of a group, cancels it once it waits, and lets it end. What it threw is noted.
asio::awaitable<void> note_abort(asio::awaitable<void> work, Log& log) {
  try {
    co_await std::move(work);
    log.push_back("ended");
  } catch (const asio::system_error& error) {
    log.push_back(is_aborted(error) ? "aborted" : "failed");
  }
}

asio::awaitable<void> cancel_midway(asio::awaitable<void> work, Log& log) {
  TaskGroup group(co_await executor());
  group.spawn(note_abort(std::move(work), log));
  co_await pass_turns();
  group.cancel();
  co_await group.join();
}

}  // namespace

TEST_CASE("all keeps the order of the work, whatever ends first", "[dns][async]") {
  std::vector<asio::awaitable<int>> work;
  for (int i = 0; i < 5; ++i) work.push_back(give_later(i, 5 - i));
  CHECK(test::run(all(std::move(work))) == std::vector{0, 1, 2, 3, 4});
  CHECK(test::run(all(std::vector<asio::awaitable<int>>{})).empty());
}

TEST_CASE("all takes work without a result", "[dns][async]") {
  bool first = false, second = false;
  test::run(all(list(set(first), set(second))));
  CHECK(first);
  CHECK(second);
  test::run(all(std::vector<asio::awaitable<void>>{}));
}

TEST_CASE("all runs its work at once", "[dns][async]") {
  // Each child waits for the other: one after the other they would never end.
  struct Meeting {
    static asio::awaitable<int> attend(Event& mine, Event& other) {
      mine.happen();
      co_await other.wait();
      co_return 1;
    }
    static asio::awaitable<std::vector<int>> hold() {
      Event a(co_await executor()), b(co_await executor());
      co_return co_await all(list(attend(a, b), attend(b, a)));
    }
  };
  CHECK(test::run(Meeting::hold()) == std::vector{1, 1});
}

TEST_CASE("an exception in one child cancels the others, and the first is rethrown once all have ended",
          "[dns][async]") {
  Log log;
  CHECK_THROWS_WITH(test::run(all(list(hang(log, "a"), fail("b broke", 3)))), "b broke");
  CHECK(log == Log{"a begins", "a is cancelled"});
  CHECK_THROWS_WITH(test::run(all(list(fail("later", 9), fail("sooner", 3)))), "sooner");
}

TEST_CASE("cancelling all cancels every child and waits for it", "[dns][async]") {
  Log log;
  struct Parent {
    static asio::awaitable<void> run(Log& log) {
      co_await all(list(hang(log, "a"), hang(log, "b")));
      log.push_back("never reached");
    }
  };
  test::run(cancel_midway(Parent::run(log), log));
  CHECK(log == Log{"a begins", "b begins", "a is cancelled", "b is cancelled", "aborted"});
}

TEST_CASE("cancelling reaches children of children", "[dns][async]") {
  Log log;
  struct Tree {
    static asio::awaitable<void> inner(Log& log, std::string who) {
      co_await all(list(hang_void(log, who + "1"), hang_void(log, who + "2")));
    }
    static asio::awaitable<void> outer(Log& log) { co_await all(list(inner(log, "a"), inner(log, "b"))); }
  };
  test::run(cancel_midway(Tree::outer(log), log));
  REQUIRE(log.size() == 9);
  CHECK(std::count_if(log.begin(), log.end(), [](const auto& line) { return line.ends_with("is cancelled"); }) == 4);
  CHECK(log.back() == "aborted");
}

TEST_CASE("a cancelled coroutine begins no more work, whether Asio throws or not", "[dns][async]") {
  struct Parent {
    static asio::awaitable<void> run(Log& log, bool throws) {
      Event never(co_await executor());
      try {
        co_await never.wait();
      } catch (const asio::system_error&) {
        log.push_back("cancelled");
      }
      co_await asio::this_coro::throw_if_cancelled(throws);
      co_await all(list(hang(log, "a"), give(1)));
    }
  };
  const bool throws = GENERATE(true, false);
  Log log;
  test::run(cancel_midway(Parent::run(log, throws), log));
  CHECK(log == Log{"cancelled", "aborted"});
}

TEST_CASE("within gives the result of work that ends in time", "[dns][async]") {
  CHECK(test::run(within(far_off, give(7))) == 7);
  CHECK(test::run(within(far_off, give_later(7, 9))) == 7);
}

TEST_CASE("within cancels work that does not end in time, waits for it and gives nothing", "[dns][async]") {
  Log log;
  CHECK(test::run(within(1ms, hang(log, "a"))) == std::nullopt);
  CHECK(log == Log{"a begins", "a is cancelled"});
}

TEST_CASE("within gives nothing for work that answers being cancelled with a value", "[dns][async]") {
  struct Stubborn {
    static asio::awaitable<int> run(Log& log) {
      try {
        co_await hang(log, "a");
      } catch (const asio::system_error&) {
      }
      co_return 1;
    }
  };
  Log log;
  CHECK(test::run(within(1ms, Stubborn::run(log))) == std::nullopt);
}

TEST_CASE("within passes on an exception of the work", "[dns][async]") {
  CHECK_THROWS_WITH(test::run(within(far_off, fail("broke", 3))), "broke");
}

TEST_CASE("cancelling within cancels the work", "[dns][async]") {
  struct Parent {
    static asio::awaitable<void> run(Log& log) {
      co_await within(far_off, hang(log, "a"));
      log.push_back("never reached");
    }
  };
  Log log;
  test::run(cancel_midway(Parent::run(log), log));
  CHECK(log == Log{"a begins", "a is cancelled", "aborted"});
}

TEST_CASE("all inside within ends with its deadline", "[dns][async]") {
  Log log;
  CHECK(test::run(within(1ms, all(list(hang(log, "a"), give(1))))) == std::nullopt);
  CHECK(log == Log{"a begins", "a is cancelled"});
}

TEST_CASE("a coroutine goes on after within has timed out", "[dns][async]") {
  struct Twice {
    static asio::awaitable<std::optional<int>> run(Log& log) {
      co_await within(1ms, hang(log, "a"));
      co_return co_await within(far_off, give_later(2, 3));
    }
  };
  Log log;
  CHECK(test::run(Twice::run(log)) == 2);
}

TEST_CASE("a task group outlives the coroutine that filled it, and its owner joins it", "[dns][async]") {
  struct Owner {
    static asio::awaitable<void> fill(TaskGroup& group, Event& go, bool& done) {
      group.spawn(after(go, done));
      co_return;
    }
    static asio::awaitable<void> after(Event& go, bool& done) {
      co_await go.wait();
      done = true;
    }
    static asio::awaitable<bool> run() {
      bool done = false;
      Event go(co_await executor());
      TaskGroup group(co_await executor());
      co_await fill(group, go, done);
      const std::size_t under_way = group.size();
      go.happen();
      co_await group.join();
      co_return done&& under_way == 1 && group.size() == 0;
    }
  };
  CHECK(test::run(Owner::run()));
}

TEST_CASE("a task group's work begins inside spawn, even in a cancelled group", "[dns][async]") {
  struct Owner {
    static asio::awaitable<void> run(Log& log) {
      TaskGroup group(co_await executor());
      group.cancel();
      group.spawn(hang_void(log, "a"));
      log.push_back("spawned");
      co_await group.join();
    }
  };
  Log log;
  test::run(Owner::run(log));
  CHECK(log == Log{"a begins", "spawned", "a is cancelled"});
}

TEST_CASE("join rethrows what left a task", "[dns][async]") {
  struct Owner {
    static asio::awaitable<void> broken() { co_await fail("broke", 2); }
    static asio::awaitable<void> run(Log& log) {
      TaskGroup group(co_await executor());
      group.spawn(hang_void(log, "a"));
      group.spawn(broken());
      co_await group.join();
    }
  };
  Log log;
  CHECK_THROWS_WITH(test::run(Owner::run(log)), "broke");
  CHECK(log == Log{"a begins", "a is cancelled"});
}

TEST_CASE("an event wakes all its waiters, and lets later ones through", "[dns][async]") {
  struct Waiting {
    static asio::awaitable<int> wait(Event& event) {
      co_await event.wait();
      co_return 1;
    }
    static asio::awaitable<int> announce(Event& event) {
      co_await pass_turns();
      event.happen();
      co_return co_await wait(event);
    }
    static asio::awaitable<std::vector<int>> run() {
      Event event(co_await executor());
      std::vector<asio::awaitable<int>> work;
      for (int i = 0; i < 3; ++i) work.push_back(wait(event));
      work.push_back(announce(event));
      co_return co_await all(std::move(work));
    }
  };
  CHECK(test::run(Waiting::run()) == std::vector{1, 1, 1, 1});
}

namespace {

asio::awaitable<void> work_in_place(Slots& slots, Event& go, Log& log, std::string who) {
  const Slots::Held place = co_await slots.take();
  log.push_back(who + " in");
  co_await go.wait();
  log.push_back(who + " out");
}

}  // namespace

TEST_CASE("places are given out in the order of asking", "[dns][async]") {
  struct Queue {
    static asio::awaitable<void> run(Log& log) {
      Slots slots(1);
      Event go(co_await executor());
      TaskGroup group(co_await executor());
      for (const char* who : {"a", "b", "c"}) group.spawn(work_in_place(slots, go, log, who));
      co_await pass_turns();
      log.push_back("go");
      go.happen();
      co_await group.join();
    }
  };
  Log log;
  test::run(Queue::run(log));
  CHECK(log == Log{"a in", "go", "a out", "b in", "b out", "c in", "c out"});
}

TEST_CASE("who is cancelled while in line leaves it, and one in place gives the place on", "[dns][async]") {
  struct Queue {
    static asio::awaitable<void> run(Log& log) {
      Slots slots(1);
      Event go(co_await executor());
      TaskGroup holder(co_await executor()), quitter(co_await executor()), patient(co_await executor());
      holder.spawn(work_in_place(slots, go, log, "holder"));
      quitter.spawn(work_in_place(slots, go, log, "quitter"));
      patient.spawn(work_in_place(slots, go, log, "patient"));
      quitter.cancel();
      co_await quitter.join();
      holder.cancel();
      co_await holder.join();
      co_await pass_turns();
      go.happen();
      co_await patient.join();
    }
  };
  Log log;
  test::run(Queue::run(log));
  CHECK(log == Log{"holder in", "patient in", "patient out"});
}
