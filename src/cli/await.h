// The bridge from a command, which runs step by step, to coroutines.
#pragma once
#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <optional>
#include <utility>

namespace mailready::cli {

/// Runs `work` to its end on `loop`, which nothing else may be running; what it throws is thrown here. Other work on
/// the loop goes on with the next call.
void await(asio::io_context& loop, asio::awaitable<void> work);

namespace detail {
template <class T>
asio::awaitable<void> keep(asio::awaitable<T> work, std::optional<T>& result) {
  result.emplace(co_await std::move(work));
}
}  // namespace detail

/// The same, with its result.
template <class T>
T await(asio::io_context& loop, asio::awaitable<T> work) {
  std::optional<T> result;
  await(loop, detail::keep(std::move(work), result));
  return std::move(*result);
}

}  // namespace mailready::cli
