#include "cli/bulk.h"
#include "dns/async.h"

#include <algorithm>
#include <numeric>

#include "cli/usage_error.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/gated_resolver.h"
#include "support/run.h"
#include "support/temporary_folder.h"

using namespace mailready;
using namespace mailready::test;
using cli::Bulk;
using cli::Checked;
using cli::Entry;

namespace {

using Strings = std::vector<std::string>;

/// A run over the names n0.test, n1.test, ... of a list, whose checks a test lets end one by one.
class Run {
 public:
  Run(dns::Loop& loop, std::size_t count, Bulk::Options options, std::size_t arguments = 0)
      : names_(arguments_of(arguments), list(loop, count), {}),
        bulk_(loop, names_, options,
              {.check = [this](Entry entry) { return check(std::move(entry)); },
               .report = [this](const Checked& checked) { reported.push_back(checked.judgement.domain); },
               .deliver = [this] { return deliver(); }}) {
    for (std::size_t i = 0; i < arguments + count; ++i) gates_.push_back(std::make_shared<dns::Event>());
  }

  /// Lets the check of this name end.
  void finish(std::size_t index) { gates_[index]->happen(); }
  /// Whoever takes the reports takes none from now on, until `take`.
  void hold_up() { held_up_ = true; }
  void take() { delivery_.happen(); }
  dns::Task<> run() { return bulk_.run(); }
  void stop() { bulk_.stop(); }

  std::size_t begun = 0, delivering = 0;
  Strings reported;
  Strings delivered;

 private:
  static std::vector<dns::Name> arguments_of(std::size_t count) {
    std::vector<dns::Name> arguments;
    for (std::size_t i = 0; i < count; ++i) arguments.push_back(name("n" + std::to_string(i) + ".test"));
    return arguments;
  }

  std::unique_ptr<cli::NameList> list(dns::Loop& loop, std::size_t count) {
    if (count == 0) return nullptr;
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += "n" + std::to_string(i) + ".test\n";
    return std::make_unique<cli::NameList>(loop, folder_.write("list", text));
  }

  dns::Task<Checked> check(Entry entry) {
    ++begun;
    co_await gates_[entry.index]->wait();
    Checked checked;
    checked.judgement.domain = entry.text;
    co_return checked;
  }

  dns::Task<> deliver() {
    ++delivering;
    const Strings here = reported;
    if (held_up_) co_await delivery_.wait();
    delivered = here;
  }

  TemporaryFolder folder_;
  cli::Names names_;
  std::vector<std::shared_ptr<dns::Event>> gates_;
  dns::Event delivery_;
  bool held_up_ = false;
  Bulk bulk_;
};

/// Lets everything go on that can, what begins only when all others wait included.
dns::Task<> settle() {
  for (int times = 0; times < 20; ++times) co_await dns::idle{};
}

/// Runs `steps` beside the run, both to their end.
template <class Steps>
void with_run(std::size_t count, Bulk::Options options, Steps steps, std::size_t arguments = 0) {
  dns::Loop loop;
  Run run(loop, count, options, arguments);
  std::vector<dns::Task<>> work;
  work.push_back(run.run());
  work.push_back(steps(run));
  loop.run(dns::all(std::move(work)));
}

Strings names(const std::vector<int>& indexes) {
  Strings names;
  for (const int index : indexes) names.push_back("n" + std::to_string(index) + ".test");
  return names;
}

}  // namespace

TEST_CASE("a list is reported as its domains are ready, a window of them at a time", "[cli]") {
  with_run(6, {.window = 3}, [](Run& run) -> dns::Task<> {
    co_await settle();
    CHECK(run.begun == 3);
    run.finish(2);
    co_await settle();
    CHECK(run.reported == names({2}));
    CHECK(run.begun == 4);
    for (const std::size_t index : {4, 3, 5, 1, 0}) {
      run.finish(index);
      co_await settle();
    }
    CHECK(run.reported == names({2, 3, 4, 5, 1, 0}));
  });
}

TEST_CASE("an ordered list is reported in its order, and a slow domain holds up the start of others", "[cli]") {
  with_run(8, {.window = 3, .ordered = true}, [](Run& run) -> dns::Task<> {
    co_await settle();
    run.finish(2);
    run.finish(1);
    run.finish(3);
    co_await settle();
    CHECK(run.reported.empty());
    CHECK(run.begun == 3);  // two results wait for their turn: with the slow one they fill the window
    run.finish(0);
    co_await settle();
    CHECK(run.reported == names({0, 1, 2, 3}));
    CHECK(run.begun == 7);
    for (const std::size_t index : {7, 6, 5, 4}) run.finish(index);
    co_await settle();
    CHECK(run.reported == names({0, 1, 2, 3, 4, 5, 6, 7}));
  });
}

TEST_CASE("arguments are reported in their order, and the list behind them as it is ready", "[cli]") {
  // The list repeats the two arguments, which counts for nothing.
  with_run(
      4, {.window = 4},
      [](Run& run) -> dns::Task<> {
        co_await settle();
        run.finish(1);
        run.finish(3);
        co_await settle();
        CHECK(run.reported == names({3}));
        run.finish(0);
        run.finish(2);
        co_await settle();
        CHECK(run.reported == names({3, 0, 1, 2}));
      },
      2);
}

TEST_CASE("no domain begins while a reader takes his time, and what is under way goes on", "[cli]") {
  with_run(9, {.window = 3}, [](Run& run) -> dns::Task<> {
    run.hold_up();
    run.finish(0);
    while (run.delivering == 0) co_await settle();
    const std::size_t begun = run.begun;
    CHECK(begun <= 4);
    for (std::size_t index = 1; index < begun; ++index) run.finish(index);
    co_await settle();
    CHECK(run.reported.size() == begun);  // they ended all the same
    CHECK(run.begun == begun);            // and none took their place
    CHECK(run.delivered.empty());
    run.take();
    for (std::size_t index = 0; index < 9; ++index) run.finish(index);
    while (run.delivered.size() < 9) co_await settle();
  });
}

TEST_CASE("what is ready together is delivered together", "[cli]") {
  constexpr std::chrono::milliseconds moment{50};
  with_run(9, {.window = 9, .moment = moment}, [](Run& run) -> dns::Task<> {
    for (std::size_t index = 0; index < 9; ++index) run.finish(index);
    while (run.delivered.size() < 9) co_await settle();
    CHECK(run.delivering < 9);
  });
}

TEST_CASE("a run that is stopped reports what is finished, in its order", "[cli]") {
  dns::Loop loop;
  Run run(loop, 5, {.window = 4, .ordered = true});
  const auto steps = [](Run& under_way) -> dns::Task<> {
    co_await settle();
    under_way.finish(3);
    under_way.finish(1);
    co_await settle();
    CHECK(under_way.reported.empty());
    under_way.stop();
  };
  std::vector<dns::Task<>> work;
  work.push_back(run.run());
  work.push_back(steps(run));
  loop.run(dns::all(std::move(work)));
  CHECK(run.reported == names({1, 3}));
}
