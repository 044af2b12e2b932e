#include "dns/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mailready::dns {

Ledger::Ledger(Resolver& inner, LedgerLimits limits, Clock now)
    : inner_(inner),
      limits_(limits),
      now_(std::move(now)),
      deadline_(std::chrono::steady_clock::now() + limits.deadline) {}

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
      co_return failure(Failure::Kind::budget, std::move(question),
                        fmt::format("the domain has used up its {} queries", limits_.max_queries));
    found = pages_.try_emplace(question).first;
    found->second.order = pages_.size();
  }
  Page& page = found->second;
  while (!page.reply) {
    if (page.under_way) {
      co_await InLine{page.waiting, false};
      continue;
    }
    const UnderWay under_way(page);
    std::optional<Reply> reply;
    if (std::chrono::steady_clock::now() < deadline_) reply = co_await by(deadline_, inner_.ask(question));
    enter(page,
          reply ? *std::move(reply) : failure(Failure::Kind::timed_out, question, "the domain's deadline passed"));
  }
  co_return *page.reply;
}

Failure Ledger::failure(Failure::Kind kind, Question question, std::string detail) const {
  return {.kind = kind, .question = std::move(question), .server = "", .detail = std::move(detail)};
}

void Ledger::enter(Page& page, Reply reply) {
  ++replies_;
  if (reply.cached()) ++cached_;
  page.reply = std::move(reply);
  page.time = now_();
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
