#include "dns/rota.h"

#include <tuple>
#include <utility>

namespace mailready::dns {

Rota::Rota(std::size_t servers, Order order, std::chrono::milliseconds cooldown, Clock now)
    : servers_(servers), order_(order), cooldown_(cooldown), now_(std::move(now)) {}

Rota::Turn Rota::next(const std::vector<int>& tries) {
  const auto is_cooling = [&](const State& server) { return server.dead_until && now_() < *server.dead_until; };
  const auto rank = [&](std::size_t i) {
    const State& server = servers_[i];
    return std::tuple(tries.empty() ? 0 : tries[i], is_cooling(server),
                      order_ == Order::balance ? server.under_way : 0);
  };
  std::size_t best = 0;
  for (std::size_t i = 1; i < servers_.size(); ++i)
    if (rank(i) < rank(best)) best = i;

  // Back after its cooldown: until this one query says that it lives, it keeps its place behind the others.
  auto& dead_until = servers_[best].dead_until;
  if (dead_until && !is_cooling(servers_[best])) dead_until = now_() + cooldown_;
  return {.server = best, .sequence = ++sequence_};
}

void Rota::heard(const Turn& turn) {
  State& server = servers_[turn.server];
  server.last_heard = ++sequence_;
  server.dead_until.reset();
}

bool Rota::silent(const Turn& turn) {
  State& server = servers_[turn.server];
  const bool lives = server.last_heard >= turn.sequence;
  if (!lives) server.dead_until = now_() + cooldown_;
  return lives;
}

}  // namespace mailready::dns
