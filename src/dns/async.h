// Structured concurrency on the one event loop. Work has a parent that owns it: it ends with its parent at the latest,
// exceptions go from children to parents. What Asio waits for is awaited through `from_asio`, the only place of
// co_spawn.
#pragma once
#include <asio/awaitable.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/use_awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <exception>
#include <list>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "dns/loop.h"
#include "dns/task.h"

namespace mailready::dns {

/// The completion token of socket and timer calls: an error code is a value, not an exception.
inline constexpr auto as_tuple = asio::experimental::as_tuple(asio::use_awaitable);

/// Something that happens once, awaited by any number of coroutines. Outlives those that wait for it.
class Event {
 public:
  bool has_happened() const { return happened_; }
  /// Wakes everyone who waits, and lets later waiters through. None of them runs inside this call.
  void happen();

  InLine wait() { return {line_, happened_}; }

 private:
  Line line_;
  bool happened_ = false;
};

/// Work that may outlive the coroutine which starts it, and ends with the group at the latest.
class TaskGroup {
 public:
  /// `loop` outlives it.
  explicit TaskGroup(Loop& loop) : loop_(loop) {}
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  ~TaskGroup() { cancel(); }

  /// Begins `work` at once, inside this call. An exception that leaves it is kept for `join`.
  void spawn(Task<> work);
  /// Lets go of all children. Not to be called by one of them.
  void cancel();
  std::size_t size() const { return children_.size(); }
  /// Waits until no child is left. The first exception of one is rethrown, and ends the others.
  Task<> join();

 private:
  class Child;
  static Child run(TaskGroup& group, Task<> work);
  bool settled() const { return children_.empty() || error_; }

  Loop& loop_;
  std::list<std::coroutine_handle<>> children_;
  std::exception_ptr error_;
  Line joining_;
};

/// A number of places, given out in the order of asking.
class Slots {
 public:
  /// A place taken; destroying it gives the place to the next in line.
  class Held {
   public:
    explicit Held(Slots& slots) : slots_(&slots) {}
    Held(Held&& other) noexcept : slots_(std::exchange(other.slots_, nullptr)) {}
    Held& operator=(Held&&) = delete;
    ~Held() {
      if (slots_) slots_->give_back();
    }

   private:
    Slots* slots_;
  };

  /// Outlives the places that it gives.
  explicit Slots(std::size_t count) : free_(static_cast<std::ptrdiff_t>(count)), count_(count) {}

  /// Changes their number. Fewer take effect as places are given back.
  void resize(std::size_t count);
  std::size_t count() const { return count_; }

  /// Stands in line, and owns the place from when it is granted until it is handed over.
  struct Awaiter : Waiter {
    explicit Awaiter(Slots& its_slots) : slots(its_slots) {}
    ~Awaiter() {
      if (granted) slots.give_back();
    }
    bool await_ready() {
      if (slots.free_ > 0) slots.grant(*this);
      return granted;
    }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> coroutine) {
      stand_for(coroutine);
      slots.line_.join(*this);
    }
    Held await_resume() {
      granted = false;
      return Held(slots);
    }

    Slots& slots;
    bool granted = false;
  };
  Awaiter take() { return Awaiter(*this); }

 private:
  void grant(Awaiter& next);
  void give_back();
  void let_in();

  std::ptrdiff_t free_;
  std::size_t count_;
  Line line_;
};

namespace detail {

template <class T>
struct All {
  std::vector<Task<T>> tasks;
  Join join{tasks.size()};

  bool await_ready() const noexcept { return tasks.empty(); }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> parent) {
    for (Task<T>& task : tasks)
      if (!join.failed()) task.start(join, parent.promise().loop());
    return join.waits_as(parent);
  }
  std::vector<Task<T>>& await_resume() {
    if (join.failed())
      for (Task<T>& task : tasks)
        if (task.done()) static_cast<void>(task.take());
    return tasks;
  }
};

/// A task in a race with the clock.
template <class T>
struct Race {
  Task<T> work;
  Alarm::Time deadline;
  Join join{1};
  Alarm alarm{};

  bool await_ready() const noexcept { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> parent) {
    work.start(join, parent.promise().loop());
    if (!join.waits_as(parent)) return false;
    alarm.set(deadline, parent);
    return true;
  }
  /// Whether the work was first.
  bool await_resume() {
    join.give_up();
    alarm.stop();
    return work.done();
  }
};

/// What a coroutine of Asio's brings, for one of ours that waits for it.
template <class T>
struct FromAsio {
  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;
  struct State {
    Waiter* waiter = nullptr;
    std::optional<Value> result{};
    std::exception_ptr error{};
    bool ended = false;
    asio::cancellation_signal cancellation{};
  };
  static asio::awaitable<void> keep(asio::awaitable<T> work, std::shared_ptr<State> state) {
    if constexpr (std::is_void_v<T>)
      co_await std::move(work);
    else
      state->result.emplace(co_await std::move(work));
  }

  explicit FromAsio(asio::awaitable<T> its_work) : work(std::move(its_work)) {}
  FromAsio(const FromAsio&) = delete;
  FromAsio& operator=(const FromAsio&) = delete;
  ~FromAsio() {
    state->waiter = nullptr;
    if (!state->ended) state->cancellation.emit(asio::cancellation_type::terminal);
  }

  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> parent) {
    waiter.stand_for(parent);
    state->waiter = &waiter;
    const auto on_end = [its_state = state](std::exception_ptr error) {
      its_state->ended = true;
      its_state->error = std::move(error);
      if (its_state->waiter) its_state->waiter->wake();
    };
    asio::co_spawn(waiter.loop().context(), keep(std::move(work), state),
                   asio::bind_cancellation_slot(state->cancellation.slot(), on_end));
  }
  T await_resume() {
    if (state->error) std::rethrow_exception(state->error);
    if constexpr (!std::is_void_v<T>) return std::move(*state->result);
  }

  asio::awaitable<T> work;
  std::shared_ptr<State> state = std::make_shared<State>();
  Waiter waiter{};
};

}  // namespace detail

/// Runs all of `work` at once and waits for every one; results keep the order. The first exception is rethrown, and
/// ends the others.
template <class T>
Task<std::vector<T>> all(std::vector<Task<T>> work) {
  detail::All<T> all{std::move(work)};
  std::vector<T> results;
  results.reserve(all.tasks.size());
  for (Task<T>& task : co_await all) results.push_back(task.take());
  co_return results;
}

inline Task<> all(std::vector<Task<>> work) {
  detail::All<void> all{std::move(work)};
  co_await all;
}

/// The result of `work`, or nothing where it has not ended by `deadline`; it is then let go of.
template <class T>
Task<std::optional<T>> by(Alarm::Time deadline, Task<T> work) {
  detail::Race<T> race{std::move(work), deadline};
  std::optional<T> result;
  if (co_await race) result.emplace(race.work.take());
  co_return result;
}

/// The same, within a time from now.
template <class T>
Task<std::optional<T>> within(std::chrono::steady_clock::duration time, Task<T> work) {
  return by(std::chrono::steady_clock::now() + time, std::move(work));
}

/// The result of a coroutine of Asio's. Should nobody wait for it any more, it is cancelled and ends by itself: it owns
/// whatever it uses.
template <class T>
Task<T> from_asio(asio::awaitable<T> work) {
  detail::FromAsio<T> result(std::move(work));
  co_return co_await result;
}

}  // namespace mailready::dns
