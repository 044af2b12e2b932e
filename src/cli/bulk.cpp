#include "cli/bulk.h"
#include "dns/async.h"

#include <utility>

namespace mailready::cli {

/// Domains of a list that begin one after the other, so that their questions share system calls: fewer wake the name
/// server more often, more fall out of the processor's caches.
constexpr std::size_t begun_together = 12;

Bulk::Bulk(dns::Loop& loop, Names& names, Options options, Work work)
    : names_(names), options_(options), work_(std::move(work)), places_(options.window), tasks_(loop) {}

dns::Task<> Bulk::run() {
  tasks_.spawn(take_names());
  co_await tasks_.join();
  for (const auto& [index, result] : waiting_) work_.report(result.checked);  // left over where the run was stopped
}

dns::Task<> Bulk::take_names() {
  for (std::size_t begun = 0;; ++begun) {
    dns::Slots::Held place = co_await places_.take();
    auto entry = co_await names_.next();
    if (!entry) co_return;
    co_await delivery_.take();
    // What has begun comes first, while the processor still has it at hand.
    if (begun % begun_together == 0) co_await dns::idle{};
    tasks_.spawn(check_one(std::move(place), std::move(*entry)));
  }
}

dns::Task<> Bulk::check_one(dns::Slots::Held place, Entry entry) {
  const std::size_t index = entry.index;
  Checked checked = co_await work_.check(std::move(entry));
  if (!options_.ordered && index >= names_.argument_count()) {
    report(checked);
    co_return;
  }
  waiting_.emplace(index, Waiting{std::move(checked), std::move(place)});
  for (auto ready = waiting_.begin(); ready != waiting_.end() && ready->first == next_; ++next_) {
    report(ready->second.checked);
    ready = waiting_.erase(ready);
  }
}

void Bulk::report(const Checked& checked) {
  work_.report(checked);
  if (!std::exchange(delivers_, true)) tasks_.spawn(deliver_soon());
}

dns::Task<> Bulk::deliver_soon() {
  co_await dns::sleep_for{options_.moment};
  const dns::Slots::Held turn = co_await delivery_.take();
  delivers_ = false;
  co_await work_.deliver();
}

}  // namespace mailready::cli
