// Which of several servers has its turn, so that a dead one costs little.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace mailready::dns {

/// A server from which nothing came since a query that it left unanswered is dead: for the time of the cooldown it
/// comes after the others, then a single query tries it again. One lost packet among answers is no death, and so is not
/// a name that takes a living resolver too long.
class Rota {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  /// Whom a question goes to first, of those that are alive.
  enum class Order {
    preference,  ///< the first
    balance,     ///< whoever has the fewest queries to answer, so that all share a long run
  };

  /// A query about to be sent.
  struct Turn {
    std::size_t server = 0;      ///< its index
    std::uint64_t sequence = 0;  ///< orders it among what happens to the server
  };

  /// A query that is under way, as long as this lives.
  class Busy {
   public:
    Busy(Rota& rota, const Turn& turn) : count_(rota.servers_[turn.server].under_way) { ++count_; }
    ~Busy() { --count_; }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

   private:
    std::size_t& count_;
  };

  Rota(std::size_t servers, Order order, std::chrono::milliseconds cooldown, Clock now);

  /// The server for a question's next try: the one that the question has tried least, then one that is not cooling
  /// down, then by the order. `tries` counts the question's tries by server; empty before the first. Precondition:
  /// there are servers.
  Turn next(const std::vector<int>& tries);
  /// Something came back, usable or not: the server lives.
  void heard(const Turn& turn);
  /// Nothing came back. Whether the server lives all the same.
  bool silent(const Turn& turn);

 private:
  struct State {
    std::uint64_t last_heard = 0;
    std::size_t under_way = 0;
    std::optional<std::chrono::steady_clock::time_point> dead_until{};
  };

  std::vector<State> servers_;
  Order order_;
  std::chrono::milliseconds cooldown_;
  Clock now_;
  std::uint64_t sequence_ = 0;
};

}  // namespace mailready::dns
