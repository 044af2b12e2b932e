#include "survey/replay.h"

#include <utility>

namespace mailready::survey {

Replay::Replay(RecordedDomain recorded, bool offline) : costs_(recorded.costs), offline_(offline) {
  for (Asked& asked : recorded.answers) resolver_.store(std::move(asked.question), std::move(asked.reply));
  for (Asked& asked : recorded.exact_answers) authorities_.store(std::move(asked));
  for (Fetched& fetched : recorded.fetches) fetcher_.store(std::move(fetched));
}

World Replay::world() {
  if (offline_) return {.resolver = resolver_, .costs = costs_};
  return {.resolver = resolver_, .authorities = &authorities_, .fetcher = &fetcher_, .costs = costs_};
}

dns::Task<dns::Reply> Replay::Authorities::ask(IpAddress server, dns::Question question) {
  const auto found = replies_.find(question);
  if (found == replies_.end() || found->second.empty())
    co_return dns::Failure{.kind = dns::Failure::Kind::offline,
                           .question = std::move(question),
                           .server = server.to_string(),
                           .detail = "was not asked before"};
  dns::Reply reply = std::move(found->second.front());
  found->second.pop_front();
  co_return reply;
}

dns::Task<net::FetchReply> Replay::Fetcher::fetch(net::Request request) {
  const auto found = replies_.find("https://" + request.host + request.path);
  if (found != replies_.end()) co_return found->second;
  co_return net::FetchFailure{net::FetchFailure::Kind::offline, "was not fetched before"};
}

}  // namespace mailready::survey
