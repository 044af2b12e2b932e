#include "cli/await.h"

#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <chrono>
#include <stdexcept>

#include "support/catch.h"

using namespace mailready;

namespace {

asio::awaitable<int> answer() { co_return 42; }

asio::awaitable<void> fail() {
  throw std::runtime_error("as it should");
  co_return;
}

asio::awaitable<void> wait_for(asio::steady_timer& timer) { co_await timer.async_wait(asio::use_awaitable); }

}  // namespace

TEST_CASE("a coroutine is run to its result, one after the other on one loop", "[cli]") {
  asio::io_context loop;
  CHECK(cli::await(loop, answer()) == 42);
  CHECK_THROWS_AS(cli::await(loop, fail()), std::runtime_error);
  CHECK(cli::await(loop, answer()) == 42);
}

TEST_CASE("other work that is still under way is not waited for, and goes on later", "[cli]") {
  asio::io_context loop;
  asio::steady_timer never(loop, std::chrono::hours(24));
  bool rang = false;
  never.async_wait([&](const std::error_code&) { rang = true; });
  CHECK(cli::await(loop, answer()) == 42);
  CHECK_FALSE(rang);
  asio::steady_timer soon(loop, std::chrono::milliseconds(1));
  never.cancel();
  cli::await(loop, wait_for(soon));
  CHECK(rang);
}
