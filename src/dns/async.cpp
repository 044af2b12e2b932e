#include "dns/async.h"

namespace mailready::dns {

void Event::happen() {
  happened_ = true;
  while (!line_.empty()) line_.first().wake();
}

/// A child of a group: a coroutine that nobody awaits. Its frame is in the group's list, and goes when it ends.
class TaskGroup::Child {
 public:
  class promise_type {
   public:
    promise_type(TaskGroup& group, Task<>&)
        : group_(group),
          place_(group.children_.insert(group.children_.end(),
                                        std::coroutine_handle<promise_type>::from_promise(*this))) {}
    promise_type(const promise_type&) = delete;
    promise_type& operator=(const promise_type&) = delete;
    ~promise_type() {
      group_.children_.erase(place_);
      while (group_.settled() && !group_.joining_.empty()) group_.joining_.first().wake();
    }

    Child get_return_object() const noexcept { return {}; }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() noexcept {
      if (!group_.error_) group_.error_ = std::current_exception();
    }
    Loop& loop() const { return group_.loop_; }

   private:
    TaskGroup& group_;
    std::list<std::coroutine_handle<>>::iterator place_;
  };
};

TaskGroup::Child TaskGroup::run(TaskGroup&, Task<> work) { co_await std::move(work); }

void TaskGroup::spawn(Task<> work) { run(*this, std::move(work)); }

void TaskGroup::cancel() {
  while (!children_.empty()) children_.front().destroy();
}

Task<> TaskGroup::join() {
  co_await InLine{joining_, settled()};
  cancel();
  if (error_) std::rethrow_exception(error_);
}

void Slots::resize(std::size_t count) {
  free_ += static_cast<std::ptrdiff_t>(count) - static_cast<std::ptrdiff_t>(count_);
  count_ = count;
  let_in();
}

void Slots::grant(Awaiter& next) {
  --free_;
  next.granted = true;
}

void Slots::give_back() {
  ++free_;
  let_in();
}

void Slots::let_in() {
  while (free_ > 0 && !line_.empty()) {
    auto& next = static_cast<Awaiter&>(line_.first());
    grant(next);
    next.wake();
  }
}

}  // namespace mailready::dns
