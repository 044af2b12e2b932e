// The event loop, as coroutines see it: whose turn it is, and what time has come. Asio waits for sockets below it.
#pragma once
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <coroutine>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "dns/task.h"

namespace mailready::dns {

class Line;

/// A coroutine that stands in a line: for an event, a place, or its turn on the loop. Leaves it where it is destroyed.
class Waiter {
 public:
  Waiter() = default;
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ~Waiter() { leave(); }

  template <class Promise>
  void stand_for(std::coroutine_handle<Promise> coroutine) {
    coroutine_ = coroutine;
    loop_ = &coroutine.promise().loop();
  }
  Loop& loop() const { return *loop_; }
  /// Leaves its line and goes to the end of its loop's: it runs in a turn to come, never inside this call.
  void wake();
  void leave();

 private:
  friend class Line;
  friend class Loop;
  Waiter *front_ = nullptr, *behind_ = nullptr;  // a ring, closed by the line's own link; null out of line
  std::coroutine_handle<> coroutine_;
  Loop* loop_ = nullptr;
};

/// Waiters, first come first served.
class Line {
 public:
  Line() { ends_.front_ = ends_.behind_ = &ends_; }
  ~Line();

  bool empty() const { return ends_.behind_ == &ends_; }
  /// Precondition: not empty.
  Waiter& first() { return *ends_.behind_; }
  void join(Waiter& waiter);
  /// All of `other`'s, which is then empty.
  void take_over(Line& other);

 private:
  Waiter ends_;
};

/// Stands in a line until woken, unless there is nothing to wait for: `co_await InLine{line, false};`
struct InLine {
  Line& line;
  bool ready;
  Waiter waiter{};
  bool await_ready() const noexcept { return ready; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> coroutine) {
    waiter.stand_for(coroutine);
    line.join(waiter);
  }
  void await_resume() const noexcept {}
};

/// Wakes its waiter at a time, unless it is destroyed before.
class Alarm {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Alarm() = default;
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm() { stop(); }

  template <class Promise>
  void set(Time time, std::coroutine_handle<Promise> coroutine) {
    waiter_.stand_for(coroutine);
    arm(time);
  }
  /// The waiter runs no more, though its time may have come.
  void stop();

 private:
  friend class Agenda;
  friend class Loop;
  void arm(Time time);

  Waiter waiter_;
  Time time_{};
  std::size_t place_ = out_of_agenda;
  static constexpr std::size_t out_of_agenda = static_cast<std::size_t>(-1);
};

/// The alarms that are set, the earliest at hand: a binary heap, each alarm knowing its place in it. Nothing is
/// allocated for one, and hardly anything moves where most are set for later than those before them.
class Agenda {
 public:
  bool empty() const { return heap_.empty(); }
  /// Precondition: not empty.
  Alarm& earliest() const { return *heap_.front(); }
  void add(Alarm& alarm);
  void remove(Alarm& alarm);

 private:
  void rise(std::size_t place, Alarm& alarm);
  void sink(std::size_t place, Alarm& alarm);
  void put(std::size_t place, Alarm& alarm);

  std::vector<Alarm*> heap_;
};

/// Work that is better done for many at once: the datagrams of a whole turn, say.
class Chore {
 public:
  /// `loop` outlives it.
  Chore(Loop& loop, std::function<void()> work) : loop_(loop), work_(std::move(work)) {}
  Chore(const Chore&) = delete;
  Chore& operator=(const Chore&) = delete;
  ~Chore();

  /// Does it once, when nobody is in line any more.
  void call_when_idle();

 private:
  friend class Loop;
  Loop& loop_;
  std::function<void()> work_;
  bool due_ = false;
};

class Loop {
 public:
  Loop() : timer_(context_) {}
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// For sockets and signals.
  asio::io_context& context() { return context_; }
  /// Runs `work` to its end and returns its result; what it throws is thrown here. Nothing else may be running the
  /// loop. Other work on it goes on with the next call.
  template <class T>
  T run(Task<T> work);

 private:
  friend class Alarm;
  friend class Chore;
  friend class Waiter;
  friend struct idle;
  void schedule();
  void take_turns();
  void set_timer();
  void ring();
  void step();

  asio::io_context context_{1};
  Line line_;
  Line idle_;  ///< who waits until all others do
  bool scheduled_ = false;
  std::vector<Chore*> chores_;
  Agenda alarms_;
  asio::steady_timer timer_;
  Alarm::Time timer_time_ = Alarm::Time::max();  // when the timer rings
};

template <class T>
T Loop::run(Task<T> work) {
  detail::Join join(1);
  work.start(join, *this);
  while (!work.done()) step();
  return work.take();
}

/// Lets all others that can go on have their turn: `co_await next_turn();`
struct next_turn {
  Waiter waiter{};
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> coroutine) {
    waiter.stand_for(coroutine);
    waiter.wake();
  }
  void await_resume() const noexcept {}
};

/// Waits until all others wait for the world: for answers, signals or time. One goes on, then the next once the loop is
/// idle again: `co_await idle();`
struct idle {
  Waiter waiter{};
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> coroutine) {
    waiter.stand_for(coroutine);
    waiter.loop().idle_.join(waiter);
  }
  void await_resume() const noexcept {}
};

/// Lets a time pass: `co_await sleep_for{std::chrono::milliseconds(100)};`
struct sleep_for {
  std::chrono::steady_clock::duration time;
  Alarm alarm{};
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> coroutine) {
    alarm.set(std::chrono::steady_clock::now() + time, coroutine);
  }
  void await_resume() const noexcept {}
};

}  // namespace mailready::dns
