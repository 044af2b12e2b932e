#include "dns/rota.h"

#include <memory>

#include "support/catch.h"

using namespace mailready::dns;
using namespace std::chrono_literals;

namespace {

struct Servers {
  explicit Servers(std::size_t servers, Rota::Order order = Rota::Order::preference)
      : count(servers), rota(servers, order, 10s, [this] { return now; }) {}

  Rota::Turn first() { return rota.next(std::vector<int>(count)); }

  std::size_t count;
  std::chrono::steady_clock::time_point now{};
  Rota rota;
};

}  // namespace

TEST_CASE("servers have their turn in order, each once before any is tried again", "[dns][rota]") {
  const auto [tries, server] = GENERATE(table<std::vector<int>, std::size_t>({
      {{0, 0, 0}, 0},
      {{1, 0, 0}, 1},
      {{1, 1, 0}, 2},
      {{1, 1, 1}, 0},
      {{2, 1, 1}, 1},
  }));
  CAPTURE(tries);
  Servers servers(3);
  CHECK(servers.rota.next(tries).server == server);
}

TEST_CASE("a silent server comes last until its cooldown ends", "[dns][rota]") {
  Servers servers(2);
  servers.rota.silent(servers.first());
  CHECK(servers.first().server == 1);
  servers.now += 9999ms;
  CHECK(servers.first().server == 1);
  servers.now += 1ms;
  CHECK(servers.first().server == 0);
}

TEST_CASE("after a cooldown a single query tries the server", "[dns][rota]") {
  Servers servers(2);
  servers.rota.silent(servers.first());
  servers.now += 10s;
  const Rota::Turn trial = servers.first();
  REQUIRE(trial.server == 0);
  CHECK(servers.first().server == 1);

  SECTION("and one that answers is back") {
    servers.rota.heard(trial);
    CHECK(servers.first().server == 0);
  }
  SECTION("and one that does not stays last") {
    servers.rota.silent(trial);
    servers.now += 9s;
    CHECK(servers.first().server == 1);
  }
}

TEST_CASE("a question tries a server in cooldown before it asks another one twice", "[dns][rota]") {
  Servers servers(2);
  servers.rota.silent(servers.first());
  CHECK(servers.rota.next({0, 1}).server == 0);
}

TEST_CASE("servers that are all in cooldown are asked as usual", "[dns][rota]") {
  Servers servers(2);
  servers.rota.silent(servers.first());
  servers.rota.silent(servers.first());
  CHECK(servers.first().server == 0);
}

TEST_CASE("a server that has answered since is not dead", "[dns][rota]") {
  Servers servers(2);
  const Rota::Turn lost = servers.first(), answered = servers.first();
  servers.rota.heard(answered);
  servers.rota.silent(lost);
  CHECK(servers.first().server == 0);

  SECTION("but one that answered only before is") {
    servers.rota.silent(servers.first());
    CHECK(servers.first().server == 1);
  }
}

TEST_CASE("in a long run, whoever has the fewest queries to answer is next", "[dns][rota]") {
  Servers servers(3, Rota::Order::balance);
  std::vector<std::unique_ptr<Rota::Busy>> busy;
  for (const std::size_t server : {0u, 1u, 2u, 0u}) {
    const Rota::Turn turn = servers.first();
    CHECK(turn.server == server);
    busy.push_back(std::make_unique<Rota::Busy>(servers.rota, turn));
  }
  busy[2].reset();
  CHECK(servers.first().server == 2);
}

TEST_CASE("one that leaves a query unanswered lives, where something came from it since", "[dns][rota]") {
  Servers servers(2);
  const Rota::Turn lost = servers.first(), answered = servers.first();
  servers.rota.heard(answered);
  CHECK(servers.rota.silent(lost));
  CHECK_FALSE(servers.rota.silent(servers.first()));
}
