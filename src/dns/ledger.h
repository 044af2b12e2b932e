// What one domain's survey asked, what it was told, and how much it may ask.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include "dns/async.h"
#include "dns/resolver.h"

namespace mailready::dns {

struct LedgerLimits {
  std::chrono::milliseconds deadline{30'000};  ///< for the domain, from the ledger's construction
  std::size_t max_queries = 500;               ///< distinct questions, whether a cache answers them or not
};

/// Asks every question once, however often it is put. Past the deadline, and where an answer does not come by then, the
/// reply is `timed_out`; past the budget it is `budget`, and no entry: nothing was asked. The budget counts questions
/// that the cache answers too, so that what a domain gets to know does not depend on who was surveyed before it.
///
/// A question that takes time is asked inside the coroutine that first waits for it; should that one be cancelled, the
/// next that waits for the reply asks in its place.
class Ledger final : public Resolver {
 public:
  using Clock = std::function<std::chrono::system_clock::time_point()>;

  /// `inner` outlives the ledger, and the ledger every `ask`.
  explicit Ledger(Resolver& inner, LedgerLimits limits = {}, Clock now = std::chrono::system_clock::now);

  Task<Reply> ask(Question question) override;

  /// The questions that have had a reply, in the order in which they were first put.
  std::vector<Asked> entries() const;
  /// How many of them took a query: all that were not answered by the cache.
  std::size_t queries() const { return replies_ - cached_; }
  std::size_t cached() const { return cached_; }

 private:
  struct Page {
    std::size_t order = 0;
    std::optional<Reply> reply{};
    std::chrono::system_clock::time_point time{};
    bool under_way = false;
    Line waiting{};
  };
  using Pages = std::unordered_map<Question, Page>;
  struct UnderWay;

  Task<Reply> ask_for(Pages::value_type* entry, Task<Reply> work);
  Task<Reply> wait_for(Pages::value_type* entry);
  Failure failure(Failure::Kind kind, Question question, std::string detail) const;
  Reply too_late(const Question& question) const;
  const Reply& enter(Page& page, Reply reply);

  Resolver& inner_;
  LedgerLimits limits_;
  Clock now_;
  std::chrono::steady_clock::time_point deadline_;
  Pages pages_;
  std::size_t replies_ = 0, cached_ = 0;
};

}  // namespace mailready::dns
