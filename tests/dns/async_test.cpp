#include "dns/async.h"

#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/system_error.hpp>
#include <stdexcept>
#include <string>

#include "support/catch.h"
#include "support/gated_resolver.h"
#include "support/run.h"

using namespace mailready;
using namespace mailready::dns;
using namespace std::chrono_literals;
using test::pass_turns;

namespace {

constexpr auto far_off = std::chrono::hours(1);

/// What a test's coroutines did, in order.
using Log = std::vector<std::string>;

/// Notes that a coroutine is let go of before its end.
struct Watch {
  Log& log;
  std::string who;
  ~Watch() { log.push_back(who + " is let go of"); }
};

Task<int> give(int value) { co_return value; }

Task<int> give_later(int value, int turns) {
  co_await pass_turns(turns);
  co_return value;
}

/// Notes when it begins; waits for ever, until it is let go of.
Task<int> hang(Log& log, std::string who) {
  log.push_back(who + " begins");
  const Watch watch{log, who};
  Event never;
  co_await never.wait();
  co_return 0;
}

Task<> hang_void(Log& log, std::string who) { co_await hang(log, who); }

Task<int> fail(std::string what, int turns) {
  co_await pass_turns(turns);
  throw std::runtime_error(what);
}

Task<> set(bool& flag) {
  flag = true;
  co_return;
}

template <class T>
std::vector<Task<T>> list(Task<T> first, Task<T> second) {
  std::vector<Task<T>> work;
  work.push_back(std::move(first));
  work.push_back(std::move(second));
  return work;
}

}  // namespace

TEST_CASE("a task begins when it is awaited, and goes on at once where it can", "[dns][async]") {
  struct Steps {
    static Task<int> step(Log& log) {
      log.push_back("inside");
      co_return 1;
    }
    static Task<int> run(Log& log) {
      Task<int> task = step(log);
      log.push_back("before");
      const int value = co_await std::move(task);
      log.push_back("after");
      co_return value;
    }
  };
  Log log;
  CHECK(test::run(Steps::run(log)) == 1);
  CHECK(log == Log{"before", "inside", "after"});
}

TEST_CASE("a task may have its result from the beginning", "[dns][async]") {
  struct Known {
    static Task<int> answer(bool known) { return known ? Task<int>(1) : give_later(2, 3); }
    static Task<int> sum() {
      std::vector<Task<int>> work;
      for (const bool known : {true, false, true}) work.push_back(answer(known));
      int sum = 0;
      for (const int value : co_await all(std::move(work))) sum += value;
      co_return sum;
    }
    static Task<std::optional<int>> in_time() { co_return co_await within(far_off, answer(true)); }
    static Task<int> twice() { co_return co_await answer(true) + co_await answer(true); }
  };
  CHECK(Known::answer(true).ready());
  CHECK_FALSE(Known::answer(false).ready());
  CHECK(test::run(Known::answer(true)) == 1);
  CHECK(test::run(Known::twice()) == 2);
  CHECK(test::run(Known::sum()) == 4);
  CHECK(test::run(Known::in_time()) == 1);
}

TEST_CASE("a million awaits that need no turn need no stack", "[dns][async]") {
  struct Sum {
    static Task<int> run() {
      int sum = 0;
      for (int i = 0; i < 1'000'000; ++i) sum += co_await give(1);
      co_return sum;
    }
  };
  CHECK(test::run(Sum::run()) == 1'000'000);
}

TEST_CASE("an exception goes to who awaits", "[dns][async]") {
  CHECK_THROWS_WITH(test::run(fail("at once", 0)), "at once");
  CHECK_THROWS_WITH(test::run(fail("later", 3)), "later");
}

TEST_CASE("a task that is never awaited never begins", "[dns][async]") {
  Log log;
  { const Task<int> task = hang(log, "a"); }
  CHECK(log.empty());
}

TEST_CASE("a loop that has nothing to wait for says so in place of hanging", "[dns][async]") {
  Log log;
  CHECK_THROWS_AS(test::run(hang(log, "a")), std::logic_error);
  CHECK(log == Log{"a begins", "a is let go of"});
}

TEST_CASE("a loop runs one task after the other, and other work goes on later", "[dns][async]") {
  Loop loop;
  bool rang = false;
  asio::post(loop.context(), [&] { rang = true; });
  CHECK(loop.run(give(1)) == 1);
  CHECK_FALSE(rang);
  CHECK(loop.run(give_later(2, 2)) == 2);
  CHECK(rang);
}

TEST_CASE("all keeps the order of the work, whatever ends first", "[dns][async]") {
  std::vector<Task<int>> work;
  for (int i = 0; i < 5; ++i) work.push_back(give_later(i, 5 - i));
  CHECK(test::run(all(std::move(work))) == std::vector{0, 1, 2, 3, 4});
  CHECK(test::run(all(std::vector<Task<int>>{})).empty());
}

