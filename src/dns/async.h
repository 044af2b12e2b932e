// Structured concurrency on the one event loop: the only place of co_spawn beside the program and a test helper.
// Work has a parent that waits for it; cancelling goes from parents to children, exceptions from children to parents.
#pragma once
#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace mailready::dns {

/// The completion token of socket and timer calls: an error code is a value, not an exception.
inline constexpr auto as_tuple = asio::experimental::as_tuple(asio::use_awaitable);

/// Something that happens once, awaited by any number of coroutines. Outlives those that wait for it.
class Event {
 public:
  explicit Event(const asio::any_io_executor& executor);

  bool has_happened() const { return happened_; }
  /// Wakes everyone who waits, and lets later waiters through. None of them runs inside this call.
  void happen();
  /// A waiter that is cancelled first gets `operation_aborted` thrown.
  asio::awaitable<void> wait();

 private:
  asio::steady_timer alarm_;  // never expires: cancelling it is what wakes
  bool happened_ = false;
};

/// Work that may outlive the coroutine which starts it. The group's owner awaits `join` before it lets go of the group,
/// or the event loop is never run again.
class TaskGroup {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  explicit TaskGroup(const asio::any_io_executor& executor);

  /// Begins `work` at once, inside this call. An exception that leaves it cancels the rest of the group and is kept for
  /// `join`; the aborting that follows from a cancelled group is no exception.
  void spawn(asio::awaitable<void> work);
  /// Cancels all children, those spawned later too.
  void cancel();
  std::size_t size() const;

  /// Waits for every child and rethrows the first exception. Cancelling it cancels the group, waits, and throws
  /// `operation_aborted`. One coroutine at a time.
  asio::awaitable<void> join();
  /// The same; children that have not ended by `deadline` are cancelled and waited for. Whether none had to be.
  asio::awaitable<bool> join_by(Deadline deadline);

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the children's completion handlers
};

/// A bounded number of places, given out in the order of asking.
class Slots {
 public:
  /// A place taken; destroying it gives the place to the next in line.
  class Held;

  explicit Slots(std::size_t count);
  asio::awaitable<Held> take();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

class Slots::Held {
 public:
  explicit Held(std::shared_ptr<State> state) : state_(std::move(state)) {}
  Held(Held&&) = default;
  Held& operator=(Held&&) = delete;
  ~Held();

 private:
  std::shared_ptr<State> state_;
};

namespace detail {

/// A child of `all` or `within`: begins only once its parent waits, so that nothing it does can cancel a parent that
/// has started some of its children and not the others.
template <class T>
asio::awaitable<void> keep_result(asio::awaitable<T> work, std::optional<T>& result) {
  co_await asio::post(asio::use_awaitable);
  result.emplace(co_await std::move(work));
}

}  // namespace detail

/// Runs all of `work` at once and waits for every one; results keep the order. Cancelling it cancels every child.
/// The first exception is rethrown, after the others have been cancelled and have ended.
template <class T>
asio::awaitable<std::vector<T>> all(std::vector<asio::awaitable<T>> work) {
  std::vector<std::optional<T>> results(work.size());
  TaskGroup group(co_await asio::this_coro::executor);
  for (std::size_t i = 0; i < work.size(); ++i) group.spawn(detail::keep_result(std::move(work[i]), results[i]));
  co_await group.join();
  std::vector<T> values;
  values.reserve(results.size());
  for (std::optional<T>& result : results) values.push_back(std::move(*result));
  co_return values;
}

asio::awaitable<void> all(std::vector<asio::awaitable<void>> work);

/// The result of `work`, or nothing where it did not end within `time`; it is then cancelled and waited for.
template <class T>
asio::awaitable<std::optional<T>> within(std::chrono::steady_clock::duration time, asio::awaitable<T> work) {
  std::optional<T> result;
  TaskGroup group(co_await asio::this_coro::executor);
  group.spawn(detail::keep_result(std::move(work), result));
  const bool in_time = co_await group.join_by(std::chrono::steady_clock::now() + time);
  if (!in_time) result.reset();
  co_return result;
}

}  // namespace mailready::dns
