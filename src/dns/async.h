// Structured concurrency on the one event loop: the only place of co_spawn beside the program and a test helper.
#pragma once
#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace mailready::dns {

/// Runs all of `work` at once and waits for every one; results keep the order. Cancelling it cancels every child.
/// The first exception is rethrown, after the others have been cancelled and have ended.
template <class T>
asio::awaitable<std::vector<T>> all(std::vector<asio::awaitable<T>> work);
asio::awaitable<void> all(std::vector<asio::awaitable<void>> work);

/// The result of `work`, or nothing where it did not end within `time`; it is then cancelled and waited for.
template <class T>
asio::awaitable<std::optional<T>> within(std::chrono::steady_clock::duration time, asio::awaitable<T> work);

}  // namespace mailready::dns
