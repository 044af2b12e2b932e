#include "dns/loop.h"

#include <asio/post.hpp>

namespace mailready::dns {

void Waiter::leave() {
  if (!front_) return;
  front_->behind_ = behind_;
  behind_->front_ = front_;
  front_ = behind_ = nullptr;
}

void Waiter::wake() {
  leave();
  loop_->line_.join(*this);
  loop_->schedule();
}

Line::~Line() {
  while (!empty()) first().leave();
}

void Line::join(Waiter& waiter) {
  waiter.front_ = ends_.front_;
  waiter.behind_ = &ends_;
  ends_.front_->behind_ = &waiter;
  ends_.front_ = &waiter;
}

void Line::take_over(Line& other) {
  if (other.empty()) return;
  Waiter& first = *other.ends_.behind_;
  Waiter& last = *other.ends_.front_;
  other.ends_.front_ = other.ends_.behind_ = &other.ends_;
  first.front_ = ends_.front_;
  ends_.front_->behind_ = &first;
  last.behind_ = &ends_;
  ends_.front_ = &last;
}

void Alarm::arm(Time time) {
  Loop& loop = waiter_.loop();
  time_ = time;
  loop.alarms_.add(*this);
  if (time < loop.timer_time_) loop.set_timer();
}

void Alarm::stop() {
  if (place_ != out_of_agenda) waiter_.loop().alarms_.remove(*this);
  waiter_.leave();
}

void Agenda::put(std::size_t place, Alarm& alarm) {
  heap_[place] = &alarm;
  alarm.place_ = place;
}

/// Puts `alarm` at `place`, or above it as far as later ones stand there.
void Agenda::rise(std::size_t place, Alarm& alarm) {
  for (; place > 0; place = (place - 1) / 2) {
    Alarm& above = *heap_[(place - 1) / 2];
    if (above.time_ <= alarm.time_) break;
    put(place, above);
  }
  put(place, alarm);
}

/// Puts `alarm` at `place`, or below it as far as earlier ones stand there.
void Agenda::sink(std::size_t place, Alarm& alarm) {
  for (std::size_t below = 2 * place + 1; below < heap_.size(); below = 2 * place + 1) {
    if (below + 1 < heap_.size() && heap_[below + 1]->time_ < heap_[below]->time_) ++below;
    if (alarm.time_ <= heap_[below]->time_) break;
    put(std::exchange(place, below), *heap_[below]);
  }
  put(place, alarm);
}

void Agenda::add(Alarm& alarm) {
  heap_.push_back(&alarm);
  rise(heap_.size() - 1, alarm);
}

void Agenda::remove(Alarm& alarm) {
  const std::size_t place = std::exchange(alarm.place_, Alarm::out_of_agenda);
  Alarm& last = *heap_.back();
  heap_.pop_back();
  if (&last == &alarm) return;
  if (last.time_ < alarm.time_)
    rise(place, last);
  else
    sink(place, last);
}

Chore::~Chore() {
  if (due_) std::erase(loop_.chores_, this);
}

void Chore::call_when_idle() {
  if (std::exchange(due_, true)) return;
  loop_.chores_.push_back(this);
  loop_.schedule();
}

void Loop::schedule() {
  if (!std::exchange(scheduled_, true)) asio::post(context_, [this] { take_turns(); });
}

/// Everyone who is in line now; who joins meanwhile comes in the next turn, so that sockets and signals are heard too.
void Loop::take_turns() {
  scheduled_ = false;
  Line now;
  now.take_over(line_);
  while (!now.empty()) {
    Waiter& waiter = now.first();
    waiter.leave();
    waiter.coroutine_.resume();
  }
  if (!line_.empty()) return schedule();
  while (!chores_.empty()) {
    Chore& chore = *chores_.back();
    chores_.pop_back();
    chore.due_ = false;
    chore.work_();
  }
}

/// The earliest alarm rings the timer. Where that one is stopped the timer is left alone: it then rings for nothing,
/// which is cheaper than setting it anew for each question that is answered in time.
void Loop::set_timer() {
  timer_time_ = alarms_.empty() ? Alarm::Time::max() : alarms_.earliest().time_;
  if (alarms_.empty()) return;
  timer_.expires_at(timer_time_);
  timer_.async_wait([this](const std::error_code& error) {
    if (!error) ring();
  });
}

void Loop::ring() {
  const auto now = std::chrono::steady_clock::now();
  while (!alarms_.empty() && alarms_.earliest().time_ <= now) {
    Alarm& alarm = alarms_.earliest();
    alarms_.remove(alarm);
    alarm.waiter_.wake();
  }
  set_timer();
}

void Loop::step() {
  if (context_.stopped()) context_.restart();
  if (!idle_.empty()) {
    if (context_.poll_one() == 0) idle_.first().wake();
    return;
  }
  if (context_.run_one() == 0) throw std::logic_error("a task waits for what nothing brings about");
}

}  // namespace mailready::dns