TEST_CASE("all takes work without a result", "[dns][async]") {
  bool first = false, second = false;
  test::run(all(list(set(first), set(second))));
  CHECK(first);
  CHECK(second);
  test::run(all(std::vector<Task<>>{}));
}

TEST_CASE("all runs its work at once", "[dns][async]") {
  // Each child waits for the other: one after the other they would never end.
  struct Meeting {
    static Task<int> attend(Event& mine, Event& other) {
      mine.happen();
      co_await other.wait();
      co_return 1;
    }
    static Task<std::vector<int>> hold() {
      Event a, b;
      co_return co_await all(list(attend(a, b), attend(b, a)));
    }
  };
  CHECK(test::run(Meeting::hold()) == std::vector{1, 1});
}

TEST_CASE("an exception in one child ends the others, and the first is rethrown", "[dns][async]") {
  Log log;
  CHECK_THROWS_WITH(test::run(all(list(hang(log, "a"), fail("b broke", 3)))), "b broke");
  CHECK(log == Log{"a begins", "a is let go of"});
  CHECK_THROWS_WITH(test::run(all(list(fail("later", 9), fail("sooner", 3)))), "sooner");
}

TEST_CASE("a child that fails at once keeps those behind it from beginning", "[dns][async]") {
  Log log;
  CHECK_THROWS_WITH(test::run(all(list(fail("broke", 0), hang(log, "b")))), "broke");
  CHECK(log.empty());
}

TEST_CASE("letting go of a task ends what it waits for, all the way down", "[dns][async]") {
  struct Tree {
    static Task<> inner(Log& log, std::string who) {
      co_await all(list(hang_void(log, who + "1"), hang_void(log, who + "2")));
    }
    static Task<> outer(Log& log) { co_await all(list(inner(log, "a"), inner(log, "b"))); }
    static Task<> run(Log& log) {
      TaskGroup group(co_await this_loop);
      group.spawn(outer(log));
      co_await pass_turns();
      group.cancel();
      log.push_back("cancelled");
      co_await group.join();
    }
  };
  Log log;
  test::run(Tree::run(log));
  REQUIRE(log.size() == 9);
  CHECK(Log(log.begin(), log.begin() + 4) == Log{"a1 begins", "a2 begins", "b1 begins", "b2 begins"});
  CHECK(log.back() == "cancelled");
}

TEST_CASE("within gives the result of work that ends in time", "[dns][async]") {
  CHECK(test::run(within(far_off, give(7))) == 7);
  CHECK(test::run(within(far_off, give_later(7, 9))) == 7);
}

TEST_CASE("within lets go of work that does not end in time, and gives nothing", "[dns][async]") {
  Log log;
  CHECK(test::run(within(1ms, hang(log, "a"))) == std::nullopt);
  CHECK(log == Log{"a begins", "a is let go of"});
}

TEST_CASE("within passes on an exception of the work", "[dns][async]") {
  CHECK_THROWS_WITH(test::run(within(far_off, fail("broke", 0))), "broke");
  CHECK_THROWS_WITH(test::run(within(far_off, fail("broke", 3))), "broke");
}

TEST_CASE("all inside within ends with its deadline", "[dns][async]") {
  Log log;
  CHECK(test::run(within(1ms, all(list(hang(log, "a"), give(1))))) == std::nullopt);
  CHECK(log == Log{"a begins", "a is let go of"});
}

TEST_CASE("of two deadlines the nearer one counts, whichever is set first", "[dns][async]") {
  struct Nested {
    static Task<> run(Log& log, std::chrono::milliseconds outer, std::chrono::milliseconds inner) {
      const auto found = co_await within(outer, within(inner, hang(log, "a")));
      log.push_back(found ? "inner" : "outer");
    }
  };
  Log log;
  test::run(Nested::run(log, far_off, 1ms));
  test::run(Nested::run(log, 1ms, far_off));
  CHECK(log == Log{"a begins", "a is let go of", "inner", "a begins", "a is let go of", "outer"});
}

namespace {

/// Waits until a time, be it past.
struct At {
  Alarm::Time time;
  Alarm alarm{};
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> coroutine) {
    alarm.set(time, coroutine);
  }
  void await_resume() const noexcept {}
};

}  // namespace

