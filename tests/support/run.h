// Runs a coroutine to its end, on an event loop of its own.
#pragma once
#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <exception>
#include <optional>
#include <utility>

namespace mailready::test {

inline void run(asio::awaitable<void> work) {
  asio::io_context loop;
  std::exception_ptr thrown;
  asio::co_spawn(loop, std::move(work), [&](std::exception_ptr exception) { thrown = std::move(exception); });
  loop.run();
  if (thrown) std::rethrow_exception(thrown);
}

namespace detail {
template <class T>
asio::awaitable<void> keep(asio::awaitable<T> work, std::optional<T>& result) {
  result.emplace(co_await std::move(work));
}
}  // namespace detail

/// What `work` returns; what it throws is thrown here.
template <class T>
T run(asio::awaitable<T> work) {
  std::optional<T> result;
  run(detail::keep(std::move(work), result));
  return std::move(*result);
}

}  // namespace mailready::test
