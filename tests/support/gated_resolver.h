// A Resolver whose answers a test holds back, and lets go when it has seen enough.
#pragma once
#include <functional>
#include <utility>
#include <vector>

#include "dns/async.h"
#include "dns/resolver.h"

namespace mailready::test {

class GatedResolver final : public dns::Resolver {
 public:
  using Script = std::function<dns::Reply(const dns::Question&)>;

  explicit GatedResolver(Script script) : script_(std::move(script)) {}

  /// Lets the questions under way be answered, and later ones at once.
  void open() { gate_.happen(); }

  dns::Task<dns::Reply> ask(dns::Question question) override {
    asked.push_back(question);
    Watch watch{*this, question};
    co_await gate_.wait();
    watch.answered = true;
    co_return script_(question);
  }

  std::vector<dns::Question> asked;      ///< every question, in order
  std::vector<dns::Question> cancelled;  ///< those whose asker gave up

 private:
  struct Watch {
    GatedResolver& resolver;
    dns::Question question;
    bool answered = false;
    ~Watch() {
      if (!answered) resolver.cancelled.push_back(question);
    }
  };

  dns::Event gate_;
  Script script_;
};

/// Lets everything that is ready run first.
inline dns::Task<> pass_turns(int turns = 20) {
  for (int i = 0; i < turns; ++i) co_await dns::next_turn{};
}

}  // namespace mailready::test
