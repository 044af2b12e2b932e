#include "cli/bulk.h"

#include <utility>

namespace mailready::cli {

Bulk::Bulk(dns::Loop& loop, Names& names, std::size_t concurrency, Check check, Report report)
    : names_(names), check_(std::move(check)), report_(std::move(report)), work_(loop), places_(concurrency) {}

dns::Task<> Bulk::run() {
  work_.spawn(take_names());
  co_await work_.join();
}

dns::Task<> Bulk::take_names() {
  while (true) {
    dns::Slots::Held place = co_await places_.take();
    auto entry = co_await names_.next();
    if (!entry) co_return;
    work_.spawn(check_one(std::move(place), std::move(*entry)));
    co_await dns::next_turn{};  // where nothing has to be waited for, signals are heard here
  }
}

dns::Task<> Bulk::check_one([[maybe_unused]] dns::Slots::Held place, Entry entry) {
  const std::size_t index = entry.index;
  report(index, co_await check_(std::move(entry)));
}

void Bulk::report(std::size_t index, Checked checked) {
  if (index >= names_.argument_count()) return report_(checked);
  waiting_.emplace(index, std::move(checked));
  for (auto ready = waiting_.find(next_); ready != waiting_.end(); ready = waiting_.find(++next_)) {
    report_(ready->second);
    waiting_.erase(ready);
  }
}

}  // namespace mailready::cli
