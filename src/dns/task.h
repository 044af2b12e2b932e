// A coroutine that is awaited once: the one type for work that waits. It begins when it is awaited, in place, and what
// can go on at once does so without a turn of the event loop. Letting go of a task ends it wherever it stands: the
// frame is destroyed, with everything in it and below it. That is how work is cancelled.
#pragma once
#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace mailready::dns {

class Loop;

template <class T = void>
class Task;

namespace detail {

/// A coroutine that waits for the end of others, its children. It may be let go of at any time.
class Join {
 public:
  explicit Join(std::size_t children) : left_(children) {}
  Join(const Join&) = delete;
  Join& operator=(const Join&) = delete;

  bool failed() const { return failed_; }
  /// The parent has started its children. Whether it must wait: not where all have ended, or one has failed.
  bool waits_as(std::coroutine_handle<> parent) {
    if (left_ == 0 || failed_) return false;
    parent_ = parent;
    return true;
  }
  /// A child has ended; who goes on. The parent does once, at the last end or the first failure.
  std::coroutine_handle<> ended(bool in_failure) noexcept {
    --left_;
    failed_ = failed_ || in_failure;
    if (left_ > 0 && !failed_) return std::noop_coroutine();
    return parent_ ? std::exchange(parent_, nullptr) : std::noop_coroutine();
  }
  /// A child has ended before its parent could wait.
  void ended_at_once() { --left_; }
  /// The parent goes on by other means.
  void give_up() { parent_ = nullptr; }

 private:
  std::size_t left_;
  bool failed_ = false;
  std::coroutine_handle<> parent_;  // null while it starts its children, and once it has gone on
};

class PromiseBase {
 public:
  struct Ended {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> task) const noexcept {
      return task.promise().join_->ended(task.promise().error_ != nullptr);
    }
    void await_resume() const noexcept {}
  };

  std::suspend_always initial_suspend() const noexcept { return {}; }
  Ended final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { error_ = std::current_exception(); }

  /// The loop that everything in this chain of tasks waits on.
  Loop& loop() const { return *loop_; }
  void prepare(Join& join, Loop& loop) {
    join_ = &join;
    loop_ = &loop;
  }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  Join* join_ = nullptr;
  Loop* loop_ = nullptr;
  std::exception_ptr error_;
};

template <class T>
class Promise : public PromiseBase {
 public:
  Task<T> get_return_object();
  template <class Value>
  void return_value(Value&& value) {
    value_.emplace(std::forward<Value>(value));
  }
  T take() {
    rethrow();
    return std::move(*value_);
  }

 private:
  std::optional<T> value_;
};

template <>
class Promise<void> : public PromiseBase {
 public:
  Task<void> get_return_object();
  void return_void() const noexcept {}
  void take() const { rethrow(); }
};

/// Whether a task may carry a result of this type itself.
template <class T>
consteval bool is_small() {
  if constexpr (std::is_void_v<T>)
    return false;
  else
    return sizeof(T) <= 4 * sizeof(void*);
}

struct Nothing {};
template <class T>
using Ready =
    typename std::conditional_t<is_small<T>(), std::type_identity<std::optional<T>>, std::type_identity<Nothing>>::type;

}  // namespace detail

/// What a coroutine returns that gives a `T`. Awaited as an rvalue, once: `co_await f()`, `co_await std::move(task)`.
template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;

  explicit Task(std::coroutine_handle<promise_type> coroutine) : coroutine_(coroutine) {}
  /// A result that is at hand already, and needs no coroutine.
  template <std::convertible_to<T> Result>
  requires(detail::is_small<T>()) Task(Result result) : ready_(std::move(result)) {}
  Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)), ready_(std::move(other.ready_)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(coroutine_, other.coroutine_);
    std::swap(ready_, other.ready_);
    return *this;
  }
  ~Task() {
    if (coroutine_) coroutine_.destroy();
  }

  /// Whether its result was at hand from the beginning.
  bool ready() const {
    if constexpr (detail::is_small<T>()) return ready_.has_value();
    return false;
  }
  bool done() const { return ready() || coroutine_.done(); }
  /// Runs it until it first waits. `join` outlives it, and hears of its end.
  void start(detail::Join& join, Loop& loop) {
    if (ready()) return join.ended_at_once();
    coroutine_.promise().prepare(join, loop);
    coroutine_.resume();
  }
  /// Its result, or what it threw, once it is done.
  T take() {
    if constexpr (detail::is_small<T>())
      if (ready_) return *std::move(ready_);
    return coroutine_.promise().take();
  }

  struct Awaiter {
    Task task;
    detail::Join join{1};

    bool await_ready() const noexcept { return task.ready(); }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> parent) {
      task.start(join, parent.promise().loop());
      return join.waits_as(parent);
    }
    T await_resume() { return task.take(); }
  };
  Awaiter operator co_await() && { return {std::move(*this)}; }

 private:
  std::coroutine_handle<promise_type> coroutine_;  // null where the result is ready
  [[no_unique_address]] detail::Ready<T> ready_;
};

template <class T>
Task<T> detail::Promise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}

inline Task<void> detail::Promise<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}

/// The loop of the coroutine that awaits it: `Loop& loop = co_await this_loop;`
struct ThisLoop {
  struct Awaiter {
    Loop* loop = nullptr;
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> coroutine) noexcept {
      loop = &coroutine.promise().loop();
      return false;
    }
    Loop& await_resume() const noexcept { return *loop; }
  };
  Awaiter operator co_await() const { return {}; }
};
inline constexpr ThisLoop this_loop;

}  // namespace mailready::dns
