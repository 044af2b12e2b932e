#include "cli/readiness.h"

#include "support/catch.h"
#include "support/pipe.h"
#include "support/temporary_folder.h"

using namespace mailready::test;
using mailready::cli::Readiness;

namespace {

/// A wait that is under way, on a loop of its own.
struct Waiter {
  Waiter(int descriptor, Readiness::For what) : readiness(loop, descriptor, what) { group.spawn(readiness.wait()); }
  /// Whether it is over, once everything that can happen has happened.
  bool ends() {
    while (loop.context().poll() > 0) continue;
    return group.size() == 0;
  }

  mailready::dns::Loop loop{};
  Readiness readiness;
  mailready::dns::TaskGroup group{loop};
};

}  // namespace

TEST_CASE("a pipe is ready for reading when it holds something or was closed, and its mode is left alone", "[cli]") {
  Pipe pipe;
  Waiter waiter(pipe.reader(), Readiness::For::reading);
  CHECK_FALSE(waiter.ends());
  CHECK(Pipe::blocks(pipe.reader()));
  SECTION("written to") { REQUIRE(::write(pipe.writer(), "x", 1) == 1); }
  SECTION("closed") { pipe.close_writer(); }
  CHECK(waiter.ends());
  CHECK(Pipe::blocks(pipe.reader()));
}

TEST_CASE("a pipe is ready for writing when there is room or nobody reads any more", "[cli]") {
  Pipe pipe;
  CHECK(Waiter(pipe.writer(), Readiness::For::writing).ends());
  const std::string all(65'536, 'x');
  REQUIRE(::write(pipe.writer(), all.data(), all.size()) == static_cast<ssize_t>(all.size()));
  Waiter waiter(pipe.writer(), Readiness::For::writing);
  CHECK_FALSE(waiter.ends());
  SECTION("read") { CHECK(pipe.read() == all); }
  SECTION("closed") { pipe.close_reader(); }
  CHECK(waiter.ends());
  CHECK(Pipe::blocks(pipe.writer()));
}

TEST_CASE("pipes make one wait, files and devices without end do not", "[cli]") {
  const Pipe pipe;
  CHECK(mailready::cli::may_wait(pipe.reader()));
  const TemporaryFolder folder;
  for (const std::string& path : {folder.write("file", "text"), std::string("/dev/null")}) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    CHECK_FALSE(mailready::cli::may_wait(descriptor));
    ::close(descriptor);
  }
}
