#include "dns/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mailready::dns {

constexpr std::size_t usual_questions = 64;

Ledger::Ledger(Resolver& inner, LedgerLimits limits, Clock now)
    : inner_(inner),
      limits_(limits),
      now_(std::move(now)),
      deadline_(std::chrono::steady_clock::now() + limits.deadline) {
  pages_.reserve(usual_questions);
}

/// As long as it lives, a page's question is asked; then those who wait for its reply go on, even where none came
/// because whoever asked is let go of.
struct Ledger::UnderWay {
  explicit UnderWay(Page& its_page) : page(its_page) { page.under_way = true; }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;
  ~UnderWay() {
    page.under_way = false;
    while (!page.waiting.empty()) page.waiting.first().wake();
  }
  Page& page;
};

Task<Reply> Ledger::ask(Question question) {
  auto found = pages_.find(question);
  if (found == pages_.end()) {
    if (pages_.size() >= limits_.max_queries)
      return failure(Failure::Kind::budget, std::move(question),
                     fmt::format("the domain has used up its {} queries", limits_.max_queries));
    found = pages_.try_emplace(std::move(question)).first;
    found->second.order = pages_.size();
  }
  Page& page = found->second;
  if (page.reply) return *page.reply;
  if (page.under_way) return wait_for(&*found);
  if (std::chrono::steady_clock::now() >= deadline_) return enter(page, too_late(found->first));
  Task<Reply> work = inner_.ask(found->first);
  if (work.ready()) return enter(page, work.take());
  return ask_for(&*found, std::move(work));
}

Task<Reply> Ledger::ask_for(Pages::value_type* entry, Task<Reply> work) {
  auto& [question, page] = *entry;
  if (page.under_way || page.reply) co_return co_await ask(question);  // another coroutine was faster
  const UnderWay under_way(page);
  detail::Race<Reply> race{std::move(work), deadline_};
  const bool in_time = co_await race;
  co_return enter(page, in_time ? race.work.take() : too_late(question));
}

Task<Reply> Ledger::wait_for(Pages::value_type* entry) {
  auto& [question, page] = *entry;
  while (page.under_way) co_await InLine{page.waiting, false};
  co_return co_await ask(question);
}

Failure Ledger::failure(Failure::Kind kind, Question question, std::string detail) const {
  return {.kind = kind, .question = std::move(question), .server = "", .detail = std::move(detail)};
}

Reply Ledger::too_late(const Question& question) const {
  return failure(Failure::Kind::timed_out, question, "the domain's deadline passed");
}

const Reply& Ledger::enter(Page& page, Reply reply) {
  ++replies_;
  if (reply.cached()) ++cached_;
  page.time = now_();
  return page.reply.emplace(std::move(reply));
}

std::vector<Asked> Ledger::entries() const {
  std::vector<std::pair<std::size_t, const std::pair<const Question, Page>*>> answered;
  answered.reserve(replies_);
  for (const auto& entry : pages_)
    if (entry.second.reply) answered.emplace_back(entry.second.order, &entry);
  std::ranges::sort(answered);
  std::vector<Asked> entries;
  entries.reserve(answered.size());
  for (const auto& [order, entry] : answered)
    entries.push_back({entry->first, *entry->second.reply, entry->second.time});
  return entries;
}

}  // namespace mailready::dns
