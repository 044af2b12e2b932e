#include "cli/await.h"

#include <asio/co_spawn.hpp>
#include <exception>

namespace mailready::cli {

void await(asio::io_context& loop, asio::awaitable<void> work) {
  std::exception_ptr failure;
  asio::co_spawn(loop, std::move(work), [&](std::exception_ptr thrown) {
    failure = std::move(thrown);
    loop.stop();  // a cache's flights may be under way still: nobody waits for them
  });
  loop.restart();
  loop.run();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace mailready::cli
