#include "cli/output.h"

#include <csignal>

#include "dns/async.h"
#include "support/catch.h"
#include "support/gated_resolver.h"
#include "support/pipe.h"
#include "support/run.h"

using namespace mailready;
using namespace mailready::test;
using cli::Output;

namespace {

/// More than a pipe holds, and no two parts alike.
std::string long_text() {
  std::string text;
  for (int number = 0; text.size() < 300'000; ++number) text += std::to_string(number) + "\n";
  return text;
}

dns::Task<> drain(Output& output, bool& ended) {
  co_await output.drain();
  ended = true;
}

/// Reads from the pipe until the other end has written everything; what it read.
dns::Task<std::string> read_until(const bool& ended, const Pipe& pipe) {
  std::string text;
  while (!ended) {
    text += pipe.read();
    co_await pass_turns(1);
  }
  text += pipe.read();
  co_return text;
}

dns::Task<> write_slowly(Output& output, const Pipe& pipe, std::string& read) {
  bool ended = false;
  dns::TaskGroup group(co_await dns::this_loop);
  group.spawn(drain(output, ended));
  co_await pass_turns(100);
  CHECK_FALSE(ended);  // the pipe is full, and the loop goes on
  CHECK(pipe.waiting() >= 65'536);
  read = co_await read_until(ended, pipe);
  co_await group.join();
}

dns::Task<> give_up(Output& output) {
  bool ended = false;
  dns::TaskGroup group(co_await dns::this_loop);
  group.spawn(drain(output, ended));
  co_await pass_turns(10);
  group.cancel();
  co_await group.join();
  CHECK_FALSE(ended);
}

dns::Task<> close_while_waiting(Output& output, Pipe& pipe) {
  bool ended = false;
  dns::TaskGroup group(co_await dns::this_loop);
  group.spawn(drain(output, ended));
  co_await pass_turns(10);
  pipe.close_reader();
  co_await group.join();
}

}  // namespace

TEST_CASE("a reader that takes his time holds up nobody, and gets every octet in order", "[cli]") {
  const Pipe pipe;
  Output output(pipe.writer(), "the pipe");
  const std::string text = long_text();
  output.stream() << text;
  std::string read;
  run(write_slowly(output, pipe, read));
  CHECK(read == text);
  CHECK(Pipe::blocks(pipe.writer()));
}

TEST_CASE("writing that was given up is taken up again where it stopped", "[cli]") {
  const Pipe pipe;
  Output output(pipe.writer(), "the pipe");
  const std::string text = long_text();
  output.stream() << text;
  run(give_up(output));
  output.stream() << "the end";
  std::string read;
  run(write_slowly(output, pipe, read));
  CHECK(read == text + "the end");
}

TEST_CASE("a reader that goes away is noticed while he is waited for", "[cli]") {
  std::signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  Output output(pipe.writer(), "the pipe");
  output.stream() << long_text();
  CHECK_THROWS_AS(run(close_while_waiting(output, pipe)), cli::ClosedPipe);
}

TEST_CASE("what is written without an event loop is written whole", "[cli]") {
  const Pipe pipe;
  Output output(pipe.writer(), "the pipe");
  output.stream() << "all\n" << std::flush << "of it\n";
  CHECK(pipe.waiting() == 0);
  output.commit();
  CHECK(pipe.read() == "all\nof it\n");
  output.commit();
  CHECK(pipe.waiting() == 0);
}