TEST_CASE("alarms wake in the order of their times, and none that was stopped", "[dns][async]") {
  struct Many {
    static Task<> note(std::vector<int>& woken, Alarm::Time start, int place) {
      co_await At{start + std::chrono::microseconds(place)};
      woken.push_back(place);
    }
    static Task<> run(std::vector<int>& woken, int count) {
      Loop& loop = co_await this_loop;
      const auto start = std::chrono::steady_clock::now() - 1s;  // all have come before the loop looks
      TaskGroup stopped(loop), others(loop);
      for (int i = 0; i < count; ++i) {
        const int place = i * 61 % count;  // each place once, in no order
        (place % 3 == 0 ? stopped : others).spawn(note(woken, start, place));
      }
      stopped.cancel();
      co_await others.join();
    }
  };
  const int count = GENERATE(2, 3, 10, 100, 1000);
  std::vector<int> woken, expected;
  test::run(Many::run(woken, count));
  for (int place = 0; place < count; ++place)
    if (place % 3 != 0) expected.push_back(place);
  CHECK(woken == expected);
}

TEST_CASE("a coroutine goes on after within has timed out", "[dns][async]") {
  struct Twice {
    static Task<std::optional<int>> run(Log& log) {
      co_await within(1ms, hang(log, "a"));
      co_return co_await within(far_off, give_later(2, 3));
    }
  };
  Log log;
  CHECK(test::run(Twice::run(log)) == 2);
}

TEST_CASE("work and its deadline may come in one turn, and the coroutine goes on once", "[dns][async]") {
  struct Close {
    static Task<int> wait(Event& event) {
      co_await event.wait();
      co_return 1;
    }
    /// Holds up the loop past the deadline, and lets the work end in the same turn.
    static Task<> hold_up(Event& event, Alarm::Time until) {
      co_await pass_turns(1);
      while (std::chrono::steady_clock::now() < until) continue;
      event.happen();
    }
    static Task<int> run() {
      Event event;
      const auto deadline = std::chrono::steady_clock::now() + 5ms;
      TaskGroup group(co_await this_loop);
      group.spawn(hold_up(event, deadline));
      const auto found = co_await by(deadline, wait(event));
      co_await pass_turns();
      co_return found.value_or(2);
    }
  };
  const int found = test::run(Close::run());
  CHECK((found == 1 || found == 2));
}

TEST_CASE("a task group outlives the coroutine that filled it, and its owner joins it", "[dns][async]") {
  struct Owner {
    static Task<> fill(TaskGroup& group, Event& go, bool& done) {
      group.spawn(after(go, done));
      co_return;
    }
    static Task<> after(Event& go, bool& done) {
      co_await go.wait();
      done = true;
    }
    static Task<bool> run() {
      bool done = false;
      Event go;
      TaskGroup group(co_await this_loop);
      co_await fill(group, go, done);
      const std::size_t under_way = group.size();
      go.happen();
      co_await group.join();
      co_return done&& under_way == 1 && group.size() == 0;
    }
  };
  CHECK(test::run(Owner::run()));
}

TEST_CASE("a task group's work begins inside spawn, and ends with the group", "[dns][async]") {
  struct Owner {
    static Task<> run(Log& log) {
      {
        TaskGroup group(co_await this_loop);
        group.spawn(hang_void(log, "a"));
        log.push_back("spawned");
      }
      log.push_back("gone");
    }
  };
  Log log;
  test::run(Owner::run(log));
  CHECK(log == Log{"a begins", "spawned", "a is let go of", "gone"});
}

TEST_CASE("join rethrows what left a task", "[dns][async]") {
  struct Owner {
    static Task<> broken(int turns) { co_await fail("broke", turns); }
    static Task<> run(Log& log, int turns) {
      TaskGroup group(co_await this_loop);
      group.spawn(hang_void(log, "a"));
      group.spawn(broken(turns));
      co_await group.join();
    }
  };
  const int turns = GENERATE(0, 2);
  Log log;
  CHECK_THROWS_WITH(test::run(Owner::run(log, turns)), "broke");
  CHECK(log == Log{"a begins", "a is let go of"});
}

TEST_CASE("a task may fail inside the spawn of another one of its group", "[dns][async]") {
  struct Owner {
    static Task<> broken() { co_await fail("broke", 0); }
    static Task<> spawner(TaskGroup& group, Log& log) {
      group.spawn(broken());
      log.push_back("goes on");
      co_await next_turn{};
      co_await next_turn{};
      log.push_back("never reached");
    }
    static Task<> run(Log& log) {
      TaskGroup group(co_await this_loop);
      group.spawn(later(group, log));
      co_await group.join();
    }
    static Task<> later(TaskGroup& group, Log& log) {
      co_await next_turn{};
      co_await spawner(group, log);
    }
  };
  Log log;
  CHECK_THROWS_WITH(test::run(Owner::run(log)), "broke");
  CHECK(log == Log{"goes on"});
}

