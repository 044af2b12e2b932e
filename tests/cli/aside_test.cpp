#include "cli/aside.h"

#include <csignal>

#include "support/catch.h"
#include "support/pipe.h"
#include "support/run.h"

using namespace mailready;
using namespace mailready::test;
using cli::Aside;

namespace {

cli::Progress seven() { return {.domains = 7}; }

const std::string drawn = "\r7 domains  0.0/s\x1b[K";
const std::string erased = "\r\x1b[K";

}  // namespace

TEST_CASE("lines are said when the reports have been delivered", "[cli]") {
  const Pipe pipe;
  Aside aside(pipe.writer(), nullptr);
  aside.say("one");
  aside.say("tw\x1bo");
  CHECK(pipe.waiting() == 0);
  run(aside.resume());
  CHECK(pipe.read() == "mailready: one\nmailready: tw\\027o\n");
  run(aside.pause());
  run(aside.resume());
  CHECK(pipe.waiting() == 0);
}

TEST_CASE("the line of progress is gone before anything else is written", "[cli]") {
  const Pipe pipe;
  Aside aside(pipe.writer(), seven);
  run(aside.resume());
  CHECK(pipe.read() == drawn);
  SECTION("a report") {
    run(aside.pause());
    CHECK(pipe.read() == erased);
    run(aside.pause());
    CHECK(pipe.waiting() == 0);
  }
  SECTION("a line aside") {
    aside.say("one");
    run(aside.resume());
    CHECK(pipe.read() == erased + "mailready: one\n");
  }
}

TEST_CASE("the progress is drawn at most ten times a second", "[cli]") {
  const Pipe pipe;
  Aside aside(pipe.writer(), seven);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 1000; ++i) run(aside.resume());
  const auto tenths = (std::chrono::steady_clock::now() - start) / std::chrono::milliseconds(100);
  CHECK(pipe.waiting() <= drawn.size() * static_cast<std::size_t>(tenths + 1));
}

TEST_CASE("a standard error that nobody reads any more is no error", "[cli]") {
  std::signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  pipe.close_reader();
  Aside aside(pipe.writer(), seven);
  aside.say("one");
  CHECK_NOTHROW(run(aside.resume()));
  CHECK_NOTHROW(run(aside.pause()));
}
