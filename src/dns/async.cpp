#include "dns/async.h"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/system_error.hpp>
#include <deque>
#include <exception>
#include <list>

namespace mailready::dns {

constexpr auto never = std::chrono::steady_clock::time_point::max();

static asio::system_error aborted() { return asio::system_error(asio::error::operation_aborted); }

static bool is_cancelled(const asio::cancellation_state& state) {
  return state.cancelled() != asio::cancellation_type::none;
}

static bool is_aborted(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const asio::system_error& e) {
    return e.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

Event::Event(const asio::any_io_executor& executor) : alarm_(executor, never) {}

void Event::happen() {
  happened_ = true;
  alarm_.cancel();
}

asio::awaitable<void> Event::wait() {
  if (happened_) co_return;
  co_await alarm_.async_wait(as_tuple);
  if (!happened_) throw aborted();
}

struct TaskGroup::State {
  using Children = std::list<asio::cancellation_signal>;

  explicit State(const asio::any_io_executor& ex) : executor(ex), changed(ex, never) {}

  void cancel() {
    cancelled = true;
    for (asio::cancellation_signal& child : children) child.emit(asio::cancellation_type::terminal);
  }

  void ended(Children::iterator child, const std::exception_ptr& error) {
    children.erase(child);
    changed.cancel();
    if (!error || (cancelled && is_aborted(error))) return;
    if (!first_error) first_error = error;
    cancel();
  }

  asio::any_io_executor executor;
  asio::steady_timer changed;  // cancelled whenever a child ends
  Children children;
  std::exception_ptr first_error;
  bool cancelled = false;
};

TaskGroup::TaskGroup(const asio::any_io_executor& executor) : state_(std::make_shared<State>(executor)) {}

void TaskGroup::spawn(asio::awaitable<void> work) {
  const auto child = state_->children.emplace(state_->children.end());
  auto on_end = [state = state_, child](std::exception_ptr error) { state->ended(child, error); };
  asio::co_spawn(state_->executor, std::move(work), asio::bind_cancellation_slot(child->slot(), std::move(on_end)));
  if (state_->cancelled) state_->cancel();
}

void TaskGroup::cancel() { state_->cancel(); }

std::size_t TaskGroup::size() const { return state_->children.size(); }

asio::awaitable<void> TaskGroup::join() { co_await join_by(never); }

asio::awaitable<bool> TaskGroup::join_by(Deadline deadline) {
  // The children are waited for even when this coroutine is cancelled: Asio must not throw at a co_await before that.
  const auto state = state_;
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  bool in_time = true, passed_on = false;
  state->changed.expires_at(deadline);
  while (!state->children.empty()) {
    if (!passed_on && is_cancelled(co_await asio::this_coro::cancellation_state)) {
      passed_on = true;
      state->cancel();
    }
    const auto [error] = co_await state->changed.async_wait(as_tuple);
    if (error || !in_time || state->children.empty()) continue;
    in_time = false;
    state->changed.expires_at(never);
    state->cancel();
  }
  co_await asio::this_coro::throw_if_cancelled(throws);
  if (state->first_error) std::rethrow_exception(state->first_error);
  if (is_cancelled(co_await asio::this_coro::cancellation_state)) throw aborted();
  co_return in_time;
}

struct Slots::State {
  void give_back() {
    if (queue.empty()) {
      ++free;
      return;
    }
    const std::shared_ptr<Event> next = std::move(queue.front());
    queue.pop_front();
    next->happen();
  }

  std::size_t free;
  std::deque<std::shared_ptr<Event>> queue;
};

Slots::Slots(std::size_t count) : state_(std::make_shared<State>(State{count, {}})) {}

asio::awaitable<Slots::Held> Slots::take() {
  const auto state = state_;
  if (state->free > 0) {
    --state->free;
    co_return Held(state);
  }
  const auto turn = std::make_shared<Event>(co_await asio::this_coro::executor);
  state->queue.push_back(turn);
  try {
    co_await turn->wait();
  } catch (...) {
    std::erase(state->queue, turn);
    throw;
  }
  co_return Held(state);
}

Slots::Held::~Held() {
  if (state_) state_->give_back();
}

static asio::awaitable<void> begin_posted(asio::awaitable<void> work) {
  co_await asio::post(asio::use_awaitable);
  co_await std::move(work);
}

asio::awaitable<void> all(std::vector<asio::awaitable<void>> work) {
  TaskGroup group(co_await asio::this_coro::executor);
  for (asio::awaitable<void>& child : work) group.spawn(begin_posted(std::move(child)));
  co_await group.join();
}

}  // namespace mailready::dns
