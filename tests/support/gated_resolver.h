// A Resolver whose answers a test holds back, and lets go when it has seen enough.
#pragma once
#include <asio/any_io_executor.hpp>
#include <asio/system_error.hpp>
#include <functional>
#include <utility>
#include <vector>

#include "dns/async.h"
#include "dns/resolver.h"

namespace mailready::test {

class GatedResolver final : public dns::Resolver {
 public:
  using Script = std::function<dns::Reply(const dns::Question&)>;

  GatedResolver(const asio::any_io_executor& executor, Script script) : gate_(executor), script_(std::move(script)) {}

  /// Lets the questions under way be answered, and later ones at once.
  void open() { gate_.happen(); }

  asio::awaitable<dns::Reply> ask(dns::Question question) override {
    asked.push_back(question);
    try {
      co_await gate_.wait();
    } catch (const asio::system_error&) {
      cancelled.push_back(question);
      throw;
    }
    co_return script_(question);
  }

  std::vector<dns::Question> asked;      ///< every question, in order
  std::vector<dns::Question> cancelled;  ///< those whose asker gave up

 private:
  dns::Event gate_;
  Script script_;
};

/// Lets everything that is ready run first.
inline asio::awaitable<void> pass_turns(int turns = 20) {
  for (int i = 0; i < turns; ++i) co_await asio::post(asio::use_awaitable);
}

}  // namespace mailready::test