TEST_CASE("an event wakes all its waiters, and lets later ones through", "[dns][async]") {
  struct Waiting {
    static Task<int> wait(Event& event) {
      co_await event.wait();
      co_return 1;
    }
    static Task<int> announce(Event& event, Log& log) {
      co_await pass_turns();
      event.happen();
      log.push_back("happened");
      co_return co_await wait(event);
    }
    static Task<int> note(Event& event, Log& log) {
      co_await event.wait();
      log.push_back("woken");
      co_return 1;
    }
    static Task<std::vector<int>> run(Log& log) {
      Event event;
      std::vector<Task<int>> work;
      for (int i = 0; i < 3; ++i) work.push_back(note(event, log));
      work.push_back(announce(event, log));
      co_return co_await all(std::move(work));
    }
  };
  Log log;
  CHECK(test::run(Waiting::run(log)) == std::vector{1, 1, 1, 1});
  CHECK(log == Log{"happened", "woken", "woken", "woken"});
}

TEST_CASE("a chore is done once, when nobody is in line any more", "[dns][async]") {
  struct Busy {
    static Task<> run(Log& log) {
      Loop& loop = co_await this_loop;
      Chore chore(loop, [&log] { log.push_back("chore"); });
      chore.call_when_idle();
      chore.call_when_idle();
      for (int i = 0; i < 3; ++i) {
        co_await next_turn{};
        log.push_back("turn");
      }
      Event never;
      co_await within(1ms, wait(never));
    }
    static Task<int> wait(Event& event) {
      co_await event.wait();
      co_return 0;
    }
  };
  Log log;
  test::run(Busy::run(log));
  CHECK(log == Log{"turn", "turn", "turn", "chore"});
}

TEST_CASE("a chore that is let go of is not done", "[dns][async]") {
  Loop loop;
  Log log;
  {
    Chore chore(loop, [&log] { log.push_back("chore"); });
    chore.call_when_idle();
  }
  loop.run(pass_turns());
  CHECK(log.empty());
}

namespace {

Task<> work_in_place(Slots& slots, Event& go, Log& log, std::string who) {
  const Slots::Held place = co_await slots.take();
  log.push_back(who + " in");
  co_await go.wait();
  log.push_back(who + " out");
}

}  // namespace

TEST_CASE("places are given out in the order of asking", "[dns][async]") {
  struct Queue {
    static Task<> run(Log& log) {
      Slots slots(1);
      Event go;
      TaskGroup group(co_await this_loop);
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

TEST_CASE("who is let go of in line leaves it, and one in place gives the place on", "[dns][async]") {
  struct Queue {
    static Task<> run(Log& log) {
      Loop& loop = co_await this_loop;
      Slots slots(1);
      Event go;
      TaskGroup holder(loop), quitter(loop), granted(loop), patient(loop);
      holder.spawn(work_in_place(slots, go, log, "holder"));
      quitter.spawn(work_in_place(slots, go, log, "quitter"));
      granted.spawn(work_in_place(slots, go, log, "granted"));
      patient.spawn(work_in_place(slots, go, log, "patient"));
      quitter.cancel();
      holder.cancel();
      granted.cancel();  // its place was granted, and not yet taken
      co_await pass_turns();
      go.happen();
      co_await patient.join();
    }
  };
  Log log;
  test::run(Queue::run(log));
  CHECK(log == Log{"holder in", "patient in", "patient out"});
}

TEST_CASE("places may become more or fewer", "[dns][async]") {
  struct Queue {
    static Task<> run(Log& log) {
      Slots slots(1);
      Event go;
      TaskGroup group(co_await this_loop);
      for (const char* who : {"a", "b", "c"}) group.spawn(work_in_place(slots, go, log, who));
      slots.resize(2);
      co_await pass_turns();
      log.push_back("two");
      slots.resize(1);
      go.happen();
      co_await group.join();
    }
  };
  Log log;
  test::run(Queue::run(log));
  CHECK(log == Log{"a in", "b in", "two", "a out", "b out", "c in", "c out"});
}

TEST_CASE("Asio's work is awaited, its exceptions too, and cancelled when nobody waits", "[dns][async]") {
  struct Timers {
    static asio::awaitable<int> ring(std::chrono::milliseconds time, Log& log) {
      asio::steady_timer timer(co_await asio::this_coro::executor, time);
      const auto [error] = co_await timer.async_wait(as_tuple);
      log.push_back(error ? "cancelled" : "rang");
      co_return 7;
    }
    static asio::awaitable<int> broken() {
      throw std::runtime_error("broke");
      co_return 0;
    }
    static Task<> run(Log& log) {
      const int rung = co_await from_asio(ring(1ms, log));
      CHECK(rung == 7);
      const auto late = co_await within(1ms, from_asio(ring(far_off, log)));
      CHECK_FALSE(late.has_value());
      co_await pass_turns();
      bool thrown = false;
      try {
        co_await from_asio(broken());
      } catch (const std::runtime_error&) {
        thrown = true;
      }
      CHECK(thrown);
    }
  };
  Log log;
  test::run(Timers::run(log));
  CHECK(log == Log{"rang", "cancelled"});
}
